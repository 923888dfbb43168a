"""Amounts as decimal text in major units, read and written exactly; the digits are those of ISO 4217."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from iso4217 import Currency

from credit_rules import Money
from credit_rules_adapters.text.mistakes import shown

DIGITS: Mapping[str, int] = MappingProxyType(
    {currency.code: currency.exponent for currency in Currency if currency.exponent is not None}
)
"""How many digits after the point each currency has; what has no minor unit (gold, test codes) is left out."""

# longer than any sum of money, and within what Python converts
_AMOUNT = re.compile(r"(-?)([0-9]{1,2000})(?:\.([0-9]{1,2000}))?")
_EXAMPLE = '"12.50"'


def digits_of(currency: str) -> int:
    """Return how many digits after the point a currency has.

    :raises ValueError: the currency is not in the table

    >>> digits_of("GBP"), digits_of("JPY"), digits_of("KWD")
    (2, 0, 3)
    """
    try:
        return DIGITS[currency]
    except KeyError:
        raise ValueError(
            f"{shown(currency)} is no currency; allowed are the codes of ISO 4217 that have a minor unit, like GBP"
        ) from None


def parse_amount(text: object, currency: str, *, negative: bool = False) -> int:
    """Return an amount in minor units, read from text in major units.

    :param text: digits, perhaps a point and at most as many digits as the currency has; with `negative` a leading `-`
    :raises ValueError: the text is no such amount, naming it and what is allowed

    >>> parse_amount("70.5", "GBP"), parse_amount("-3", "KWD", negative=True)
    (7050, -3000)
    """
    digits = digits_of(currency)
    sign, whole, fraction = split_amount(text, negative=negative)
    if len(fraction) > digits:
        raise ValueError(f"{shown(text)} has too many digits after the point; {currency} allows {digits}")
    amount_minor = int(whole + fraction.ljust(digits, "0"))
    return -amount_minor if sign else amount_minor


def split_amount(text: object, *, negative: bool = False) -> tuple[str, str, str]:
    """Return the sign, the digits before and those after the point of an amount of any currency.

    :raises ValueError: the text is no amount, or has a sign and must not
    """
    found = _AMOUNT.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        raise ValueError(f"{shown(text)} is no amount; allowed are digits in quotes, perhaps with a point: {_EXAMPLE}")
    if found[1] and not negative:
        raise ValueError(f"{shown(text)} is negative; allowed here is 0 or more, like {_EXAMPLE}")
    return found[1], found[2], found[3] or ""


def format_amount(amount_minor: int, currency: str) -> str:
    """Write an amount of minor units in major units, with exactly the currency's digits.

    :raises ValueError: the currency is not in the table

    >>> format_amount(7050, "GBP"), format_amount(-5, "KWD"), format_amount(1200, "JPY")
    ('70.50', '-0.005', '1200')
    """
    digits = digits_of(currency)
    sign, amount = ("-", -amount_minor) if amount_minor < 0 else ("", amount_minor)
    if digits == 0:
        return f"{sign}{amount}"
    whole, fraction = divmod(amount, 10**digits)
    return f"{sign}{whole}.{fraction:0{digits}d}"


def format_any(amount_minor: int, currency: str) -> str:
    """Write an amount as `format_amount` does; of a currency that is not in the table, in minor units.

    >>> format_any(7050, "GBP"), format_any(7050, "XTS")
    ('70.50', '7050 minor units')
    """
    return format_amount(amount_minor, currency) if currency in DIGITS else f"{amount_minor} minor units"


def format_money(money: Money) -> str:
    """Write money for a person.

    >>> format_money(Money(7050, "GBP"))
    '70.50 GBP'
    """
    return f"{format_amount(money.amount_minor, money.currency)} {money.currency}"
