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
    CreditClass,
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


def _is_owed(invoice: Invoice) -> bool:
    return invoice.outstanding_minor > 0 and invoice.pending_minor == 0


def _holds_something(lot: AccountCredit) -> bool:
    return lot.remaining_minor > 0


@st.composite
def applying(draw: st.DrawFn, scene: Scene) -> ApplyCredit:
    """Apply credit to an invoice, with or without an amount, with or without lots named."""
    id = draw(scene.invoice_id(_is_owed))
    amount = draw(st.one_of(st.none(), scene.money_for(id)))
    if draw(st.integers(0, 2)) < 2:
        return ApplyCredit(invoice=id, amount=amount)
    invoice = scene.account.invoices.get(id)
    own = [lot.id for lot in scene.account.credits.values() if invoice is not None and lot.account == invoice.account]
    chosen = draw(st.lists(st.sampled_from((*own * 5, *scene.account.credits, NOBODY)), max_size=3, unique=True))
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
    id = draw(scene.invoice_id(lambda invoice: invoice.applied_minor > 0))
    invoice = scene.account.invoices.get(id)
    standing = {piece.credit for piece in invoice.allocations} if invoice else set()
    credit = draw(st.one_of(st.none(), scene.credit_id(lambda lot: lot.id in standing)))
    amount = st.one_of(st.none(), scene.money_for(id, invoice.applied_minor if invoice else 1))
    return Unapply(invoice=id, amount=draw(amount), credit=credit)


@st.composite
def voiding(draw: st.DrawFn, scene: Scene) -> VoidNote:
    """Void a note."""
    return VoidNote(draw(scene.note_id()))


@st.composite
def paying(draw: st.DrawFn, scene: Scene) -> RecordPayment | ClearPayment | FailPayment:
    """Record a payment, or clear or fail one that is on its way."""
    id = draw(scene.invoice_id(lambda invoice: invoice.outstanding_minor > 0 or invoice.pending_minor > 0))
    invoice = scene.account.invoices.get(id)
    pending = invoice.pending_minor if invoice else 0
    if draw(st.integers(0, 9)) < (7 if pending > 0 else 1):
        settle = draw(st.sampled_from([ClearPayment, FailPayment]))
        return settle(invoice=id, amount=draw(money(around(pending), invoice.currency if invoice else "GBP")))
    return RecordPayment(invoice=id, amount=draw(scene.money_for(id)), pending=draw(st.integers(0, 2)) == 2)


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
    if draw(st.booleans()):
        return VoidCredit(draw(scene.credit_id(_holds_something)))
    id = draw(scene.credit_id(lambda lot: lot.credit_class is CreditClass.PAID and _holds_something(lot)))
    lot = scene.account.credits.get(id)
    return RefundCredit(id, draw(money(around(lot.remaining_minor), lot.currency) if lot else money()))


@st.composite
def closing(draw: st.DrawFn, scene: Scene) -> Cancel | WriteOff:
    """Cancel an invoice, or write it off."""
    if draw(st.booleans()):
        return WriteOff(invoice=draw(scene.invoice_id(_is_owed)))
    cashless = scene.invoice_id(lambda one: one.status is not Status.CANCELLED and one.paid_minor + one.pending_minor == 0)
    return Cancel(invoice=draw(cashless))
