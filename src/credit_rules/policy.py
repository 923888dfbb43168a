"""Policy as data (R33): every choice a house may make, the presets, and a fingerprint that names the choice."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType
from typing import Any, TypeAlias

from attrs import Attribute, asdict, evolve, field, frozen

from credit_rules import checks


class PartPaid(StrEnum):
    """What a credit on a part-paid invoice does (R7)."""

    SPLIT = "split"
    REJECT = "reject"


class PendingPayment(StrEnum):
    """Whether an invoice with money on its way may be credited (R8)."""

    REJECT = "reject"
    RESERVE = "reserve"


class Surplus(StrEnum):
    """What a surplus is made of (R9)."""

    APPLIED_FIRST = "applied_first"
    CASH_FIRST = "cash_first"
    PROPORTIONAL = "proportional"


class Refunds(StrEnum):
    """Whether cash may leave (R10, R28)."""

    FORBIDDEN = "forbidden"
    ALLOWED = "allowed"


class VoidUsed(StrEnum):
    """Whether voiding a note may first unapply the credit that was used (R25)."""

    REJECT = "reject"
    UNAPPLY = "unapply"


class Grants(StrEnum):
    """Whether account credit may arise without an invoice (R28)."""

    FORBIDDEN = "forbidden"
    ALLOWED = "allowed"


class CreditKey(StrEnum):
    """The keys of the credit order (R18)."""

    PRIORITY = "priority"
    EXPIRES_ON = "expires_on"
    PROMOTIONAL_FIRST = "promotional_first"
    PAID_FIRST = "paid_first"
    USABLE_FROM = "usable_from"
    ISSUED_ON = "issued_on"
    NARROWEST_SCOPE = "narrowest_scope"
    SMALLEST = "smallest"
    LARGEST = "largest"


class InvoiceKey(StrEnum):
    """The keys of the invoice order (R19)."""

    DUE_ON = "due_on"
    ISSUED_ON = "issued_on"
    NEWEST = "newest"
    SMALLEST = "smallest"
    LARGEST = "largest"


def _different(keys: type[StrEnum]) -> checks.Validator:
    def validate(_: object, attribute: Attribute[Any], order: tuple[StrEnum, ...]) -> None:
        for place, key in enumerate(order):
            if not isinstance(key, keys):
                raise ValueError(f"Policy.{attribute.name} takes {', '.join(keys)}, not {checks.shown(key)}")
            if key in order[:place]:
                raise ValueError(f"Policy.{attribute.name} names {key.value} twice")

    return validate


_Sums: TypeAlias = tuple[tuple[str, int], ...]


def _sums(minimum: Mapping[str, int] | _Sums) -> _Sums:
    """Keep the sums above zero, sorted; a wrong one is told even where it would not be kept."""
    sums, place = dict(minimum), "Policy.minimum_collection"
    for currency, amount_minor in sums.items():
        if not checks.is_currency(currency):
            raise ValueError(f"{place} must be by {checks.CURRENCY}, not {checks.shown(currency)}")
        if not isinstance(amount_minor, int) or isinstance(amount_minor, bool) or amount_minor < 0:
            raise ValueError(f"{place} for {currency} must be an int of 0 or more, not {checks.shown(amount_minor)}")
    return tuple(sorted((currency, amount_minor) for currency, amount_minor in sums.items() if amount_minor > 0))


@frozen(kw_only=True)
class Policy:
    """The choices of R33; the defaults are the `joinin` preset.

    `minimum_collection` is given in minor units by currency and kept as sorted pairs; a currency not named has 0.
    `credit_order` and `invoice_order` are applied key by key, and `id` is always appended last.

    :raises ValueError: a value that the field does not allow, naming the field and what is allowed
    """

    part_paid: PartPaid = field(default=PartPaid.SPLIT, validator=checks.one_of(PartPaid))
    pending_payment: PendingPayment = field(default=PendingPayment.REJECT, validator=checks.one_of(PendingPayment))
    surplus: Surplus = field(default=Surplus.APPLIED_FIRST, validator=checks.one_of(Surplus))
    refunds: Refunds = field(default=Refunds.FORBIDDEN, validator=checks.one_of(Refunds))
    void_used: VoidUsed = field(default=VoidUsed.REJECT, validator=checks.one_of(VoidUsed))
    grants: Grants = field(default=Grants.FORBIDDEN, validator=checks.one_of(Grants))
    minimum_collection: _Sums = field(default=(), converter=_sums)
    credit_order: tuple[CreditKey, ...] = field(
        default=(CreditKey.EXPIRES_ON, CreditKey.ISSUED_ON),
        converter=tuple[CreditKey, ...],
        validator=_different(CreditKey),
    )
    invoice_order: tuple[InvoiceKey, ...] = field(
        default=(InvoiceKey.DUE_ON, InvoiceKey.ISSUED_ON),
        converter=tuple[InvoiceKey, ...],
        validator=_different(InvoiceKey),
    )

    def minimum(self, currency: str) -> int:
        """Return the least that is ever collected in that currency, in minor units (R22)."""
        return dict(self.minimum_collection).get(currency, 0)

    @cached_property
    def fingerprint(self) -> str:
        """A hash of the policy's canonical form: equal choices have equal fingerprints, however they were written."""
        return hashlib.sha256(canonical(self).encode()).hexdigest()[:16]


def canonical(policy: Policy) -> str:
    """Return the one text form of a policy: a line a field, sums in minor units by currency.

    >>> print(canonical(PRESETS["loveadmin"]).splitlines()[0])
    part_paid=reject
    """
    return "".join(f"{name}={_text(value)}\n" for name, value in asdict(policy, recurse=False).items())


def _text(value: object) -> str:
    if not isinstance(value, tuple):
        return str(value)
    return ",".join(part if isinstance(part, str) else ":".join(map(str, part)) for part in value)


JOININ = Policy()

PRESETS: Mapping[str, Policy] = MappingProxyType(
    {
        "joinin": JOININ,
        "loveadmin": evolve(JOININ, part_paid=PartPaid.REJECT),
        "stripe_grants": evolve(
            JOININ,
            credit_order=(
                CreditKey.PRIORITY,
                CreditKey.EXPIRES_ON,
                CreditKey.PROMOTIONAL_FIRST,
                CreditKey.USABLE_FROM,
                CreditKey.ISSUED_ON,
            ),
        ),
        "aws": evolve(JOININ, credit_order=(CreditKey.EXPIRES_ON, CreditKey.NARROWEST_SCOPE, CreditKey.ISSUED_ON)),
        "lago": evolve(JOININ, credit_order=(CreditKey.PRIORITY, CreditKey.PROMOTIONAL_FIRST, CreditKey.ISSUED_ON)),
        "kill_bill": evolve(JOININ, credit_order=(CreditKey.ISSUED_ON,), invoice_order=(InvoiceKey.ISSUED_ON,)),
        "oldest_first": evolve(JOININ, credit_order=(CreditKey.ISSUED_ON,), invoice_order=(InvoiceKey.ISSUED_ON,)),
    }
)
