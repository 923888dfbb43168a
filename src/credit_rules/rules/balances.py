"""R17, R29: what an account's lots are worth on a date, by currency."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date

from credit_rules.credit import AccountCredit
from credit_rules.rules.at_hand import by_id
from credit_rules.rules.availability import why_unusable


def balances(credits: Iterable[AccountCredit], *, on: date) -> Mapping[str, int]:
    """Return what remains by currency, in minor units: neither void nor past its expiry on that date (R29).

    Paused lots and those not yet usable count; a lot counts by date, whether its expiry has run or not.

    :raises ValueError: two lots have the same id
    """
    return _by_currency(lot for lot in by_id("credits", credits).values() if not lot.voided and not lot.has_expired(on))


def available(credits: Iterable[AccountCredit], *, on: date) -> Mapping[str, int]:
    """Return what may be used by currency, in minor units, whatever it is limited to (R17).

    :raises ValueError: two lots have the same id
    """
    return _by_currency(lot for lot in by_id("credits", credits).values() if why_unusable(lot, on) is None)


def _by_currency(credits: Iterable[AccountCredit]) -> Mapping[str, int]:
    sums: Counter[str] = Counter()
    for lot in credits:
        sums[lot.currency] += lot.remaining_minor
    return +sums
