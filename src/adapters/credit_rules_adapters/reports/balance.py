"""Balances as at a date, beside what the books hold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from attrs import frozen

from credit_rules import AccountCredit, CreditClass, available, balances


@frozen(kw_only=True)
class Balance:
    """The credit of one account, currency and class, in minor units.

    `balance_minor` counts by date (R29), `available_minor` is what could be used at once (R17). `books_minor` is what
    the journal has: beside the balance, what is past its expiry and not removed yet, or came back to a void lot.
    """

    account: str
    currency: str
    credit_class: CreditClass
    balance_minor: int
    available_minor: int
    books_minor: int


def balance(credits: Iterable[AccountCredit], *, on: date) -> tuple[Balance, ...]:
    """Return the balances by account, currency and class, in that order; rows of nothing are left out.

    :param credits: as they stood on that date (see `as_at`), of one account or of many
    """
    lots: defaultdict[tuple[str, str, CreditClass], list[AccountCredit]] = defaultdict(list)
    for lot in credits:
        if lot.remaining_minor > 0:
            lots[lot.account, lot.currency, lot.credit_class].append(lot)
    return tuple(
        Balance(
            account=account,
            currency=currency,
            credit_class=credit_class,
            balance_minor=balances(of, on=on).get(currency, 0),
            available_minor=available(of, on=on).get(currency, 0),
            books_minor=sum(lot.remaining_minor for lot in of),
        )
        for (account, currency, credit_class), of in sorted(lots.items(), key=lambda item: item[0])
    )
