"""`raise_credit` in full beside the part that cannot be left out: the states that it must build."""

from __future__ import annotations

from datetime import date

from attrs import evolve
from measure import Finding, medians, seconds
from returns.result import Success

from credit_rules import (
    AccountCredit,
    CreditNote,
    Invoice,
    Line,
    Money,
    apply_credit,
    raise_credit,
    record_payment,
)

DAY = date(2026, 3, 1)
AMOUNT = Money(5000, "GBP")


def paid_invoice() -> Invoice:
    """Return a paid invoice of one line with tax, 20.00 of it settled by account credit."""
    invoice = Invoice("INV-1", "ann", "GBP", [Line("L1", 10000, 2000)], issued_on=DAY)
    lot = AccountCredit("C1", "ann", "GBP", 2000, issued_on=DAY)
    applied = apply_credit(invoice, [lot], on=DAY).unwrap().invoice
    return record_payment(applied, Money(10000, "GBP")).unwrap().invoice


def measure() -> Finding:
    """Compare the decision with one evolve of the invoice and of its line, one credit note and one Success."""
    invoice = paid_invoice()
    outcome = raise_credit(invoice, AMOUNT).unwrap()
    note, after = outcome.note, outcome.invoice

    def irreducible() -> Success[tuple[Invoice, CreditNote]]:
        (line,) = invoice.lines
        credited = after.lines[0].credited_net_minor, after.lines[0].credited_tax_minor
        lines = (evolve(line, credited_net_minor=credited[0], credited_tax_minor=credited[1]),)
        raised = CreditNote(
            id=note.id,
            invoice=note.invoice,
            account=note.account,
            currency=note.currency,
            shares=note.shares,
            reduced_minor=note.reduced_minor,
            restored=note.restored,
            account_credit_minor=note.account_credit_minor,
            policy=note.policy,
        )
        changed = evolve(
            invoice,
            lines=lines,
            allocations=after.allocations,
            notes_raised=after.notes_raised,
            restored_minor=after.restored_minor,
            released_minor=after.released_minor,
        )
        return Success((changed, raised))

    if irreducible().unwrap() != (after, note):
        raise SystemExit("the irreducible part does not build what the decision builds")
    whole, part = medians(
        15, lambda: seconds(lambda: raise_credit(invoice, AMOUNT), 2000), lambda: seconds(irreducible, 2000)
    )
    figures = f"{whole * 1e6:.1f} µs beside {part * 1e6:.1f} µs"
    return Finding("raise_credit whole / its irreducible part", whole / part, 5.0, figures)
