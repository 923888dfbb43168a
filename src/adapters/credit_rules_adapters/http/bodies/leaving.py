"""Leaving a product, and sessions that are cancelled."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import msgspec

from credit_rules import ByPrice, CancelSession, CarryOutRemoval, Leaving, Money, RemovalPlan, RemoveFromProduct
from credit_rules_adapters.http.bodies.parts import Body, Id, MoneyBody, by_line
from credit_rules_adapters.text import readers

Sessions = Annotated[int, msgspec.Meta(ge=0, lt=2**31)]


class PriceBody(Body, kw_only=True):
    """Credit in proportion to the price: what is unused of how many sessions (R30)."""

    unused: Sessions
    sessions: Annotated[int, msgspec.Meta(ge=1, lt=2**31)]


class CreditBody(Body, kw_only=True):
    """What is credited: by price, a fixed amount, or (neither) nothing (R30)."""

    by_price: PriceBody | None = None
    fixed: MoneyBody | None = None

    def credit(self) -> ByPrice | Money | None:
        """Return what is credited; a ValueError where it is both."""
        if self.by_price is not None and self.fixed is not None:
            raise ValueError("allowed is by_price or fixed, and not both")
        if self.by_price is not None:
            return ByPrice(self.by_price.unused, self.by_price.sessions)
        return None if self.fixed is None else self.fixed.money()


class LeavingBody(CreditBody, kw_only=True):
    """Who leaves what, from when on, and what that credits (R30)."""

    product: Id
    beneficiary: Id | None = None
    from_on: date | None = None

    def command(self, account: str) -> RemoveFromProduct:
        """Return the command for that account."""
        leaving = Leaving(
            account=account,
            product=readers.identifier(self.product),
            beneficiary=None if self.beneficiary is None else readers.identifier(self.beneficiary),
            from_on=self.from_on,
        )
        return RemoveFromProduct(leaving, self.credit())


class PlannedCredit(Body, kw_only=True):
    """What a plan credits on one invoice, by line."""

    invoice: Id
    lines: dict[str, MoneyBody]


class PlannedDraft(Body, kw_only=True):
    """What a plan takes off one draft."""

    invoice: Id
    lines: list[Id]


class PlanBody(Body, kw_only=True):
    """A plan that was seen, and perhaps edited (R30)."""

    credits: list[PlannedCredit]
    drafts: tuple[PlannedDraft, ...] = ()
    left_out: MoneyBody | None = None

    def command(self) -> CarryOutRemoval:
        """Return the command; a ValueError where it names an invoice or a line twice, or an invoice without lines."""
        for named in (self.credits, self.drafts):
            invoices = [each.invoice for each in named]
            if len(set(invoices)) < len(invoices) or not all(each.lines for each in named):
                raise ValueError("a plan names each invoice once, with at least one line")
        return CarryOutRemoval(
            RemovalPlan(
                credits=tuple((readers.identifier(each.invoice), by_line(each.lines)) for each in self.credits),
                drafts=tuple(
                    (readers.identifier(each.invoice), tuple(map(readers.identifier, each.lines)))
                    for each in self.drafts
                ),
                left_out=None if self.left_out is None else self.left_out.money(),
            )
        )


class SessionBody(CreditBody, kw_only=True):
    """What a cancelled session credits to each account that has it (R31)."""

    def command(self, product: str) -> CancelSession:
        """Return the command for that product, on all accounts."""
        return CancelSession(product, self.credit())
