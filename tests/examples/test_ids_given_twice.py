"""Two states of one id are a mistake of the caller, whichever function they are given to."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from credit_rules import (
    RemovalPlan,
    apply_credit,
    available,
    balances,
    cancel_session,
    expire,
    issue,
    plan_removal,
    raise_credit,
    raise_credits,
    remove_from_product,
    void_note,
)
from examples.make import DAY, draft, exactly, gbp, invoice, lot
from examples.products import SWIM

INVOICES = [invoice(100), invoice(50, "INV-2"), invoice(100, paid=60)]
LOTS = [lot("C1"), lot("C2"), lot("C1", account="bob")]
RAISED = raise_credit(invoice(100), gbp(30)).unwrap()
NOTHING = RemovalPlan(credits=(), drafts=(), left_out=None)


@pytest.mark.parametrize(
    "give",
    [
        lambda: raise_credits(INVOICES, []),
        lambda: void_note(RAISED.note, INVOICES, []),
        lambda: plan_removal(INVOICES, SWIM, gbp(-1)),
        lambda: remove_from_product(INVOICES, NOTHING),
        lambda: cancel_session(INVOICES, "swim", gbp(-1)),
    ],
    ids=map(str, range(5)),
)
def test_two_invoices(give: Callable[[], object]) -> None:
    message = "invoices must have different ids, but these occur more than once: INV-1"
    with pytest.raises(ValueError, match=exactly(message)):
        give()


@pytest.mark.parametrize(
    "give",
    [
        lambda: apply_credit(invoice(100), LOTS, on=DAY),
        lambda: issue(draft(100), LOTS, on=DAY),
        lambda: issue(draft(100, auto=False), LOTS, on=DAY),
        lambda: issue(invoice(100), LOTS, on=DAY),
        lambda: expire(LOTS, on=DAY),
        lambda: void_note(RAISED.note, RAISED.invoices, LOTS),
        lambda: balances(LOTS, on=DAY),
        lambda: available(LOTS, on=DAY),
    ],
    ids=map(str, range(8)),
)
def test_two_lots(give: Callable[[], object]) -> None:
    message = "credits must have different ids, but these occur more than once: C1"
    with pytest.raises(ValueError, match=exactly(message)):
        give()


def test_one_invoice_in_two_pairs_is_none() -> None:
    run = raise_credits([invoice(100)], [("INV-1", gbp(10)), ("INV-1", gbp(20))])
    assert run.answers == ("INV-1-CN1", "INV-1-CN2")
