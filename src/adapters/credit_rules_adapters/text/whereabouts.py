"""Where account credit went: what of a lot stands on which invoice, and what else was taken of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from credit_rules import Account, CreditRemoved, NoteVoided, Removal

_REMOVED = {Removal.EXPIRED: "expired", Removal.VOIDED: "voided", Removal.PAID_OUT: "paid out in cash"}


def standing(account: Account, lot: str) -> Iterator[tuple[str, int]]:
    """Yield what stands of a lot on each invoice, in minor units, in the order in which it was applied first."""
    pieces = sorted(
        (piece.at, invoice.id, piece.amount_minor)
        for invoice in account.invoices.values()
        for piece in invoice.allocations
        if piece.credit == lot
    )
    sums: Counter[str] = Counter()
    for _, invoice, amount_minor in pieces:
        sums[invoice] += amount_minor
    yield from sums.items()


def taken(account: Account) -> Mapping[str, Mapping[str, int]]:
    """Return by lot what was taken of it other than by invoices, by what took it, in minor units.

    It is read from the entries, so the account must hold all of them.
    """
    found: dict[str, Counter[str]] = {}
    for entry in account.entries:
        for effect in entry.effects:
            match effect:
                case CreditRemoved(credit=lot, amount_minor=amount_minor, removal=removal):
                    found.setdefault(lot, Counter())[_REMOVED[removal]] += amount_minor
                case NoteVoided(note) if note.account_credit_minor > 0:
                    found.setdefault(note.id, Counter())["taken back with its note"] += note.account_credit_minor
                case _:
                    pass
    return found
