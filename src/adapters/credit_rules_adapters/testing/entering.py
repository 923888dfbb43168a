"""Commands by which invoices and lots enter."""

from __future__ import annotations

from attrs import evolve
from hypothesis import strategies as st

from credit_rules import AddCredit, AddInvoice, CreditClass, Grant, GrantKind, Money, Terms
from credit_rules_adapters.testing.parts import around
from credit_rules_adapters.testing.scene import Scene
from credit_rules_adapters.testing.states import invoices, lots

_KINDS = (
    (None, None),
    (None, CreditClass.PROMOTIONAL),
    (GrantKind.OVERPAYMENT, None),
    (GrantKind.PROMOTIONAL, None),
    (GrantKind.OPENING_BALANCE, CreditClass.PROMOTIONAL),
)


@st.composite
def invoice_entering(draw: st.DrawFn, scene: Scene) -> AddInvoice:
    """Enter an invoice as it stands."""
    id = draw(scene.new_id(scene.account.invoices))
    return AddInvoice(draw(invoices(id, on=scene.on, largest=scene.largest)))


@st.composite
def credit_entering(draw: st.DrawFn, scene: Scene) -> AddCredit | Grant:
    """Enter a lot as an opening balance, or grant one; sometimes of about an invoice's total, seldom of nothing."""
    lot = draw(lots(draw(scene.new_id(scene.account.credits)), on=scene.on, largest=scene.largest))
    totals = [invoice.total_minor for invoice in scene.account.invoices.values()]
    if len(totals) > 0 and draw(st.booleans()):
        amount_minor = max(0, draw(around(draw(st.sampled_from(totals)))))
        lot = evolve(lot, amount_minor=amount_minor, remaining_minor=amount_minor)
    if draw(st.integers(0, 2)) < 2:
        return AddCredit(lot)
    kind, credit_class = draw(st.sampled_from(_KINDS))
    return Grant(
        id=lot.id,
        account=lot.account,
        amount=Money(draw(st.sampled_from((*[lot.amount_minor] * 9, 0, -1))), lot.currency),
        kind=kind,
        credit_class=credit_class,
        terms=Terms(
            priority=lot.priority, usable_from=lot.usable_from, expires_on=lot.expires_on, products=lot.products
        ),
    )
