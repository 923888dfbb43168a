"""R31: cancelling a session credits every account with the product at once."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import evolve
from returns.result import Failure, Success

from credit_rules.invoice import Invoice, Status
from credit_rules.money import Money
from credit_rules.note import NoteReason
from credit_rules.policy import JOININ, Policy
from credit_rules.result import Decision
from credit_rules.rules.at_hand import by_id
from credit_rules.rules.leaving import Leaving, RemovalCredit, RemovalPlan, offer, refuse_credit
from credit_rules.rules.raising_many import raise_credits


def cancel_session(
    invoices: Iterable[Invoice], product: str, credit: RemovalCredit, *, policy: Policy = JOININ
) -> Decision:
    """Raise the credit of R30 for every account with the product on an issued invoice, accounts by id (R31).

    A fixed amount is for each of these accounts; `Outcome.left_out` is what found no place, added up. Drafts are left
    as they are. Refused: `amount_not_positive`.

    :raises ValueError: two invoices have the same id
    """
    given = by_id("invoices", invoices).values()
    refusal = refuse_credit(credit)
    if refusal is not None:
        return Failure(refusal)
    issued = [invoice for invoice in given if invoice.status is Status.ISSUED]
    having = {invoice.account for invoice in issued if any(line.product == product for line in invoice.lines)}
    plans = [offer(issued, Leaving(account=account, product=product), credit) for account in sorted(having)]
    credits = [pair for plan in plans for pair in plan.credits]
    raised = raise_credits(issued, credits, policy=policy, reason=NoteReason.SESSION_CANCELLED)
    rules = tuple(dict.fromkeys(["R31", "R30", *raised.rules]))
    return Success(evolve(raised, rules=rules, left_out=_left_out(plans, credit)))


def _left_out(plans: Iterable[RemovalPlan], credit: RemovalCredit) -> Money | None:
    if not isinstance(credit, Money):
        return None
    return Money(sum(plan.left_out.amount_minor for plan in plans if plan.left_out is not None), credit.currency)
