"""CrossHair finds no counterexample to the laws; and it does find one where a law is wrong."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from credit_rules.allocation import last_first
from credit_rules.rules.drawing import Funds, pay
from proofs import witness


@pytest.mark.parametrize("law", witness.LAWS, ids=lambda law: law.__name__)
def test_no_counterexample(law: Callable[..., None]) -> None:
    assert [*witness.said(witness.QUICK, (law,))] in (
        [(law.__name__, "confirmed")],
        [(law.__name__, "no counterexample")],
    )


def every_step_pays_all_that_is_owed(owed: int, remaining: int, room: int) -> None:
    assert owed >= 0
    assert remaining >= 0
    assert pay(owed, remaining, room).owed_minor == 0


def the_first_allocation_is_taken_first(amounts: list[int], amount: int) -> None:
    assert len(amounts) <= 3
    assert all(each > 0 for each in amounts)
    assert 0 < amount <= sum(amounts)
    assert last_first(witness._standing(amounts), amount)[0].number == 1


def a_third_lot_never_pays(owed: int, amounts: list[int]) -> None:
    assert owed > 0
    assert len(amounts) <= 3
    assert all(amount > 0 for amount in amounts)
    assert len(Funds(witness._lots(amounts)).draw(witness._owing(owed), owed)) < 3


@pytest.mark.parametrize(
    "wrong", [every_step_pays_all_that_is_owed, the_first_allocation_is_taken_first, a_third_lot_never_pays]
)
def test_a_wrong_law_is_refuted(wrong: Callable[..., None]) -> None:
    ((_, said),) = witness.said(10 * witness.QUICK, (wrong,))
    assert "when calling" in said
