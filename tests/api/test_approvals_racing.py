"""Approvals without HTTP, as pages ask for them: raced, broken off in between, and held by the tables themselves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from returns.result import Failure
from sqlalchemy.exc import IntegrityError

from api.asking import PERMISSIVE
from credit_rules import AddInvoice, Invoice, Line, Money, RaiseCredit
from credit_rules_adapters.access import tokens
from credit_rules_adapters.access.approvals import Approvals
from credit_rules_adapters.access.callers import Caller, Right, Role
from credit_rules_adapters.access.permits import NotPermitted, asked_by
from credit_rules_adapters.access.waiting import Approval, ApprovalSettled, State
from credit_rules_adapters.exchange.exporting import export
from credit_rules_adapters.exchange.restoring import restore
from credit_rules_adapters.refusals import IdempotencyKeyReused
from credit_rules_adapters.service import Service
from credit_rules_adapters.stores.sql import SqlStore, open_store
from credit_rules_adapters.stores.sql.copying import back_up
from credit_rules_adapters.stores.sql.verifying import verify
from stores.databases import postgresql_url, sqlite_url

SECOND = Caller(name="second", role=Role.ADMINISTRATOR)
DATABASES = ["sqlite", pytest.param("postgresql", marks=[pytest.mark.real, pytest.mark.xdist_group("postgresql")])]
MONEY = RaiseCredit(invoice="A", amount=Money(60, "GBP"))
DESK = Caller(name="desk", role=Role.CLERK, limits={"GBP": 50})


@pytest.fixture(params=DATABASES)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SqlStore]:
    store = open_store(sqlite_url(tmp_path) if request.param == "sqlite" else postgresql_url())
    yield store
    store.close()


@pytest.fixture
def approvals(store: SqlStore) -> Approvals:
    return over(store)


def over(store: SqlStore) -> Approvals:
    """Enter a paid invoice of 1.00, on which a clerk may credit 0.50."""
    service = Service(store=store, policy=PERMISSIVE)
    paid = Invoice("A", "ann", "GBP", [Line("L1", 100)], issued_on=date(2026, 1, 1), paid_minor=100)
    root = Approvals(store, service)
    root.carry_out(SECOND, asked_by(SECOND, "ann", AddInvoice(paid), key="enter"))
    tokens.create(store, DESK, now=service.now())
    return root


def asked(approvals: Approvals, *, key: str = "k", command: Any = MONEY) -> Approval:
    found = approvals.carry_out(DESK, asked_by(DESK, "ann", command, key=key))
    assert isinstance(found, Approval)
    return found


def test_racing_approvals_do_it_once(approvals: Approvals) -> None:
    asked(approvals)
    approvers = [Caller(name=f"root-{number}", role=Role.ADMINISTRATOR) for number in range(6)]

    def approve(caller: Caller) -> str:
        try:
            return "done" if approvals.approve(caller, "ann", 1, key="k").version == 2 else "other"
        except ApprovalSettled as error:
            return error.state

    with ThreadPoolExecutor(len(approvers)) as racing:
        assert Counter(racing.map(approve, approvers)) == {"done": 1, "approved": 5}
    with approvals.store.reading("ann") as reading:
        (_, entry) = reading.recorded()
    ended = approvals.find(SECOND, "ann", 1)
    assert (entry.actor, entry.approver) == (DESK.name, ended.settled_by)
    assert list(verify(approvals.store)) == []


def test_racing_requests_under_one_key_wait_once(approvals: Approvals) -> None:
    with ThreadPoolExecutor(6) as racing:
        found = list(racing.map(lambda _: asked(approvals), range(12)))
    assert {each.number for each in found} == {1}
    assert sorted(each.replayed for each in found) == [False] + [True] * 11


def test_approving_races_withdrawing(approvals: Approvals) -> None:
    for number in range(1, 6):
        asked(approvals, key=f"k{number}", command=RaiseCredit(invoice="A", amount=Money(51, "GBP")))
        with ThreadPoolExecutor(2) as racing:
            approving = racing.submit(approvals.approve, SECOND, "ann", number, key=f"a{number}")
            withdrawing = racing.submit(approvals.withdraw, DESK, "ann", number)
            for ended in (approving, withdrawing):
                error = ended.exception()
                assert error is None or isinstance(error, ApprovalSettled)
        state = approvals.find(SECOND, "ann", number).state
        with approvals.store.reading("ann") as reading:
            assert sum(recorded.approver is not None for recorded in reading.recorded()) == (state is State.APPROVED)
        if state is State.APPROVED:
            return


def test_nobody_approves_what_they_asked_for(approvals: Approvals) -> None:
    asked(approvals)
    same = Caller(name=DESK.name, role=Role.ADMINISTRATOR)
    with pytest.raises(NotPermitted, match="Nobody approves what they asked for"):
        approvals.approve(same, "ann", 1, key="a")
    with pytest.raises(NotPermitted, match="Nobody approves what they asked for"):
        approvals.preview_approval(same, "ann", 1)
    with pytest.raises(IntegrityError), approvals.store.engine.begin() as connection:  # nor past this program
        connection.exec_driver_sql(
            "UPDATE approvals SET state = 'approved', settled_by = actor, settled_at = at, entry = 1"
        )


def test_what_waits_needs_a_key_and_other_rights_are_asked_at_once(approvals: Approvals) -> None:
    with pytest.raises(ValueError, match="needs an idempotency key"):
        approvals.carry_out(DESK, asked_by(DESK, "ann", MONEY))
    refunding = RaiseCredit(invoice="A", amount=Money(60, "GBP"), refund=Money(5, "GBP"))
    with pytest.raises(NotPermitted, match="the right pay_out"):
        approvals.carry_out(DESK, asked_by(DESK, "ann", refunding, key="k"))
    payer = evolve(DESK, rights=frozenset([Right.PAY_OUT]))
    assert isinstance(approvals.carry_out(payer, asked_by(payer, "ann", refunding, key="k")), Approval)
    reused = approvals.carry_out(payer, asked_by(payer, "ann", MONEY, key="k"))
    assert not isinstance(reused, Approval)
    assert reused.result == Failure(IdempotencyKeyReused("k"))


def test_an_approval_fails_as_a_whole(approvals: Approvals, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is recorded and what becomes of the approval are one transaction."""
    asked(approvals)

    def fail(*_: object, **__: object) -> Any:
        raise RuntimeError("in between")

    with monkeypatch.context() as broken:
        broken.setattr("credit_rules_adapters.access.waiting.settle", fail)
        with pytest.raises(RuntimeError):
            approvals.approve(SECOND, "ann", 1, key="a")
    with approvals.store.reading("ann") as reading:
        assert reading.version == 1
    assert approvals.approve(SECOND, "ann", 1, key="a").version == 2


def test_what_waits_is_in_a_backup_and_in_an_export(tmp_path: Path) -> None:
    with closing(open_store(sqlite_url(tmp_path))) as store:
        approvals = over(store)
        asked(approvals, key="k1")
        asked(approvals, key="k2")
        approvals.approve(SECOND, "ann", 1, key="a")
        kept = [approvals.find(SECOND, "ann", number) for number in (1, 2)]
        assert [each.state for each in kept] == [State.APPROVED, State.PENDING]
        back_up(store.engine, tmp_path / "copy.db")
        export(store, tmp_path / "out")
    with closing(open_store(sqlite_url(tmp_path))) as restored:
        restore(restored, tmp_path / "out")
        with closing(open_store(f"sqlite:///{tmp_path / 'copy.db'}")) as copied:
            for other in (restored, copied):
                again = Approvals(other, Service(store=other, policy=PERMISSIVE))
                assert [again.find(SECOND, "ann", number) for number in (1, 2)] == kept
                with other.reading("ann") as reading:
                    assert [recorded.approver for recorded in reading.recorded()] == [None, SECOND.name]
                assert list(verify(other)) == []
