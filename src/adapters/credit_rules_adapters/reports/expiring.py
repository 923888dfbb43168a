"""The expiry forecast: what will expire when, if nothing else happens."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta

from attrs import frozen

from credit_rules import AccountCredit, CreditClass, CreditRemoved, expire


@frozen(kw_only=True)
class Expiring:
    """What remains of one lot on the first day on which it is too late to use it, in minor units."""

    expires_on: date
    account: str
    credit: str
    credit_class: CreditClass
    currency: str
    amount_minor: int


def expiring(credits: Iterable[AccountCredit], *, until: date | None = None) -> tuple[Expiring, ...]:
    """Return what expiry will remove, by date, account and lot: what `expire` would, void and paused lots too (R29).

    What is past its expiry and was not removed yet comes first.

    :param credits: as they stand, of one account or of many
    :param until: exclusive; None: for ever
    """
    last = date.max if until is None else until - timedelta(days=1)
    by_account: defaultdict[str, list[AccountCredit]] = defaultdict(list)
    for lot in credits:
        by_account[lot.account].append(lot)  # an id is unique within its account alone
    found = [
        Expiring(
            expires_on=lot.expires_on,
            account=lot.account,
            credit=lot.id,
            credit_class=lot.credit_class,
            currency=lot.currency,
            amount_minor=effect.amount_minor,
        )
        for outcome in (expire(of, on=last) for of in by_account.values())
        for effect, lot in zip(outcome.effects, outcome.credits, strict=True)
        if isinstance(effect, CreditRemoved) and lot.expires_on is not None
    ]
    return tuple(sorted(found, key=lambda row: (row.expires_on, row.account, row.credit)))
