"""Leaving a product: a plan over two invoices of one line each."""

from __future__ import annotations

from typing import Any

from credit_rules import Invoice, Leaving, Money, RemovalPlan, plan_removal
from credit_rules.rejection import Rejection
from credit_rules.result import fold
from credit_rules.rules.leaving import ByPrice
from proofs.specifications import undoing as specified
from proofs.specifications.sums import is_half_up
from proofs.states import GBP, YESTERDAY, invoice, line
from proofs.symbolic import INTEGER, Built
from proofs.theorem import Theorem, told

LEAVING = Leaving(account="ann", product="swim")
SWIM = {"lines": (line(product="swim"),)}
NEWEST_FIRST = [invoice(0, "INV-2", **SWIM), invoice(0, "INV-1", issued_on=YESTERDAY, **SWIM)]


def planned(invoices: list[Invoice], credit: Money | ByPrice) -> RemovalPlan | Rejection:
    return fold(plan_removal(invoices[::-1], LEAVING, credit), lambda plan: plan, lambda refusal: refusal)


def left_on(invoice: Invoice) -> int:
    """What is creditable on its only line."""
    (only,) = invoice.lines
    return only.net_minor - only.credited_net_minor


def credited(plan: RemovalPlan, id: str) -> int:
    """What a plan credits on the only line of an invoice; 0 where it does not name it."""
    return sum(money.amount_minor for invoice, shares in plan.credits if invoice == id for money in shares.values())


def places_as_specified(a: Any, found: RemovalPlan | Rejection) -> object:
    if not isinstance(found, RemovalPlan):
        return a.credit.amount_minor <= 0 and told(found) == ("amount_not_positive", a.credit.amount_minor)
    expected = specified.placed(a.credit.amount_minor, [left_on(each) for each in a.invoices])
    left_out = found.left_out.amount_minor if found.left_out else -1
    return (*(credited(found, each.id) for each in a.invoices), left_out) == expected and a.credit.amount_minor > 0


def prices_as_specified(a: Any, found: RemovalPlan) -> object:
    """Each line's part of its gross, rounded, or all that is creditable if that is less."""
    for each in a.invoices:
        part, left, gross = credited(found, each.id), left_on(each), each.lines[0].net_minor
        exact = gross * a.credit.unused
        rounded = is_half_up(part, exact, a.credit.sessions)
        if not ((part <= left) & (rounded | ((part == left) & (2 * exact >= (2 * part + 1) * a.credit.sessions)))):
            return False
    return found.left_out is None


THEOREMS = (
    Theorem(
        law="plan_equals_specification: a fixed amount",
        about=plan_removal,
        trial=planned,
        over={"invoices": NEWEST_FIRST, "credit": GBP},
        claim=places_as_specified,
    ),
    Theorem(
        law="plan_equals_specification: by price",
        about=plan_removal,
        trial=planned,
        over={"invoices": NEWEST_FIRST, "credit": Built(ByPrice, unused=INTEGER, sessions=INTEGER)},
        claim=prices_as_specified,
    ),
)
