"""Everything that can be done with an invoice or a lot is done from its page, and offered where the rules allow it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from credit_rules import ApplyCredit, CreditClass, GrantKind, Invoice, Pause, Status, VoidCredit
from credit_rules_adapters.web.tasks import of_credits, of_invoices
from stores.databases import sqlite_url
from web.serving import ADMINISTRATOR, VIEWER
from web.visiting import Visited, visited


@pytest.fixture
def pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visited]:
    with visited(sqlite_url(tmp_path_factory.mktemp("tasks"))) as opened:
        site = opened.site
        site.invoice("ann", "OWED", 10_000)
        site.invoice("ann", "DRAFT", 5_000, status=Status.DRAFT)
        site.invoice("ann", "COMING", 5_000, pending_minor=2_000)
        site.invoice("ann", "USED", 5_000)
        site.gift("ann", "GIFT", 2_000, credit_class=CreditClass.PROMOTIONAL)
        site.do("ann", ApplyCredit(invoice="USED"))
        site.gift("ann", "MONEY", 3_000, kind=GrantKind.OVERPAYMENT)
        yield opened


INVOICES: dict[str, tuple[str, dict[str, str], tuple[str, object]]] = {
    "issue": ("DRAFT", {}, ("status", Status.ISSUED)),
    "apply": ("OWED", {"amount": "30"}, ("applied_minor", 3_000)),
    "unapply": ("USED", {"amount": ""}, ("applied_minor", 0)),
    "pay": ("OWED", {"amount": "25", "pending": "yes"}, ("pending_minor", 2_500)),
    "clear": ("COMING", {"amount": "20.00"}, ("paid_minor", 2_000)),
    "fail": ("COMING", {"amount": "20"}, ("pending_minor", 0)),
    "cancel": ("OWED", {}, ("status", Status.CANCELLED)),
    "write-off": ("OWED", {}, ("status", Status.WRITTEN_OFF)),
}
CREDITS: dict[str, tuple[dict[str, str], tuple[str, object]]] = {
    "pause": ({}, ("paused", True)),
    "resume": ({}, ("paused", False)),
    "void": ({}, ("voided", True)),
    "pay-out": ({"amount": "10"}, ("remaining_minor", 2_000)),
}


def test_every_task_is_tried() -> None:
    assert set(INVOICES) == set(of_invoices.TASKS)
    assert set(CREDITS) == set(of_credits.TASKS)


@pytest.mark.parametrize("task", INVOICES)
def test_it_is_offered_on_the_invoice_previewed_and_done(pages: Visited, task: str) -> None:
    invoice, fields, (name, value) = INVOICES[task]
    here, visitor = f"/accounts/ann/invoices/{invoice}", pages.by(ADMINISTRATOR)
    assert f'href="{here}/{task}"' in visitor.get(here).text
    assert f'href="{here}/{task}"' not in pages.by(VIEWER).get(here).text
    assert visitor.get(f"{here}/{task}").status_code == 200
    before: Invoice = pages.site.found("ann", invoice)
    visitor.post(f"{here}/{task}", fields)
    assert pages.site.found("ann", invoice) == before  # a preview does nothing
    done = visitor.carry_out(f"{here}/{task}", fields)
    assert done.status_code == 303, done.text
    assert getattr(pages.site.found("ann", invoice), name) == value
    assert "<h2>Done</h2>" in visitor.get(done.headers["location"]).text


def test_what_the_rules_refuse_is_not_offered_and_its_reason_is_told(pages: Visited) -> None:
    page = pages.by(ADMINISTRATOR).get("/accounts/ann/invoices/DRAFT").text
    assert 'href="/accounts/ann/invoices/DRAFT/write-off"' not in page
    assert "Write the invoice off: Invoice DRAFT is a draft; issue it first." in page
    assert "No credit can be raised" in page


@pytest.mark.parametrize("task", CREDITS)
def test_it_is_offered_on_the_lot_previewed_and_done(pages: Visited, task: str) -> None:
    fields, (name, value) = CREDITS[task]
    if task == "resume":
        pages.site.do("ann", Pause("MONEY"))
    here, visitor = f"/accounts/ann/credits/MONEY/{task}", pages.by(ADMINISTRATOR)
    assert f'href="{here}"' in visitor.get("/accounts/ann").text
    assert f'href="{here}"' not in pages.by(VIEWER).get("/accounts/ann").text
    assert visitor.carry_out(here, fields).status_code == 303
    with pages.site.store.reading("ann") as reading:
        lot = reading.whole().credits["MONEY"]
    assert getattr(lot, name) == value


def test_nothing_is_offered_with_a_lot_that_the_rules_would_refuse(pages: Visited) -> None:
    pages.site.do("ann", VoidCredit("MONEY"))
    page = pages.by(ADMINISTRATOR).get("/accounts/ann").text
    assert 'href="/accounts/ann/credits/MONEY/void"' not in page
    assert 'href="/accounts/ann/credits/MONEY/pay-out"' not in page
    assert 'href="/accounts/ann/credits/GIFT/pay-out"' not in page  # a gift never leaves as cash
