"""The applications of docs/embedding, run for real: each over a database of its own."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import httpx
import nbformat
import pytest
from nbclient import NotebookClient
from sqlalchemy import Engine, select

import events
import nightly
import plain
import serving
from credit_rules import (
    AccountCredit,
    AddCredit,
    AddInvoice,
    ApplyCredit,
    Command,
    CreditClass,
    Invoice,
    Line,
    Money,
    RaiseCredit,
)
from credit_rules_adapters.access import tokens
from credit_rules_adapters.access.callers import Caller, Role
from credit_rules_adapters.asking import Request
from credit_rules_adapters.http import Settings
from credit_rules_adapters.service import Service
from credit_rules_adapters.stores.sql import open_store
from docs.blocks import DOCS

DAY = date(2026, 3, 1)


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'credits.db'}"


def told(url: str, *asked: tuple[str, Command]) -> None:
    """Carry commands out, each on its account."""
    with closing(open_store(url)) as store:
        for account, command in asked:
            service = Service(store=store)
            service.carry_out(Request(account=account, actor="test", command=command, on=DAY)).result.unwrap()


def invoice(id: str, account: str, total: int, **more: Any) -> AddInvoice:
    return AddInvoice(Invoice(id, account, "GBP", [Line("L1", total)], issued_on=DAY, **more))


def test_an_order_and_its_credit_change_in_one_transaction(url: str) -> None:
    shop = plain.open_shop(url)
    with shop.begin() as connection:
        plain.sell(connection, "O-1", "ann", 2500, on=DAY)
    with shop.begin() as connection:
        assert plain.take_back(connection, "O-1", "ann", 1000, on=DAY) == 1000
    with pytest.raises(plain.NotPossible, match="amount_exceeds_creditable"):
        sell_and_take_back_too_much(shop)
    with shop.connect() as connection:
        assert list(connection.execute(select(plain.orders))) == [("O-1", "ann", 2500, "taken back")]
    shop.dispose()
    with closing(open_store(url)) as store, store.reading("ann") as reading:
        account = reading.whole()
        assert (set(account.invoices), account.credits["O-1-CN1"].remaining_minor) == ({"O-1"}, 1000)


def sell_and_take_back_too_much(shop: Engine) -> None:
    with shop.begin() as connection:
        plain.sell(connection, "O-2", "ann", 500, on=DAY)
        plain.take_back(connection, "O-2", "ann", 501, on=DAY)


DJANGO = """
import django
django.setup()
from datetime import date
from django.core.management import call_command
call_command("migrate", run_syncdb=True, verbosity=0)
from club import models
from club.crediting import NotPossible, issue_invoice, raise_note
from credit_rules import Money

day = date(2026, 3, 1)
ann = models.Member.objects.create(name="ann")
gift = models.Credit.objects.create(member=ann, number="GIFT", currency="GBP", credit_class="promotional",
                                    amount_minor=1000, remaining_minor=1000, issued_on=day)
spring = models.Invoice.objects.create(member=ann, number="INV-1")
spring.lines.create(text="Swimming", net_minor=2500)
print(issue_invoice("INV-1", on=day).amount_minor)
models.Invoice.objects.filter(number="INV-1").update(paid_minor=1500)
note = raise_note("INV-1", Money(1800, "GBP"), on=day)
print(note.id, note.reduced_minor, note.restored_minor, note.account_credit_minor)
print([(lot.number, lot.remaining_minor) for lot in models.Credit.objects.order_by("pk")])
summer = models.Invoice.objects.create(member=ann, number="INV-2")
summer.lines.create(text="Diving", net_minor=3000)
print(issue_invoice("INV-2", on=day).amount_minor, models.Allocation.objects.count())
before = list(models.Invoice.objects.values())
try:
    raise_note("INV-1", Money(701, "GBP"), on=day)
except NotPossible as no:
    print(no.refusal.code, no.refusal.creditable.amount_minor, before == list(models.Invoice.objects.values()))
"""


def test_the_django_club_issues_and_credits_in_its_own_tables(tmp_path: Path) -> None:
    settings = {"DJANGO_SETTINGS_MODULE": "club.settings", "CLUB_DB": str(tmp_path / "club.sqlite3")}
    environment = os.environ | settings | {"PYTHONPATH": str(DOCS / "embedding")}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", DJANGO], env=environment, capture_output=True, text=True, check=False
    )
    assert done.stderr == ""
    assert done.stdout.splitlines() == [
        "1500",
        "INV-1-CN1 0 1000 800",
        "[('GIFT', 1000), ('INV-1-CN1', 800)]",
        "1200 2",
        "amount_exceeds_creditable 700 True",
    ]


def test_fastapi_mounts_the_api_and_calls_the_service(url: str) -> None:
    told(url, ("ann", invoice("INV-1", "ann", 2000, paid_minor=500)))
    with closing(open_store(url)) as store:
        now = Settings(store=store).now()
        secret = tokens.create(store, Caller(name="viewer", role=Role.VIEWER), now=now)
    asyncio.run(complain(url, secret))


async def complain(url: str, secret: str) -> None:
    """Ask the shop's own endpoint, and the API below it."""
    transport = httpx.ASGITransport(serving.application(url))
    async with httpx.AsyncClient(transport=transport, base_url="http://shop") as client:
        complaint = {"invoice": "INV-1", "amount_minor": 1800, "id": "complaint-1"}
        answered = {"note": "INV-1-CN1", "lowered_minor": 1500, "credit_minor": 300}
        for again in (False, True):
            answer = await client.post("/customers/ann/complaints", json=complaint)
            assert answer.json() == {**answered, "again": again}
        refused = await client.post("/customers/ann/complaints", json=complaint | {"id": "complaint-2"})
        assert (refused.status_code, refused.json()["detail"]["code"]) == (409, "amount_exceeds_creditable")
        path = "/credit/v1/accounts/ann/credits/INV-1-CN1"
        assert (await client.get(path)).status_code == 401
        seen = await client.get(path, headers={"Authorization": f"Bearer {secret}"})
        assert seen.json()["remaining_minor"] == 300


