"""Leaving a product (R30) and cancelling a session (R31)."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from reference.entering import understand
from reference.facts import Answer, Facts, Invoice, Line, Step, refuse_if
from reference.orders import newest_first
from reference.raising import raise_or_code, spread
from reference.sums import half_up, left_of

Notes = list[tuple[Invoice, dict[str, int]]]


def chosen_lines(invoice: Invoice, step: Step) -> list[Line]:
    """The lines of the product, limited to a beneficiary and to what has not ended by `from`, where given."""
    beneficiary, start = step.get("beneficiary"), step.get("from")
    return [
        line
        for line in invoice.lines
        if line.product == step["product"]
        and (beneficiary is None or line.beneficiary == beneficiary)
        and (start is None or line.period_until is None or line.period_until > start)
    ]


def affected(facts: Facts, account: str, step: Step, status: str) -> list[Invoice]:
    """The account's invoices of that status with such a line, newest first."""
    own = [one for one in facts.invoices.values() if one.account == account and one.status == status]
    return newest_first([invoice for invoice in own if chosen_lines(invoice, step)])


def planned_by_price(facts: Facts, account: str, step: Step) -> Notes:
    """Unused ÷ total sessions of each line's gross, half up, up to what is creditable on it."""
    unused = Fraction(step["unused"], step["sessions"])
    planned: Notes = []
    for invoice in affected(facts, account, step, "issued"):
        lines = {
            line.id: min(half_up(unused * (line.net + line.tax)), sum(left_of(facts, invoice, line)))
            for line in chosen_lines(invoice, step)
        }
        planned.append((invoice, lines))
    return planned


def planned_fixed(facts: Facts, account: str, step: Step) -> tuple[Notes, int]:
    """A fixed amount, the newest invoice first; and what found no place."""
    rest: int = step["credit"]
    planned: Notes = []
    for invoice in affected(facts, account, step, "issued"):
        if invoice.currency == step.get("currency", facts.currency):
            lines = chosen_lines(invoice, step)
            placed = min(rest, sum(sum(left_of(facts, invoice, line)) for line in lines))
            shares = spread(facts, invoice, placed, [line.id for line in lines])
            planned.append((invoice, {name: net + tax for name, (net, tax) in shares.items()}))
            rest -= placed
    return planned, rest


def credit_account(facts: Facts, account: str, step: Step, on: date) -> tuple[list[str], int]:
    """Plan one account's credit and raise its notes, named line by line; also what was left out."""
    planned: Notes = []
    left_out = 0
    if step["credit"] == "price":
        planned = planned_by_price(facts, account, step)
    elif step["credit"] != "none":
        planned, left_out = planned_fixed(facts, account, step)
    notes: list[str] = []
    for invoice, lines in planned:
        asked = {name: amount for name, amount in lines.items() if amount > 0}
        if asked:
            reason = "session_cancelled" if step["do"] == "cancel_session" else "removed_from_product"
            notes.append(raise_or_code(facts, {"invoice": invoice.id, "lines": asked, "reason": reason}, on))
    return notes, left_out


def check_credit(step: Step) -> None:
    """A fixed amount is above zero (R3); price needs its sessions."""
    if step["credit"] == "price":
        understand("unused" in step and "sessions" in step, "price without unused and sessions")
        understand(0 <= step["unused"] <= step["sessions"] and step["sessions"] > 0, "unused above sessions, or none")
    elif step["credit"] != "none":
        refuse_if(step["credit"] <= 0, "amount_not_positive")


def take_off_drafts(facts: Facts, account: str, step: Step) -> dict[str, list[str]]:
    """Take the lines off drafts; a draft left without lines is cancelled."""
    removed: dict[str, list[str]] = {}
    for invoice in affected(facts, account, step, "draft"):
        gone = chosen_lines(invoice, step)
        removed[invoice.id] = [line.id for line in gone]
        invoice.lines = [line for line in invoice.lines if line not in gone]
        if not invoice.lines:
            invoice.status = "cancelled"
    return removed


def remove_from_product(facts: Facts, step: Step, on: date) -> Answer:
    """Remove a person from a product, with credit for what was invoiced (R30)."""
    check_credit(step)
    notes, left_out = credit_account(facts, step["account"], step, on)
    removed = take_off_drafts(facts, step["account"], step)
    return {"notes": notes, "removed_lines": removed, "left_out": left_out}


def cancel_session(facts: Facts, step: Step, on: date) -> Answer:
    """The same credit for every account with the product on an issued invoice, accounts by id (R31)."""
    check_credit(step)
    notes: list[str] = []
    left_out = 0
    for account in sorted({invoice.account for invoice in facts.invoices.values()}):
        if affected(facts, account, step, "issued"):
            more, over = credit_account(facts, account, step, on)
            notes += more
            left_out += over
    return {"notes": notes, "removed_lines": {}, "left_out": left_out}
