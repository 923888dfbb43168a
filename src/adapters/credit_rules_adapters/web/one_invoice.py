"""One invoice: its lines, what settled and what lowered it, and what can be done with it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from attrs import frozen
from litestar import Response

from credit_rules import Action, CreditNote, Invoice, RaiseCredit, VoidNote, available_actions, why_not
from credit_rules_adapters.access import directory
from credit_rules_adapters.access.callers import Caller
from credit_rules_adapters.access.permits import may_ask
from credit_rules_adapters.http.guards import for_staff
from credit_rules_adapters.http.handlers import PathId
from credit_rules_adapters.http.looking import one_invoice, one_note
from credit_rules_adapters.http.problems import NotFoundProblem
from credit_rules_adapters.http.settings import Settings
from credit_rules_adapters.stores.sql import SqlStore, listing
from credit_rules_adapters.stores.sql.tables import notes
from credit_rules_adapters.text.rejections import describe
from credit_rules_adapters.web.asking import Asked
from credit_rules_adapters.web.doing import just_done
from credit_rules_adapters.web.handlers import SentForm, shown, submitted
from credit_rules_adapters.web.invoices import why_no_credit
from credit_rules_adapters.web.pictures import what_paid
from credit_rules_adapters.web.tasks import working
from credit_rules_adapters.web.tasks.crediting import crediting, voiding
from credit_rules_adapters.web.tasks.of_invoices import TASKS, above
from credit_rules_adapters.web.tasks.task import Task
from credit_rules_adapters.web.templating import path_to, show

_MOST_NOTES = 500


@frozen(kw_only=True)
class Offer:
    """Something that can be done with an invoice, or why it cannot (R2)."""

    label: str
    path: str
    why_not: str


@shown("/accounts/{account:str}/invoices/{invoice:str}", guards=[for_staff])
def show_invoice(request: Asked, account: PathId, invoice: PathId) -> Response[Any]:
    """Show an invoice."""
    settings: Settings = request.app.state.settings
    found = one_invoice(settings.store, account, invoice)
    offered = available_actions(found, settings.policy)
    offers = list(_offers(request.user, found, settings))
    return show(
        request,
        "invoice.html",
        invoice=found,
        customer=directory.names_of(settings.store, [account]).get(account, account),
        notes=notes_of(settings.store, found),
        picture=what_paid(found),
        why_no_credit=why_no_credit(found, settings.policy),
        may_credit=may_ask(request.user, RaiseCredit),
        may_void=Action.VOID_NOTE in offered and may_ask(request.user, VoidNote),
        offers=[offer for offer in offers if not offer.why_not],
        others=[offer for offer in offers if offer.why_not],
        done=just_done(request, settings.store, account),
    )


def notes_of(store: SqlStore, invoice: Invoice) -> list[CreditNote]:
    """Return the credit notes of an invoice, in the order in which they were raised."""
    where = [notes.c.account == invoice.account, notes.c.invoice == invoice.id]
    found = listing.states(store, notes, CreditNote, where=where, after=None, limit=_MOST_NOTES)
    return sorted(found.rows, key=lambda note: note.at)


def _offers(caller: Caller, invoice: Invoice, settings: Settings) -> Iterator[Offer]:
    here = path_to("accounts", invoice.account, "invoices", invoice.id)
    for name, task in TASKS.items():
        if may_ask(caller, task.kind):
            refusal = why_not(task.action, invoice, settings.policy)
            why = "" if refusal is None else describe(refusal)
            yield Offer(label=task.button, path=f"{here}/{name}", why_not=why)


def _task(request: Asked, account: str, invoice: str, name: str) -> Task:
    settings: Settings = request.app.state.settings
    found = one_invoice(settings.store, account, invoice)
    if name == "credit":
        return crediting(settings, found)
    if name not in TASKS:
        raise NotFoundProblem("There is no such thing to be done with an invoice.")
    return TASKS[name].of(found, above(found))


@shown("/accounts/{account:str}/invoices/{invoice:str}/{task:str}", guards=[for_staff])
def begin_with_invoice(request: Asked, account: PathId, invoice: PathId, task: PathId) -> Response[Any]:
    """Show the form of something that can be done with an invoice."""
    return working.begin(request, _task(request, account, invoice, task))


@submitted("/accounts/{account:str}/invoices/{invoice:str}/{task:str}", guards=[for_staff])
def work_on_invoice(request: Asked, account: PathId, invoice: PathId, task: PathId, *, form: SentForm) -> Response[Any]:
    """Preview it, or carry it out."""
    return working.work(request, _task(request, account, invoice, task), form)


def _voiding(request: Asked, account: str, note: str) -> Task:
    store = request.app.state.settings.store
    found = one_note(store, account, note)
    return voiding(one_invoice(store, account, found.invoice), found)


@shown("/accounts/{account:str}/credit-notes/{note:str}/void", guards=[for_staff])
def begin_voiding(request: Asked, account: PathId, note: PathId) -> Response[Any]:
    """Show what voiding a credit note would do."""
    return working.begin(request, _voiding(request, account, note))


@submitted("/accounts/{account:str}/credit-notes/{note:str}/void", guards=[for_staff])
def void(request: Asked, account: PathId, note: PathId, form: SentForm) -> Response[Any]:
    """Void a credit note."""
    return working.work(request, _voiding(request, account, note), form)


HANDLERS = (show_invoice, begin_with_invoice, work_on_invoice, begin_voiding, void)
