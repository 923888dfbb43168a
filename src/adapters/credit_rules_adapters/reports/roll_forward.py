"""The roll-forward of the credit liability: what it was, what moved it, what it became."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

import attrs
from attrs import frozen

from credit_rules import CreditClass, Entry
from credit_rules_adapters.reports.movements import Moved, movements
from credit_rules_adapters.reports.periods import Period


@frozen(kw_only=True)
class RollForward:
    """One currency and class, in minor units; what lowers the liability stands as an amount above zero, too.

    opening + raised + granted + returned − applied − expired − voided − paid_out = closing. Opening and closing are
    what the journal has posted to account credit of that class before the period, and before its end.
    """

    currency: str
    credit_class: CreditClass
    opening_minor: int
    raised_minor: int
    granted_minor: int
    returned_minor: int
    applied_minor: int
    expired_minor: int
    voided_minor: int
    paid_out_minor: int
    closing_minor: int


def roll_forward(entries: Iterable[Entry], period: Period) -> tuple[RollForward, ...]:
    """Return the roll-forward by currency and class, in that order; what never moved has no row.

    :param entries: of one account, or of many one after the other
    """
    opening: Counter[tuple[str, CreditClass]] = Counter()
    closing: Counter[tuple[str, CreditClass]] = Counter()
    within: Counter[tuple[str, CreditClass, Moved]] = Counter()
    for movement in movements(entries):
        books = movement.currency, movement.credit_class
        if movement.on < period.until:
            closing[books] += movement.amount_minor
            if movement.on in period:
                within[*books, movement.moved] += abs(movement.amount_minor)
            else:
                opening[books] += movement.amount_minor
    rows = (
        RollForward(
            currency=currency,
            credit_class=credit_class,
            opening_minor=opening[currency, credit_class],
            closing_minor=closing[currency, credit_class],
            **{f"{moved}_minor": within[currency, credit_class, moved] for moved in Moved},
        )
        for currency, credit_class in sorted(closing)
    )
    return tuple(row for row in rows if any(_amounts(row)))


def _amounts(row: RollForward) -> Iterator[int]:
    return (value for value in attrs.astuple(row) if isinstance(value, int))
