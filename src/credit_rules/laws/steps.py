"""Step laws: what one recorded entry may never break, `law(before, entry, after)`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import TypeAlias

from attrs import evolve

from credit_rules.account import Account, Entry
from credit_rules.credit import CreditClass, Removal
from credit_rules.invoice import Invoice
from credit_rules.journal import postings
from credit_rules.outcome import CreditApplied, CreditGranted, CreditRemoved, Effect, NoteRaised, NoteVoided
from credit_rules.rules.availability import room

StepLaw: TypeAlias = Callable[[Account, Entry, Account], bool]
_Held: TypeAlias = Counter[tuple[CreditClass, str]]


def conservation(before: Account, entry: Entry, after: Account) -> bool:
    """What was made of a class and currency remains, stands on invoices, expired, was voided or was paid out."""
    expected = _held(before)
    for effect in entry.effects:
        match effect:
            case CreditGranted(lot):
                expected[lot.credit_class, lot.currency] += lot.amount_minor
            case NoteRaised(note):
                expected[CreditClass.PAID, note.currency] += note.account_credit_minor
            case NoteVoided(note):
                expected[CreditClass.PAID, note.currency] -= note.account_credit_minor
            case CreditRemoved(currency=currency, credit_class=credit_class, amount_minor=amount_minor):
                expected[credit_class, currency] -= amount_minor
            case _:
                pass
    return expected == _held(after)


def _held(account: Account) -> _Held:
    """Return what remains on lots and stands on invoices, by class and currency."""
    held: _Held = Counter()
    for lot in account.credits.values():
        held[lot.credit_class, lot.currency] += lot.remaining_minor
    for invoice in account.invoices.values():
        for piece in invoice.allocations:
            held[piece.credit_class, invoice.currency] += piece.amount_minor
    return held


def non_negative(before: Account, entry: Entry, after: Account) -> bool:
    """No sum of an invoice and nothing remaining on a lot is below zero, and no more cash is released than was paid."""
    return all(
        min(sums(invoice)) >= 0 and invoice.released_minor <= invoice.paid_minor for invoice in after.invoices.values()
    ) and all(0 <= lot.remaining_minor <= lot.amount_minor for lot in after.credits.values())


def sums(invoice: Invoice) -> tuple[int, ...]:
    """Return every sum of an invoice, in minor units."""
    cash = invoice.paid_minor, invoice.pending_minor, invoice.released_minor
    credit = invoice.applied_minor, invoice.reduced_minor, invoice.restored_minor
    left = invoice.creditable_minor, invoice.outstanding_minor, invoice.balance_minor
    return *cash, *credit, *left


def within_creditable(before: Account, entry: Entry, after: Account) -> bool:
    """A note credits at most what was creditable of its invoice, and of each of its lines."""
    return all(
        note.amount_minor <= was.invoices[note.invoice].creditable_minor
        and all(share.gross_minor <= _creditable(was.invoices[note.invoice], share.line) for share in note.shares)
        for was, effect in _steps(before, entry)
        if isinstance(effect, NoteRaised)
        for note in [effect.note]
    )


def _creditable(invoice: Invoice, line_id: str) -> int:
    return sum(line.creditable_minor for line in invoice.lines if line.id == line_id)


def within_outstanding(before: Account, entry: Entry, after: Account) -> bool:
    """Credit pays at most what an invoice owed."""
    return all(
        effect.allocation.amount_minor <= was.invoices[effect.invoice].outstanding_minor
        for was, effect in _applications(before, entry)
    )


def within_remaining(before: Account, entry: Entry, after: Account) -> bool:
    """A lot pays at most what remained on it."""
    return all(
        effect.allocation.amount_minor <= was.credits[effect.allocation.credit].remaining_minor
        for was, effect in _applications(before, entry)
    )


def currency_isolation(before: Account, entry: Entry, after: Account) -> bool:
    """A lot pays only invoices of its own account, in its own currency."""
    return all(
        (lot.account, lot.currency) == (invoice.account, invoice.currency)
        for was, effect in _applications(before, entry)
        for lot, invoice in [(was.credits[effect.allocation.credit], was.invoices[effect.invoice])]
    )


def class_is_kept(before: Account, entry: Entry, after: Account) -> bool:
    """No gift becomes paid credit or cash, and no paid credit a gift: what stands or goes back has its lot's class."""
    return all(_keeps_class(was, effect) for was, effect in _steps(before, entry)) and all(
        lot.credit_class is after.credits[id].credit_class for id, lot in before.credits.items()
    )


