"""R11: what a refund would cost, and a credit would not."""

from __future__ import annotations

from attrs import field, frozen
from returns.result import Failure, Success

from credit_rules import checks
from credit_rules.invoice import Invoice
from credit_rules.money import Money, half_up
from credit_rules.outcome import Outcome, RefundComparison
from credit_rules.policy import JOININ, Policy
from credit_rules.result import Decision, fold
from credit_rules.rules.raising import Amount, raise_credit


@frozen
class Fees:
    """What payments and refunds cost, in minor units of the invoice's currency.

    `taken_minor` was charged on the payments so far, `refund_minor` is what the provider charges for one refund.
    """

    taken_minor: int = field(validator=checks.not_negative)
    refund_minor: int = field(default=0, validator=checks.not_negative)


def compare_with_refund(invoice: Invoice, amount: Amount, fees: Fees, *, policy: Policy = JOININ) -> Decision:
    """Compare a credit with a refund of its cash part; nothing is changed (R11).

    The fee once taken is not returned: a refund loses it in proportion to the cash given back (half up), and costs what
    the provider charges for a refund. Where nothing is cash, a refund would cost nothing. Refused as `raise_credit` is.

    >>> from datetime import date
    >>> from credit_rules import Invoice, Line
    >>> paid = Invoice("INV-1", "ann", "GBP", [Line("L1", 1000)], issued_on=date(2026, 3, 1), paid_minor=1000)
    >>> compare_with_refund(paid, Money(400, "GBP"), Fees(50)).unwrap().comparison.refund_cost
    Money(amount_minor=20, currency='GBP')
    """

    def compare(raised: Outcome) -> Decision:
        cash = raised.note.released_minor
        lost = half_up(fees.taken_minor * cash, invoice.paid_minor) + fees.refund_minor if cash > 0 else 0
        comparison = RefundComparison(Money(lost, invoice.currency), Money(0, invoice.currency))
        return Success(Outcome(rules=("R11",), policy=policy.fingerprint, comparison=comparison))

    return fold(raise_credit(invoice, amount, policy=policy), compare, Failure)
