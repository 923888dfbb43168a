"""Using account credit (R15-R24) and the payments beside it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from reference import postings
from reference.entering import understand
from reference.facts import Allocation, Answer, Facts, Invoice, Lot, Return, Step, refuse_if
from reference.orders import credits_in_order, invoices_in_order
from reference.raising import check_amount, check_status, last_first
from reference.sums import (
    by_lot,
    is_past_expiry,
    is_usable,
    outstanding,
    past_their_date,
    pending,
    remaining,
    room,
    standing_allocations,
)

Plan = list[tuple[Lot, int]]


def available(facts: Facts, account: str, currency: str, on: date) -> list[Lot]:
    """The account's lots that may be used on a date in credit order, whatever they are limited to (R17, R18)."""
    own = [lot for lot in facts.lots.values() if lot.account == account and lot.currency == currency]
    return credits_in_order(facts, [lot for lot in own if is_usable(facts, lot, on)])


def plan(facts: Facts, invoice: Invoice, lots: Sequence[Lot], limit: int) -> Plan:
    """Lot by lot, the least of what it holds, what it may pay here (R20) and what is still wanted."""
    planned: Plan = []
    for lot in lots:
        wanted = limit - sum(amount for _, amount in planned)
        amount = min(remaining(facts, lot), room(facts, invoice, lot, planned), wanted)
        if amount > 0:
            planned.append((lot, amount))
    return planned


def record(facts: Facts, invoice: Invoice, planned: Plan) -> list[list[str | int]]:
    """Write the allocations down, in order."""
    for lot, amount in planned:
        facts.allocations.append(Allocation(facts.next_moment(), lot.id, invoice.id, amount))
    return [[lot.id, invoice.id, amount] for lot, amount in planned]


def hold_back(planned: Plan, owed: int, minimum: int) -> Plan:
    """Keep credit back, last lot first, so that exactly the minimum is collected (R22)."""
    rest = owed - sum(amount for _, amount in planned)
    short = minimum - rest if owed >= minimum and 0 < rest < minimum else 0
    kept: Plan = []
    for lot, amount in reversed(planned):
        held = min(amount, short)
        short -= held
        kept.insert(0, (lot, amount - held))
    return [(lot, amount) for lot, amount in kept if amount > 0]


def issue(facts: Facts, step: Step, on: date) -> Answer:
    """Issue a draft; with `auto` collection its account's credit pays first (R15, R22)."""
    invoice = facts.find_invoice(step["invoice"])
    refuse_if(invoice.status == "cancelled", "invoice_cancelled")
    refuse_if(invoice.status == "written_off", "invoice_written_off")
    refuse_if(invoice.status == "issued", "invoice_already_issued")
    invoice.status, invoice.issued_on = "issued", on
    invoice.due_on = invoice.due_on or on
    planned: Plan = []
    collect = 0
    if invoice.collection == "auto":
        owed = outstanding(facts, invoice)
        minimum = facts.policy["minimum_collection"].get(invoice.currency, 0)
        lots = available(facts, invoice.account, invoice.currency, on)
        planned = hold_back(plan(facts, invoice, lots, owed), owed, minimum)
        rest = owed - sum(amount for _, amount in planned)
        collect = rest if rest >= minimum else 0
    rows = postings.of_issue(invoice)
    for lot, amount in planned:
        rows += postings.of_applying(lot, amount)
    return {"allocated": record(facts, invoice, planned), "collect": collect, "postings": postings.summed(rows)}


