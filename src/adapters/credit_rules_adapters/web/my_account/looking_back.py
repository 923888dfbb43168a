"""What became of the account: its invoices and history, and a statement to print."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from litestar import Response

from credit_rules import Invoice
from credit_rules_adapters.reports import End, Moved, Period, StatementLine, statement
from credit_rules_adapters.stores.sql import listing
from credit_rules_adapters.stores.sql.tables import invoices
from credit_rules_adapters.web.asking import Asked, Form, day, whole_number
from credit_rules_adapters.web.handlers import shown
from credit_rules_adapters.web.my_account.own import account_of, for_customers, name_of, settings_of
from credit_rules_adapters.web.pictures import credit_flow
from credit_rules_adapters.web.tasks.previewing import step_of
from credit_rules_adapters.web.templating import show

_AT_ONCE = 30
_MOST_INVOICES = 500
_ONE_YEAR = timedelta(days=365)
_ONE_DAY = timedelta(days=1)

WHAT = {
    End.OPENING: "Credit at the beginning",
    End.CLOSING: "Credit at the end",
    Moved.RAISED: "Credit note",
    Moved.GRANTED: "Given",
    Moved.RETURNED: "Came back",
    Moved.APPLIED: "Used",
    Moved.EXPIRED: "Expired",
    Moved.VOIDED: "Withdrawn",
    Moved.PAID_OUT: "Paid out",
}


@shown("/my-history", guards=[for_customers])
def show_history(request: Asked) -> Response[Any]:
    """Show all invoices, how credit flowed into them, and what happened, the latest first."""
    store, account = settings_of(request).store, account_of(request)
    with store.reading(account) as reading:
        whole = reading.whole()
    last = min(Form(dict(request.query_params)).read("until", whole_number, whole.number), whole.number)
    first = max(0, last - _AT_ONCE)
    own = listing.states(
        store, invoices, Invoice, where=[invoices.c.account == account], after=None, limit=_MOST_INVOICES
    )
    steps = listing.recorded(store, account, after=first, limit=last - first).rows if last else ()
    return show(
        request,
        "my_history.html",
        invoices=sorted(own.rows, key=lambda invoice: (invoice.issued_on or date.max, invoice.id), reverse=True),
        pictures=credit_flow(whole),
        steps=[step_of(recorded) for recorded in reversed(steps)],
        earlier=f"/my-history?until={first}" if first else "",
    )


@shown("/my-statement", guards=[for_customers])
def show_statement(request: Asked) -> Response[Any]:
    """Show a statement of the account's credit for a period: the last year, if no other is asked for."""
    settings, account = settings_of(request), account_of(request)
    form = Form(dict(request.query_params))
    until = form.read("until", day, settings.now().date())
    from_on = form.read("from", day, until - _ONE_YEAR)
    lines: tuple[StatementLine, ...] = ()
    if from_on > until:
        form.mistakes["until"] = "The last day is before the first."
    else:
        with settings.store.reading(account) as reading:
            entries = [recorded.entry for recorded in reading.recorded()]
        lines = statement(entries, account, Period(from_on, until + _ONE_DAY))
    return show(
        request,
        "my_statement.html",
        form=form,
        name=name_of(request),
        from_on=from_on,
        until=until,
        what=WHAT,
        currencies=list(dict.fromkeys(line.currency for line in lines)),
        lines=lines,
    )


HANDLERS = (show_history, show_statement)
