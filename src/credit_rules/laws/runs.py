"""Laws over runs: what holds between two ways to the same place. Each takes the function or the states it is about."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import TypeAlias

from attrs import evolve

from credit_rules.account import Account
from credit_rules.allocation import UNRECORDED
from credit_rules.commands import Command
from credit_rules.credit import AccountCredit
from credit_rules.invoice import Invoice
from credit_rules.laws.steps import sums
from credit_rules.money import Money
from credit_rules.needs import needs, working_set
from credit_rules.outcome import Outcome
from credit_rules.policy import Policy
from credit_rules.result import Decision, fold


def every_lot_is_explained(credits: Iterable[AccountCredit], outcome: Outcome) -> bool:
    """After a run, every lot at hand is used up or has exactly one reason."""
    used_up = [lot.id for lot in outcome.credits if lot.remaining_minor == 0]
    return sorted([*used_up, *(id for id, _ in outcome.reasons)]) == sorted(lot.id for lot in credits)


def after_equals_record(account: Account, outcome: Outcome, on: date) -> bool:
    """The states an outcome shows are those that recording it makes, but for the entry's number."""
    recorded = account.record(outcome, on=on)
    return all(
        invoice == _unstamped(recorded.invoices[invoice.id], account.number) for invoice in outcome.invoices
    ) and all(lot == recorded.credits[lot.id] for lot in outcome.credits)


def _unstamped(invoice: Invoice, up_to: int) -> Invoice:
    """Return an invoice with the stamps of later entries taken off its allocations."""
    return evolve(
        invoice,
        allocations=tuple(
            evolve(piece, at=UNRECORDED) if piece.at[0] > up_to else piece for piece in invoice.allocations
        ),
    )


Decide: TypeAlias = Callable[[Command, Account, Policy, date], Decision]
Allocates: TypeAlias = Callable[[Sequence[Invoice], Sequence[AccountCredit]], Outcome]
Raises: TypeAlias = Callable[[Invoice, Money], Decision]


def determinism(decide: Decide, command: Command, account: Account, *, policy: Policy, on: date) -> bool:
    """The same command on the same states is answered the same, byte for byte, whatever order the states came in."""
    turned = evolve(
        account,
        invoices=dict(reversed(list(account.invoices.items()))),
        credits=dict(reversed(list(account.credits.items()))),
        notes=dict(reversed(list(account.notes.items()))),
    )
    return repr(decide(command, account, policy, on)) == repr(decide(command, turned, policy, on))


def input_order_is_irrelevant(
    allocate: Allocates,
    invoices: Sequence[Invoice],
    credits: Sequence[AccountCredit],
    turned: tuple[Sequence[Invoice], Sequence[AccountCredit]],
) -> bool:
    """A run over the same invoices and lots in another order has the same result."""
    return allocate(invoices, credits) == allocate(*turned)


def split_equals_whole(raise_credit: Raises, invoice: Invoice, first: Money, second: Money) -> bool:
    """Two credits one after the other leave the sums that one of both together leaves.

    Where the whole is refused there is nothing to compare. Line shares may differ by one unit. It does not hold for
    `surplus = "proportional"`.
    """
    both = Money(first.amount_minor + second.amount_minor, first.currency)
    then = raise_credit(invoice, first).bind(lambda raised: raise_credit(raised.invoice, second))

    def compare(whole: Outcome) -> bool:
        return fold(then, lambda parts: _same_sums(parts.invoice, whole.invoice), lambda refusal: False)

    return fold(raise_credit(invoice, both), compare, lambda refusal: True)


def _same_sums(one: Invoice, other: Invoice) -> bool:
    return (
        sums(one) == sums(other)
        and one.allocations == other.allocations
        and all(
            abs(left.credited_net_minor - right.credited_net_minor) <= 1
            and abs(left.credited_tax_minor - right.credited_tax_minor) <= 1
            for left, right in zip(one.lines, other.lines, strict=True)
        )
    )


def monotone(
    allocate: Allocates, invoices: Sequence[Invoice], credits: Sequence[AccountCredit], larger: AccountCredit
) -> bool:
    """A larger lot never leaves any invoice owing more.

    Without limited lots, and with neither `smallest` nor `largest` in the credit order.
    """
    grown = [larger if lot.id == larger.id else lot for lot in credits]
    less, more = _owed(invoices, allocate(invoices, credits)), _owed(invoices, allocate(invoices, grown))
    return all(more[id] <= less[id] for id in less)


def _owed(invoices: Iterable[Invoice], run: Outcome) -> dict[str, int]:
    return {invoice.id: invoice.outstanding_minor for invoice in (*invoices, *run.invoices)}


def void_inverts_raise(before: Account, after: Account, note_id: str) -> bool:
    """Once a note is raised and voided, invoice and lots are as before; it keeps its number, its lot is void."""
    note = after.notes[note_id]
    invoice = before.invoices[note.invoice]
    lots = [id for id in before.credits if after.credits[id] != before.credits[id]]
    lot = after.credits.get(note_id)
    return (
        note.voided
        and after.invoices[invoice.id] == evolve(invoice, notes_raised=invoice.notes_raised + 1)
        and lots == []
        and (lot is None or (lot.voided and lot.remaining_minor == 0))
    )


def unapply_inverts_apply(before: Account, after: Account, invoice_id: str) -> bool:
    """Once all that was applied is unapplied, the lots are as before, and so is the invoice but for its count."""
    invoice = before.invoices[invoice_id]
    made = after.invoices[invoice_id].allocations_made
    return after.credits == before.credits and after.invoices[invoice_id] == evolve(invoice, allocations_made=made)


def entries_rebuild_state(account: Account) -> bool:
    """Folding an account's entries from an empty one makes it again, byte for byte."""
    return repr(Account().replay(account.entries)) == repr(account)


def working_set_suffices(decide: Decide, command: Command, account: Account, *, policy: Policy, on: date) -> bool:
    """The decision on what a command needs equals the decision on everything, and so does what recording it makes."""
    part = working_set(account, needs(command))
    answer = decide(command, part, policy, on)

    def recorded_the_same(outcome: Outcome) -> bool:
        less, more = part.record(outcome, on=on), account.record(outcome, on=on)
        return all(
            some.items() <= every.items()
            for some, every in [(less.invoices, more.invoices), (less.credits, more.credits), (less.notes, more.notes)]
        )

    same = repr(answer) == repr(decide(command, account, policy, on))
    return same and fold(answer, recorded_the_same, lambda refusal: True)
