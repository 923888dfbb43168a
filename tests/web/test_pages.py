"""What pages answer without a browser: reports, the trail, approvals, and what stands in the way of a task."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from attrs import evolve

from credit_rules import CreditClass, Line, Money, RaiseCredit
from credit_rules_adapters import finance
from credit_rules_adapters.access import tokens
from credit_rules_adapters.access.callers import Caller
from credit_rules_adapters.reports import Period, cells, titles
from credit_rules_adapters.reports.roll_forward import RollForward
from stores.databases import sqlite_url
from web.serving import ADMINISTRATOR, CLERK, SECOND, VIEWER
from web.visiting import Visited, field, hidden, visited


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visited]:
    with visited(sqlite_url(tmp_path_factory.mktemp("pages"))) as opened:
        yield opened


def carried_out(location: str) -> bool:
    return re.search(r"\?done=\d+$", location) is not None


def test_a_key_sent_again_with_something_else_is_asked_again_and_kept_apart(pages: Visited) -> None:
    pages.site.invoice("ann", "A-1")
    visitor, path = pages.by(ADMINISTRATOR), "/accounts/ann/invoices/A-1/credit"
    first = {"how": "amount", "amount": "10", **hidden(visitor.post(path, {"amount": "10"}).text), "do": "carry_out"}
    done = visitor.post(path, first)
    assert carried_out(done.headers["location"])
    assert visitor.post(path, first).headers["location"] == done.headers["location"]
    second = {"how": "amount", "amount": "20", "memo": "again"}
    shown = hidden(visitor.post(path, second).text)
    refused = visitor.post(path, {**second, **shown, "key": first["key"], "do": "carry_out"})
    assert refused.status_code == 409
    assert "This form was sent before, with something else in it" in refused.text
    assert 'value="again"' in refused.text
    fresh = field(refused.text, "key")
    assert fresh is not None
    assert fresh[1] != first["key"]
    assert pages.site.found("ann", "A-1").credited_minor == 1000


def test_what_a_rule_refuses_is_said_and_what_was_typed_is_kept(pages: Visited) -> None:
    pages.site.invoice("ann", "A-2", 5_000)
    visitor, path = pages.by(ADMINISTRATOR), "/accounts/ann/invoices/A-2/credit"
    typed = {"how": "amount", "amount": "60", "memo": "too much"}
    shown = visitor.post(path, typed)
    assert shown.status_code == 200
    assert "60.00 GBP is more than can still be credited: 50.00 GBP." in shown.text
    assert "Create credit note" not in shown.text
    refused = visitor.post(path, {**typed, **hidden(shown.text), "do": "carry_out"})
    assert refused.status_code == 422
    assert "This was refused, and nothing was done." in refused.text
    assert 'value="60"' in refused.text
    assert 'value="too much"' in refused.text


def test_without_the_key_of_a_form_nothing_is_done(pages: Visited) -> None:
    pages.site.invoice("ann", "A-4")
    visitor, path = pages.by(ADMINISTRATOR), "/accounts/ann/invoices/A-4/credit"
    typed = {"how": "full", **hidden(visitor.post(path, {"how": "full"}).text), "do": "carry_out"}
    assert visitor.post(path, {**typed, "key": ""}).status_code == 200
    assert visitor.post(path, {**typed, "key": "x" * 200}).status_code == 422
    assert visitor.post(path, {**typed, "seen": "many"}).status_code == 422
    assert pages.site.found("ann", "A-4").credited_minor == 0


def test_a_preview_as_it_is_typed_is_a_part_of_the_page(pages: Visited) -> None:
    pages.site.invoice("ann", "A-3", 5_000, paid_minor=5_000)
    typed = {"how": "amount", "amount": "40", "fee": "0.50", "refund_fee": "0.20"}
    part = pages.by(ADMINISTRATOR).post("/accounts/ann/invoices/A-3/credit", typed, **{"HX-Request": "true"})
    assert "<html" not in part.text
    assert "becomes account credit A-3-CN1" in part.text
    assert "A refund would have cost" in part.text
    assert ">0.60 <" in part.text
    assert hidden(part.text).keys() == {"seen", "plan"}
    wrong = pages.by(ADMINISTRATOR).post("/accounts/ann/invoices/A-3/credit", {"amount": "x"}, **{"HX-Request": "true"})
    assert wrong.status_code == 422
    assert "“x” is no amount in GBP; write it like 12.50." in wrong.text


def test_nothing_is_recorded_where_nothing_would_change(pages: Visited) -> None:
    pages.site.invoice("bare", "B-1")
    visitor, before = pages.by(ADMINISTRATOR), pages.site.entries("bare")
    answer = visitor.carry_out("/accounts/bare/invoices/B-1/apply", {"amount": ""})
    assert answer.status_code == 200
    assert "Nothing would change" in answer.text
    assert pages.site.entries("bare") == before


def test_a_lot_that_ends_before_it_begins_is_told(pages: Visited) -> None:
    pages.site.invoice("bare", "B-2")
    typed = {"id": "L", "amount": "1", "currency": "GBP", "usable_from": "2027-01-02", "expires_on": "2027-01-01"}
    answer = pages.by(ADMINISTRATOR).post("/accounts/bare/grant", typed)
    assert "expires_on must be after usable_from" in answer.text
    assert "Grant the credit</button>" not in answer.text


def test_amounts_of_a_removal_can_be_changed_until_what_it_is_of_changes(pages: Visited) -> None:
    lines = [Line("L1", 6_000, product="judo"), Line("L2", 4_000, product="swim")]
    pages.site.invoice("eve", "E-1", lines=lines)
    visitor, path = pages.by(ADMINISTRATOR), "/accounts/eve/remove"
    asked = {"product": "judo", "credit": "price", "unused": "1", "sessions": "4", "currency": "GBP"}
    shown = visitor.post(path, asked).text
    planned = field(shown, "planned")
    assert planned is not None
    assert 'name="share-E-1-L1" value="15.00"' in shown
    edited = {**asked, "planned": planned[1], "share-E-1-L1": "12.50"}
    assert "12.50" in visitor.post(path, edited).text
    other = visitor.post(path, {**edited, "unused": "2"}).text
    assert 'name="share-E-1-L1" value="30.00"' in other
    assert carried_out(visitor.carry_out(path, edited).headers["location"])
    found = pages.site.found("eve", "E-1")
    assert [line.creditable_minor for line in found.lines] == [4_750, 4_000]


def test_a_report_is_the_one_of_the_store_on_the_page_and_as_csv(pages: Visited) -> None:
    pages.site.invoice("rae", "R-1", paid_minor=10_000)
    pages.site.do("rae", RaiseCredit(invoice="R-1", amount=Money(2_000, "GBP")))
    visitor, today = pages.by(VIEWER), pages.site.settings.now().date()
    rows = finance.roll_forward(pages.site.store, Period(today.replace(day=1), today + timedelta(days=1)))
    table = list(csv.reader(io.StringIO(visitor.get("/finance/roll-forward?as=csv").text)))
    assert table[0] == list(titles(RollForward))
    assert table[1:] == [[str(cell) for cell in cells(row)] for row in rows]
    page = visitor.get("/finance?until=").text
    assert all(f'value="{day}"' in page for day in (today.replace(day=1), today)), "the days it is of are shown"
    assert all(f">{cell}<" in page for row in rows for cell in cells(row))
    for report in ("ageing", "expiring", "balance", "journal"):
        assert visitor.get(f"/finance/{report}").status_code == 200
    assert visitor.get("/finance/nothing").status_code == 404
    assert "The first day is after the last" in visitor.get("/finance?from=2026-02-02&until=2026-02-01").text


def test_the_trail_says_who_did_what_the_last_first(pages: Visited) -> None:
    for number in range(52):
        pages.site.invoice("tom", f"T-{number:02}")
    visitor = pages.by(VIEWER)
    page = visitor.get("/accounts/tom/trail").text
    assert page.index("T-51") < page.index("T-50")
    assert ", scene</h2>" in page
    assert "T-01 of tom" not in page
    older = re.search(r'href="([^"]*)" rel="next"', page)
    assert older is not None
    assert "T-01 of tom" in visitor.get(older[1]).text
    assert "Nothing was recorded" in visitor.get("/accounts/nobody/trail").text


def waiting(pages: Visited, invoice: str, asker: Caller = CLERK) -> str:
    """Let a clerk ask for more than they may; return where it waits."""
    pages.site.invoice("wim", invoice)
    path = f"/accounts/wim/invoices/{invoice}/credit"
    answer = pages.by(asker).carry_out(path, {"how": "amount", "amount": "60"})
    return str(answer.headers["location"])


def test_what_waits_is_withdrawn_or_rejected_and_then_settled(pages: Visited) -> None:
    first, second = waiting(pages, "W-1"), waiting(pages, "W-2")
    clerk, admin = pages.by(CLERK), pages.by(ADMINISTRATOR)
    assert first in clerk.get("/approvals").text
    assert "Approve" not in clerk.get(first).text.replace("Approvals", "").replace("Approved", "")
    assert clerk.post(first, {"do": "approve", "key": "k"}).status_code == 403
    assert clerk.post(first, {"do": "withdraw"}).status_code == 303
    assert "Withdrawn" in clerk.get(first).text
    assert admin.post(first, {"do": "approve", "key": "k", "seen": "1"}).status_code == 409
    assert admin.post(second, {"do": "reject"}).status_code == 422
    assert admin.post(second, {"do": "approve"}).status_code == 422  # without the key of a form that was shown
    assert admin.post(second, {"do": "reject", "reason": "Not this season"}).status_code == 303
    assert "Not this season" in clerk.get(second).text
    assert pages.site.found("wim", "W-1").credited_minor == pages.site.found("wim", "W-2").credited_minor == 0


def test_what_waits_is_not_approved_unseen_where_the_account_has_changed(pages: Visited) -> None:
    path = waiting(pages, "W-3")
    admin = pages.by(ADMINISTRATOR)
    shown = admin.get(path).text
    pages.site.invoice("wim", "W-4")
    stale = admin.post(path, {**hidden(shown), "do": "approve"})
    assert stale.status_code == 409
    assert "has changed since this was previewed" in stale.text
    again = admin.post(path, {**hidden(stale.text), "do": "approve"})
    assert carried_out(again.headers["location"])
    assert pages.site.found("wim", "W-3").credited_minor == 6_000
    assert "approved by Ada" in admin.get("/accounts/wim/trail").text


def test_what_somebody_asked_who_may_not_any_more_can_only_be_rejected(pages: Visited) -> None:
    leaving = evolve(CLERK, name="Di")
    path, admin = waiting(pages, "W-5", leaving), pages.by(ADMINISTRATOR)
    shown = admin.get(path).text
    assert tokens.revoke(pages.site.store, leaving.name, now=datetime.now(UTC))
    refused = admin.post(path, {**hidden(shown), "do": "approve"})
    assert refused.status_code == 409
    for page in (refused.text, admin.get(path).text):
        assert "Di may not ask for this any more." in page
        assert 'value="approve"' not in page
        assert 'value="reject"' in page
    assert "Di may not ask for this any more." not in pages.by(VIEWER).get(path).text
    assert pages.site.found("wim", "W-5").credited_minor == 0
    assert path in admin.get("/approvals").text
    assert admin.post(path, {"do": "reject", "reason": "Di has left"}).status_code == 303
    assert "Di has left" in admin.get(path).text


def test_a_run_over_everyone_pays_each_once_and_goes_on(pages: Visited, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("credit_rules_adapters.web.everyone._AT_ONCE", 1)
    for account in ("xa", "xb"):
        pages.site.invoice(account, f"{account}-1", 3_000)
        pages.site.gift(account, "GIFT", 1_000, credit_class=CreditClass.PROMOTIONAL)
    visitor, path = pages.by(SECOND), "/everyone/allocate"
    shown = visitor.post(path).text
    assert "promotional credit used" in shown
    fields = {**hidden(shown), "do": "carry_out"}
    steps = 0
    while True:
        page = visitor.post(path, fields).text
        steps += 1
        after = field(page, "after")
        if after is None:
            break
        fields = {**fields, "after": after[1]}
    assert steps > 2
    assert pages.site.found("xa", "xa-1").outstanding_minor == pages.site.found("xb", "xb-1").outstanding_minor == 2_000
    assert visitor.post(path, {**fields, "after": ""}).status_code == 200  # begun again under its key
    assert pages.site.found("xa", "xa-1").outstanding_minor == 2_000
    table = visitor.get(f"{path}/done.csv?key={fields['key']}").text
    assert '"xa","promotional credit used","GIFT","xa-1","GBP",10.00' in table
