"""R12: how a credit is spread over the lines of its invoice, net and tax."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from credit_rules.line import Line
from credit_rules.money import Money, apportion
from credit_rules.note import Share
from credit_rules.rejection import AmountExceedsLine, LineNotFound


def spread(lines: Iterable[Line], amount_minor: int) -> tuple[Share, ...]:
    """Spread an amount over what is still creditable of the lines' net and tax, by largest remainder (R12).

    Ties go to the earlier component (L1 net, L1 tax, L2 net, ...); lines that get nothing have no share. Laws:
    `shares_sum_to_amount`, `within_creditable`.

    :param amount_minor: minor units, from 0 to what is creditable of the lines
    :raises ValueError: the amount is negative or above what is creditable
    """
    lines = tuple(lines)
    parts = apportion(amount_minor, [left for line in lines for left in (line.net_left_minor, line.tax_left_minor)])
    return tuple(
        Share(line.id, net, tax, line.tax_code)
        for line, net, tax in zip(lines, parts[::2], parts[1::2], strict=True)
        if net or tax
    )


def spread_named(lines: Iterable[Line], amounts: Mapping[str, int]) -> tuple[Share, ...]:
    """Spread each named line's amount over that line's net and tax; the shares in the order of the lines (R12).

    :param amounts: minor units by line, each within what is creditable of it
    """
    return tuple(share for line in lines if line.id in amounts for share in spread((line,), amounts[line.id]))


def refuse_lines(lines: Iterable[Line], amounts: Mapping[str, Money]) -> LineNotFound | AmountExceedsLine | None:
    """Refuse the first line named that is unknown, then the first named with more than is left of it (R12)."""
    by_id = {line.id: line for line in lines}
    for name in amounts:
        if name not in by_id:
            return LineNotFound(name)
    for name, amount in amounts.items():
        left = by_id[name].creditable_minor
        if amount.amount_minor > left:
            return AmountExceedsLine(amount, name, Money(left, amount.currency))
    return None
