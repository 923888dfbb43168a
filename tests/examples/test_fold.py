"""`fold` answers with one of two functions, by whether a result is a success."""

from __future__ import annotations

from typing import NoReturn

from returns.result import Failure, Result, Success

from credit_rules import Outcome, Rejection, fold, raise_credit
from examples.make import gbp, invoice


def never(value: object) -> NoReturn:
    raise AssertionError(value)


def test_a_success() -> None:
    three: Result[int, str] = Success(3)
    assert fold(three, lambda value: value + 1, never) == 4


def test_a_failure() -> None:
    no: Result[int, str] = Failure("no")
    assert fold(no, never, str.upper) == "NO"


def test_none_is_a_value_like_any_other() -> None:
    nothing: Result[None, None] = Success(None)
    assert fold(nothing, lambda value: [value], never) == [None]
    not_even: Result[None, None] = Failure(None)
    assert fold(not_even, never, lambda value: [value]) == [None]


def answer(amount: int) -> str:
    def raised(outcome: Outcome) -> str:
        return outcome.note.id

    def refused(refusal: Rejection) -> str:
        return refusal.code

    return fold(raise_credit(invoice(100), gbp(amount)), raised, refused)


def test_a_decision() -> None:
    assert (answer(100), answer(101)) == ("INV-1-CN1", "amount_exceeds_creditable")