def apply_credit(facts: Facts, step: Step, on: date) -> Answer:
    """Apply account credit to one invoice by choice (R16)."""
    invoice = facts.find_invoice(step["invoice"])
    named = step.get("credits")
    understand(named is None or len(set(named)) == len(named), "a lot named twice")
    chosen = [facts.find_lot(name) for name in named or []]
    amount, owed = step.get("amount"), outstanding(facts, invoice)
    check_status(invoice)
    check_amount(step, invoice.currency)
    refuse_if(any(lot.account != invoice.account for lot in chosen), "not_same_account")
    refuse_if(pending(facts, invoice) > 0, "collection_in_progress", pending=pending(facts, invoice))
    refuse_if(owed == 0, "nothing_outstanding")
    refuse_if(amount is not None and amount > owed, "amount_exceeds_outstanding", outstanding=owed)
    if named is None:
        lots = available(facts, invoice.account, invoice.currency, on)
    else:
        lots = [lot for lot in chosen if lot.currency == invoice.currency and is_usable(facts, lot, on)]
    planned = plan(facts, invoice, lots, owed if amount is None else amount)
    covered = sum(part for _, part in planned)
    refuse_if(amount is not None and covered < amount, "insufficient_credit", available=covered)
    rows = [row for lot, part in planned for row in postings.of_applying(lot, part)]
    return {"allocated": record(facts, invoice, planned), "postings": postings.summed(rows)}


def is_open(facts: Facts, invoice: Invoice) -> bool:
    """R21: issued, outstanding > 0, pending = 0."""
    return outstanding(facts, invoice) > 0 and pending(facts, invoice) == 0


def allocate(facts: Facts, step: Step, on: date) -> Answer:
    """Pay many invoices with many lots (R21)."""
    account = step.get("account")
    invoices = [one for one in facts.invoices.values() if account in (None, one.account) and is_open(facts, one)]
    lots = [lot for lot in facts.lots.values() if account in (None, lot.account)]
    invoices, lots = invoices_in_order(facts, invoices), credits_in_order(facts, lots)
    before = {lot.id: reason_before(facts, lot, invoices, on) for lot in lots}
    allocated: list[list[str | int]] = []
    rows: list[postings.Row] = []
    for invoice in invoices:
        own = [lot for lot in lots if lot.account == invoice.account and lot.currency == invoice.currency]
        usable = [lot for lot in own if is_usable(facts, lot, on)]
        planned = plan(facts, invoice, usable, outstanding(facts, invoice))
        allocated += record(facts, invoice, planned)
        rows += [row for lot, amount in planned for row in postings.of_applying(lot, amount)]
    unused = [lot for lot in lots if before[lot.id] is not None or remaining(facts, lot) > 0]
    reasons = {lot.id: before[lot.id] or "nothing_left_owing" for lot in unused}
    return {"allocated": allocated, "reasons": reasons, "postings": postings.summed(rows)}


def reason_before(facts: Facts, lot: Lot, invoices: Sequence[Invoice], on: date) -> str | None:
    """Why a lot can't be used at all, by the figures before the run; the first that holds (R21)."""
    own = [invoice for invoice in invoices if invoice.account == lot.account]
    payable = [invoice for invoice in own if invoice.currency == lot.currency]
    reasons = {
        "voided": lot.voided,
        "paused": lot.paused,
        "nothing_remaining": remaining(facts, lot) == 0,
        "not_yet_usable": on < lot.usable_from,
        "expired": is_past_expiry(lot, on),
        "no_open_invoice": not own,
        "other_currency": not payable,
        "out_of_scope": all(room(facts, invoice, lot) == 0 for invoice in payable),
    }
    return next((reason for reason, holds in reasons.items() if holds), None)


def unapply(facts: Facts, step: Step, on: date) -> Answer:
    """Give applied credit back to the very same lots, newest first (R23)."""
    invoice = facts.find_invoice(step["invoice"])
    lot = facts.find_lot(step["credit"]).id if "credit" in step else None
    check_status(invoice)
    check_amount(step, invoice.currency)
    stands = sum(part for one, part in standing_allocations(facts, invoice) if lot in (None, one.lot))
    amount = step.get("amount", stands)
    refuse_if(stands == 0, "nothing_applied")
    refuse_if(amount > stands, "amount_exceeds_applied", applied=stands)
    parts = last_first(facts, invoice, amount, lot)
    facts.returns += [Return(allocation, part) for allocation, part in parts]
    returned = by_lot(parts)
    rows = postings.of_returning(facts, returned)
    return {
        "returned": returned,
        "expired": past_their_date(facts, returned, on),
        "postings": postings.summed(rows),
    }
