"""Amounts between text in major units and whole numbers of minor units, exactly and strictly."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credit_rules import Money
from credit_rules_adapters.text.money import DIGITS, digits_of, format_amount, format_money, parse_amount
from credit_rules_adapters.text.readers import amount, money


@pytest.mark.parametrize(
    ("text", "currency", "amount_minor"),
    [
        ("70", "GBP", 7000),
        ("70.5", "GBP", 7050),
        ("70.50", "GBP", 7050),
        ("0.01", "GBP", 1),
        ("0", "GBP", 0),
        ("007.00", "GBP", 700),
        ("1200", "JPY", 1200),
        ("2.505", "KWD", 2505),
        ("2", "KWD", 2000),
        ("0.0001", "CLF", 1),
        ("123456789012345678901234567890.12", "GBP", 12345678901234567890123456789012),
    ],
)
def test_an_amount_is_read_exactly(text: str, currency: str, amount_minor: int) -> None:
    assert parse_amount(text, currency) == amount_minor


@pytest.mark.parametrize(
    "text",
    [
        "",
        ".5",
        "5.",
        "+5",
        "1e3",
        "1_000",
        "1,000.00",
        " 5",
        "5 ",
        "5\n",
        "٥",
        "５",
        "five",
        "0x10",
        "nan",
        "1.2.3",
        "--5",
    ],
)
def test_what_is_no_amount_is_refused_with_its_text_and_what_is_allowed(text: str) -> None:
    with pytest.raises(ValueError, match="is no amount; allowed are digits in quotes") as error:
        parse_amount(text, "GBP", negative=True)
    assert repr(text)[1:-1] in str(error.value).encode().decode() or text in str(error.value)


@pytest.mark.parametrize("value", [70.5, 70, True, None, ["5"], {"a": 1}])
def test_an_amount_is_text_and_nothing_else(value: object) -> None:
    with pytest.raises(ValueError, match="is no amount"):
        parse_amount(value, "GBP")


@pytest.mark.parametrize(
    ("text", "currency", "allowed"), [("1.000", "GBP", 2), ("1.0", "JPY", 0), ("1.0000", "KWD", 3), ("5.005", "EUR", 2)]
)
def test_more_digits_than_the_currency_has_are_refused_even_if_zero(text: str, currency: str, allowed: int) -> None:
    with pytest.raises(ValueError, match=f"too many digits after the point; {currency} allows {allowed}$"):
        parse_amount(text, currency)


def test_a_sign_is_allowed_only_where_a_rule_will_refuse_it() -> None:
    assert parse_amount("-5.00", "GBP", negative=True) == -500
    with pytest.raises(ValueError, match=r'"-5\.00" is negative; allowed here is 0 or more'):
        parse_amount("-5.00", "GBP")


@pytest.mark.parametrize("code", ["GBX", "gbp", "", "XAU", "XXX", "£"])
def test_an_unknown_currency_or_one_without_minor_unit_is_refused(code: str) -> None:
    with pytest.raises(ValueError, match="is no currency; allowed are the codes of ISO 4217"):
        parse_amount("1", code)


def test_the_digits_are_those_of_the_table() -> None:
    assert [digits_of(code) for code in ("GBP", "EUR", "JPY", "KRW", "KWD", "BHD", "CLF")] == [2, 2, 0, 0, 3, 3, 4]
    assert len(DIGITS) > 150


@given(st.sampled_from(sorted(DIGITS)), st.integers(min_value=-(10**40), max_value=10**40))
def test_what_is_written_is_read_again(currency: str, amount_minor: int) -> None:
    text = format_amount(amount_minor, currency)
    assert parse_amount(text, currency, negative=True) == amount_minor
    _, point, fraction = text.partition(".")
    assert len(fraction) == DIGITS[currency]
    assert bool(point) is (DIGITS[currency] > 0)


def test_amounts_are_written_with_exactly_their_digits() -> None:
    assert [format_amount(5, code) for code in ("GBP", "JPY", "KWD")] == ["0.05", "5", "0.005"]
    assert format_amount(-1234, "GBP") == "-12.34"
    assert format_money(Money(1200, "JPY")) == "1200 JPY"


@pytest.mark.parametrize("value", [5.0, "x", "-1"])
def test_without_a_known_currency_the_form_still_counts(value: Any) -> None:
    assert amount(None)("12.34567") == 0
    with pytest.raises(ValueError, match=r"is no amount|is negative"):
        amount(None)(value)


def test_money_may_be_negative() -> None:
    assert money("GBP")("-1.5") == Money(-150, "GBP")
