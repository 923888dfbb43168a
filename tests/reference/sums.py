"""The sums of an invoice and of a lot ("Words"), each recomputed from the facts every time it is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction

from reference.facts import Allocation, Facts, Invoice, Line, Lot, Note


def standing_notes(facts: Facts, invoice: Invoice) -> list[Note]:
    """The notes of the invoice that are not void."""
    return [note for note in facts.notes.values() if note.invoice == invoice.id and not note.voided]


def standing_amount(facts: Facts, allocation: Allocation) -> int:
    """What of an allocation still stands: a void note's return no longer counts, so it stands again (R25)."""
    gone = sum(
        back.amount
        for back in facts.returns
        if back.allocation == allocation and (back.note is None or not facts.notes[back.note].voided)
    )
    return allocation.amount - gone


def standing_allocations(facts: Facts, invoice: Invoice) -> list[tuple[Allocation, int]]:
    """The allocations of the invoice that stand, oldest first, with what stands of them."""
    every = [(one, standing_amount(facts, one)) for one in facts.allocations if one.invoice == invoice.id]
    return [(one, amount) for one, amount in every if amount > 0]


def total(invoice: Invoice) -> int:
    """Of its lines, net and tax."""
    return sum(line.net + line.tax for line in invoice.lines)


def paid(facts: Facts, invoice: Invoice) -> int:
    """Cash that cleared."""
    return sum(payment.paid for payment in facts.payments if payment.invoice == invoice.id)


def pending(facts: Facts, invoice: Invoice) -> int:
    """Cash on its way."""
    return sum(payment.pending for payment in facts.payments if payment.invoice == invoice.id)


def applied(facts: Facts, invoice: Invoice) -> int:
    """Account credit that stands on it."""
    return sum(amount for _, amount in standing_allocations(facts, invoice))


def reduced(facts: Facts, invoice: Invoice) -> int:
    """What its standing notes lowered the debt by."""
    return sum(note.reduced for note in standing_notes(facts, invoice))


def restored_by(facts: Facts, note: Note) -> dict[str, int]:
    """What the note gave back, by lot."""
    return by_lot((back.allocation, back.amount) for back in facts.returns if back.note == note.id)


def restored(facts: Facts, invoice: Invoice) -> int:
    """What its standing notes gave back to lots."""
    return sum(sum(restored_by(facts, note).values()) for note in standing_notes(facts, invoice))


def released(facts: Facts, invoice: Invoice) -> int:
    """The cash its standing notes turned into account credit or a refund."""
    return sum(note.released for note in standing_notes(facts, invoice))


def credited(facts: Facts, invoice: Invoice) -> int:
    """reduced + restored + released."""
    return reduced(facts, invoice) + restored(facts, invoice) + released(facts, invoice)


def creditable(facts: Facts, invoice: Invoice) -> int:
    """total − credited."""
    return total(invoice) - credited(facts, invoice)


def outstanding(facts: Facts, invoice: Invoice) -> int:
    """total − reduced − restored − paid − pending − applied on an issued invoice, otherwise 0."""
    if invoice.status != "issued":
        return 0
    lowered = reduced(facts, invoice) + restored(facts, invoice)
    settled = paid(facts, invoice) + pending(facts, invoice) + applied(facts, invoice)
    return total(invoice) - lowered - settled


def is_part_paid(facts: Facts, invoice: Invoice) -> bool:
    """outstanding > 0 and (paid > 0 or applied > 0)."""
    return outstanding(facts, invoice) > 0 and (paid(facts, invoice) > 0 or applied(facts, invoice) > 0)


def left_of(facts: Facts, invoice: Invoice, line: Line) -> tuple[int, int]:
    """What is still creditable of a line's net and tax (R12)."""
    shares = [note.shares.get(line.id, (0, 0)) for note in standing_notes(facts, invoice)]
    return line.net - sum(net for net, _ in shares), line.tax - sum(tax for _, tax in shares)


def remaining(facts: Facts, lot: Lot) -> int:
    """What a lot still holds: its amount less what stands on invoices and what was removed."""
    used = sum(standing_amount(facts, one) for one in facts.allocations if one.lot == lot.id)
    return lot.amount - used - sum(gone.amount for gone in facts.removals if gone.lot == lot.id)


def is_past_expiry(lot: Lot, on: date) -> bool:
    """The expiry date itself is too late (R17)."""
    return lot.expires_on is not None and on >= lot.expires_on


def is_usable(facts: Facts, lot: Lot, on: date) -> bool:
    """R17, but for account, currency and scope, which an invoice decides."""
    in_time = lot.usable_from <= on and not is_past_expiry(lot, on)
    return in_time and not lot.voided and not lot.paused and remaining(facts, lot) > 0


def lines_in_scope(invoice: Invoice, lot: Lot) -> list[Line]:
    """The lines a limited lot may pay; a line without a product is in no scope (R20)."""
    return [line for line in invoice.lines if line.product is not None and line.product in (lot.products or ())]


def room(facts: Facts, invoice: Invoice, lot: Lot, planned: Sequence[tuple[Lot, int]] = ()) -> int:
    """The most a lot may pay of an invoice (R20), where `planned` is about to be applied before it."""
    owed = outstanding(facts, invoice) - sum(amount for _, amount in planned)
    if lot.products is None:
        return owed
    mine = lines_in_scope(invoice, lot)
    standing = [(facts.lots[one.lot], amount) for one, amount in standing_allocations(facts, invoice)]
    taken = sum(
        amount
        for other, amount in [*standing, *planned]
        if other.products is not None and any(line in mine for line in lines_in_scope(invoice, other))
    )
    uncredited = sum(sum(left_of(facts, invoice, line)) for line in mine)
    return min(max(uncredited - taken, 0), owed)


def by_lot(parts: Iterable[tuple[Allocation, int]]) -> dict[str, int]:
    """Parts of allocations, added up by lot."""
    sums: dict[str, int] = {}
    for allocation, amount in parts:
        sums[allocation.lot] = sums.get(allocation.lot, 0) + amount
    return sums


def past_their_date(facts: Facts, returned: dict[str, int], on: date) -> dict[str, int]:
    """What of the returned sums came back to a lot past its expiry and stays there (R29)."""
    return {lot: amount for lot, amount in returned.items() if is_past_expiry(facts.lots[lot], on)}


def largest_remainder(amount: int, weights: Sequence[int]) -> list[int]:
    """Spread an amount over weights, the odd units to the largest fractions, ties to the earlier one (R12)."""
    if amount == 0:
        return [0 for _ in weights]
    exact = [Fraction(amount * weight, sum(weights)) for weight in weights]
    shares = [share.numerator // share.denominator for share in exact]
    by_fraction = sorted(range(len(weights)), key=lambda place: (shares[place] - exact[place], place))
    for place in by_fraction[: amount - sum(shares)]:
        shares[place] += 1
    return shares


def half_up(exact: Fraction) -> int:
    """The nearest whole unit, a half upwards."""
    doubled = 2 * exact + 1
    return doubled.numerator // (2 * doubled.denominator)
