"""What accounts share, and what they do not: ids, series of numbers, the queue of events, runs over all of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial

from returns.result import Failure, Success

from credit_rules import CancelSession, Expire, Money, decide, needs
from credit_rules.rejection import InvoiceNotFound
from credit_rules_adapters.asking import Request
from credit_rules_adapters.service import Service
from credit_rules_adapters.stores.protocol import Changes, Recorded
from credit_rules_adapters.testing.parts import DAY_ONE
from credit_rules_adapters.testing.stores.base import SERIES, StoreTests, ask, crediting, entering, service_of, whole
from credit_rules_adapters.testing.stores.story import POLICY


class SharingTests(StoreTests):
    """Several accounts in one store."""

    def test_accounts_do_not_see_each_other(self) -> None:
        """Ids are unique within an account alone; another's do not exist."""
        store = self.make_store()
        ask(store, entering(amount_minor=100))
        ask(store, entering("A", 7, account="bob"), account="bob")
        ask(store, entering("B", 9, account="bob"), account="bob")
        assert ask(store, crediting("B")).result == Failure(InvoiceNotFound("B"))
        ask(store, crediting("A", 7), account="bob")
        assert whole(store).invoices["A"].creditable_minor == 100
        assert whole(store, "bob").invoices["A"].creditable_minor == 0

    def test_an_unknown_account_is_empty_and_asking_leaves_no_trace(self) -> None:
        """A refused request on an unknown account does not make it."""
        store = self.make_store()
        assert ask(store, crediting()).version == 0
        assert (store.accounts(), whole(store).number) == ([], 0)

    def test_a_transaction_that_fails_leaves_no_trace(self) -> None:
        """An exception inside a transaction undoes all of it."""
        store = self.make_store()
        ask(store, entering())
        before = whole(store)
        try:
            with store.transaction("ann") as unit:
                part = unit.load(needs(crediting()))
                after = part.record(decide(crediting(), part, POLICY, DAY_ONE).unwrap(), on=DAY_ONE)
                unit.append(Recorded(after.entries[-1], "kim", datetime.now(UTC)), Changes.between(part, after))
                unit.number(SERIES, ["A-CN1"])
                assert unit.version == 2
                raise LookupError("planted")
        except LookupError:
            pass
        assert whole(self.reopen(store)) == before
        assert ask(store, crediting()).numbers["A-CN1"].number == 1

    def test_notes_are_numbered_without_gaps_over_all_accounts(self) -> None:
        """A refused or previewed note takes no number, a replayed one none again."""
        store = self.make_store()
        for account in ("ann", "bob"):
            ask(store, entering(account=account), account=account)
        given = []
        for key, (account, amount_minor) in enumerate([("bob", 10), ("ann", 101), ("ann", 20), ("bob", 30)]):
            answer = ask(store, crediting(amount_minor=amount_minor), account=account, key=str(key))
            again = ask(store, crediting(amount_minor=amount_minor), account=account, key=str(key))
            assert again.numbers == answer.numbers
            given.append({note: (place.series, place.number) for note, place in answer.numbers.items()})
        assert given == [{"A-CN1": ("CN", 1)}, {}, {"A-CN1": ("CN", 2)}, {"A-CN2": ("CN", 3)}]
        with self.reopen(store).reading("bob") as reading:
            assert {note: place.number for note, place in reading.numbers().items()} == {"A-CN1": 1, "A-CN2": 3}

    def test_events_come_until_they_are_taken_each_account_in_order(self) -> None:
        """Every committed entry is an event; a refusal is none."""
        store = self.make_store()
        ask(store, entering())
        ask(store, entering(account="bob"), account="bob")
        ask(store, crediting())
        ask(store, crediting(amount_minor=1000))
        events = [(account, recorded.entry.number) for account, recorded in store.events(10)]
        assert sorted(events) == [("ann", 1), ("ann", 2), ("bob", 1)]
        assert events.index(("ann", 1)) < events.index(("ann", 2))
        assert [(account, recorded.entry.number) for account, recorded in store.events(2)] == events[:2]
        store.taken(events[:1])
        store = self.reopen(store)
        assert [(account, recorded.entry.number) for account, recorded in store.events(10)] == events[1:]

    def test_events_of_an_account_stay_in_order_when_the_clock_goes_back(self) -> None:
        """Servers share no clock: the second entry may be recorded at an earlier time than the first."""
        store = self.make_store()
        for hour, command in ((12, entering()), (11, crediting())):
            now = partial(datetime, 2026, 1, 1, hour, tzinfo=UTC)
            request = Request(account="ann", actor="kim", command=command, on=DAY_ONE)
            Service(store=store, policy=POLICY, now=now).carry_out(request)
        assert [recorded.entry.number for _, recorded in store.events(10)] == [1, 2]
        assert [recorded.entry.number for _, recorded in store.events(1)] == [1]

    def test_a_command_on_all_accounts_is_one_request_an_account(self) -> None:
        """Accounts by id; asked again under the same key after half of them, none is done twice (R29, R31)."""
        store = self.make_store()
        for account in ("zoe", "ann", "bob"):
            ask(store, entering(account=account), account=account)
        service = service_of(store)
        session = CancelSession("gym", Money(30, "GBP"))

        def requests() -> tuple[Request, ...]:
            return service.requests(session, actor="kim", on=DAY_ONE, key="session")

        assert [request.account for request in requests()] == ["ann", "bob", "zoe"]
        service.carry_out(requests()[0])
        again = [
            service.carry_out(request) for request in service.requests(session, actor="kim", on=DAY_ONE, key="session")
        ]
        assert [answer.replayed for answer in again] == [True, False, False]
        assert all(isinstance(answer.result, Success) for answer in again)
        assert [whole(store, account).invoices["A"].creditable_minor for account in store.accounts()] == [70, 70, 70]
        assert service.requests(CancelSession("swim", None), actor="kim") == ()
        assert len(service.requests(Expire(), actor="kim", on=DAY_ONE + timedelta(days=1))) == 3
