"""The workflows as data: a command names by id what it concerns. `decide` carries it out."""

from __future__ import annotations

from typing import TypeAlias

from attrs import field, frozen
from attrs.converters import optional

from credit_rules.credit import AccountCredit, CreditClass, GrantKind
from credit_rules.invoice import Invoice
from credit_rules.money import Money
from credit_rules.note import NoteReason
from credit_rules.rules.comparing import Fees
from credit_rules.rules.granting import UNLIMITED, Terms
from credit_rules.rules.leaving import Leaving, RemovalCredit, RemovalPlan
from credit_rules.rules.raising import Amount


@frozen
class AddInvoice:
    """`add_invoice`: enter an invoice as it stands (R1)."""

    invoice: Invoice


@frozen
class AddCredit:
    """`add_credit`: enter a lot as an opening balance (R28)."""

    credit: AccountCredit


@frozen(kw_only=True)
class _OfInvoice:
    invoice: str


@frozen(kw_only=True)
class RaiseCredit(_OfInvoice):
    """`raise_credit` (R2-R13)."""

    amount: Amount
    refund: Money | None = None
    reason: NoteReason = NoteReason.OTHER
    memo: str = ""


@frozen
class RaiseCredits:
    """`raise_credits`: (invoice id, amount) pairs, in order (R14)."""

    credits: tuple[tuple[str, Amount], ...] = field(converter=tuple[tuple[str, Amount], ...])


@frozen(kw_only=True)
class CompareWithRefund(_OfInvoice):
    """`compare_with_refund` (R11)."""

    amount: Amount
    fees: Fees


@frozen(kw_only=True)
class Issue(_OfInvoice):
    """`issue` (R15, R22)."""


@frozen(kw_only=True)
class ApplyCredit(_OfInvoice):
    """`apply_credit` (R16)."""

    amount: Money | None = None
    chosen: tuple[str, ...] | None = field(default=None, converter=optional(tuple[str, ...]))


@frozen(kw_only=True)
class Unapply(_OfInvoice):
    """`unapply` (R23)."""

    amount: Money | None = None
    credit: str | None = None


@frozen(kw_only=True)
class RecordPayment(_OfInvoice):
    """`record_payment` (R28)."""

    amount: Money
    pending: bool = False


@frozen(kw_only=True)
class ClearPayment(_OfInvoice):
    """`clear_payment` (R28)."""

    amount: Money


@frozen(kw_only=True)
class FailPayment(_OfInvoice):
    """`fail_payment` (R28)."""

    amount: Money


@frozen(kw_only=True)
class Cancel(_OfInvoice):
    """`cancel` (R26)."""


@frozen(kw_only=True)
class WriteOff(_OfInvoice):
    """`write_off` (R27)."""


@frozen
class VoidNote:
    """`void_note` (R25)."""

    note: str


@frozen(kw_only=True)
class Grant:
    """`grant` (R28)."""

    id: str
    account: str
    amount: Money
    kind: GrantKind | None = None
    credit_class: CreditClass | None = None
    terms: Terms = UNLIMITED


@frozen
class Pause:
    """`pause` (R24)."""

    credit: str


@frozen
class Resume:
    """`resume` (R24)."""

    credit: str


@frozen
class VoidCredit:
    """`void_credit` (R28)."""

    credit: str


@frozen
class RefundCredit:
    """`refund_credit` (R28)."""

    credit: str
    amount: Money


@frozen
class Expire:
    """`expire`, for one account or (None) all at hand (R29)."""

    account: str | None = None


@frozen
class Allocate:
    """`allocate`, for one account or (None) all at hand (R21)."""

    account: str | None = None


@frozen
class RemoveFromProduct:
    """`plan_removal`, then `remove_from_product` with the plan as it is (R30)."""

    leaving: Leaving
    credit: RemovalCredit = None


@frozen
class CarryOutRemoval:
    """`remove_from_product` with a plan that was seen, and perhaps edited (R30)."""

    plan: RemovalPlan


@frozen
class CancelSession:
    """`cancel_session`, for one account or (None) all at hand (R31)."""

    product: str
    credit: RemovalCredit
    account: str | None = None


OfInvoice: TypeAlias = (
    RaiseCredit | CompareWithRefund | Issue | ApplyCredit | Unapply | RecordPayment | ClearPayment | FailPayment
    | Cancel | WriteOff
)  # fmt: skip
OfCredit: TypeAlias = Pause | Resume | VoidCredit | RefundCredit
OfMany: TypeAlias = RaiseCredits | Expire | Allocate | RemoveFromProduct | CarryOutRemoval | CancelSession
Entering: TypeAlias = AddInvoice | AddCredit | Grant
Command: TypeAlias = OfInvoice | OfCredit | OfMany | Entering | VoidNote
