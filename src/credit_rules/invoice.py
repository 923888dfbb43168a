"""An invoice and its lines: what is owed, what settled it, what was credited: all that raising a credit needs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from itertools import pairwise

from attrs import Factory, evolve, field, frozen
from attrs.validators import optional

from credit_rules import checks
from credit_rules.allocation import Allocation, put_back, without
from credit_rules.line import Line
from credit_rules.note import CreditNote


class Status(StrEnum):
    """What the issuer did with the invoice."""

    DRAFT = "draft"
    ISSUED = "issued"
    CANCELLED = "cancelled"
    WRITTEN_OFF = "written_off"


class Collection(StrEnum):
    """Whether the invoice is collected by itself when it is issued, or waits for the customer."""

    AUTO = "auto"
    MANUAL = "manual"


class InvoiceState(StrEnum):
    """What a person sees of an invoice: the first that holds, in this order. Never stored."""

    CANCELLED = "cancelled"
    WRITTEN_OFF = "written_off"
    DRAFT = "draft"
    PENDING = "pending"
    RECONCILED = "reconciled"
    PART_PAID = "part_paid"
    OUTSTANDING = "outstanding"


class CreditState(StrEnum):
    """How much of an invoice was credited. Never stored."""

    NONE = "none"
    FULL = "full"
    PARTIAL = "partial"


@frozen(kw_only=True)
class Invoice:
    """An invoice: its lines, its standing allocations in order, and the sums of cash and of its standing notes.

    All amounts are in the currency's minor unit. A state that breaks an invariant of the rules cannot be built:
    every sum, `creditable_minor` and `outstanding_minor` is 0 or more, and no more cash is released than was paid (law
    `non_negative`).

    >>> invoice = Invoice("INV-7", "ann", "GBP", [Line("L1", 10000)], issued_on=date(2026, 3, 1), paid_minor=6000)
    >>> invoice.outstanding_minor, invoice.state.value
    (4000, 'part_paid')
    """

    id: str = field(kw_only=False, validator=checks.identifier)
    account: str = field(kw_only=False, validator=checks.identifier)
    currency: str = field(kw_only=False, validator=checks.currency)
    lines: tuple[Line, ...] = field(kw_only=False, converter=tuple[Line, ...])
    status: Status = field(default=Status.ISSUED, validator=checks.one_of(Status))
    collection: Collection = field(default=Collection.MANUAL, validator=checks.one_of(Collection))
    issued_on: date | None = field(default=None, validator=optional(checks.day))
    due_on: date | None = field(
        default=Factory(lambda invoice: None if invoice.status is Status.DRAFT else invoice.issued_on, takes_self=True),
        validator=optional(checks.day),
    )
    paid_minor: int = field(default=0, validator=checks.not_negative)
    pending_minor: int = field(default=0, validator=checks.not_negative)
    allocations: tuple[Allocation, ...] = field(default=(), converter=tuple[Allocation, ...])
    allocations_made: int = field(default=0, validator=checks.not_negative)
    notes_raised: int = field(default=0, validator=checks.not_negative)
    reduced_minor: int = field(default=0, validator=checks.not_negative)
    restored_minor: int = field(default=0, validator=checks.not_negative)
    released_minor: int = field(default=0, validator=checks.not_negative)

    def __attrs_post_init__(self) -> None:
        broken = self._broken_invariant()
        if broken:
            raise ValueError(f"Invoice {self.id}: {broken}")

    def _broken_invariant(self) -> str | None:
        if not self.lines and self.status is not Status.CANCELLED:
            return "it must have at least one line"
        if len({line.id for line in self.lines}) < len(self.lines):
            return f"its lines must have different ids, not {[line.id for line in self.lines]}"
        if self.status in {Status.ISSUED, Status.WRITTEN_OFF} and (self.issued_on is None or self.due_on is None):
            return "once issued it must have issued_on and due_on"
        if self.balance_minor < 0:
            return f"what settles and lowers it must be at most its total ({checks.shown(self.total_minor)})"
        if self.credited_minor > 0 and self.notes_raised == 0:
            return f"without a note nothing of it can be credited, not {checks.shown(self.credited_minor)}"
        if self.released_minor > self.paid_minor:
            paid, released = checks.shown(self.paid_minor), checks.shown(self.released_minor)
            return f"released_minor must be at most paid_minor ({paid}), not {released}"
        if sum(line.gross_minor - line.creditable_minor for line in self.lines) != self.credited_minor:
            return f"its lines' credited sums must add up to {checks.shown(self.credited_minor)}"
        numbers = [0, *(piece.number for piece in self.allocations), self.allocations_made + 1]
        if any(before >= after for before, after in pairwise(numbers)):
            return f"its allocations must be numbered upwards to at most {checks.shown(self.allocations_made)}"
        return self._broken_by_status()

    def _broken_by_status(self) -> str | None:
        match self.status:
            case Status.DRAFT if self.paid_minor or self.pending_minor or self.allocations or self.notes_raised:
                return "a draft has no payments, no applied credit and no notes"
            case Status.CANCELLED if self.paid_minor or self.pending_minor or self.allocations:
                return "a cancelled invoice has no payments and no applied credit"
            case Status.WRITTEN_OFF if self.pending_minor:
                return "a written-off invoice has no pending payment"
            case _:
                return None

    @property
    def total_minor(self) -> int:
        """The sum of its lines, net and tax."""
        return sum(line.net_minor + line.tax_minor for line in self.lines)

    @property
    def applied_minor(self) -> int:
        """Account credit that stands on it."""
        return sum(piece.amount_minor for piece in self.allocations)

    @property
    def credited_minor(self) -> int:
        """What its standing notes credited: reduced, restored and released."""
        return self.reduced_minor + self.restored_minor + self.released_minor

    @property
    def creditable_minor(self) -> int:
        """What is left to credit."""
        return self.total_minor - self.credited_minor

    @property
    def balance_minor(self) -> int:
        """The total less all that lowers or settles it, in any status; of a written-off invoice what was given up."""
        settled = self.paid_minor + self.pending_minor + self.applied_minor
        return self.total_minor - self.reduced_minor - self.restored_minor - settled

    @property
    def outstanding_minor(self) -> int:
        """What is owed and not on its way; 0 unless the invoice is issued."""
        return self.balance_minor if self.status is Status.ISSUED else 0

    @property
    def part_paid(self) -> bool:
        """Something is owed, and cash or account credit has settled a part."""
        return self.outstanding_minor > 0 and (self.paid_minor > 0 or self.applied_minor > 0)

    @property
    def state(self) -> InvoiceState:
        """What a person sees: the first that holds."""
        if self.status is not Status.ISSUED:
            return InvoiceState(self.status.value)
        if self.pending_minor > 0:
            return InvoiceState.PENDING
        if self.outstanding_minor == 0:
            return InvoiceState.RECONCILED
        return InvoiceState.PART_PAID if self.part_paid else InvoiceState.OUTSTANDING

    @property
    def credit_state(self) -> CreditState:
        """How much of it was credited."""
        if self.credited_minor == 0:
            return CreditState.NONE
        return CreditState.FULL if self.creditable_minor == 0 else CreditState.PARTIAL

    def note_id(self, number: int) -> str:
        """Return the id of its note of that number, and of that note's lot: derived, so that nothing is drawn (R13)."""
        return f"{self.id}-CN{number}"

    def with_note(self, note: CreditNote) -> Invoice:
        """Return the invoice once that note stands on it."""
        return evolve(
            self,
            lines=_credited(self.lines, note, 1),
            allocations=without(self.allocations, note.restored),
            notes_raised=self.notes_raised + 1,
            reduced_minor=self.reduced_minor + note.reduced_minor,
            restored_minor=self.restored_minor + note.restored_minor,
            released_minor=self.released_minor + note.released_minor,
        )

    def without_note(self, note: CreditNote) -> Invoice:
        """Return the invoice once that note no longer stands; the note keeps its number."""
        return evolve(
            self,
            lines=_credited(self.lines, note, -1),
            allocations=put_back(self.allocations, note.restored),
            reduced_minor=self.reduced_minor - note.reduced_minor,
            restored_minor=self.restored_minor - note.restored_minor,
            released_minor=self.released_minor - note.released_minor,
        )

    def with_allocations(self, allocations: Iterable[Allocation]) -> Invoice:
        """Return the invoice once those allocations stand on it, after all it has had."""
        standing = (*self.allocations, *allocations)
        made = standing[-1].number if len(standing) > len(self.allocations) else self.allocations_made
        return evolve(self, allocations=standing, allocations_made=made)

    def without_allocations(self, pieces: Iterable[Allocation]) -> Invoice:
        """Return the invoice once those pieces of its allocations stand no more."""
        return evolve(self, allocations=without(self.allocations, pieces))

    def with_payment(self, paid_minor: int, pending_minor: int) -> Invoice:
        """Return the invoice with that much more cash cleared and on its way (less, where negative)."""
        return evolve(self, paid_minor=self.paid_minor + paid_minor, pending_minor=self.pending_minor + pending_minor)


def _credited(lines: tuple[Line, ...], note: CreditNote, sign: int) -> tuple[Line, ...]:
    shares = {share.line: share for share in note.shares}
    return tuple(
        evolve(
            line,
            credited_net_minor=line.credited_net_minor + sign * share.net_minor,
            credited_tax_minor=line.credited_tax_minor + sign * share.tax_minor,
        )
        if (share := shares.get(line.id))
        else line
        for line in lines
    )
