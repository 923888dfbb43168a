"""Commands that use credit and give it back, that move cash, and that concern a lot by itself."""

from __future__ import annotations

from hypothesis import strategies as st

from credit_rules import (
    AccountCredit,
    Allocate,
    ApplyCredit,
    Cancel,
    ClearPayment,
    Command,
    Expire,
    FailPayment,
    Invoice,
    Issue,
    Pause,
    RecordPayment,
    RefundCredit,
    Resume,
    Status,
    Unapply,
    VoidCredit,
    VoidNote,
    WriteOff,
)
from credit_rules_adapters.testing.parts import ACCOUNTS, around, money
from credit_rules_adapters.testing.scene import NOBODY, Scene


def is_owed(invoice: Invoice) -> bool:
    """Tell whether credit may pay an invoice."""
    return invoice.outstanding_minor > 0 and invoice.pending_minor == 0


def is_payable(invoice: Invoice) -> bool:
    """Tell whether a payment may be recorded, cleared or failed."""
    return invoice.outstanding_minor > 0 or invoice.pending_minor > 0


def has_credit(invoice: Invoice) -> bool:
    """Tell whether credit stands on an invoice."""
    return bool(invoice.allocations)


def holds_something(lot: AccountCredit) -> bool:
    """Tell whether something remains of a lot."""
    return lot.remaining_minor > 0


@st.composite
def applying(draw: st.DrawFn, scene: Scene) -> ApplyCredit:
    """Apply credit to an invoice, with or without an amount, with or without lots named."""
    id = draw(scene.invoice_id(is_owed))
    funds = sum(lot.remaining_minor for lot in scene.account.credits.values())
    figures = scene.money_for(id, lambda one: (one.outstanding_minor, min(one.outstanding_minor, funds)))
    amount = draw(st.one_of(st.none(), figures))
    if draw(st.integers(0, 2)) < 2:
        return ApplyCredit(invoice=id, amount=amount)
    invoice = scene.account.invoices.get(id)
    own = [lot.id for lot in scene.account.credits.values() if invoice is not None and lot.account == invoice.account]
    chosen = draw(st.lists(st.sampled_from((*own * 2, *scene.account.credits, NOBODY)), max_size=3, unique=True))
    return ApplyCredit(invoice=id, amount=amount, chosen=tuple(chosen))


@st.composite
def issuing(draw: st.DrawFn, scene: Scene) -> Issue:
    """Issue a draft; seldom what is none."""
    return Issue(invoice=draw(scene.invoice_id(lambda invoice: invoice.status is Status.DRAFT)))


@st.composite
def allocating(draw: st.DrawFn, scene: Scene) -> Allocate:  # noqa: ARG001 - every kind is drawn for a scene
    """Run over all accounts at hand, or over one."""
    return Allocate(draw(st.sampled_from([None, *ACCOUNTS])))


@st.composite
def unapplying(draw: st.DrawFn, scene: Scene) -> Unapply:
    """Give applied credit back, of any lot or of one."""
    id = draw(scene.invoice_id(has_credit))
    invoice = scene.account.invoices.get(id)
    standing = {piece.credit for piece in invoice.allocations} if invoice else set()
    credit = draw(st.one_of(st.none(), scene.credit_id(lambda lot: lot.id in standing)))
    amount = st.one_of(st.none(), scene.money_for(id, lambda one: [piece.amount_minor for piece in one.allocations]))
    return Unapply(invoice=id, amount=draw(amount), credit=credit)


@st.composite
def voiding(draw: st.DrawFn, scene: Scene) -> VoidNote:
    """Void a note."""
    return VoidNote(draw(scene.note_id()))


@st.composite
def paying(draw: st.DrawFn, scene: Scene) -> RecordPayment | ClearPayment | FailPayment:
    """Record a payment, or clear or fail one that is on its way."""
    id = draw(scene.invoice_id(is_payable))
    invoice = scene.account.invoices.get(id)
    if draw(st.integers(0, 9)) < (7 if invoice and invoice.pending_minor > 0 else 1):
        on_its_way = draw(scene.money_for(id, lambda one: (one.pending_minor,)))
        clears = draw(st.booleans())
        return ClearPayment(invoice=id, amount=on_its_way) if clears else FailPayment(invoice=id, amount=on_its_way)
    owed = draw(scene.money_for(id, lambda one: (one.outstanding_minor,)))
    return RecordPayment(invoice=id, amount=owed, pending=draw(st.integers(0, 2)) == 2)


@st.composite
def expiring(draw: st.DrawFn, scene: Scene) -> Expire:  # noqa: ARG001
    """Let the lots of all accounts at hand expire, or those of one."""
    return Expire(draw(st.sampled_from([None, *ACCOUNTS])))


@st.composite
def pausing(draw: st.DrawFn, scene: Scene) -> Pause | Resume:
    """Pause a lot, or resume one."""
    paused = draw(st.booleans())
    id = draw(scene.credit_id(lambda lot: lot.paused is paused))
    return Resume(id) if paused else Pause(id)


@st.composite
def spending(draw: st.DrawFn, scene: Scene) -> Command:
    """Void a lot, or pay a part of one out."""
    if draw(st.integers(0, 2)) == 2:
        return VoidCredit(draw(scene.credit_id(lambda lot: not lot.voided)))
    id = draw(scene.credit_id(holds_something))
    lot = scene.account.credits.get(id)
    return RefundCredit(id, draw(money(around(lot.remaining_minor), lot.currency) if lot else money()))


@st.composite
def closing(draw: st.DrawFn, scene: Scene) -> Cancel | WriteOff:
    """Cancel an invoice, or write it off."""
    if draw(st.booleans()):
        return WriteOff(invoice=draw(scene.invoice_id(is_owed)))
    return Cancel(invoice=draw(scene.invoice_id(lambda invoice: invoice.status is not Status.CANCELLED)))
