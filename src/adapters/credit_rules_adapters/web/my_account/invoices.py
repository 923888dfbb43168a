"""One invoice of the customer's: what is owed, using credit on it, and taking that back before it is collected."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import frozen
from litestar import Response

from credit_rules import (
    AccountCredit,
    Action,
    ApplyCredit,
    Invoice,
    Outcome,
    Reason,
    Unapply,
    fold,
    in_credit_order,
    needs,
    why_not,
)
from credit_rules_adapters.access.permits import NotPermitted, asked_by
from credit_rules_adapters.http.handlers import PathId
from credit_rules_adapters.refusals import Refusal
from credit_rules_adapters.text.rejections import describe
from credit_rules_adapters.web.asking import Asked, Form, amount_of, identifier
from credit_rules_adapters.web.doing import just_done
from credit_rules_adapters.web.handlers import SentForm, shown, submitted
from credit_rules_adapters.web.my_account.own import for_customers, own_invoice, settings_of
from credit_rules_adapters.web.my_account.saying import HINDRANCES, about, hindered
from credit_rules_adapters.web.one_invoice import notes_of
from credit_rules_adapters.web.pictures import what_paid
from credit_rules_adapters.web.tasks import working
from credit_rules_adapters.web.tasks.task import Crumb, Field, Kind, Task
from credit_rules_adapters.web.templating import path_to, show

_HOME = Crumb("My account", "/my-account")
_CHOSEN = "lot-"
"""Before its id, the name of a lot's box."""


@frozen
class Choice:
    """A lot that may be chosen, or why it cannot be used on this invoice."""

    lot: AccountCredit
    about: str
    why_not: str


@shown("/my-account/invoices/{invoice:str}", guards=[for_customers])
def show_own_invoice(request: Asked, invoice: PathId) -> Response[Any]:
    """Show an invoice, and what can be done with it."""
    settings, found = settings_of(request), own_invoice(request, invoice)
    refusal = why_not(Action.APPLY_CREDIT, found, settings.policy)
    return show(
        request,
        "my_invoice.html",
        invoice=found,
        above=(_HOME,),
        notes=notes_of(settings.store, found),
        picture=what_paid(found),
        why_no_use="" if refusal is None else describe(refusal),
        why_no_taking_back=_why_no_taking_back(request, found),
        done=just_done(request, settings.store, found.account),
    )


def _why_no_taking_back(request: Asked, invoice: Invoice) -> str:
    """Ask the service whether the credit on an invoice can be taken back now (R23); return why not, if it cannot."""
    try:
        asked = asked_by(request.user, invoice.account, Unapply(invoice=invoice.id))
        return fold(settings_of(request).service.preview(asked).result, lambda _: "", describe)
    except NotPermitted as refused:
        return str(refused)


def _using(request: Asked, id: str) -> Task:
    """Return the task of using credit on an invoice (R16)."""
    invoice = own_invoice(request, id)
    choices = _choices(request, invoice)
    more: Mapping[str, object] = {
        "invoice": invoice,
        "chosen": _CHOSEN,
        "usable": [choice for choice in choices if not choice.why_not],
        "hindered": [choice for choice in choices if choice.why_not],
    }

    def read(form: Form) -> ApplyCredit:
        chosen = [name.removeprefix(_CHOSEN) for name in form.typed if name.startswith(_CHOSEN)]
        amount = form.read("amount", amount_of(invoice.currency), None)
        return ApplyCredit(invoice=invoice.id, amount=amount, chosen=chosen or None)

    return Task(
        account=invoice.account,
        kind=ApplyCredit,
        title=f"Use credit on {invoice.id}",
        button="Use this credit",
        read=read,
        above=_above(invoice),
        template="use_credit.html",
        more=lambda _: more,
    )


def _choices(request: Asked, invoice: Invoice) -> list[Choice]:
    """Ask the service to use all credit there is: the reasons it gives say what cannot be used, and why (R17-R20)."""
    settings, command = settings_of(request), ApplyCredit(invoice=invoice.id)
    today = settings.now().date()
    with settings.store.reading(invoice.account) as reading:
        lots = reading.load(needs(command)).credits.values()
    asked = asked_by(request.user, invoice.account, command)
    reasons = fold(settings.service.preview(asked).result, _reasons, _none)
    held = in_credit_order((lot for lot in lots if lot.remaining_minor), settings.policy)
    return [
        Choice(lot, about(lot, today), hindered(lot, reason, invoice) if reason in HINDRANCES else "")
        for lot in held
        for reason in [reasons.get(lot.id, Reason.NOTHING_LEFT_OWING)]
    ]


def _reasons(outcome: Outcome) -> Mapping[str, Reason]:
    return dict(outcome.reasons)


def _none(_: Refusal) -> Mapping[str, Reason]:
    return {}


def _taking_back(request: Asked, id: str) -> Task:
    """Return the task of taking credit back from an invoice (R23)."""
    invoice = own_invoice(request, id)
    standing = {piece.credit: piece.credit for piece in invoice.allocations}
    amount = Field(
        name="amount",
        label=f"Amount in {invoice.currency}",
        kind=Kind.AMOUNT,
        hint="Leave it empty for all of it.",
    )
    credit = Field(name="credit", label="From", kind=Kind.CHOICE, options={"": "What was used last", **standing})
    return Task(
        account=invoice.account,
        kind=Unapply,
        title=f"Take credit back from {invoice.id}",
        button="Take it back",
        read=lambda form: Unapply(
            invoice=invoice.id,
            amount=form.read("amount", amount_of(invoice.currency), None),
            credit=form.read("credit", identifier, None),
        ),
        above=_above(invoice),
        fields=(amount, credit) if len(standing) > 1 else (amount,),
        hint="It goes back to the very credit it came from, and can be used again as before.",
    )


def _above(invoice: Invoice) -> tuple[Crumb, ...]:
    return _HOME, Crumb(f"Invoice {invoice.id}", path_to("my-account", "invoices", invoice.id))


@shown("/my-account/invoices/{invoice:str}/use-credit", guards=[for_customers])
def begin_using(request: Asked, invoice: PathId) -> Response[Any]:
    """Show what credit there is for an invoice."""
    return working.begin(request, _using(request, invoice))


@submitted("/my-account/invoices/{invoice:str}/use-credit", guards=[for_customers])
def use_credit(request: Asked, invoice: PathId, *, form: SentForm) -> Response[Any]:
    """Preview using it, or use it."""
    return working.work(request, _using(request, invoice), form)


@shown("/my-account/invoices/{invoice:str}/take-back", guards=[for_customers])
def begin_taking_back(request: Asked, invoice: PathId) -> Response[Any]:
    """Show what taking credit back would do."""
    return working.begin(request, _taking_back(request, invoice))


@submitted("/my-account/invoices/{invoice:str}/take-back", guards=[for_customers])
def take_back(request: Asked, invoice: PathId, *, form: SentForm) -> Response[Any]:
    """Preview taking it back, or take it back."""
    return working.work(request, _taking_back(request, invoice), form)


HANDLERS = (show_own_invoice, begin_using, use_credit, begin_taking_back, take_back)
