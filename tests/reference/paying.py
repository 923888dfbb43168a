"""Cash on an invoice: recorded, cleared, failed (R2, R3, R28)."""

from __future__ import annotations

from reference import postings
from reference.facts import Answer, Facts, Payment, Step, refuse_if
from reference.raising import check_amount, check_status
from reference.sums import outstanding, pending


def record_payment(facts: Facts, step: Step) -> Answer:
    """Cash that cleared, or with `pending` is on its way; at most what is outstanding."""
    invoice = facts.find_invoice(step["invoice"])
    owed, amount = outstanding(facts, invoice), step["amount"]
    check_status(invoice)
    check_amount(step, invoice.currency)
    refuse_if(owed == 0, "nothing_outstanding")
    refuse_if(amount > owed, "amount_exceeds_outstanding", outstanding=owed)
    if step.get("pending", False):
        facts.payments.append(Payment(invoice.id, pending=amount))
        return {"postings": []}
    facts.payments.append(Payment(invoice.id, paid=amount))
    return {"postings": postings.summed(postings.transfer("cash", "receivable", amount, invoice.currency))}


def clear_payment(facts: Facts, step: Step) -> Answer:
    """Cash on its way has cleared."""
    currency = _settle(facts, step, cleared=True)
    return {"postings": postings.summed(postings.transfer("cash", "receivable", step["amount"], currency))}


def fail_payment(facts: Facts, step: Step) -> Answer:
    """Cash on its way will not come."""
    _settle(facts, step, cleared=False)
    return {"postings": []}


def _settle(facts: Facts, step: Step, cleared: bool) -> str:
    invoice = facts.find_invoice(step["invoice"])
    on_its_way, amount = pending(facts, invoice), step["amount"]
    check_status(invoice)
    check_amount(step, invoice.currency)
    refuse_if(amount > on_its_way, "amount_exceeds_pending", pending=on_its_way)
    facts.payments.append(Payment(invoice.id, amount if cleared else 0, -amount))
    return invoice.currency
