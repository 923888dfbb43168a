"""R21: many lots pay many invoices."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from credit_rules.credit import AccountCredit
from credit_rules.invoice import Invoice, Status
from credit_rules.ordering import in_credit_order, in_invoice_order
from credit_rules.outcome import Outcome
from credit_rules.policy import JOININ, Policy
from credit_rules.rules.at_hand import by_id
from credit_rules.rules.availability import why_unusable
from credit_rules.rules.drawing import Funds, applied, spend
from credit_rules.rules.reasons import Reasons


def is_open(invoice: Invoice) -> bool:
    """Tell whether a run may pay an invoice: issued, something outstanding, nothing on its way (R21)."""
    return invoice.status is Status.ISSUED and invoice.pending_minor == 0 and invoice.outstanding_minor > 0


def allocate(
    invoices: Iterable[Invoice], credits: Iterable[AccountCredit], *, on: date, policy: Policy = JOININ
) -> Outcome:
    """Pay open invoices with usable lots, invoice by invoice, the lots in order, each all it can (R21).

    Both orders are made once, from the figures before the run, over all accounts together; a lot pays only invoices of
    its own account and currency, within its scope. `Outcome.reasons` says of every lot not used up why. It never fails.
    Laws: `input_order_is_irrelevant`, `monotone`, `currency_isolation`, `scope_respected`, `expiry_respected`,
    `every_lot_is_explained`.

    :raises ValueError: two invoices, or two lots, have the same id

    >>> from credit_rules import Line
    >>> day = date(2026, 3, 1)
    >>> invoices = [Invoice(id, "ann", "GBP", [Line("L1", 1000)], issued_on=day) for id in ("B", "A")]
    >>> run = allocate(invoices, [AccountCredit("C1", "ann", "GBP", 1500, issued_on=day)], on=day)
    >>> [(paid.invoice, paid.allocation.amount_minor) for paid in run.applied]
    [('A', 1000), ('B', 500)]
    """
    given, lots = by_id("invoices", invoices).values(), in_credit_order(by_id("credits", credits).values(), policy)
    open_invoices = in_invoice_order(filter(is_open, given), policy)
    funds = Funds(lot for lot in lots if why_unusable(lot, on) is None)
    runs = [(invoice, funds.draw(invoice, invoice.outstanding_minor)) for invoice in open_invoices]
    spent = spend(lots, (allocation for _, drawn in runs for allocation in drawn))
    return Outcome(
        effects=tuple(effect for invoice, drawn in runs for effect in applied(invoice, drawn)),
        rules=("R17", "R18", "R19", "R20", "R21"),
        policy=policy.fingerprint,
        on=on,
        invoices=tuple(invoice.with_allocations(drawn) for invoice, drawn in runs if drawn),
        credits=spent,
        reasons=Reasons(open_invoices, on).of_unspent(lots, spent),
    )
