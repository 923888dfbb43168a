"""Raising a credit (R1-R14)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

from reference import postings
from reference.entering import understand
from reference.facts import Allocation, Answer, Facts, Invoice, Lot, Note, Rejected, Return, Step, refuse_if
from reference.sums import (
    applied,
    by_lot,
    creditable,
    half_up,
    is_part_paid,
    largest_remainder,
    left_of,
    outstanding,
    paid,
    past_their_date,
    pending,
    released,
    standing_allocations,
)


def check_status(invoice: Invoice) -> None:
    """R2's first three, which hold for every action that needs an issued invoice."""
    refuse_if(invoice.status == "draft", "invoice_not_issued")
    refuse_if(invoice.status == "cancelled", "invoice_cancelled")
    refuse_if(invoice.status == "written_off", "invoice_written_off")


def check_amount(step: Step, currency: str) -> None:
    """R3, for every step whose `amount` may be given."""
    refuse_if(step.get("amount") is not None and step["amount"] <= 0, "amount_not_positive")
    refuse_if(step.get("currency", currency) != currency, "currency_mismatch")


def asked_for(step: Step) -> int:
    """The amount, given as one or as {line: gross} (R12)."""
    understand(("amount" in step) != ("lines" in step), "an amount or lines, not both and not neither")
    understand(step.get("lines") != {}, "lines = {}")
    return sum(step["lines"].values()) if "lines" in step else step["amount"]


def split(facts: Facts, invoice: Invoice, amount: int) -> tuple[int, int, int]:
    """What is reduced (R5-R7), restored to lots, and released from cash (R9)."""
    reduction = min(amount, outstanding(facts, invoice))
    surplus = amount - reduction
    credit = applied(facts, invoice)
    cash = paid(facts, invoice) - released(facts, invoice)
    if facts.policy["surplus"] == "applied_first":
        back = min(surplus, credit)
    elif facts.policy["surplus"] == "cash_first":
        back = surplus - min(surplus, cash)
    else:
        back = largest_remainder(surplus, [credit, cash])[0]
    return reduction, back, surplus - back


def check_raise(facts: Facts, step: Step) -> Invoice:
    """Everything that may refuse a credit, lowest rule first (R32)."""
    invoice = facts.find_invoice(step["invoice"])
    amount, refund, lines = asked_for(step), step.get("refund", 0), step.get("lines", {})
    limit = creditable(facts, invoice)
    on_its_way = pending(facts, invoice)
    check_status(invoice)
    refuse_if(limit == 0, "invoice_fully_credited")
    refuse_if(any(part <= 0 for part in lines.values()) or amount <= 0 or refund < 0, "amount_not_positive")
    refuse_if(step.get("currency", invoice.currency) != invoice.currency, "currency_mismatch")
    refuse_if(amount > limit, "amount_exceeds_creditable", creditable=limit)
    refuse_if(facts.policy["part_paid"] == "reject" and is_part_paid(facts, invoice), "invoice_part_paid")
    if on_its_way > 0:
        reserves = facts.policy["pending_payment"] == "reserve"
        refuse_if(not reserves or amount > limit - on_its_way, "payment_pending", pending=on_its_way)
    _, _, cash = split(facts, invoice, amount)
    refuse_if(refund > 0 and facts.policy["refunds"] == "forbidden", "refund_not_allowed")
    refuse_if(refund > cash, "refund_exceeds_cash", cash=cash)
    _check_lines(facts, invoice, lines)
    return invoice


def _check_lines(facts: Facts, invoice: Invoice, lines: Mapping[str, int]) -> None:
    """R12: unknown lines first, then those with too little left."""
    left = {line.id: sum(left_of(facts, invoice, line)) for line in invoice.lines}
    for name in lines:
        refuse_if(name not in left, "line_not_found")
    for name, amount in lines.items():
        refuse_if(amount > left[name], "amount_exceeds_line", left=left[name])


