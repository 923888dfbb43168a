"""States as they enter: lines, invoices and lots without history."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from itertools import product

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from credit_rules import AccountCredit, Collection, CreditClass, Invoice, Line, Status
from credit_rules_adapters.testing.parts import (
    DAY_ONE,
    PRODUCTS,
    SHORT_IDS,
    SMALL,
    amounts,
    currencies,
    days,
    ids,
    owners,
)

_STATUSES = (*[Status.ISSUED] * 9, *[Status.DRAFT] * 8, Status.CANCELLED, Status.WRITTEN_OFF)
_COLLECTIONS = (Collection.AUTO, Collection.AUTO, Collection.MANUAL)
_SCOPES = (None, None, None, *[(one,) for one in PRODUCTS], PRODUCTS, (*PRODUCTS, "yoga"))
# One choice, not three: an example has many lines.
_LABELS = st.sampled_from([*product((None, *PRODUCTS, *PRODUCTS), (None, "kim", "lee"), (None, "S", "Z"))])
_LASTING = (None, None, None, 1, 3, 5, 9)


@st.composite
def lines(draw: st.DrawFn, id: str = "L1", *, on: date = DAY_ONE, largest: int = SMALL) -> Line:
    """Lines of a product or none, of a person or nobody, with or without tax, and a period that ends near `on`."""
    of_product, beneficiary, tax_code = draw(_LABELS)
    return Line(
        id,
        draw(st.integers(0, largest)),
        draw(st.integers(0, largest // 4)) if tax_code else 0,
        product=of_product,
        beneficiary=beneficiary,
        period_until=None if of_product is None else draw(_day_or_none(on)),
        tax_code=tax_code,
    )


@cache
def _day_or_none(on: date) -> SearchStrategy[date | None]:
    return st.one_of(st.none(), days(on))


@st.composite
def invoices(draw: st.DrawFn, id: str | None = None, *, on: date = DAY_ONE, largest: int = SMALL) -> Invoice:
    """Invoices as they stand, without history: drafts too, unpaid, paid and being paid, of one to three lines."""
    of = [draw(lines(f"L{number}", on=on, largest=largest)) for number in range(1, draw(st.integers(1, 3)) + 1)]
    total = sum(line.gross_minor for line in of)
    status = draw(st.sampled_from(_STATUSES))
    paid = draw(_cash(total)) if status in {Status.ISSUED, Status.WRITTEN_OFF} else 0
    dated = status is not Status.DRAFT
    return Invoice(
        draw(ids()) if id is None else id,
        draw(owners()),
        draw(currencies()),
        of,
        status=status,
        collection=draw(st.sampled_from(_COLLECTIONS)),
        issued_on=draw(days(on)) if dated else None,
        due_on=draw(days(on) if dated else _day_or_none(on)),
        paid_minor=paid,
        pending_minor=draw(_cash(total - paid)) if status is Status.ISSUED and draw(st.integers(0, 5)) == 5 else 0,
    )


def _cash(most: int) -> SearchStrategy[int]:
    return st.one_of(st.sampled_from((0, 0, most, most // 2)), st.integers(0, most))


@st.composite
def lots(draw: st.DrawFn, id: str | None = None, *, on: date = DAY_ONE, largest: int = SMALL) -> AccountCredit:
    """Whole lots of either class, for any product or a few, usable from and until a day near `on`, seldom paused."""
    usable_from = on + timedelta(days=draw(st.sampled_from((-2, -2, -2, -1, 0, 1))))
    lasting = draw(st.sampled_from(_LASTING))
    return AccountCredit(
        draw(ids()) if id is None else id,
        draw(owners()),
        draw(currencies()),
        draw(st.one_of(amounts(largest), st.integers(0, 1))),
        credit_class=draw(st.sampled_from(CreditClass)),
        issued_on=draw(days(on)),
        usable_from=usable_from,
        expires_on=None if lasting is None else usable_from + timedelta(days=lasting),
        priority=draw(st.sampled_from((50, 50, 1, 99))),
        products=draw(st.sampled_from(_SCOPES)),
        paused=draw(st.integers(0, 5)) == 5,
    )


@st.composite
def portfolios(
    draw: st.DrawFn, *, on: date = DAY_ONE, largest: int = SMALL, most: int = 6
) -> tuple[list[Invoice], list[AccountCredit]]:
    """Up to `most` invoices and as many lots of different ids, of several customers, in several currencies."""
    owed = [draw(invoices(id, on=on, largest=largest)) for id in SHORT_IDS[: draw(st.integers(1, most))]]
    held = [draw(lots(id, on=on, largest=largest)) for id in SHORT_IDS[: draw(st.integers(1, most))]]
    return owed, held
