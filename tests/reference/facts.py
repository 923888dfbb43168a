"""The facts a book holds, and the one way a step is refused. No sum is stored: `sums` recomputes each of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

Step = Mapping[str, Any]
Answer = dict[str, Any]


class Rejected(Exception):
    """A refusal: one code, and the figures it turned on (R32)."""

    def __init__(self, code: str, **figures: int) -> None:
        super().__init__(code)
        self.code = code
        self.figures = figures


def refuse_if(holds: bool, code: str, **figures: int) -> None:
    """Refuse with `code` where it holds; a step asks in the order of precedence of R32."""
    if holds:
        raise Rejected(code, **figures)


@dataclass
class Line:
    """A line of an invoice; `period_until` is exclusive."""

    id: str
    net: int
    tax: int = 0
    product: str | None = None
    beneficiary: str | None = None
    period_from: date | None = None
    period_until: date | None = None
    tax_code: str | None = None
    description: str | None = None


@dataclass
class Invoice:
    """An invoice as it was entered; `due_on` is None on a draft that was given none (R15)."""

    id: str
    account: str
    currency: str
    status: str
    collection: str
    issued_on: date
    due_on: date | None
    lines: list[Line]


@dataclass
class Lot:
    """One lot of account credit; `products` None means any product."""

    id: str
    account: str
    currency: str
    amount: int
    class_: str
    issued_on: date
    usable_from: date
    expires_on: date | None = None
    priority: int = 50
    products: frozenset[str] | None = None
    paused: bool = False
    voided: bool = False


@dataclass
class Note:
    """A credit note (R13); `shares` are (net, tax) by line, `released` is the new lot and the refund together."""

    id: str
    invoice: str
    moment: int
    amount: int
    reduced: int
    released: int
    refunded: int
    shares: dict[str, tuple[int, int]]
    reason: str
    memo: str
    voided: bool = False


@dataclass(frozen=True)
class Payment:
    """A change of an invoice's cleared cash and of its cash on the way."""

    invoice: str
    paid: int = 0
    pending: int = 0


@dataclass(frozen=True)
class Allocation:
    """One lot paid part of one invoice at one moment."""

    moment: int
    lot: str
    invoice: str
    amount: int


@dataclass(frozen=True)
class Return:
    """Part of an allocation went back to its lot: by a note for as long as that stands, else for good."""

    allocation: Allocation
    amount: int
    note: str | None = None


@dataclass(frozen=True)
class Removal:
    """Part of a lot is gone: expired, voided, paid out, or taken back with its note."""

    lot: str
    amount: int


@dataclass
class Facts:
    """Everything that was ever said, in the order in which it was said."""

    policy: Mapping[str, Any]
    currency: str
    invoices: dict[str, Invoice] = field(default_factory=dict)
    lots: dict[str, Lot] = field(default_factory=dict)
    notes: dict[str, Note] = field(default_factory=dict)
    payments: list[Payment] = field(default_factory=list)
    allocations: list[Allocation] = field(default_factory=list)
    returns: list[Return] = field(default_factory=list)
    removals: list[Removal] = field(default_factory=list)

    def next_moment(self) -> int:
        """The next place in the one sequence of allocations and notes, which gives "newest" and "after" a meaning."""
        return len(self.allocations) + len(self.notes)

    def find_invoice(self, name: str) -> Invoice:
        """R1, R32."""
        refuse_if(name not in self.invoices, "invoice_not_found")
        return self.invoices[name]

    def find_note(self, name: str) -> Note:
        """R32."""
        refuse_if(name not in self.notes, "note_not_found")
        return self.notes[name]

    def find_lot(self, name: str) -> Lot:
        """R32."""
        refuse_if(name not in self.lots, "credit_not_found")
        return self.lots[name]
