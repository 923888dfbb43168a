"""What may be asked for on an invoice or a lot: each body with the command it stands for."""

from __future__ import annotations

from typing import Annotated

import msgspec

from credit_rules import (
    ApplyCredit,
    ClearPayment,
    CompareWithRefund,
    FailPayment,
    Fees,
    NoteReason,
    RaiseCredit,
    RaiseCredits,
    RecordPayment,
    RefundCredit,
    Unapply,
)
from credit_rules_adapters.http.bodies.parts import AmountBody, Body, Id, MoneyBody, NotNegative, derived
from credit_rules_adapters.text import readers


class RaiseBody(AmountBody, kw_only=True):
    """A credit note to be raised (R2-R13)."""

    refund: MoneyBody | None = None
    reason: NoteReason = NoteReason.OTHER
    memo: str = ""

    def command(self, invoice: str) -> RaiseCredit:
        """Return the command for that invoice."""
        refund = None if self.refund is None else self.refund.money()
        return RaiseCredit(invoice=invoice, amount=self.chosen(), refund=refund, reason=self.reason, memo=self.memo)


class OneOfMany(AmountBody, kw_only=True):
    """One of many credit notes."""

    invoice: Id


class RaiseManyBody(Body, kw_only=True):
    """Credit notes to be raised one after the other, each answered by itself (R14)."""

    credits: Annotated[list[OneOfMany], msgspec.Meta(min_length=1)]

    def command(self) -> RaiseCredits:
        """Return the command."""
        return RaiseCredits((readers.identifier(each.invoice), each.chosen()) for each in self.credits)


class CompareBody(AmountBody, kw_only=True):
    """A credit to be compared with a refund (R11); fees in minor units of the invoice's currency."""

    taken_minor: NotNegative
    refund_minor: NotNegative = 0

    def command(self, invoice: str) -> CompareWithRefund:
        """Return the command for that invoice."""
        fees = Fees(self.taken_minor, self.refund_minor)
        return CompareWithRefund(invoice=invoice, amount=self.chosen(), fees=fees)


class ApplyBody(Body, kw_only=True):
    """Account credit to be applied (R16): all that can be, or so much, of any lot or of these in this order."""

    amount: MoneyBody | None = None
    credits: list[Id] | None = None

    def command(self, invoice: str) -> ApplyCredit:
        """Return the command for that invoice; a ValueError where a lot is named twice."""
        chosen = None if self.credits is None else tuple(map(derived, self.credits))
        if chosen is not None and len(set(chosen)) < len(chosen):
            raise ValueError("credits names a lot twice; allowed is once")
        return ApplyCredit(invoice=invoice, amount=None if self.amount is None else self.amount.money(), chosen=chosen)


class UnapplyBody(Body, kw_only=True):
    """Account credit to be taken back (R23): all of it, or so much, of every lot or of this one."""

    amount: MoneyBody | None = None
    credit: Id | None = None

    def command(self, invoice: str) -> Unapply:
        """Return the command for that invoice."""
        amount = None if self.amount is None else self.amount.money()
        return Unapply(invoice=invoice, amount=amount, credit=None if self.credit is None else derived(self.credit))


class PaymentBody(MoneyBody, kw_only=True):
    """A payment that came in, or (`pending`) is on its way (R28)."""

    pending: bool = False

    def command(self, invoice: str) -> RecordPayment:
        """Return the command for that invoice."""
        return RecordPayment(invoice=invoice, amount=self.money(), pending=self.pending)


class SettleBody(MoneyBody, kw_only=True):
    """A payment on its way that ended (R28)."""

    def cleared(self, invoice: str) -> ClearPayment:
        """Return the command by which it came in."""
        return ClearPayment(invoice=invoice, amount=self.money())

    def failed(self, invoice: str) -> FailPayment:
        """Return the command by which it failed."""
        return FailPayment(invoice=invoice, amount=self.money())


class PayOutBody(MoneyBody, kw_only=True):
    """Cash to be paid out of a lot (R28)."""

    def command(self, credit: str) -> RefundCredit:
        """Return the command for that lot."""
        return RefundCredit(credit, self.money())
