"""What a store refuses beside the rules (R35, R36): each with its code, rule and figures, in order of precedence.

They come after the refusals of the rules, as R32 orders them; only a key that was used is looked at before all else.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar, TypeAlias

from attrs import frozen

from credit_rules import Money, Rejection


@frozen
class _OfStore:
    """What every refusal has: a code for programs, the rule that names it, and when it is given."""

    code: ClassVar[str]
    rule: ClassVar[str]
    when: ClassVar[str]


@frozen
class StalePlan(_OfStore):
    """The account has moved on since the preview: nothing was done."""

    code, rule, when = "stale_plan", "R35", "the account has changed since the version that the preview saw"
    account: str
    seen: int
    version: int


@frozen
class DateBeforeLastEntry(_OfStore):
    """Entries of an account follow one another in time: nothing was done."""

    code, rule, when = "date_before_last_entry", "R35", "the date is before that of the account's last entry"
    account: str
    on: date
    last_on: date


@frozen
class AmountTooLarge(_OfStore):
    """A store keeps amounts in 64 bits; only the core has no bound. `of` is the invoice or the lot."""

    code, rule, when = "amount_too_large", "R35", "an invoice or a lot is of more minor units than a store can keep"
    of: str
    amount: Money
    largest: Money


@frozen
class IdempotencyKeyReused(_OfStore):
    """The key stands for another request of the same actor on the same account."""

    code, rule, when = "idempotency_key_reused", "R36", "the key was used for another request"
    key: str


StoreRefusal: TypeAlias = StalePlan | DateBeforeLastEntry | AmountTooLarge | IdempotencyKeyReused
Refusal: TypeAlias = Rejection | StoreRefusal
"""Whatever a service may refuse with: a rule's refusal, or a store's."""
