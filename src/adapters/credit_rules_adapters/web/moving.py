"""What moved in many accounts: summed up, as pictures, and as rows of a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from attrs import define, field

from credit_rules import CreditApplied, CreditRemoved, Effect, Money, NoteRaised
from credit_rules_adapters.stores.protocol import Recorded
from credit_rules_adapters.text.csv_text import Cell
from credit_rules_adapters.text.money import format_amount
from credit_rules_adapters.web.pictures.bars import Part, bars
from credit_rules_adapters.web.pictures.picture import Picture
from credit_rules_adapters.web.pictures.shapes import Fill


@define
class Sums:
    """What moved, by what it was and currency, in minor units; in how many accounts; and what was refused."""

    minor: Counter[tuple[str, str]] = field(factory=Counter)
    accounts: int = 0
    refused: list[tuple[str, str]] = field(factory=list)

    def add(self, account: str, effects: Iterable[Effect], refusals: Iterable[str]) -> None:
        """Add what was done with one account."""
        moved = [_moved(effect) for effect in effects]
        self.accounts += bool(moved)
        for what, amount in filter(None, moved):
            self.minor[what, amount.currency] += amount.amount_minor
        self.refused += [(account, told) for told in refusals]

    @property
    def rows(self) -> Sequence[tuple[str, Money]]:
        """The sums, by currency."""
        return [(what, Money(minor, code)) for (what, code), minor in sorted(self.minor.items(), key=_by_currency)]

    @property
    def pictures(self) -> Sequence[Picture]:
        """The sums as pictures, one a currency."""
        by_currency: dict[str, list[Part]] = {}
        for what, amount in self.rows:
            by_currency.setdefault(amount.currency, []).append(Part(what, amount.amount_minor, _FILLS[what]))
        return [
            bars(f"run-{code.lower()}", f"What moves in {code}", parts, code) for code, parts in by_currency.items()
        ]


def _by_currency(item: tuple[tuple[str, str], int]) -> tuple[str, str]:
    (what, currency), _ = item
    return currency, what


_FILLS = {
    "paid credit used": Fill.PAID,
    "promotional credit used": Fill.PROMOTIONAL,
    "credit notes": Fill.CREDITED,
    "removed": Fill.LOST,
}


def _moved(effect: Effect) -> tuple[str, Money] | None:
    match effect:
        case CreditApplied(currency=currency, allocation=piece):
            return f"{piece.credit_class.value} credit used", Money(piece.amount_minor, currency)
        case NoteRaised(note):
            return "credit notes", Money(note.amount_minor, note.currency)
        case CreditRemoved(currency=currency, amount_minor=amount_minor):
            return "removed", Money(amount_minor, currency)
        case _:
            return None


TITLES = ("account", "what", "credit note or credit", "invoice", "currency", "amount")


def cells(entries: Iterable[tuple[str, Recorded]]) -> Iterator[list[Cell]]:
    """Yield a row for each thing that moved in entries, given with their accounts."""
    for account, recorded in entries:
        for effect in recorded.entry.effects:
            moved = _moved(effect)
            if moved is not None:
                what, amount = moved
                written = Decimal(format_amount(amount.amount_minor, amount.currency))
                yield [account, what, *_named(effect), amount.currency, written]


def _named(effect: Effect) -> tuple[str, str]:
    match effect:
        case CreditApplied(invoice=invoice, allocation=piece):
            return piece.credit, invoice
        case NoteRaised(note):
            return note.id, note.invoice
        case CreditRemoved(credit=credit):
            return credit, ""
        case _:
            return "", ""
