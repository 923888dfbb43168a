"""Who asks: a role, and what a token adds to it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from attrs import field, frozen
from attrs.validators import instance_of, optional

from credit_rules import checks


class Role(StrEnum):
    """What somebody is to the business."""

    ADMINISTRATOR = "administrator"
    CLERK = "clerk"
    VIEWER = "viewer"
    CUSTOMER = "customer"


class Right(StrEnum):
    """What a clerk may do only where it was given; an administrator may do it anyway."""

    VOID_PAID = "void_paid"
    PAY_OUT = "pay_out"


@frozen(kw_only=True)
class Caller:
    """Somebody with a token. `limits` is the most, in minor units by currency, of one credit note that a clerk raises.

    :raises ValueError: a customer without an account, somebody else with one, or limits or rights and no clerk
    """

    name: str = field(validator=checks.identifier)
    role: Role = field(validator=instance_of(Role))
    account: str | None = field(default=None, validator=optional(checks.identifier))
    limits: Mapping[str, int] = field(factory=dict)
    rights: frozenset[Right] = frozenset()

    def __attrs_post_init__(self) -> None:
        if (self.role is Role.CUSTOMER) is (self.account is None):
            raise ValueError("a customer's token names the account it is for, and no other token names one")
        if (self.limits or self.rights) and self.role is not Role.CLERK:
            raise ValueError(f"limits and rights are given to a clerk, not to a token of role {self.role}")
