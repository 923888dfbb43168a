"""The rows of an import as commands: each invoice (R1) or lot (R28) with the row it comes from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

from attrs import define, field, frozen

from credit_rules import AccountCredit, AddCredit, AddInvoice, CreditClass, Grant, Invoice, Line, Money, Status, Terms
from credit_rules_adapters.exchange.reading import Row, rows_of
from credit_rules_adapters.stores.protocol import LARGEST_MINOR
from credit_rules_adapters.text.mistakes import Mistakes, refuse, shown
from credit_rules_adapters.text.money import parse_amount

Entering = AddInvoice | AddCredit | Grant

_OF_BOTH = {"id": "id", "account": "id", "currency": "currency", "issued_on": "day"}
_OF_LINE = {
    "line": "id", "net_minor": "minor", "net": "major", "tax_minor": "minor", "tax": "major", "tax_code": "text",
    "product": "id", "beneficiary": "id", "description": "text", "period_from": "day", "period_until": "day",
}  # fmt: skip
_OF_LOT = {
    "amount_minor": "minor", "amount": "major", "class": "class", "kind": "kind", "priority": "priority",
    "usable_from": "day", "expires_on": "day", "products": "products", "paused": "truth",
}  # fmt: skip
COLUMNS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "invoices": {
            **_OF_BOTH, "total_minor": "minor", "total": "major", "status": "status", "collection": "collection",
            "due_on": "day", "paid_minor": "minor", "paid": "major", "pending_minor": "minor", "pending": "major",
            **_OF_LINE,
        },
        "credits": {**_OF_BOTH, **_OF_LOT},
    }
)  # fmt: skip
"""The columns of each table, and the kind of their values."""


@frozen
class Entrant:
    """What enters, and the number of its first row."""

    row: int
    account: str
    command: Entering


@define
class Entrants:
    """Reads the rows of one table; what is wrong is noted in `mistakes`."""

    mistakes: Mistakes
    on: date
    currency: str | None
    _first: dict[str, tuple[int, Row]] = field(factory=dict, init=False)

    def invoices(self, rows: Iterable[tuple[int, Row]]) -> Iterator[Entrant]:
        """Read invoices: a row is an invoice with its total, or a line of one; its lines need not stand together."""
        lines: dict[str, list[tuple[int, Row]]] = {}
        for number, row in rows:
            if self._is_good(number, row, _LINES):
                lines.setdefault(str(row["id"]), []).append((number, row))
        for found in lines.values():
            yield from self._entrant(found[0][0], self._invoice, [row for _, row in found])

    def credits(self, rows: Iterable[tuple[int, Row]]) -> Iterator[Entrant]:
        """Read lots: opening balances, or, of those whose kind is given, grants."""
        for number, row in rows:
            if self._is_good(number, row, _WHOLE):
                yield from self._entrant(number, self._lot, [row])

    def _is_good(self, number: int, row: Row, groups: Sequence[str]) -> bool:
        """Tell whether a row can be read: it has all it needs, and its id is its own or that of the same invoice."""
        missing = [name for name in ("id", "account") if name not in row]
        if "currency" not in row and self.currency is None:
            missing.append("currency")
        for name in missing:
            self.mistakes.add(f"row {number}, {name}", "is missing; a value is required")
        if missing or any(value is None for value in row.values()):
            return False
        if self.currency is not None and row.get("currency", self.currency) != self.currency:
            self.mistakes.add(
                f"row {number}, currency", f"{shown(row['currency'])} is another; allowed is {self.currency} alone"
            )
            return False
        return self._is_new(number, row, groups)

    def _is_new(self, number: int, row: Row, groups: Sequence[str]) -> bool:
        at, first = self._first.setdefault(str(row["id"]), (number, row))
        if at == number:
            return True
        if not any(name in row for name in groups):
            self.mistakes.add(f"row {number}, id", f"{shown(row['id'])} stands in row {at} too; ids must be different")
            return False
        for name in _OF_INVOICE:
            if name in row and row[name] != first.get(name):
                self.mistakes.add(
                    f"row {number}, {name}",
                    f"{shown(row[name])} is not what row {at} has for {shown(row['id'])}: {shown(first.get(name))}",
                )
                return False
        return True

    def _entrant(
        self, number: int, build: Callable[[Sequence[Row]], Entering], rows: Sequence[Row]
    ) -> Iterator[Entrant]:
        try:
            yield Entrant(number, str(rows[0]["account"]), build(rows))
        except _WrongAmount as error:
            self.mistakes.add(f"row {number}, {error.column}", str(error))
        except ValueError as error:
            self.mistakes.add(f"row {number}", str(error))

    def _invoice(self, rows: Sequence[Row]) -> AddInvoice:
        first = rows[0]
        currency = str(first.get("currency", self.currency))
        status: Any = first.get("status", Status.ISSUED)
        issued_on: Any = first.get("issued_on", None if status is Status.DRAFT else self.on)
        named: dict[str, Any] = {name: first[name] for name in ("collection", "due_on") if name in first}
        if "total" in first or "total_minor" in first:
            beside = [name for name in _OF_LINE if name in first]
            if beside:
                raise ValueError(f"has a total and {beside[0]}; allowed is a total, or net and what belongs to a line")
            lines = [Line("L1", _amount(first, "total", currency))]
        else:
            lines = [self._line(place, row, currency) for place, row in enumerate(rows, 1)]
        total = sum(line.gross_minor for line in lines)
        if total > LARGEST_MINOR:
            raise ValueError(f"its total is {total} minor units; allowed is what fits 64 bits, {LARGEST_MINOR}")
        invoice = Invoice(
            str(first["id"]),
            str(first["account"]),
            currency,
            lines,
            status=status,
            issued_on=issued_on,
            paid_minor=_amount(first, "paid", currency, 0),
            pending_minor=_amount(first, "pending", currency, 0),
            **named,
        )
        return AddInvoice(invoice)

    @staticmethod
    def _line(place: int, row: Row, currency: str) -> Line:
        named: dict[str, Any] = {name: row[name] for name in _NAMED_OF_LINE if name in row}
        net = _amount(row, "net", currency)
        return Line(str(row.get("line", f"L{place}")), net, _amount(row, "tax", currency, 0), **named)

    def _lot(self, rows: Sequence[Row]) -> AddCredit | Grant:
        (row,) = rows
        currency = str(row.get("currency", self.currency))
        amount_minor = _amount(row, "amount", currency)
        terms: dict[str, Any] = {
            name: row[name] for name in ("priority", "usable_from", "expires_on", "products") if name in row
        }
        if "kind" in row:
            beside = [name for name in ("issued_on", "paused") if name in row]
            if beside:
                raise ValueError(f"has a kind and {beside[0]}; a lot of that kind is granted anew, on {self.on}")
            kind: Any = row["kind"]
            kind_class: Any = row.get("class")
            return Grant(
                id=str(row["id"]),
                account=str(row["account"]),
                amount=Money(amount_minor, currency),
                kind=kind,
                credit_class=kind_class,
                terms=Terms(**terms),
            )
        dates: Any = row.get("issued_on", self.on)
        lot_class: Any = row.get("class", CreditClass.PAID)
        return AddCredit(
            AccountCredit(
                str(row["id"]),
                str(row["account"]),
                currency,
                amount_minor,
                credit_class=lot_class,
                issued_on=dates,
                paused=bool(row.get("paused", False)),
                **terms,
            )
        )


_OF_INVOICE = [*_OF_BOTH, *(name for name in COLUMNS["invoices"] if name not in {*_OF_BOTH, *_OF_LINE})]
_NAMED_OF_LINE = [name for name in _OF_LINE if not name.startswith(("net", "tax_m", "line")) and name != "tax"]
_LINES, _WHOLE = ("net", "net_minor"), ()


def _amount(row: Row, stem: str, currency: str, default: int | None = None) -> int:
    """Read an amount in minor units, given as such or in major units."""
    names = [name for name in (f"{stem}_minor", stem) if name in row]
    if len(names) > 1:
        raise ValueError(f"has both {names[0]} and {names[1]}; allowed is one of them")
    if not names and default is None:
        raise ValueError(f"has no {stem}; a value is required, in {stem}_minor or, in major units, in {stem}")
    if not names:
        return default or 0
    value: Any = row[names[0]]
    if names[0] != stem:
        return int(value)
    try:
        amount_minor = parse_amount(value, currency)
    except ValueError as error:
        raise _WrongAmount(stem, str(error)) from error
    if amount_minor > LARGEST_MINOR:
        raise _WrongAmount(stem, f"{shown(value)} is too large; allowed is what fits 64 bits in minor units")
    return amount_minor


class _WrongAmount(ValueError):
    """An amount is wrong for its currency, or for a store."""

    def __init__(self, column: str, what: str) -> None:
        super().__init__(what)
        self.column = column


def read(path: Path, table: str, *, on: date, currency: str | None) -> list[Entrant]:
    """Read what a file lets enter.

    :raises NotUnderstood: a mistake in the file, each with row, column, value and what is allowed
    """
    mistakes = Mistakes(str(path))
    entrants = Entrants(mistakes, on, currency)
    rows = rows_of(path, COLUMNS[table], mistakes)
    found = [*(entrants.invoices(rows) if table == "invoices" else entrants.credits(rows))]
    refuse(mistakes)
    return found
