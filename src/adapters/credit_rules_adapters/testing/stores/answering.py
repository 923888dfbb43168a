"""A request is answered once, against the account it was meant for (R35, R36)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from attrs import evolve
from returns.result import Failure

from credit_rules import Money
from credit_rules.rejection import AmountExceedsCreditable
from credit_rules_adapters.asking import Approved, Request
from credit_rules_adapters.refusals import AmountTooLarge, DateBeforeLastEntry, IdempotencyKeyReused, StalePlan
from credit_rules_adapters.service import ANSWERS_KEPT
from credit_rules_adapters.stores.protocol import LARGEST_MINOR
from credit_rules_adapters.testing.parts import DAY_ONE
from credit_rules_adapters.testing.stores.base import StoreTests, ask, crediting, entering, service_of, whole


class AnsweringTests(StoreTests):
    """Preview, replay, stale plans, dates."""

    def test_a_preview_answers_as_the_commit_and_changes_nothing(self) -> None:
        """R35: one function decides both."""
        store = self.make_store()
        ask(store, entering(paid_minor=60))
        before = whole(store)
        request = Request(account="ann", actor="kim", command=crediting(amount_minor=70), on=DAY_ONE)
        preview = service_of(store).preview(request)
        assert whole(store) == before
        done = service_of(store).carry_out(evolve(request, seen=preview.version))
        assert done.result == preview.result
        assert whole(store).number == before.number + 1

    def test_a_plan_whose_account_has_changed_is_refused(self) -> None:
        """R35: `stale_plan`, and nothing is done; the same plan on the account as it is goes through."""
        store = self.make_store()
        ask(store, entering())
        ask(store, crediting())
        assert ask(store, crediting(), seen=1).result == Failure(StalePlan("ann", 1, 2))
        assert whole(store).number == 2
        assert ask(store, crediting(), seen=2).version == 3

    def test_the_rules_refusal_comes_before_the_stores(self) -> None:
        """R32: where several hold, the one of the lowest rule is given."""
        store = self.make_store()
        ask(store, entering())
        refused = ask(store, crediting(amount_minor=101), seen=0, on=DAY_ONE - timedelta(days=1))
        assert refused.result == Failure(AmountExceedsCreditable(Money(101, "GBP"), Money(100, "GBP")))

    def test_an_entry_is_never_dated_before_the_last(self) -> None:
        """R35: `date_before_last_entry`; on the same day it is recorded."""
        store = self.make_store()
        ask(store, entering())
        yesterday = DAY_ONE - timedelta(days=1)
        assert ask(store, crediting(), on=yesterday).result == Failure(DateBeforeLastEntry("ann", yesterday, DAY_ONE))
        assert whole(store).number == 1
        assert ask(store, crediting()).version == 2

    def test_the_same_request_under_the_same_key_is_answered_once(self) -> None:
        """R36: the answer stays the same whatever happens after it, a refusal too."""
        store = self.make_store()
        ask(store, entering(), key="enter")
        first = ask(store, crediting(), key="credit")
        refused = ask(store, crediting(amount_minor=91), key="refused")
        ask(store, crediting(amount_minor=90), key="rest")
        store = self.reopen(store)
        assert ask(store, crediting(), key="credit") == evolve(first, replayed=True)
        assert ask(store, crediting(amount_minor=91), key="refused") == evolve(refused, replayed=True)
        assert first.numbers["A-CN1"].number == 1
        assert whole(store).number == 3

    def test_the_same_key_for_another_request_is_refused(self) -> None:
        """R36: `idempotency_key_reused`, and the first answer stays."""
        store = self.make_store()
        ask(store, entering(), key="enter")
        ask(store, crediting(), key="credit")
        assert ask(store, crediting(amount_minor=11), key="credit").result == Failure(IdempotencyKeyReused("credit"))
        assert ask(store, crediting(), key="credit", seen=1).result == Failure(IdempotencyKeyReused("credit"))
        assert whole(store).number == 2
        assert ask(store, crediting(), key="credit").replayed

    def test_a_key_belongs_to_an_account_and_an_actor(self) -> None:
        """R36: the same key of somebody else, or on another account, is another key."""
        store = self.make_store()
        ask(store, entering(), key="k")
        ask(store, entering(account="bob"), account="bob", key="k")
        again = ask(store, crediting(), actor="lou", key="k")
        assert (again.replayed, again.version) == (False, 2)
        assert whole(store, "bob").number == 1

    def test_the_key_of_what_was_approved_is_the_approvers(self) -> None:
        """R36: approved again under their key it is answered, not done; of another approval it is another request."""
        store = self.make_store()
        ask(store, entering())
        request = Request(
            account="ann", actor="lou", command=crediting(), on=DAY_ONE, approved=Approved("sam", 1), key="k"
        )
        service = service_of(store)
        assert service.replay(request) is None
        first = service.carry_out(request)
        assert service.replay(request) == service.carry_out(request) == evolve(first, replayed=True)
        other = evolve(request, approved=Approved("sam", 2))
        assert service.carry_out(other).result == Failure(IdempotencyKeyReused("k"))
        assert not ask(store, crediting(), actor="lou", key="k").replayed
        assert whole(store).number == 3

    def test_answers_are_kept_for_thirty_days_at_least(self) -> None:
        """R36: a key is free again only after that."""
        store = self.make_store()
        ask(store, entering(), key="k")
        now = datetime.now(UTC)
        assert service_of(store).forget_answers() == 0
        early = evolve(service_of(store), now=lambda: now + ANSWERS_KEPT - timedelta(minutes=5))
        late = evolve(service_of(store), now=lambda: now + ANSWERS_KEPT + timedelta(minutes=5))
        assert early.forget_answers() == 0
        assert ask(store, entering(), key="k").replayed
        assert late.forget_answers() == 1
        assert not ask(store, entering("B"), key="k").replayed

    def test_amounts_beyond_64_bits_are_refused_by_name(self) -> None:
        """The largest amount is kept exactly; one more is `amount_too_large`, and nothing is done."""
        store = self.make_store()
        large = Money(LARGEST_MINOR + 1, "GBP")
        refused = ask(store, entering("B", LARGEST_MINOR + 1))
        assert refused.result == Failure(AmountTooLarge("B", large, Money(LARGEST_MINOR, "GBP")))
        ask(store, entering("A", LARGEST_MINOR, paid_minor=LARGEST_MINOR))
        ask(store, crediting(amount_minor=LARGEST_MINOR))
        kept = whole(self.reopen(store))
        assert kept.invoices["A"].total_minor == kept.credits["A-CN1"].amount_minor == LARGEST_MINOR
        assert kept.number == 2

    def test_who_did_what_and_when_is_recorded(self) -> None:
        """Every entry says who asked for it, under which key, and who approved it."""
        store = self.make_store()
        before = datetime.now(UTC)
        ask(store, entering(), actor="kim", key="k")
        approved = Approved("sam", 1)
        request = Request(account="ann", actor="lou", command=crediting(), on=DAY_ONE, approved=approved)
        service_of(store).carry_out(request)
        with self.reopen(store).reading("ann") as reading:
            recorded, later = list(reading.recorded()), list(reading.recorded(after=1))
        told = [(one.entry.number, one.actor, one.key, one.approver) for one in recorded]
        assert told == [(1, "kim", "k", None), (2, "lou", None, "sam")]
        assert later == recorded[1:]
        assert before <= recorded[0].at <= recorded[1].at <= datetime.now(UTC)
