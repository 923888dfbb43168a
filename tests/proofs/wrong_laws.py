"""Laws that do not hold, as contracts: CrossHair must find a counterexample to each."""

from __future__ import annotations

from credit_rules.allocation import last_first
from credit_rules.rules.drawing import Funds, pay
from proofs.witness import _lots, _owing, _standing


def every_step_pays_all_that_is_owed(owed: int, remaining: int, room: int) -> None:
    assert owed >= 0
    assert remaining >= 0
    assert pay(owed, remaining, room).owed_minor == 0


def the_first_allocation_is_taken_first(amounts: list[int], amount: int) -> None:
    assert len(amounts) <= 3
    assert all(each > 0 for each in amounts)
    assert 0 < amount <= sum(amounts)
    assert last_first(_standing(amounts), amount)[0].number == 1


def a_second_lot_never_pays(owed: int, amounts: list[int]) -> None:
    assert owed > 0
    assert len(amounts) <= 3
    assert all(amount > 0 for amount in amounts)
    assert len(Funds(_lots(amounts)).draw(_owing(owed), owed)) < 2


LAWS = (every_step_pays_all_that_is_owed, the_first_allocation_is_taken_first, a_second_lot_never_pays)
