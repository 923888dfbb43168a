"""What may be done with an invoice, and what it looks like."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Request, Response
from litestar.params import JSONBody

from credit_rules import Cancel, Issue, WriteOff
from credit_rules_adapters.access.callers import Caller
from credit_rules_adapters.http import views
from credit_rules_adapters.http.asked import Asking
from credit_rules_adapters.http.bodies.crediting import (
    ApplyBody,
    CompareBody,
    PaymentBody,
    RaiseBody,
    SettleBody,
    UnapplyBody,
)
from credit_rules_adapters.http.bodies.entering import InvoiceBody
from credit_rules_adapters.http.guards import own_account
from credit_rules_adapters.http.handlers import MAY_WAIT, PathId, change, read
from credit_rules_adapters.http.looking import one_invoice
from credit_rules_adapters.http.views import Answered, ShownInvoice


class Invoices(Controller):
    """The invoices of one account."""

    path = "/accounts/{account:str}/invoices"
    tags = ("invoices",)
    guards = (own_account,)

    @change("/")
    def add(self, asked: Asking, account: PathId, data: JSONBody[InvoiceBody]) -> Response[Answered]:
        """Enter an invoice, as a draft or as it stands (R1)."""
        return asked.carry_out(account, lambda: data.command(account))

    @read("/{invoice:str}")
    def show(self, request: Request[Caller, Any, Any], account: PathId, invoice: PathId) -> Response[ShownInvoice]:
        """Show an invoice, what follows from it, and what may be done with it (R2)."""
        settings = request.app.state.settings
        return views.respond(ShownInvoice.of(one_invoice(settings.store, account, invoice), settings.policy))

    @change("/{invoice:str}/credit-notes", responses=MAY_WAIT)
    def raise_credit(
        self, asked: Asking, account: PathId, invoice: PathId, data: JSONBody[RaiseBody]
    ) -> Response[Answered]:
        """Raise a credit note against an invoice: part or all of it, or of its lines (R2-R13)."""
        return asked.carry_out(account, lambda: data.command(invoice))

    @change("/{invoice:str}/refund-comparison")
    def compare(
        self, asked: Asking, account: PathId, invoice: PathId, data: JSONBody[CompareBody]
    ) -> Response[Answered]:
        """Tell what a refund would cost and a credit would not; nothing is changed (R11)."""
        return asked.compare(account, lambda: data.command(invoice))

    @change("/{invoice:str}/issue")
    def issue(self, asked: Asking, account: PathId, invoice: PathId) -> Response[Answered]:
        """Issue a draft; where it is collected by itself, credit is used first (R15, R22)."""
        return asked.carry_out(account, lambda: Issue(invoice=invoice))

    @change("/{invoice:str}/apply")
    def apply(self, asked: Asking, account: PathId, invoice: PathId, data: JSONBody[ApplyBody]) -> Response[Answered]:
        """Apply account credit to an outstanding invoice (R16)."""
        return asked.carry_out(account, lambda: data.command(invoice))

    @change("/{invoice:str}/unapply")
    def unapply(
        self, asked: Asking, account: PathId, invoice: PathId, data: JSONBody[UnapplyBody]
    ) -> Response[Answered]:
        """Give applied credit back to the lots it came from (R23)."""
        return asked.carry_out(account, lambda: data.command(invoice))

    @change("/{invoice:str}/payments")
    def record_payment(
        self, asked: Asking, account: PathId, invoice: PathId, data: JSONBody[PaymentBody]
    ) -> Response[Answered]:
        """Record a payment that came in, or is on its way (R28)."""
        return asked.carry_out(account, lambda: data.command(invoice))

    @change("/{invoice:str}/payments/clear")
    def clear_payment(
        self, asked: Asking, account: PathId, invoice: PathId, data: JSONBody[SettleBody]
    ) -> Response[Answered]:
        """Record that a payment on its way came in (R28)."""
        return asked.carry_out(account, lambda: data.cleared(invoice))

    @change("/{invoice:str}/payments/fail")
    def fail_payment(
        self, asked: Asking, account: PathId, invoice: PathId, data: JSONBody[SettleBody]
    ) -> Response[Answered]:
        """Record that a payment on its way failed (R28)."""
        return asked.carry_out(account, lambda: data.failed(invoice))

    @change("/{invoice:str}/cancel")
    def cancel(self, asked: Asking, account: PathId, invoice: PathId) -> Response[Answered]:
        """Cancel a draft, or an invoice without payments (R26)."""
        return asked.carry_out(account, lambda: Cancel(invoice=invoice))

    @change("/{invoice:str}/write-off")
    def write_off(self, asked: Asking, account: PathId, invoice: PathId) -> Response[Answered]:
        """Give up what is outstanding (R27)."""
        return asked.carry_out(account, lambda: WriteOff(invoice=invoice))
