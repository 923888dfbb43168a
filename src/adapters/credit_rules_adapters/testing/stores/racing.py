"""Several writers on one account at the same time: what they do is what they would have done one after the other."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from credit_rules import Account, AccountCredit, AddCredit, ApplyCredit, Money
from credit_rules_adapters.testing.parts import DAY_ONE
from credit_rules_adapters.testing.stores.base import StoreTests, ask, crediting, entering, whole


class RacingTests(StoreTests):
    """Two writers and more."""

    writers = 4
    spendings = 24

    def test_writers_spend_a_credit_once(self) -> None:
        """Each tries to spend the same credit; together they spend it all, and not a unit more."""
        store = self.make_store()
        lot = AccountCredit("C", "ann", "GBP", 10 * self.spendings // 2, issued_on=DAY_ONE)
        ask(store, AddCredit(lot))
        for number in range(self.spendings):
            ask(store, entering(f"I{number}", 10))

        def spend(number: int) -> bool:
            command = ApplyCredit(invoice=f"I{number}", amount=Money(10, "GBP"), chosen=("C",))
            return bool(ask(store, command, key=str(number)).result.map(lambda outcome: True).value_or(False))

        with ThreadPoolExecutor(self.writers) as writers:
            spent = list(writers.map(spend, range(self.spendings)))
        account = whole(self.reopen(store))
        assert sum(spent) == self.spendings // 2
        assert account.credits["C"].remaining_minor == 0
        assert sum(one.applied_minor for one in account.invoices.values()) == lot.amount_minor
        assert account == Account().replay(account.entries)

    def test_one_request_by_many_is_done_once(self) -> None:
        """The same request under the same key at the same time: one decides, the others get its answer."""
        store = self.make_store()
        ask(store, entering())
        with ThreadPoolExecutor(self.writers) as writers:
            answers = list(writers.map(lambda _: ask(store, crediting(), key="k"), range(self.spendings)))
        assert sorted(answer.replayed for answer in answers) == [False] + [True] * (self.spendings - 1)
        assert {answer.version for answer in answers} == {2}
        assert whole(self.reopen(store)).invoices["A"].reduced_minor == 10

    def test_writers_on_new_accounts_and_one_series_do_not_meet(self) -> None:
        """Accounts are made at the same time, and their notes numbered without a gap."""
        store = self.make_store()

        def write(number: int) -> int:
            account = f"new-{number % self.writers}"
            ask(store, entering(f"I{number}", account=account), account=account)
            (place,) = ask(store, crediting(f"I{number}"), account=account).numbers.values()
            return place.number

        with ThreadPoolExecutor(self.writers) as writers:
            numbers = list(writers.map(write, range(self.spendings)))
        assert sorted(numbers) == list(range(1, self.spendings + 1))
        assert [whole(store, account).number for account in store.accounts()] == [
            2 * self.spendings // self.writers
        ] * self.writers
