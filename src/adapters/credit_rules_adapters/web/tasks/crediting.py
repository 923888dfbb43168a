"""RC: raising a credit against an invoice, in full, in part or by line; and voiding a credit note."""

from __future__ import annotations

from credit_rules import (
    Amount,
    CompareWithRefund,
    CreditNote,
    Fees,
    Invoice,
    Money,
    NoteReason,
    Outcome,
    Policy,
    RaiseCredit,
    RefundComparison,
    Refunds,
    VoidNote,
    fold,
)
from credit_rules_adapters.asking import Request
from credit_rules_adapters.http.settings import Settings
from credit_rules_adapters.web.asking import Form, amount_of, one_of
from credit_rules_adapters.web.tasks.of_invoices import above
from credit_rules_adapters.web.tasks.task import Task


def crediting(settings: Settings, invoice: Invoice) -> Task:
    """Return the task of raising a credit against an invoice."""
    return Task(
        account=invoice.account,
        kind=RaiseCredit,
        title=f"Raise a credit against {invoice.id}",
        button="Create credit note",
        read=lambda form: _command(settings.policy, invoice, form),
        above=above(invoice),
        template="credit.html",
        more=lambda form: {
            "invoice": invoice,
            "refunds": settings.policy.refunds is Refunds.ALLOWED,
            "comparison": _comparison(settings, invoice, form),
        },
    )


def _command(policy: Policy, invoice: Invoice, form: Form) -> RaiseCredit:
    read_amount = amount_of(invoice.currency)
    refund = form.read("refund", read_amount, None) if policy.refunds is Refunds.ALLOWED else None
    return RaiseCredit(
        invoice=invoice.id,
        amount=_amount(invoice, form),
        refund=refund,
        reason=form.read("reason", one_of(NoteReason), NoteReason.OTHER),
        memo=form.text("memo"),
    )


def _amount(invoice: Invoice, form: Form) -> Amount:
    """Return what is to be credited: all that is left, so much, or so much of each line."""
    match form.text("how"):
        case "full":
            return Money(invoice.creditable_minor, invoice.currency)
        case "lines":
            return _by_line(invoice, form)
        case _:
            return form.needed("amount", amount_of(invoice.currency), Money(0, invoice.currency))


def _by_line(invoice: Invoice, form: Form) -> dict[str, Money]:
    read_amount = amount_of(invoice.currency)
    given = {line.id: form.read(f"line-{line.id}", read_amount, None) for line in invoice.lines}
    named = {line: amount for line, amount in given.items() if amount is not None}
    if not named and form.understood:
        form.mistakes["how"] = "Give an amount for at least one line."
    return named


def _comparison(settings: Settings, invoice: Invoice, form: Form) -> RefundComparison | None:
    """Ask what a refund would have cost, if its fees were typed (R11)."""
    typed = Form(form.typed)
    fees, command = _fees(invoice, form), _command(settings.policy, invoice, typed)
    if fees is None or not typed.understood:
        return None
    asked = CompareWithRefund(invoice=invoice.id, amount=command.amount, fees=fees)
    request = Request(account=invoice.account, actor="comparison", command=asked)
    return fold(settings.service.preview(request).result, _compared, lambda _: None)


def _compared(outcome: Outcome) -> RefundComparison | None:
    return outcome.comparison


def _fees(invoice: Invoice, form: Form) -> Fees | None:
    read_amount, nothing = amount_of(invoice.currency), Money(0, invoice.currency)
    if not form.text("fee") and not form.text("refund_fee"):
        return None
    taken, refund = form.read("fee", read_amount, nothing), form.read("refund_fee", read_amount, nothing)
    if taken.amount_minor < 0 or refund.amount_minor < 0:
        form.mistakes["fee"] = "A fee is 0 or more."
        return None
    return Fees(taken.amount_minor, refund.amount_minor)


def voiding(invoice: Invoice, note: CreditNote) -> Task:
    """Return the task of voiding a credit note."""
    return Task(
        account=note.account,
        kind=VoidNote,
        title=f"Void {note.id}",
        button="Void the credit note",
        read=lambda _: VoidNote(note.id),
        above=above(invoice),
        hint="What it credited is owed again, or stands as a payment again. The note keeps its number.",
        is_grave=True,
    )
