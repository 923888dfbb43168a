"""Account credit by itself: granted, paused, paid out, voided (R24, R28), expired (R29)."""

from __future__ import annotations

from datetime import date

from reference import postings
from reference.entering import is_taken, make_lot, understand
from reference.facts import Answer, Facts, Removal, Step, refuse_if
from reference.raising import check_amount
from reference.sums import is_past_expiry, remaining

CLASSES_OF_KIND = {
    "promotional": ("promotional",),
    "opening_balance": ("paid", "promotional"),
    "overpayment": ("paid",),
}


def _kind_and_class(step: Step) -> tuple[str, str]:
    """R28's defaults: each follows from the other."""
    kind = step.get("kind") or ("promotional" if step.get("class") == "promotional" else "opening_balance")
    class_ = step.get("class") or ("promotional" if kind == "promotional" else "paid")
    understand(class_ in CLASSES_OF_KIND[kind], f"kind {kind} of class {class_}")
    return kind, class_


def grant(facts: Facts, step: Step, on: date) -> Answer:
    """Account credit without an invoice (R28)."""
    kind, class_ = _kind_and_class(step)
    lot = make_lot(facts, {**step, "paused": False}, on, class_)
    refuse_if(lot.amount <= 0, "amount_not_positive")
    refuse_if(kind != "overpayment" and facts.policy["grants"] == "forbidden", "grant_not_allowed")
    refuse_if(is_taken(facts, lot.id), "credit_exists")
    facts.lots[lot.id] = lot
    return {"postings": postings.summed(postings.of_grant(lot, kind))}


def refund_credit(facts: Facts, step: Step, on: date) -> Answer:
    """Pay a paid lot out in cash; pausing does not stop it (R28)."""
    lot = facts.find_lot(step["credit"])
    left, amount = remaining(facts, lot), step["amount"]
    check_amount(step, lot.currency)
    refuse_if(lot.class_ == "paid" and facts.policy["refunds"] == "forbidden", "refund_not_allowed")
    refuse_if(lot.class_ == "promotional", "promotional_not_refundable")
    refuse_if(lot.voided or is_past_expiry(lot, on) or amount > left, "insufficient_credit", remaining=left)
    facts.removals.append(Removal(lot.id, amount))
    rows = postings.transfer("account_credit:paid", "cash", amount, lot.currency)
    return {"refunded": amount, "postings": postings.summed(rows)}


def void_credit(facts: Facts, step: Step) -> Answer:
    """Take what remains of a lot, even of a void one that something came back to (R28)."""
    lot = facts.find_lot(step["credit"])
    left = remaining(facts, lot)
    refuse_if(left == 0, "nothing_remaining")
    facts.removals.append(Removal(lot.id, left))
    lot.voided = True
    return {"postings": postings.summed(postings.of_voiding(lot, left))}


def pause(facts: Facts, step: Step) -> Answer:
    """A paused lot is never applied; again changes nothing (R24)."""
    facts.find_lot(step["credit"]).paused = True
    return {"postings": []}


def resume(facts: Facts, step: Step) -> Answer:
    """The reverse of `pause` (R24)."""
    facts.find_lot(step["credit"]).paused = False
    return {"postings": []}


def expire(facts: Facts, step: Step, on: date) -> Answer:
    """Remove what remains of lots on or after their expiry date, void or not, and nothing twice (R29)."""
    expired: dict[str, int] = {}
    rows: list[postings.Row] = []
    for lot in facts.lots.values():
        left = remaining(facts, lot)
        if step.get("account") in (None, lot.account) and is_past_expiry(lot, on) and left > 0:
            facts.removals.append(Removal(lot.id, left))
            expired[lot.id] = left
            rows += postings.of_expiring(lot, left)
    return {"expired": expired, "postings": postings.summed(rows)}
