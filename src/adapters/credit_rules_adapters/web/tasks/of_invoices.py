"""What can be done with an invoice, other than crediting it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from attrs import frozen

from credit_rules import (
    Action,
    ApplyCredit,
    Cancel,
    ClearPayment,
    FailPayment,
    Invoice,
    Issue,
    Money,
    RecordPayment,
    Unapply,
    WriteOff,
)
from credit_rules_adapters.text.money import format_amount
from credit_rules_adapters.web.asking import Form, amount_of
from credit_rules_adapters.web.tasks.task import Crumb, Field, Kind, TaskOn
from credit_rules_adapters.web.templating import path_to


@frozen(kw_only=True)
class InvoiceTask(TaskOn[Invoice]):
    """A kind of task on an invoice, and the action by which the rules say whether it may be done."""

    action: Action


def above(invoice: Invoice) -> tuple[Crumb, ...]:
    """Return the pages above those of an invoice."""
    return (
        Crumb("Invoices", "/invoices"),
        Crumb(invoice.account, path_to("accounts", invoice.account)),
        Crumb(invoice.id, path_to("accounts", invoice.account, "invoices", invoice.id)),
    )


def _amount(label: str, minor_of: Callable[[Invoice], int], hint: str = "") -> Callable[[Invoice], tuple[Field, ...]]:
    def fields(invoice: Invoice) -> tuple[Field, ...]:
        value = format_amount(minor_of(invoice), invoice.currency) if minor_of(invoice) else ""
        return (Field(name="amount", label=f"{label} in {invoice.currency}", kind=Kind.AMOUNT, value=value, hint=hint),)

    return fields


def _given(invoice: Invoice, form: Form) -> Money:
    return form.needed("amount", amount_of(invoice.currency), Money(0, invoice.currency))


def _if_given(invoice: Invoice, form: Form) -> Money | None:
    return form.read("amount", amount_of(invoice.currency), None)


def _payment_fields(invoice: Invoice) -> tuple[Field, ...]:
    on_its_way = Field(name="pending", label="It is still on its way", kind=Kind.FLAG)
    return (*_amount("Payment", lambda each: each.outstanding_minor)(invoice), on_its_way)


_ALL_OF_IT = "Leave it empty for as much as can be."

TASKS: Mapping[str, InvoiceTask] = {
    "issue": InvoiceTask(
        action=Action.ISSUE,
        kind=Issue,
        title="Issue",
        button="Issue the invoice",
        read=lambda invoice, _: Issue(invoice=invoice.id),
        hint="Where it is collected by itself, account credit is used first.",
    ),
    "apply": InvoiceTask(
        action=Action.APPLY_CREDIT,
        kind=ApplyCredit,
        title="Use account credit on",
        button="Use the credit",
        read=lambda invoice, form: ApplyCredit(invoice=invoice.id, amount=_if_given(invoice, form)),
        fields=_amount("Amount", lambda _: 0, _ALL_OF_IT),
    ),
    "unapply": InvoiceTask(
        action=Action.UNAPPLY,
        kind=Unapply,
        title="Take credit back from",
        button="Take the credit back",
        read=lambda invoice, form: Unapply(invoice=invoice.id, amount=_if_given(invoice, form)),
        fields=_amount("Amount", lambda _: 0, _ALL_OF_IT),
        hint="It goes back to the very credit it came from, with its expiry and class.",
    ),
    "pay": InvoiceTask(
        action=Action.RECORD_PAYMENT,
        kind=RecordPayment,
        title="Record a payment on",
        button="Record the payment",
        read=lambda invoice, form: RecordPayment(
            invoice=invoice.id, amount=_given(invoice, form), pending=form.text("pending") == "yes"
        ),
        fields=_payment_fields,
    ),
    "clear": InvoiceTask(
        action=Action.CLEAR_PAYMENT,
        kind=ClearPayment,
        title="A payment came in on",
        button="Record that it came in",
        read=lambda invoice, form: ClearPayment(invoice=invoice.id, amount=_given(invoice, form)),
        fields=_amount("Payment", lambda invoice: invoice.pending_minor),
    ),
    "fail": InvoiceTask(
        action=Action.FAIL_PAYMENT,
        kind=FailPayment,
        title="A payment failed on",
        button="Record that it failed",
        read=lambda invoice, form: FailPayment(invoice=invoice.id, amount=_given(invoice, form)),
        fields=_amount("Payment", lambda invoice: invoice.pending_minor),
    ),
    "cancel": InvoiceTask(
        action=Action.CANCEL,
        kind=Cancel,
        title="Cancel",
        button="Cancel the invoice",
        read=lambda invoice, _: Cancel(invoice=invoice.id),
        hint="A cancelled invoice stays cancelled. Where the law wants a document, credit it in full instead.",
        is_grave=True,
    ),
    "write-off": InvoiceTask(
        action=Action.WRITE_OFF,
        kind=WriteOff,
        title="Write off",
        button="Write the invoice off",
        read=lambda invoice, _: WriteOff(invoice=invoice.id),
        hint="What is still owed is given up. The invoice changes no more.",
        is_grave=True,
    ),
}
"""By the last part of their address."""