def spread(facts: Facts, invoice: Invoice, amount: int, names: list[str]) -> dict[str, tuple[int, int]]:
    """An amount over what is still creditable of the net and tax of the lines named (R12)."""
    lines = [line for line in invoice.lines if line.id in names]
    parts = [part for line in lines for part in left_of(facts, invoice, line)]
    shares = largest_remainder(amount, parts)
    return {line.id: (shares[2 * place], shares[2 * place + 1]) for place, line in enumerate(lines)}


def _shares(facts: Facts, invoice: Invoice, step: Step) -> dict[str, tuple[int, int]]:
    if "amount" in step:
        return spread(facts, invoice, step["amount"], [line.id for line in invoice.lines])
    shares: dict[str, tuple[int, int]] = {}
    for name, amount in step["lines"].items():
        shares |= spread(facts, invoice, amount, [name])
    return {line.id: shares[line.id] for line in invoice.lines if line.id in shares}


def last_first(facts: Facts, invoice: Invoice, amount: int, lot: str | None = None) -> list[tuple[Allocation, int]]:
    """The parts of standing allocations that make up the amount, last applied first (R9, R23)."""
    parts: list[tuple[Allocation, int]] = []
    for allocation, standing in reversed(standing_allocations(facts, invoice)):
        if lot is None or allocation.lot == lot:
            parts.append((allocation, min(standing, amount - sum(part for _, part in parts))))
    return [(allocation, part) for allocation, part in parts if part > 0]


def raise_credit(facts: Facts, step: Step, on: date) -> Answer:
    """Raise one credit note (R5-R13)."""
    invoice = check_raise(facts, step)
    amount, refund = asked_for(step), step.get("refund", 0)
    reduction, back, cash = split(facts, invoice, amount)
    restored = last_first(facts, invoice, back)
    shares = _shares(facts, invoice, step)
    had = sum(1 for note in facts.notes.values() if note.invoice == invoice.id)
    name = f"{invoice.id}-CN{had + 1}"
    reason, memo = step.get("reason", "other"), step.get("memo", "")
    moment = facts.next_moment()
    note = Note(name, invoice.id, moment, amount, reduction, cash, refund, shares, reason, memo)
    facts.notes[name] = note
    facts.returns += [Return(allocation, part, name) for allocation, part in restored]
    if cash > refund:
        facts.lots[name] = Lot(name, invoice.account, invoice.currency, cash - refund, "paid", on, on)
    return {
        "note": name,
        "reduced": reduction,
        "account_credit": cash - refund,
        "refunded": refund,
        "restored": by_lot(restored),
        "expired": past_their_date(facts, by_lot(restored), on),
        "credited_lines": {line: {"net": net, "tax": tax} for line, (net, tax) in shares.items() if net + tax > 0},
        "postings": postings.summed(postings.of_note(facts, note)),
    }


def raise_or_code(facts: Facts, step: Step, on: date) -> str:
    """The note's id, or why there is none, for steps with several notes."""
    try:
        return str(raise_credit(facts, step, on)["note"])
    except Rejected as refusal:
        return f"rejected:{refusal.code}"


def raise_credits(facts: Facts, step: Step, on: date) -> Answer:
    """Many at once, each after the one before; one refusal does not stop the rest (R14)."""
    return {"notes": [raise_or_code(facts, pair, on) for pair in step["credits"]]}


def compare_with_refund(facts: Facts, step: Step) -> Answer:
    """What a refund would cost and this credit would not (R11)."""
    fee, refund_fee = step["fee"], step.get("refund_fee", 0)
    understand(fee >= 0 and refund_fee >= 0, "a negative fee")
    invoice = check_raise(facts, step)
    _, _, cash = split(facts, invoice, asked_for(step))
    lost = half_up(Fraction(fee * cash, paid(facts, invoice))) + refund_fee if cash > 0 else 0
    return {"refund_cost": lost, "credit_cost": 0}
