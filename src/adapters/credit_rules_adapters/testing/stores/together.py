"""Many accounts in one transaction: what is done is what would have been done one by one, all of it or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from itertools import zip_longest

from attrs import evolve
from returns.result import Success

from credit_rules import Account, AccountCredit, AddCredit, ApplyCredit, Money, Needs, decide
from credit_rules_adapters.asking import Answer, Request
from credit_rules_adapters.stores.protocol import Changes, Recorded, Store
from credit_rules_adapters.testing.parts import DAY_ONE
from credit_rules_adapters.testing.stores.base import StoreTests, ask, crediting, entering, service_of, whole
from credit_rules_adapters.testing.stores.story import POLICY, story

ACCOUNTS = ("zoe", "ann", "bob")


def crediting_all(store: Store) -> Sequence[Request]:
    """Enter an invoice on each account; return a request that credits each."""
    for account in ACCOUNTS:
        ask(store, entering(account=account), account=account)
    return [
        Request(account=account, actor="kim", command=crediting(), on=DAY_ONE, key="credit") for account in ACCOUNTS
    ]


class TogetherTests(StoreTests):
    """Requests on several accounts."""

    batches = 8

    def test_together_is_as_one_by_one(self) -> None:
        """Commands of every kind, on accounts new and old, are answered and kept as each by itself would be."""
        one, other = self.make_store(), self.make_store()
        told = [[evolve(each, key=None) for each in story(account, 1)] for account in ACCOUNTS]
        for step in zip_longest(*told):
            requests = [request for request in step if request is not None]
            together = service_of(other).carry_out_together(requests)
            assert _plain(together) == _plain([service_of(one).carry_out(request) for request in requests])
            for account in ACCOUNTS:
                assert whole(other, account) == whole(one, account)

    def test_an_error_on_one_account_leaves_all_as_they_were(self) -> None:
        """What was done on the accounts before it is not kept, nor is any answer."""
        store = self.make_store()
        requests = crediting_all(store)

        def forbid(*_: object) -> None:
            raise PermissionError

        try:
            service_of(store).carry_out_together([*requests[:2], evolve(requests[2], permit=forbid)])
        except PermissionError:
            pass
        else:
            raise AssertionError("what was forbidden was done")
        assert [whole(store, account).number for account in ACCOUNTS] == [1, 1, 1]
        answers = service_of(store).carry_out_together(requests)
        assert [(answer.version, answer.replayed) for answer in answers] == [(2, False)] * 3
        assert all(answer.replayed for answer in service_of(store).carry_out_together(requests))
        assert [whole(store, account).number for account in ACCOUNTS] == [2, 2, 2]

    def test_a_unit_sees_what_was_added_in_its_transaction(self) -> None:
        """Two entries of one account in one transaction: the second is decided on what the first made."""
        store = self.make_store()
        with store.together({account: Needs(invoices=("A",)) for account in ACCOUNTS}) as units:
            for number in (1, 2):
                for account in ACCOUNTS:
                    unit, command = units[account], (entering(account=account), crediting())[number - 1]
                    before = unit.load(Needs(invoices=("A",)))
                    after = before.record(decide(command, before, POLICY, DAY_ONE).unwrap(), on=DAY_ONE)
                    unit.append(Recorded(after.entries[-1], "kim", datetime.now(UTC)), Changes.between(before, after))
                    assert (unit.version, unit.last_on) == (number, DAY_ONE)
        for account in ACCOUNTS:
            kept = whole(self.reopen(store), account)
            assert (kept.number, kept.invoices["A"].reduced_minor) == (2, 10)
            assert kept == Account().replay(kept.entries)

    def test_batches_and_single_writers_spend_a_credit_once(self) -> None:
        """Batches that name the same accounts in different orders, and single writers, wait for one another."""
        store = self.make_store()
        for account in ACCOUNTS:
            ask(
                store,
                AddCredit(AccountCredit("C", account, "GBP", 5 * self.batches, issued_on=DAY_ONE)),
                account=account,
            )
            for number in range(2 * self.batches):
                ask(store, entering(f"I{number}", 10, account=account), account=account)

        def spending(number: int, account: str) -> Request:
            command = ApplyCredit(invoice=f"I{number}", amount=Money(10, "GBP"), chosen=("C",))
            return Request(account=account, actor="kim", command=command, on=DAY_ONE, key=str(number))

        def together(number: int) -> Sequence[Answer]:
            turned = ACCOUNTS[number % 3 :] + ACCOUNTS[: number % 3]
            return service_of(store).carry_out_together([spending(number, account) for account in turned])

        def alone(number: int) -> Sequence[Answer]:
            return [service_of(store).carry_out(spending(self.batches + number, "bob"))]

        with ThreadPoolExecutor(4) as writers:
            done = [writers.submit(ask_, number) for number in range(self.batches) for ask_ in (together, alone)]
            answers = [answer for each in done for answer in each.result()]
        assert sum(isinstance(answer.result, Success) for answer in answers) == 3 * self.batches // 2
        for account in ACCOUNTS:
            kept = whole(self.reopen(store), account)
            assert kept.credits["C"].remaining_minor == 0
            assert kept == Account().replay(kept.entries)


def _plain(answers: Sequence[Answer]) -> list[Answer]:
    """Return answers without the numbers of notes, which come from a series that other stores' accounts share."""
    return [evolve(answer, numbers={}) for answer in answers]
