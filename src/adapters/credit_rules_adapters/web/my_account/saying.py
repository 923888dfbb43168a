"""What a lot is and why it cannot be used, in the words of the person whose it is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from credit_rules import AccountCredit, CreditClass, Invoice, Reason
from credit_rules_adapters.text.reasons import PHRASES

HINDRANCES = frozenset(
    {
        Reason.VOIDED,
        Reason.PAUSED,
        Reason.NOT_YET_USABLE,
        Reason.EXPIRED,
        Reason.OTHER_CURRENCY,
        Reason.OUT_OF_SCOPE,
    }
)
"""The reasons that lie in a lot; by the others, something else was used before it, or was enough."""


def about(lot: AccountCredit, today: date) -> str:
    """Say what a lot is, and what it may be used for; of one past its expiry no more is said of when."""
    kind = "your own money" if lot.credit_class is CreditClass.PAID else "a gift"
    scope = f"only for {_listed(lot.products)}" if lot.products else "for anything"
    until = f"use it before {_written(lot.expires_on)}" if lot.expires_on else "never expires"
    return ", ".join([kind, scope] if lot.has_expired(today) else [kind, scope, until])


def hindered(lot: AccountCredit, reason: Reason, invoice: Invoice | None = None) -> str:
    """Say why a lot cannot be used, on that invoice or at all (R16-R20)."""
    match reason:
        case Reason.PAUSED:
            return "It is on hold. Ask the office, who can release it."
        case Reason.NOT_YET_USABLE:
            return f"It can be used from {_written(lot.usable_from)}."
        case Reason.EXPIRED if lot.expires_on is not None:
            return f"It had to be used before {_written(lot.expires_on)}."
        case Reason.OTHER_CURRENCY if invoice is not None:
            return f"It is in {lot.currency}, and this invoice is in {invoice.currency}."
        case Reason.OUT_OF_SCOPE if lot.products:
            return f"It is only for {_listed(lot.products)}, and nothing of that is left to pay here."
        case _:
            return f"It is {PHRASES[reason]}."


def _listed(products: Sequence[str]) -> str:
    *others, last = products
    return f"{', '.join(others)} and {last}" if others else last


def _written(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
