"""The journal: what every entry posts (R34), line by line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from attrs import frozen

from credit_rules import (
    CreditApplied,
    CreditGranted,
    CreditPaused,
    CreditRemoved,
    CreditUnapplied,
    Effect,
    Entry,
    NoteRaised,
    NoteVoided,
    PaymentMoved,
    postings,
)
from credit_rules_adapters.reports.periods import Period
from credit_rules_adapters.text.telling import tell_effect


@frozen(kw_only=True)
class JournalLine:
    """One posting: debits above zero, credits below, in minor units.

    `number` is the entry's, `effect` the place of the effect within it, from 1; the lines of one effect sum to zero.
    `account` is the customer's, `book` the account of the books, by the name R34 gives it.
    """

    on: date
    number: int
    effect: int
    account: str
    what: str
    book: str
    currency: str
    amount_minor: int


def journal(entries: Iterable[Entry], period: Period) -> Iterator[JournalLine]:
    """Yield the postings of a period, in the order of the entries, their effects and the effects' postings.

    :param entries: of one account, or of many one after the other
    """
    for entry in entries:
        if entry.on in period:
            for place, effect in enumerate(entry.effects, start=1):
                yield from _lines(entry, place, effect)


def _lines(entry: Entry, place: int, effect: Effect) -> Iterator[JournalLine]:
    told = next(tell_effect(effect))
    for posting in postings([effect]):
        yield JournalLine(
            on=entry.on,
            number=entry.number,
            effect=place,
            account=_account(effect),
            what=told.what,
            book=posting.account,
            currency=posting.currency,
            amount_minor=posting.amount_minor,
        )


def _account(effect: Effect) -> str:
    """Name the customer's account an effect is about."""
    match effect:
        case NoteRaised(note) | NoteVoided(note):
            return note.account
        case CreditGranted(lot):
            return lot.account
        case CreditApplied() | CreditUnapplied() | CreditRemoved() | PaymentMoved():
            return effect.account
        case CreditPaused():
            return ""
        case _:
            return effect.invoice.account