def test_the_nightly_run_may_break_off_and_be_repeated(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    gift = AccountCredit(
        "G", "ann", "GBP", 700, credit_class=CreditClass.PROMOTIONAL, issued_on=DAY, expires_on=date(2026, 3, 9)
    )
    lots = [AddCredit(AccountCredit(f"C-{who}", who, "GBP", 400, issued_on=DAY)) for who in ("ann", "bob")]
    bills = [("ann", invoice("INV-A", "ann", 1000)), ("bob", invoice("INV-B", "bob", 300))]
    told(url, ("ann", AddCredit(gift)), ("ann", lots[0]), ("bob", lots[1]), *bills)
    night = date(2026, 3, 9)
    carry_out = Service.carry_out

    def breaking(service: Service, request: Request) -> Any:
        if request.account == "bob":
            raise OSError("the machine went away")
        return carry_out(service, request)

    monkeypatch.setattr(Service, "carry_out", breaking)
    with pytest.raises(OSError, match="went away"):
        nightly.run(url, night)
    monkeypatch.undo()
    assert nightly.run(url, night) == {
        "expire_credit": Counter({"again": 1, "nothing to do": 1}),
        "allocate_credit": Counter({"changed": 2}),
    }
    assert nightly.run(url, night) == {name: Counter({"again": 2}) for name in ("expire_credit", "allocate_credit")}
    with closing(open_store(url)) as store, store.reading("ann") as reading:
        ann = reading.whole()
    assert (ann.invoices["INV-A"].outstanding_minor, ann.credits["G"].remaining_minor) == (600, 0)


class Queue:
    """A queue that loses its connection once, after having taken a message."""

    def __init__(self, broken_after: int) -> None:
        self.sent: list[tuple[str, str, Mapping[str, object]]] = []
        self.broken_after = broken_after

    def send(self, key: str, message: str, body: Mapping[str, object]) -> None:
        self.sent.append((key, message, body))
        if len(self.sent) == self.broken_after:
            raise ConnectionError("the queue went away")


@pytest.fixture
def events_of_two(url: str) -> Iterator[Any]:
    lot = AddCredit(AccountCredit("C1", "ann", "GBP", 400, issued_on=DAY))
    told(url, ("ann", invoice("INV-A", "ann", 1000)), ("ann", lot), ("bob", invoice("INV-B", "bob", 300)))
    told(url, ("ann", ApplyCredit(invoice="INV-A")))
    told(url, ("ann", RaiseCredit(invoice="INV-A", amount=Money(100, "GBP"))))
    with closing(open_store(url)) as store:
        yield store


def test_every_effect_reaches_the_queue_and_repeats_change_nothing(events_of_two: Any) -> None:
    queue = Queue(broken_after=3)
    with pytest.raises(ConnectionError):
        events.relay(events_of_two, queue.send)
    assert events.relay(events_of_two, queue.send) == 5
    assert events.relay(events_of_two, queue.send) == 0
    balances = events.Balances()
    for _, message, body in queue.sent:
        balances.take(message, body)
    assert len(queue.sent) == 3 + 5
    assert len(balances.seen) == 5
    assert (balances.paid_minor, balances.credited_minor) == ({"INV-A": 400}, {"INV-A": 100})
    of_ann = [message for _, message, _ in queue.sent[3:] if message.startswith("ann/")]
    numbers = [int(message.split("/")[1]) for message in of_ann]
    assert all(before < after for before, after in pairwise(numbers))


def test_the_notebook_says_what_it_shows() -> None:
    file = DOCS / "embedding" / "finance.ipynb"
    shown, run = (nbformat.reads(file.read_text(encoding="utf-8"), as_version=4) for _ in range(2))
    NotebookClient(run, timeout=120, kernel_name="python3").execute()
    cells = [(told, made) for told, made in zip(shown.cells, run.cells, strict=True) if told.cell_type == "code"]
    assert len(cells) >= 4
    for told_cell, made in cells:
        assert printed(made) == printed(told_cell), told_cell.source
    assert sum(bool(printed(cell)) for _, cell in cells) >= 4


def printed(cell: Any) -> list[str]:
    """Return what a cell prints and answers, as text."""
    return [each.get("text") or each["data"]["text/plain"] for each in cell.outputs if each.get("name") != "stderr"]
