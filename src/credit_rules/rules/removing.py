"""R28, R29: what takes value from a lot other than an invoice: paying it out, voiding it, its expiry."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from attrs import evolve
from returns.result import Failure, Success

from credit_rules.credit import AccountCredit, CreditClass, Removal
from credit_rules.money import Money
from credit_rules.outcome import CreditRemoved, Outcome
from credit_rules.policy import JOININ, Policy, Refunds
from credit_rules.rejection import InsufficientCredit, NothingRemaining, PromotionalNotRefundable, RefundNotAllowed
from credit_rules.result import Decision
from credit_rules.rules.at_hand import by_id
from credit_rules.rules.gates import refuse_amounts


def refund_credit(credit: AccountCredit, amount: Money, *, on: date, policy: Policy = JOININ) -> Decision:
    """Pay a part or all of a paid lot out in cash; pausing does not stop it (R28).

    :param amount: above zero, in the lot's currency

    Refused, in this order: `amount_not_positive`, `currency_mismatch`, `promotional_not_refundable`,
    `refund_not_allowed` (a paid lot), `insufficient_credit` (more than remains, or a void or expired lot). Law:
    `class_is_kept`.
    """
    refusal = refuse_amounts(credit.currency, amount)
    if refusal is not None:
        return Failure(refusal)
    if credit.credit_class is CreditClass.PROMOTIONAL:
        return Failure(PromotionalNotRefundable(credit.id))
    if policy.refunds is Refunds.FORBIDDEN:
        return Failure(RefundNotAllowed(amount))
    there = 0 if credit.voided or credit.has_expired(on) else credit.remaining_minor
    if amount.amount_minor > there:
        return Failure(InsufficientCredit(amount, Money(there, credit.currency)))
    paid_out = _removed(credit, amount.amount_minor, Removal.PAID_OUT)
    left = credit.plus(-amount.amount_minor)
    return Success(Outcome(effects=(paid_out,), rules=("R28",), policy=policy.fingerprint, on=on, credits=(left,)))


def void_credit(credit: AccountCredit, *, policy: Policy = JOININ) -> Decision:
    """Void a lot: what remains of it is gone (R28). A void lot may be voided again for what came back to it.

    Refused: `nothing_remaining`.
    """
    if credit.remaining_minor == 0:
        return Failure(NothingRemaining(credit.id))
    voided = _removed(credit, credit.remaining_minor, Removal.VOIDED)
    left = evolve(credit, remaining_minor=0, voided=True)
    return Success(Outcome(effects=(voided,), rules=("R28",), policy=policy.fingerprint, credits=(left,)))


def expire(credits: Iterable[AccountCredit], *, on: date, policy: Policy = JOININ) -> Outcome:
    """Remove what remains of every lot on or after its expiry date, void or paused too, and nothing twice (R29).

    It never fails; where nothing is past its expiry nothing changes.

    :raises ValueError: two lots have the same id
    """
    past = (lot for lot in by_id("credits", credits).values() if lot.has_expired(on) and lot.remaining_minor > 0)
    expired = sorted(past, key=lambda lot: lot.id)
    return Outcome(
        effects=tuple(_removed(lot, lot.remaining_minor, Removal.EXPIRED) for lot in expired),
        rules=("R29",),
        policy=policy.fingerprint,
        on=on,
        credits=tuple(evolve(lot, remaining_minor=0) for lot in expired),
    )


def _removed(lot: AccountCredit, amount_minor: int, removal: Removal) -> CreditRemoved:
    return CreditRemoved(
        credit=lot.id,
        account=lot.account,
        currency=lot.currency,
        credit_class=lot.credit_class,
        amount_minor=amount_minor,
        removal=removal,
    )
