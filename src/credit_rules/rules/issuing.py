"""R15, R22: issuing an invoice, and what is to be collected then."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from attrs import evolve
from returns.result import Failure, Success

from credit_rules.allocation import Allocation, last_first, without
from credit_rules.credit import AccountCredit
from credit_rules.invoice import Collection, Invoice, Status
from credit_rules.money import Money
from credit_rules.ordering import in_credit_order
from credit_rules.outcome import InvoiceIssued, Outcome, Reason
from credit_rules.policy import JOININ, Policy
from credit_rules.rejection import InvoiceAlreadyIssued, Rejection
from credit_rules.result import Decision
from credit_rules.rules.at_hand import by_id
from credit_rules.rules.availability import why_unusable
from credit_rules.rules.drawing import Funds, applied, spend
from credit_rules.rules.gates import refuse_if_closed
from credit_rules.rules.reasons import Reasons


def issue(invoice: Invoice, credits: Iterable[AccountCredit] = (), *, on: date, policy: Policy = JOININ) -> Decision:
    """Issue a draft; collected by itself, it takes the account's available credit first (R15).

    :param credits: the lots at hand; those of other accounts are never used
    :param on: becomes `issued_on`, and `due_on` too if none was given

    `Outcome.collect` is what is to be collected at once: 0 for a `manual` invoice, and never a sum below the policy's
    minimum (R22). Refused: `invoice_cancelled`, `invoice_written_off`, `invoice_already_issued`.

    :raises ValueError: two lots have the same id

    >>> from credit_rules import Line
    >>> draft = Invoice("INV-1", "ann", "GBP", [Line("L1", 2500)], status=Status.DRAFT, collection=Collection.AUTO)
    >>> lot = AccountCredit("C1", "ann", "GBP", 1000, issued_on=date(2026, 1, 1))
    >>> issue(draft, [lot], on=date(2026, 3, 1)).unwrap().collect
    Money(amount_minor=1500, currency='GBP')
    """
    given = by_id("credits", credits).values()
    refusal = refuse_issuing(invoice)
    if refusal is not None:
        return Failure(refusal)
    issued = evolve(
        invoice, status=Status.ISSUED, issued_on=on, due_on=on if invoice.due_on is None else invoice.due_on
    )
    if invoice.collection is Collection.MANUAL:
        return Success(_outcome(issued, policy, on))
    own = (lot for lot in given if lot.account == invoice.account and lot.remaining_minor > 0)
    lots = in_credit_order(own, policy)
    drawn = Funds(lot for lot in lots if why_unusable(lot, on) is None).draw(issued, issued.outstanding_minor)
    minimum = policy.minimum(invoice.currency)
    held = last_first(drawn, held_back(issued.outstanding_minor, _sum(drawn), minimum))
    kept = without(drawn, held)
    return Success(_outcome(issued, policy, on, lots=lots, drawn=kept, held={piece.credit for piece in held}))


def _sum(allocations: Iterable[Allocation]) -> int:
    return sum(allocation.amount_minor for allocation in allocations)


def held_back(owed_minor: int, credit_minor: int, minimum_minor: int) -> int:
    """Return how much credit is held back so that no sum below the minimum is left to collect (R22).

    :param owed_minor: what the invoice owes before any credit, in minor units
    :param credit_minor: the credit that could pay it, at most what is owed
    :param minimum_minor: the least that is ever collected

    >>> held_back(10000, 9980, 50), held_back(40, 10, 50)
    (30, 0)
    """
    left = owed_minor - credit_minor
    return max(0, minimum_minor - left) if owed_minor >= minimum_minor and left > 0 else 0


def to_collect(left_minor: int, minimum_minor: int) -> int:
    """Return what is collected of what is left owing: all of it, or nothing if it is below the minimum (R22)."""
    return left_minor if left_minor >= minimum_minor else 0


def _outcome(
    issued: Invoice,
    policy: Policy,
    on: date,
    *,
    lots: Iterable[AccountCredit] = (),
    drawn: tuple[Allocation, ...] = (),
    held: Iterable[str] = (),
) -> Outcome:
    paid = issued.with_allocations(drawn)
    spent = spend(lots, drawn)
    minimum = policy.minimum(issued.currency)
    automatic = issued.collection is Collection.AUTO
    collect = to_collect(paid.outstanding_minor, minimum) if automatic else 0
    decided = {
        "R15": True,
        "R17": automatic,
        "R18": bool(drawn),
        "R20": any(allocation.products is not None for allocation in drawn),
        "R22": bool(held) or (automatic and collect < paid.outstanding_minor),
    }
    reasons = Reasons([issued], on).of_unspent(lots, spent)
    return Outcome(
        effects=(InvoiceIssued(issued), *applied(issued, drawn)),
        rules=tuple(rule for rule, holds in decided.items() if holds),
        policy=policy.fingerprint,
        on=on,
        invoices=(paid,),
        credits=spent,
        reasons=tuple((id, Reason.HELD_BACK if id in held else reason) for id, reason in reasons),
        collect=Money(collect, issued.currency),
    )


def refuse_issuing(invoice: Invoice) -> Rejection | None:
    """Refuse what is not a draft (R2, R15)."""
    refusal = refuse_if_closed(invoice)
    if refusal is None and invoice.status is Status.ISSUED:
        return InvoiceAlreadyIssued(invoice.id)
    return refusal
