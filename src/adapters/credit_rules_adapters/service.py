"""The one place where a command meets a store: lock, decide, record, answer (R35, R36)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta

from attrs import evolve, frozen
from returns.result import Failure, Result, Success

from credit_rules import (
    JOININ,
    Allocate,
    CancelSession,
    Entry,
    Expire,
    Money,
    Outcome,
    Policy,
    checks,
    decide,
    fold,
    needs,
)
from credit_rules_adapters.asking import Answer, Request, read_answer, text_of_answer
from credit_rules_adapters.refusals import (
    AmountTooLarge,
    DateBeforeLastEntry,
    IdempotencyKeyReused,
    Refusal,
    StalePlan,
)
from credit_rules_adapters.stores.protocol import (
    LARGEST_MINOR,
    Changes,
    KeptAnswer,
    NoteNumber,
    Reading,
    Recorded,
    Store,
    Unit,
)

ANSWERS_KEPT = timedelta(days=30)
"""The least time for which an answer is kept under its key (R36)."""


def _now() -> datetime:
    return datetime.now(UTC)


@frozen
class _Plan:
    """A decision that may be recorded: its outcome, its entry if it has effects, and the states that makes."""

    outcome: Outcome
    entry: Entry | None
    changes: Changes


@frozen(kw_only=True)
class Service:
    """Answers requests over a store, under one policy.

    `now` gives the time in the time zone of the business, and with it the business date of a request that names none.
    `series` names, by date, the series in which credit notes are numbered without gaps, where that is wanted.
    """

    store: Store
    policy: Policy = JOININ
    now: Callable[[], datetime] = _now
    series: Callable[[date], str] | None = None

    def preview(self, request: Request) -> Answer:
        """Answer as `carry_out` would now, and change nothing; `version` is what a commit may carry as `seen` (R35)."""
        on = request.on or self.now().date()
        with self.store.reading(request.account) as reading:
            return Answer(
                result=self._plan(reading, request, on).map(lambda plan: plan.outcome), on=on, version=reading.version
            )

    def carry_out(self, request: Request) -> Answer:
        """Decide a request and record what it decided, in one transaction on its account.

        The refusals of the rule come first, then `stale_plan` and `date_before_last_entry` (R35) and
        `amount_too_large`. A request that was answered under its key is not decided again: its answer, refusals
        too, is repeated; another one under that key is refused with `idempotency_key_reused` (R36).

        :raises UnicodeEncodeError: a text of the command holds half a character
        :raises StoreError: the store could not; the same request under the same key tells whether it was done
        """
        with self.store.transaction(request.account) as unit:
            return self._replayed(unit, request) or self._first_answer(unit, request)

    def replay(self, request: Request) -> Answer | None:
        """Answer a request as it was answered under its key, if it was; nothing else is done."""
        with self.store.transaction(request.account) as unit:
            return self._replayed(unit, request)

    def carry_out_together(self, requests: Sequence[Request]) -> tuple[Answer, ...]:
        """Answer requests on different accounts as `carry_out` would, in one transaction: all is kept, or nothing.

        :raises ValueError: two of them are on one account
        :raises UnicodeEncodeError: a text of a command holds half a character
        :raises StoreError: the store could not; the same requests under the same keys tell whether it was done
        """
        checks.each_once(
            "the accounts of requests carried out together must differ", (each.account for each in requests)
        )
        with self.store.together({request.account: needs(request.command) for request in requests}) as units:
            return tuple(
                self._replayed(units[request.account], request) or self._first_answer(units[request.account], request)
                for request in requests
            )

    def requests(
        self,
        command: Allocate | CancelSession | Expire,
        *,
        actor: str,
        on: date | None = None,
        key: str | None = None,
    ) -> tuple[Request, ...]:
        """Return a command on all accounts as one request an account, accounts by id (R14, R21, R29, R31).

        A key stands for each of them in its own account: after a crash the same ones are asked again, and none is done
        twice.
        """
        product = command.product if isinstance(command, CancelSession) else None
        return tuple(
            Request(account=account, actor=actor, command=evolve(command, account=account), on=on, key=key)
            for account in self.store.accounts(product=product)
            if command.account in {None, account}
        )

    def forget_answers(self, older_than: timedelta = ANSWERS_KEPT) -> int:
        """Forget answers that are older, so that their keys are free again; return how many they were (R36).

        :raises ValueError: that would be less than 30 days
        """
        if older_than < ANSWERS_KEPT:
            raise ValueError(f"answers are kept for at least {ANSWERS_KEPT.days} days, not {older_than}")
        return self.store.forget_answers(self.now() - older_than)

    def _replayed(self, unit: Unit, request: Request) -> Answer | None:
        kept = None if request.key is None else unit.answered(request.holder, request.key)
        if kept is None:
            return None
        if kept.request == request.fingerprint:
            return read_answer(kept.answer)
        return Answer(
            result=Failure(IdempotencyKeyReused(kept.key)), on=request.on or self.now().date(), version=unit.version
        )

    def _first_answer(self, unit: Unit, request: Request) -> Answer:
        fingerprint = request.fingerprint  # no text that cannot be kept gets further than this
        now = self.now()
        on = request.on or now.date()

        def record(plan: _Plan) -> Answer:
            numbers = {}
            if plan.entry is not None:
                approver = None if request.approved is None else request.approved.by
                unit.append(Recorded(plan.entry, request.actor, now, request.key, approver), plan.changes)
                numbers = self._numbered(unit, plan.outcome, on)
            return Answer(result=Success(plan.outcome), on=on, version=unit.version, numbers=numbers)

        def refuse(refusal: Refusal) -> Answer:
            return Answer(result=Failure(refusal), on=on, version=unit.version)

        answer = fold(self._plan(unit, request, on), record, refuse)
        if request.key is not None:
            unit.keep(
                KeptAnswer(
                    actor=request.holder,
                    key=request.key,
                    request=fingerprint,
                    answer=text_of_answer(answer),
                    at=now,
                )
            )
        return answer

    def _numbered(self, unit: Unit, outcome: Outcome, on: date) -> dict[str, NoteNumber]:
        notes = [note.id for note in outcome.notes]
        if self.series is None or not notes:
            return {}
        return dict(zip(notes, unit.number(self.series(on), notes), strict=True))

    def _plan(self, reading: Reading, request: Request, on: date) -> Result[_Plan, Refusal]:
        before = reading.load(needs(request.command))

        def check(outcome: Outcome) -> Result[_Plan, Refusal]:
            after = before.record(outcome, on=on)
            entry = after.entries[-1] if after.number > before.number else None
            plan = _Plan(outcome, entry, Changes.between(before, after))
            refusal = _refusal(plan, reading, request)
            if refusal is not None:
                return Failure(refusal)
            request.permit(outcome, reading)
            return Success(plan)

        return fold(decide(request.command, before, self.policy, on), check, Failure)


def _refusal(plan: _Plan, reading: Reading, request: Request) -> Refusal | None:
    """Return why a store does not take a plan, if there is a reason."""
    if request.seen not in {None, reading.version}:
        return StalePlan(request.account, request.seen or 0, reading.version)
    return refusal_of(request.account, reading, plan.entry, plan.changes)


def refusal_of(account: str, reading: Reading, entry: Entry | None, changes: Changes) -> Refusal | None:
    """Return why a store does not take an entry and the states it makes, if there is a reason (R35)."""
    if entry is not None and reading.last_on is not None and entry.on < reading.last_on:
        return DateBeforeLastEntry(account, entry.on, reading.last_on)
    return _beyond_64_bits(changes)


def _beyond_64_bits(changes: Changes) -> AmountTooLarge | None:
    invoices = ((each.after.id, each.after.total_minor, each.after.currency) for each in changes.invoices)
    lots = ((each.after.id, each.after.amount_minor, each.after.currency) for each in changes.credits)
    for id, amount_minor, currency in (*invoices, *lots):
        if amount_minor > LARGEST_MINOR:
            return AmountTooLarge(id, Money(amount_minor, currency), Money(LARGEST_MINOR, currency))
    return None
