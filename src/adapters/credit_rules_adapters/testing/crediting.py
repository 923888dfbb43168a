"""Commands that raise credit notes: one, many, on leaving a product."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from credit_rules import (
    Amount,
    ByPrice,
    CancelSession,
    CarryOutRemoval,
    Command,
    CompareWithRefund,
    Fees,
    Invoice,
    Leaving,
    Money,
    NoteReason,
    RaiseCredit,
    RaiseCredits,
    RemovalPlan,
    RemoveFromProduct,
    Status,
    plan_removal,
)
from credit_rules_adapters.testing.parts import PRODUCTS, around, days, money, owners
from credit_rules_adapters.testing.scene import Scene

_UNKNOWN_LINE = "L9"


def may_be_credited(invoice: Invoice) -> bool:
    """Tell whether there is anything left to credit."""
    return invoice.status is Status.ISSUED and invoice.creditable_minor > 0


def _figures(invoice: Invoice) -> Sequence[int]:
    owed, applied, cash = invoice.outstanding_minor, invoice.applied_minor, invoice.paid_minor - invoice.released_minor
    return owed, owed + applied, owed + applied + cash, invoice.creditable_minor


def _cash(invoice: Invoice) -> Sequence[int]:
    return (invoice.paid_minor - invoice.released_minor,)


def _amount(draw: st.DrawFn, scene: Scene, id: str) -> Amount:
    """Draw what is credited of an invoice: a sum, or a gross sum by line."""
    invoice = scene.account.invoices.get(id)
    if invoice is None or draw(st.integers(0, 3)) < 3:
        return draw(scene.money_for(id, _figures))
    left = {line.id: line.creditable_minor for line in invoice.lines}
    known = draw(st.lists(st.sampled_from((*[*left] * 5, _UNKNOWN_LINE)), min_size=1, max_size=3, unique=True))
    return {line: draw(money(around(left.get(line, 1)), invoice.currency)) for line in known}


@st.composite
def raising(draw: st.DrawFn, scene: Scene) -> RaiseCredit:
    """Raise one credit, sometimes with a part of it asked for as a refund."""
    id = draw(scene.invoice_id(may_be_credited))
    amount = _amount(draw, scene, id)
    return RaiseCredit(
        invoice=id,
        amount=amount,
        refund=draw(scene.money_for(id, _cash)) if draw(st.integers(0, 2)) == 2 else None,
        reason=draw(st.sampled_from(NoteReason)),
        memo="as agreed" if isinstance(amount, Money) else "",
    )


@st.composite
def comparing(draw: st.DrawFn, scene: Scene) -> CompareWithRefund:
    """Compare a credit with a refund."""
    id = draw(scene.invoice_id(may_be_credited))
    fees = Fees(draw(st.integers(0, 9)), draw(st.integers(0, 3)))
    return CompareWithRefund(invoice=id, amount=_amount(draw, scene, id), fees=fees)


@st.composite
def raising_many(draw: st.DrawFn, scene: Scene) -> RaiseCredits:
    """Raise up to three credits, perhaps on one invoice."""
    named = draw(st.lists(scene.invoice_id(may_be_credited), max_size=3))
    return RaiseCredits([(id, _amount(draw, scene, id)) for id in named])


def _removal_credit(scene: Scene) -> SearchStrategy[ByPrice | Money | None]:
    by_price = st.sampled_from([ByPrice(0, 1), ByPrice(1, 2), ByPrice(1, 3), ByPrice(2, 3), ByPrice(4, 4)])
    return st.one_of(by_price, money(around(scene.largest)), st.none())


@st.composite
def leaving(draw: st.DrawFn, scene: Scene) -> RemoveFromProduct | CancelSession:
    """Remove a person from a product, or cancel a session."""
    product = draw(st.sampled_from(PRODUCTS))
    credit = draw(_removal_credit(scene))
    if draw(st.booleans()):
        return CancelSession(product, credit)
    beneficiary = draw(st.sampled_from([None, None, "kim"]))
    from_on = draw(st.one_of(st.none(), days(scene.on)))
    return RemoveFromProduct(
        Leaving(account=draw(owners()), product=product, beneficiary=beneficiary, from_on=from_on), credit
    )


@st.composite
def leaving_as_planned(draw: st.DrawFn, scene: Scene) -> Command:
    """Carry out a plan whose amounts were edited."""
    command = draw(leaving(scene).filter(lambda asked: isinstance(asked, RemoveFromProduct)))
    assert isinstance(command, RemoveFromProduct)
    plan = plan_removal(scene.account.invoices.values(), command.leaving, command.credit).value_or(None)
    if plan is None:
        return command
    edited = [
        (id, {line: draw(money(around(share.amount_minor), share.currency)) for line, share in shares.items()})
        for id, shares in plan.credits
    ]
    return CarryOutRemoval(RemovalPlan(credits=tuple(edited), drafts=plan.drafts, left_out=plan.left_out))
