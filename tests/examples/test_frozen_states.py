"""States, outcomes and refusals do not change."""

from __future__ import annotations

import pytest
from attrs import evolve
from attrs.exceptions import FrozenInstanceError

from credit_rules import Account, ApplyCredit, Line, Share, Terms, raise_credit
from examples.changing import note_with, piece_with
from examples.make import gbp, invoice, lot


@pytest.mark.parametrize(
    ("state", "field"),
    [
        (invoice(100), "paid_minor"),
        (lot(), "remaining_minor"),
        (Line("L1", 1), "net_minor"),
        (piece_with(), "amount_minor"),
        (note_with(), "reduced_minor"),
        (Share("L1", 1, 0), "net_minor"),
        (Account(), "number"),
        (raise_credit(invoice(100), gbp(1)).unwrap(), "effects"),
        (raise_credit(invoice(100), gbp(0)).failure(), "amount"),
    ],
)
def test_states_do_not_change(state: object, field: str) -> None:
    with pytest.raises(FrozenInstanceError):
        setattr(state, field, 1)
    with pytest.raises((FrozenInstanceError, AttributeError)):
        state.another_field = 1  # type: ignore[attr-defined]


def test_the_mappings_of_an_account_do_not_change() -> None:
    given = {"INV-1": invoice(100)}
    account = Account(invoices=given)
    with pytest.raises(TypeError):
        account.invoices["INV-2"] = invoice(100, "INV-2")  # type: ignore[index]
    given.clear()
    assert list(account.invoices) == ["INV-1"]


def test_what_is_given_as_a_list_is_kept_as_a_tuple() -> None:
    piece, note = piece_with(products=["swim", "gym", "swim"]), note_with()
    assert (piece.products, Terms(products=iter(["swim", "gym"])).products) == (("gym", "swim"), ("gym", "swim"))
    assert evolve(invoice(100), allocations=[piece], allocations_made=1).allocations == (piece,)
    assert evolve(note, shares=list(note.shares)).shares == note.shares
    assert note_with(restored=[piece_with()], account_credit_minor=10).restored == (piece_with(),)
    assert ApplyCredit(invoice="INV-1", chosen=["B", "A"]).chosen == ("B", "A")


def test_lines_and_products_are_kept_as_tuples() -> None:
    lines = [Line("L1", 60), Line("L2", 40)]
    whole = invoice(lines)
    lines.clear()
    assert [line.id for line in whole.lines] == ["L1", "L2"]
    assert lot(products=["f", "b", "e", "a", "d", "b", "c"]).products == ("a", "b", "c", "d", "e", "f")
