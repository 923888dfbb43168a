"""What a step shows, as the figures that expectations are compared with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from types import MappingProxyType
from typing import TypeAlias

from attrs import frozen

from credit_rules import (
    Account,
    CreditNote,
    CreditRemoved,
    CreditUnapplied,
    LinesRemoved,
    Money,
    NoteVoided,
    Outcome,
    Reason,
    RefundComparison,
    Removal,
    postings,
)
from credit_rules_adapters.scenarios.model import Plain
from credit_rules_adapters.text.money import format_amount

_OfLot: TypeAlias = tuple[str, int, str]
"""A lot's id, an amount in minor units, and its currency."""


@frozen
class Seen:
    """The outcome of a step, and the account it was decided for on a date.

    Sums that did not occur are zero in `currency`, what was left out in the file's.
    """

    outcome: Outcome
    before: Account
    on: date
    currency: str
    file_currency: str


def _total(seen: Seen, amounts: Iterable[int]) -> Plain:
    return format_amount(sum(amounts), seen.currency)


def _money(money: Money | None, currency: str) -> Plain:
    return format_amount(0, currency) if money is None else format_amount(money.amount_minor, money.currency)


def _cost(seen: Seen, cost: Callable[[RefundComparison], Money]) -> Plain:
    comparison = seen.outcome.comparison
    return _money(None if comparison is None else cost(comparison), seen.currency)


def _by_lot(rows: Iterable[_OfLot]) -> Plain:
    total: Counter[tuple[str, str]] = Counter()
    for lot, amount_minor, currency in rows:
        total[lot, currency] += amount_minor
    return {lot: format_amount(amount_minor, currency) for (lot, currency), amount_minor in total.items()}


def _restored(notes: Iterable[CreditNote]) -> Plain:
    return _by_lot((piece.credit, piece.amount_minor, note.currency) for note in notes for piece in note.restored)


def _removed(seen: Seen, removal: Removal) -> list[_OfLot]:
    return [
        (effect.credit, effect.amount_minor, effect.currency)
        for effect in seen.outcome.effects
        if isinstance(effect, CreditRemoved) and effect.removal is removal
    ]


def _voided(seen: Seen) -> list[CreditNote]:
    return [effect.note for effect in seen.outcome.effects if isinstance(effect, NoteVoided)]


def _notes(seen: Seen) -> Plain:
    answers = seen.outcome.answers or tuple(note.id for note in seen.outcome.notes)
    return [answer if isinstance(answer, str) else f"rejected:{answer.code}" for answer in answers]


def _refunded(seen: Seen) -> Plain:
    paid_out = [amount_minor for _, amount_minor, _ in _removed(seen, Removal.PAID_OUT)]
    return _total(seen, [*paid_out, *(note.refund_minor for note in seen.outcome.notes)])


def _returned(seen: Seen) -> Plain:
    return _by_lot(
        (effect.allocation.credit, effect.allocation.amount_minor, effect.currency)
        for effect in seen.outcome.effects
        if isinstance(effect, CreditUnapplied)
    )


def _allocated(seen: Seen) -> Plain:
    return [
        [
            effect.allocation.credit,
            effect.invoice,
            format_amount(effect.allocation.amount_minor, effect.currency),
        ]
        for effect in seen.outcome.applied
    ]


def _expired(seen: Seen) -> Plain:
    """What expiry removed; in other steps what came back to a lot past its date and stays there."""
    removed = _removed(seen, Removal.EXPIRED)
    if removed:
        return _by_lot(removed)
    stranded = seen.before.returned_unusable(seen.outcome, seen.on)
    credits = seen.before.credits
    return _by_lot((lot, amount, credits[lot].currency) for lot, amount, why in stranded if why is Reason.EXPIRED)


def _credited_lines(seen: Seen) -> Plain:
    return {
        share.line: {"net": _total(seen, [share.net_minor]), "tax": _total(seen, [share.tax_minor])}
        for note in seen.outcome.notes
        for share in note.shares
    }


def _removed_lines(seen: Seen) -> Plain:
    removed = (effect for effect in seen.outcome.effects if isinstance(effect, LinesRemoved))
    return {effect.invoice.id: list(effect.lines) for effect in removed}


def _postings(seen: Seen) -> Plain:
    """Sums by account, in the order of names; a row in another currency than the step's names it."""
    total: Counter[tuple[str, str]] = Counter()
    for posting in postings(seen.outcome.effects):
        total[posting.account, posting.currency] += posting.amount_minor
    return [
        [account, format_amount(amount_minor, currency), *([] if currency == seen.currency else [currency])]
        for (account, currency), amount_minor in sorted(total.items())
        if amount_minor != 0
    ]


FIGURES: Mapping[str, Callable[[Seen], Plain]] = MappingProxyType(
    {
        "note": lambda seen: ", ".join(note.id for note in seen.outcome.notes) or None,
        "notes": _notes,
        "reduced": lambda seen: _total(seen, (note.reduced_minor for note in seen.outcome.notes)),
        "account_credit": lambda seen: _total(seen, (note.account_credit_minor for note in seen.outcome.notes)),
        "refunded": _refunded,
        "restored": lambda seen: _restored(seen.outcome.notes),
        "returned": _returned,
        "reapplied": lambda seen: _restored(_voided(seen)),
        "allocated": _allocated,
        "collect": lambda seen: _money(seen.outcome.collect, seen.currency),
        "expired": _expired,
        "credited_lines": _credited_lines,
        "removed_lines": _removed_lines,
        "left_out": lambda seen: _money(seen.outcome.left_out, seen.file_currency),
        "refund_cost": lambda seen: _cost(seen, lambda comparison: comparison.refund_cost),
        "credit_cost": lambda seen: _cost(seen, lambda comparison: comparison.credit_cost),
        "reasons": lambda seen: {lot: reason.value for lot, reason in seen.outcome.reasons},
        "postings": _postings,
        "rules": lambda seen: list(seen.outcome.rules),
    }
)
