"""The credit note: the document that credits one invoice, in whole or in part."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from attrs import field, frozen
from attrs.validators import optional

from credit_rules import checks
from credit_rules.allocation import UNRECORDED, Allocation
from credit_rules.credit import AccountCredit


class NoteReason(StrEnum):
    """Why a credit note was raised (R13)."""

    DUPLICATE = "duplicate"
    BILLING_ERROR = "billing_error"
    ORDER_CHANGE = "order_change"
    REMOVED_FROM_PRODUCT = "removed_from_product"
    SESSION_CANCELLED = "session_cancelled"
    GOODWILL = "goodwill"
    OTHER = "other"


@frozen
class Share:
    """What a note credits of one line: net and tax in minor units, never both zero, and the line's tax code."""

    line: str = field(validator=checks.identifier)
    net_minor: int = field(validator=checks.not_negative)
    tax_minor: int = field(validator=checks.not_negative)
    tax_code: str | None = field(default=None, validator=optional(checks.text))

    def __attrs_post_init__(self) -> None:
        if self.net_minor == 0 and self.tax_minor == 0:
            raise ValueError(f"Share of {self.line}: net_minor and tax_minor must not both be 0")

    @property
    def gross_minor(self) -> int:
        """Net and tax together."""
        return self.net_minor + self.tax_minor


@frozen
class TaxShare:
    """What a note credits under one tax code (None: of lines without one): net and tax in minor units."""

    tax_code: str | None
    net_minor: int
    tax_minor: int


@frozen(kw_only=True)
class CreditNote:
    """The document that credits one invoice (R13): its shares by line, and what became of the amount.

    The amount lowered the debt (`reduced_minor`), went back to the lots that had paid (`restored`), became a new lot of
    the note's own id (`account_credit_minor`), or left as cash (`refund_minor`).
    """

    id: str = field(validator=checks.derived_identifier)
    invoice: str = field(validator=checks.identifier)
    account: str = field(validator=checks.identifier)
    currency: str = field(validator=checks.currency)
    shares: tuple[Share, ...] = field(converter=tuple[Share, ...])
    reduced_minor: int = field(validator=checks.not_negative)
    restored: tuple[Allocation, ...] = field(default=(), converter=tuple[Allocation, ...])
    account_credit_minor: int = field(validator=checks.not_negative)
    refund_minor: int = field(default=0, validator=checks.not_negative)
    reason: NoteReason = field(default=NoteReason.OTHER, validator=checks.one_of(NoteReason))
    memo: str = field(default="", validator=checks.text)
    policy: str = field(validator=checks.text)
    voided: bool = field(default=False, validator=checks.flag)
    at: tuple[int, int] = UNRECORDED

    def __attrs_post_init__(self) -> None:
        parts = self.reduced_minor + self.restored_minor + self.released_minor
        if parts <= 0 or parts != self.amount_minor:
            made, shares = checks.shown(parts), checks.shown(self.amount_minor)
            raise ValueError(f"CreditNote {self.id}: its parts make {made}, its shares {shares}")
        lines, numbers = (share.line for share in self.shares), (piece.number for piece in self.restored)
        checks.each_once(f"CreditNote {self.id}: its shares must be of different lines", lines)
        checks.each_once(f"CreditNote {self.id}: what it restored must be of different allocations", numbers)

    @property
    def amount_minor(self) -> int:
        """The sum of the shares, in minor units."""
        return sum(share.gross_minor for share in self.shares)

    @property
    def restored_minor(self) -> int:
        """What went back to the lots that had paid, in minor units."""
        return sum(piece.amount_minor for piece in self.restored)

    @property
    def released_minor(self) -> int:
        """The part that stood for cash: the new lot and the refund, in minor units."""
        return self.account_credit_minor + self.refund_minor

    @property
    def by_tax_code(self) -> tuple[TaxShare, ...]:
        """The shares summed by tax code, in the order in which the codes first appear."""
        sums: dict[str | None, tuple[int, int]] = {}
        for share in self.shares:
            net, tax = sums.get(share.tax_code, (0, 0))
            sums[share.tax_code] = (net + share.net_minor, tax + share.tax_minor)
        return tuple(TaxShare(code, net, tax) for code, (net, tax) in sums.items())

    def new_lot(self, on: date) -> AccountCredit | None:
        """Return the lot this note creates when it is recorded on that date, if it creates one (R9)."""
        if self.account_credit_minor == 0:
            return None
        return AccountCredit(self.id, self.account, self.currency, self.account_credit_minor, issued_on=on)
