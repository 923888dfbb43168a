"""Ageing: what is owed by how long it is due, and unspent credit by how long ago it was issued."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from enum import StrEnum
from typing import TypeAlias

from attrs import frozen

from credit_rules import AccountCredit, CreditClass, Invoice
from credit_rules_adapters.reports.periods import counted


class What(StrEnum):
    """What has an age: invoices from the day they are due, credit from the day it was issued."""

    INVOICES = "invoices"
    PAID_CREDIT = "paid_credit"
    PROMOTIONAL_CREDIT = "promotional_credit"


_CREDIT = {CreditClass.PAID: What.PAID_CREDIT, CreditClass.PROMOTIONAL: What.PROMOTIONAL_CREDIT}
_Item: TypeAlias = tuple[tuple[str, str, What], date, int]

_LAST_DAYS = (0, 30, 60, 90)
"""The last day of each bucket but the open one: what is due today is not overdue."""


@frozen(kw_only=True)
class Aged:
    """What one account owes, or has unspent, in one currency, by age in days; in minor units."""

    account: str
    currency: str
    what: What
    current_minor: int
    days_1_to_30_minor: int
    days_31_to_60_minor: int
    days_61_to_90_minor: int
    over_90_minor: int
    total_minor: int


def ageing(invoices: Iterable[Invoice], credits: Iterable[AccountCredit], *, on: date) -> tuple[Aged, ...]:
    """Return the ageing by account, currency and kind, in that order; rows of nothing are left out.

    Of invoices what is outstanding, money on its way left out; of credit what the balance counts (R29), paused and not
    yet usable lots too.

    :param invoices: as they stood on that date (see `as_at`), of one account or of many
    :param credits: likewise
    """
    sums: defaultdict[tuple[str, str, What], list[int]] = defaultdict(lambda: [0] * (len(_LAST_DAYS) + 1))
    for key, since, amount_minor in (*_owed(invoices), *_unspent(credits, on)):
        sums[key][bisect_left(_LAST_DAYS, (on - since).days)] += amount_minor
    return tuple(_row(key, by_age) for key, by_age in sorted(sums.items()) if any(by_age))


def _owed(invoices: Iterable[Invoice]) -> Iterator[_Item]:
    for invoice in invoices:
        if invoice.due_on is not None:  # a draft may have none, and owes nothing
            yield (invoice.account, invoice.currency, What.INVOICES), invoice.due_on, invoice.outstanding_minor


def _unspent(credits: Iterable[AccountCredit], on: date) -> Iterator[_Item]:
    for lot in credits:
        yield (lot.account, lot.currency, _CREDIT[lot.credit_class]), lot.issued_on, counted(lot, on)


def _row(key: tuple[str, str, What], by_age: list[int]) -> Aged:
    account, currency, what = key
    current, to_30, to_60, to_90, over_90 = by_age
    return Aged(
        account=account,
        currency=currency,
        what=what,
        current_minor=current,
        days_1_to_30_minor=to_30,
        days_31_to_60_minor=to_60,
        days_61_to_90_minor=to_90,
        over_90_minor=over_90,
        total_minor=sum(by_age),
    )
