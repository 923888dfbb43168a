"""Policies: every choice of R33."""

from __future__ import annotations

from hypothesis import strategies as st

from credit_rules import (
    CreditKey,
    Grants,
    InvoiceKey,
    PartPaid,
    PendingPayment,
    Policy,
    Refunds,
    Surplus,
    VoidUsed,
)
from credit_rules_adapters.testing.parts import HUGE, SMALL, amounts, currencies

_MINIMUM = st.one_of(amounts(SMALL // 4), amounts(2 * SMALL), amounts(HUGE))


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    """Policies of every choice, with or without minimum collections, with orders of up to three keys."""
    return Policy(
        part_paid=draw(st.sampled_from([PartPaid.SPLIT, PartPaid.SPLIT, PartPaid.REJECT])),
        pending_payment=draw(st.sampled_from(PendingPayment)),
        surplus=draw(st.sampled_from(Surplus)),
        refunds=draw(st.sampled_from(Refunds)),
        void_used=draw(st.sampled_from(VoidUsed)),
        grants=draw(st.sampled_from(Grants)),
        minimum_collection=draw(st.dictionaries(currencies(), _MINIMUM, max_size=2)),
        credit_order=tuple(draw(st.lists(st.sampled_from(CreditKey), unique=True, max_size=3))),
        invoice_order=tuple(draw(st.lists(st.sampled_from(InvoiceKey), unique=True, max_size=3))),
    )
