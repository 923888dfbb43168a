"""Every refusal has a sentence for a person, with its figures in major units and no word of ours."""

from __future__ import annotations

import re
from typing import Any, get_args

import attrs
import pytest

from credit_rules import Money, Rejection
from credit_rules.rejection import InvoiceHasPayments, PaymentPending
from credit_rules_adapters.text import describe
from credit_rules_adapters.text.money import format_money

TEXTS = {
    "invoice": "INV-7",
    "note": "INV-7-CN1",
    "credit": "GIFT",
    "line": "L3",
    "account": "ann",
    "kind": "promotional",
}
INTERNAL = re.compile(r"_|minor|None|Money|Rejection|\bint\b|lot\b|code\b|\d{5}")


def sample(kind: Any) -> tuple[Rejection, list[str]]:
    """Make a refusal with a figure of its own in each field, and list what its sentence must name."""
    attrs.resolve_types(kind)
    values: dict[str, Any] = {}
    named: list[str] = []
    for place, field in enumerate(attrs.fields(kind), start=1):
        if field.type is Money:
            values[field.name] = Money(123400 + place, "GBP")
            named.append(format_money(values[field.name]))
        elif field.name == "currency":
            values[field.name] = "EUR"
            named.append("EUR")
        else:
            values[field.name] = TEXTS[field.name]
            named.append(values[field.name])
    return kind(**values), named


@pytest.mark.parametrize("kind", get_args(Rejection), ids=lambda kind: kind.code)
def test_every_refusal_is_a_sentence_with_its_figures(kind: Any) -> None:
    rejection, named = sample(kind)
    sentence = describe(rejection)
    assert [each for each in named if each not in sentence] == []
    assert sentence[0].isupper() or sentence[0].isdigit()
    assert sentence.endswith(".")
    bare = sentence
    for each in named:
        bare = bare.replace(each, "")
    assert INTERNAL.search(bare) is None


def test_each_refusal_has_a_sentence_of_its_own() -> None:
    sentences = [describe(sample(kind)[0]) for kind in get_args(Rejection)]
    assert len(set(sentences)) == len(sentences) == len(get_args(Rejection))


def test_money_on_its_way_says_what_is_possible_if_anything_is() -> None:
    some = describe(PaymentPending(Money(4000, "GBP"), Money(6000, "GBP")))
    none = describe(PaymentPending(Money(4000, "GBP"), Money(0, "GBP")))
    assert some == "40.00 GBP is still on its way, so at most 60.00 GBP is possible now."
    assert none == "40.00 GBP is still on its way; wait until it clears or fails."


def test_figures_have_the_digits_of_their_currency() -> None:
    assert "1200 JPY paid, 5 JPY on its way" in describe(InvoiceHasPayments(Money(1200, "JPY"), Money(5, "JPY")))
