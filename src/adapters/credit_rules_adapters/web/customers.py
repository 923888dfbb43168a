"""A customer's page for those who work here: what credit there is, what became of it, and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from attrs import frozen
from litestar import Response

from credit_rules import (
    Account,
    AccountCredit,
    CarryOutRemoval,
    Command,
    Expire,
    Grant,
    Invoice,
    RaiseCredit,
    decide,
    fold,
)
from credit_rules_adapters import reports
from credit_rules_adapters.access import directory
from credit_rules_adapters.access.callers import Caller
from credit_rules_adapters.access.permits import may_ask
from credit_rules_adapters.http.guards import for_staff
from credit_rules_adapters.http.handlers import PathId
from credit_rules_adapters.http.looking import one_credit
from credit_rules_adapters.http.problems import NotFoundProblem
from credit_rules_adapters.http.settings import Settings
from credit_rules_adapters.reports import Period
from credit_rules_adapters.web.asking import Asked, Form, day
from credit_rules_adapters.web.doing import just_done
from credit_rules_adapters.web.handlers import SentForm, shown, submitted
from credit_rules_adapters.web.invoices import rows_of
from credit_rules_adapters.web.pictures import credit_flow, what_expires
from credit_rules_adapters.web.tasks import of_credits, working
from credit_rules_adapters.web.tasks.removing import removing
from credit_rules_adapters.web.tasks.task import Task
from credit_rules_adapters.web.templating import path_to, show

_A_YEAR = timedelta(days=365)


@frozen
class _OfAccount:
    """Something that can be done with an account: what it is called, which command it asks for, and its page."""

    label: str
    kind: type[Command]
    of: Callable[[Settings, str], Task]


_TASKS = {
    "grant": _OfAccount("Grant credit", Grant, lambda _, account: of_credits.granting(account)),
    "remove": _OfAccount("Remove from a product", CarryOutRemoval, removing),
    "expire": _OfAccount("Remove expired credit", Expire, lambda _, account: of_credits.expiring(account)),
}


@shown("/accounts/{account:str}", guards=[for_staff])
def show_customer(request: Asked, account: PathId) -> Response[Any]:
    """Show a customer's account."""
    settings: Settings = request.app.state.settings
    with settings.store.reading(account) as reading:
        whole = reading.whole()
    if whole.number == 0:
        raise NotFoundProblem("There is no such account.")
    on, here, form = settings.now().date(), path_to("accounts", account), Form(dict(request.query_params))
    return show(
        request,
        "customer.html",
        account=account,
        person=directory.person_of(settings.store, account),
        balances=reports.balance(whole.credits.values(), on=on),
        lots=[
            (lot, _offered(request.user, settings, lot)) for lot in sorted(whole.credits.values(), key=_usable_first)
        ],
        invoices=rows_of(settings, sorted(whole.invoices.values(), key=_issued, reverse=True)),
        may_credit=may_ask(request.user, RaiseCredit),
        statement=reports.statement(whole.entries, account, _period(form, on)),
        form=form,
        pictures=(*credit_flow(whole), *what_expires(whole.credits.values(), on=on)),
        offers=[(each.label, f"{here}/{name}") for name, each in _TASKS.items() if may_ask(request.user, each.kind)],
        done=just_done(request, settings.store, account),
    )


def _usable_first(lot: AccountCredit) -> tuple[bool, date, str]:
    return lot.remaining_minor == 0 or lot.voided, lot.expires_on or date.max, lot.id


def _issued(invoice: Invoice) -> tuple[date, str]:
    return invoice.issued_on or date.max, invoice.id


def _period(form: Form, on: date) -> Period:
    """Read which days the statement is of: a year to today, if nothing is said."""
    until = form.read("until", day, on)
    from_on = form.read("from", day, until - _A_YEAR)
    if from_on > until:
        form.mistakes["from"] = "The first day is after the last."
        from_on = until
    return Period(from_on, until + timedelta(days=1))


def _offered(caller: Caller, settings: Settings, lot: AccountCredit) -> list[tuple[str, str]]:
    """Return what can be done with a lot: what the rules do not refuse, and what would change something."""
    here, on = path_to("accounts", lot.account, "credits", lot.id), settings.now().date()
    at_hand = Account(credits={lot.id: lot})
    offered = []
    for name, task in of_credits.TASKS.items():
        filled_in = Form({field.name: field.value for field in task.fields(lot)})
        decision = decide(task.read(lot, filled_in), at_hand, settings.policy, on)
        if may_ask(caller, task.kind) and fold(decision, lambda outcome: bool(outcome.effects), lambda _: False):
            offered.append((task.button, f"{here}/{name}"))
    return offered


def _credit_task(request: Asked, account: str, credit: str, name: str) -> Task:
    if name not in of_credits.TASKS:
        raise NotFoundProblem("There is no such thing to be done with account credit.")
    lot = one_credit(request.app.state.settings.store, account, credit)
    return of_credits.TASKS[name].of(lot, of_credits.above(account))


@shown("/accounts/{account:str}/credits/{credit:str}/{task:str}", guards=[for_staff])
def begin_with_credit(request: Asked, account: PathId, credit: PathId, task: PathId) -> Response[Any]:
    """Show the form of something that can be done with a lot."""
    return working.begin(request, _credit_task(request, account, credit, task))


@submitted("/accounts/{account:str}/credits/{credit:str}/{task:str}", guards=[for_staff])
def work_on_credit(request: Asked, account: PathId, credit: PathId, task: PathId, *, form: SentForm) -> Response[Any]:
    """Preview it, or carry it out."""
    return working.work(request, _credit_task(request, account, credit, task), form)


def _account_task(request: Asked, account: str, name: str) -> Task:
    if name not in _TASKS:
        raise NotFoundProblem("There is no such thing to be done with an account.")
    return _TASKS[name].of(request.app.state.settings, account)


@shown("/accounts/{account:str}/{task:str}", guards=[for_staff])
def begin_with_account(request: Asked, account: PathId, task: PathId) -> Response[Any]:
    """Show the form of something that can be done with an account."""
    return working.begin(request, _account_task(request, account, task))


@submitted("/accounts/{account:str}/{task:str}", guards=[for_staff])
def work_on_account(request: Asked, account: PathId, task: PathId, form: SentForm) -> Response[Any]:
    """Preview it, or carry it out."""
    return working.work(request, _account_task(request, account, task), form)


HANDLERS = (show_customer, begin_with_credit, work_on_credit, begin_with_account, work_on_account)
