"""Finance: the reports over all accounts as tables, each with its days, and as CSV."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from attrs import frozen
from litestar import Response

from credit_rules_adapters import finance, reports
from credit_rules_adapters.http.guards import for_staff
from credit_rules_adapters.http.handlers import PathId
from credit_rules_adapters.http.problems import NotFoundProblem
from credit_rules_adapters.http.settings import Settings
from credit_rules_adapters.http.tabling import as_table
from credit_rules_adapters.reports import Aged, Balance, Expiring, JournalLine, Period, RollForward
from credit_rules_adapters.stores.sql import SqlStore
from credit_rules_adapters.web.asking import Asked, Form, day
from credit_rules_adapters.web.handlers import shown
from credit_rules_adapters.web.templating import show


@frozen
class _Report:
    """A report: its name, the kind of its rows, whether it is of a period or of one day, and what makes it."""

    title: str
    hint: str
    kind: type[Any]
    of_period: bool
    make: Callable[[SqlStore, Period], tuple[Any, ...]]


_REPORTS: Mapping[str, _Report] = {
    "roll-forward": _Report(
        "Roll-forward",
        "Opening, raised, granted and returned, less applied, expired, voided and paid out, is closing.",
        RollForward,
        True,
        finance.roll_forward,
    ),
    "ageing": _Report(
        "Ageing",
        "What is owed by how long it is due, and unspent credit by how long ago it was issued.",
        Aged,
        False,
        lambda store, period: finance.ageing(store, period.last_day),
    ),
    "expiring": _Report(
        "What expires when",
        "What will expire if it is not used before.",
        Expiring,
        False,
        lambda store, period: finance.expiring(store, period.last_day),
    ),
    "balance": _Report(
        "Balances",
        "Each account's credit at the end of a day, and what of it could be used.",
        Balance,
        False,
        lambda store, period: finance.balance(store, period.last_day),
    ),
    "journal": _Report("Journal", "What each entry posted: debits above zero.", JournalLine, True, finance.journal),
}


@shown(["/finance", "/finance/{report:str}"], guards=[for_staff])
def show_report(request: Asked, report: PathId = "roll-forward") -> Response[Any]:
    """Show a report, or write it as CSV."""
    if report not in _REPORTS:
        raise NotFoundProblem("There is no such report.")
    settings: Settings = request.app.state.settings
    typed = {name: value for name, value in request.query_params.items() if value.strip()}
    form, chosen = Form(typed), _REPORTS[report]
    period = _period(form, settings.now().date())
    rows = chosen.make(settings.store, period)
    if form.text("as") == "csv":
        return as_table(f"/{report}", chosen.kind, rows)
    numbers = set(reports.numbers_at(chosen.kind))
    return show(
        request,
        "report.html",
        chosen=chosen,
        report=report,
        tabs=[(each.title, f"/finance/{name}", name == report) for name, each in _REPORTS.items()],
        titles=[(title.replace("_", " "), place in numbers) for place, title in enumerate(reports.titles(chosen.kind))],
        rows=[[(cell, place in numbers) for place, cell in enumerate(reports.cells(row))] for row in rows],
        form=form,
        period=period,
        csv=f"{request.url.path}?{request.url.query}&as=csv".replace("?&", "?"),
    )


def _period(form: Form, today: date) -> Period:
    """Read the days of a report: this month to today, if nothing is said."""
    until = form.read("until", day, today)
    from_on = form.read("from", day, until.replace(day=1))
    if from_on > until:
        form.mistakes["from"] = "The first day is after the last."
        from_on = until
    return Period(from_on, until + timedelta(days=1))


HANDLERS = (show_report,)
