"""What stands on a credit note: both parties, its number and date, its shares by line and by tax code, its effect."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from attrs import frozen

from credit_rules import CreditNote, Invoice, Line, Money, Needs, Share
from credit_rules_adapters.access.directory import Person, person_of
from credit_rules_adapters.stores.protocol import NoteNumber
from credit_rules_adapters.stores.sql import SqlStore


@frozen(kw_only=True)
class CreditNoteDocument:
    """A credit note as it is shown and printed. Of a customer whom the directory does not know the account stands."""

    note: CreditNote
    invoice: Invoice
    on: date
    number: NoteNumber | None
    seller: Person
    customer: Person

    @property
    def title(self) -> str:
        """What the document is called."""
        return f"Credit note {self.note.id}"

    @property
    def numbered(self) -> str:
        """Its place in the series without gaps; nothing where notes are not numbered."""
        return "" if self.number is None else f"{self.number.series}/{self.number.number}"

    @property
    def shares(self) -> tuple[tuple[Line, Share], ...]:
        """What it credits, with the line of the invoice that each share is of."""
        lines = {line.id: line for line in self.invoice.lines}
        return tuple((lines[share.line], share) for share in self.note.shares)

    @property
    def net_minor(self) -> int:
        """What it credits without tax, in minor units."""
        return sum(share.net_minor for share in self.note.shares)

    @property
    def tax_minor(self) -> int:
        """The tax it credits, in minor units."""
        return sum(share.tax_minor for share in self.note.shares)

    @property
    def effect(self) -> tuple[tuple[str, Money], ...]:
        """What became of the amount, in words."""
        return tuple((what, Money(minor, self.note.currency)) for what, minor in self._parts() if minor > 0)

    def _parts(self) -> Iterator[tuple[str, int]]:
        yield f"Lowers what is owed on invoice {self.note.invoice}", self.note.reduced_minor
        for piece in self.note.restored:
            yield f"Goes back to account credit {piece.credit}", piece.amount_minor
        yield f"Account credit {self.note.id}, to be used on any invoice", self.note.account_credit_minor
        yield "Refunded", self.note.refund_minor


def credit_note_document(store: SqlStore, account: str, id: str, *, seller: Person) -> CreditNoteDocument | None:
    """Return the document of a credit note of an account; None where there is no such note."""
    with store.reading(account) as reading:
        found = reading.load(Needs(notes=(id,)))
        if id not in found.notes:
            return None
        note = found.notes[id]
        raised = next(iter(reading.recorded(note.at[0] - 1)))
        number = reading.numbers().get(id)
    return CreditNoteDocument(
        note=note,
        invoice=found.invoices[note.invoice],
        on=raised.entry.on,
        number=number,
        seller=seller,
        customer=person_of(store, account) or Person(name=account),
    )