def _keeps_class(was: Account, effect: Effect) -> bool:
    match effect:
        case CreditApplied(allocation=piece):
            return piece.credit_class is was.credits[piece.credit].credit_class
        case CreditRemoved(credit=id, credit_class=credit_class, removal=removal):
            is_gift = credit_class is CreditClass.PROMOTIONAL
            return credit_class is was.credits[id].credit_class and not (is_gift and removal is Removal.PAID_OUT)
        case NoteRaised(note):
            invoice = was.invoices[note.invoice]
            standing = {piece.number: piece for piece in invoice.allocations}
            return note.released_minor <= invoice.paid_minor - invoice.released_minor and all(
                piece == evolve(standing[piece.number], amount_minor=piece.amount_minor) for piece in note.restored
            )
        case _:
            return True


def expiry_respected(before: Account, entry: Entry, after: Account) -> bool:
    """No lot is applied before `usable_from`, on or after `expires_on`, while it is paused, or once it is void."""
    return all(
        lot.usable_from <= entry.on
        and (lot.expires_on is None or entry.on < lot.expires_on)
        and not (lot.paused or lot.voided)
        for was, effect in _applications(before, entry)
        for lot in [was.credits[effect.allocation.credit]]
    )


def scope_respected(before: Account, entry: Entry, after: Account) -> bool:
    """When it is applied, a limited lot pays at most its room on the invoice."""
    return all(
        effect.allocation.amount_minor <= room(was.invoices[effect.invoice], lot.products)
        for was, effect in _applications(before, entry)
        for lot in [was.credits[effect.allocation.credit]]
    )


def postings_balance(before: Account, entry: Entry, after: Account) -> bool:
    """The postings of every effect sum to zero in every currency."""
    return all(
        sum(posting.amount_minor for posting in posted if posting.currency == currency) == 0
        for posted in (postings([effect]) for effect in entry.effects)
        for currency in {posting.currency for posting in posted}
    )


def shares_sum_to_amount(before: Account, entry: Entry, after: Account) -> bool:
    """The line shares of a note add up to what it reduced, restored and released, and none is empty."""
    return all(
        sum(share.net_minor + share.tax_minor for share in note.shares)
        == note.reduced_minor + note.restored_minor + note.account_credit_minor + note.refund_minor
        and all(share.gross_minor > 0 for share in note.shares)
        for effect in entry.effects
        if isinstance(effect, NoteRaised)
        for note in [effect.note]
    )


def _steps(before: Account, entry: Entry) -> Iterator[tuple[Account, Effect]]:
    """Yield each effect of an entry with the account as it was just before it.

    An effect of which no state can be made is the last: a law says of it what it can from the states before.
    """
    was = evolve(before, number=0, entries=())
    for number, effect in enumerate(entry.effects, 1):
        yield was, effect
        try:
            was = was.replay([Entry(number, entry.on, (effect,), entry.policy)])
        except ValueError:
            return


def _applications(before: Account, entry: Entry) -> Iterator[tuple[Account, CreditApplied]]:
    return ((was, effect) for was, effect in _steps(before, entry) if isinstance(effect, CreditApplied))


STEP_LAWS: Mapping[str, StepLaw] = MappingProxyType(
    {
        law.__name__: law
        for law in (
            conservation,
            non_negative,
            within_creditable,
            within_outstanding,
            within_remaining,
            currency_isolation,
            class_is_kept,
            expiry_respected,
            scope_respected,
            postings_balance,
            shares_sum_to_amount,
        )
    }
)


def broken_by(before: Account, entry: Entry, after: Account) -> list[str]:
    """Return the names of the step laws that an entry breaks."""
    return [name for name, law in STEP_LAWS.items() if not law(before, entry, after)]
