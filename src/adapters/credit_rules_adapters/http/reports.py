"""Finance reports and statements: over all accounts for the staff, one's own statement for a customer."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Any

from attrs import frozen
from litestar import Request, Response
from litestar.di import NamedDependency, Provide
from litestar.params import QueryParameter

from credit_rules_adapters import finance
from credit_rules_adapters.access.callers import Caller
from credit_rules_adapters.http.decoding import understood
from credit_rules_adapters.http.guards import for_staff, own_account
from credit_rules_adapters.http.handlers import PathId, read
from credit_rules_adapters.http.problems import NotFoundProblem
from credit_rules_adapters.http.settings import Settings
from credit_rules_adapters.http.tabling import as_file, tabled
from credit_rules_adapters.reports import (
    Aged,
    Balance,
    Expiring,
    JournalLine,
    Period,
    RollForward,
    StatementLine,
    beancount_text,
)
from credit_rules_adapters.stores.sql import SqlStore

_Asked = Request[Caller, Any, Any]

FirstDay = Annotated[date, QueryParameter(name="from", description="the first day")]
DayAfter = Annotated[date, QueryParameter(name="until", description="the day after the last")]
Before = Annotated[date | None, QueryParameter(name="until", description="leave out what expires on that day or later")]
DayEnd = Annotated[date | None, QueryParameter(name="on", description="at the end of which day; without it, today's")]
OfAccount = Annotated[str | None, QueryParameter(name="account", max_length=128, description="of this account alone")]


@frozen
class Days:
    """The store, and the days a report is of."""

    settings: Settings
    period: Period

    @property
    def store(self) -> SqlStore:
        """The store that is reported on."""
        return self.settings.store


@frozen
class Day:
    """The store, and the day at whose end it is looked at."""

    store: SqlStore
    on: date


def days(request: _Asked, from_on: FirstDay, until: DayAfter) -> Days:
    """Read which days a report is of."""
    return Days(request.app.state.settings, understood(lambda: Period(from_on, until)))


def day(request: _Asked, on: DayEnd = None) -> Day:
    """Read at the end of which day the store is looked at."""
    settings: Settings = request.app.state.settings
    return Day(settings.store, on or settings.now().date())


def _of(kind: str) -> dict[str, Any]:
    provided = {"days": Provide(days, sync_to_thread=False), "day": Provide(day, sync_to_thread=False)}
    return {"dependencies": {kind: provided[kind]}, "guards": [for_staff], "tags": ["reports"]}


AskedDays = NamedDependency[Days]
AskedDay = NamedDependency[Day]


@tabled("/reports/roll-forward", RollForward, **_of("days"))
def roll_forward(days: AskedDays, account: OfAccount = None) -> Iterable[RollForward]:
    """Roll the credit liability forward over a period, by currency and class; equal to the journal."""
    return finance.roll_forward(days.store, days.period, account=account)


@tabled("/reports/journal", JournalLine, **_of("days"))
def journal(days: AskedDays, account: OfAccount = None) -> Iterable[JournalLine]:
    """List what every entry of a period posted (R34): debits above zero, credits below."""
    return finance.journal(days.store, days.period, account=account)


@read("/reports/journal.beancount", media_type="text/plain", **_of("days"))
def journal_as_beancount(days: AskedDays, account: OfAccount = None) -> Response[str]:
    """Write the same as text for beancount, with the accounts of the server's chart."""
    lines = finance.journal(days.store, days.period, account=account)
    return as_file("journal.beancount", "".join(beancount_text(lines, days.settings.chart)), "text/plain")


@tabled("/reports/ageing", Aged, **_of("day"))
def ageing(day: AskedDay, account: OfAccount = None) -> Iterable[Aged]:
    """Age what was owed from the day it was due, and unspent credit from the day it was issued."""
    return finance.ageing(day.store, day.on, account=account)


@tabled("/reports/balance", Balance, **_of("day"))
def balance(day: AskedDay, account: OfAccount = None) -> Iterable[Balance]:
    """Tell each account's credit at the end of a day, what of it could be used, and what the books held (R29)."""
    return finance.balance(day.store, day.on, account=account)


@tabled("/reports/expiring", Expiring, **_of("day"))
def expiring(day: AskedDay, until: Before = None, account: OfAccount = None) -> Iterable[Expiring]:
    """Forecast what will expire when; what is past its expiry and not removed yet comes first (R29)."""
    return finance.expiring(day.store, day.on, until=until, account=account)


@tabled("/accounts/{account:str}/statement", StatementLine, **{**_of("days"), "guards": [own_account]})
def statement(days: AskedDays, account: PathId) -> Iterable[StatementLine]:
    """State an account's credit over a period: dated lines, each with its lot and invoice and the balance after it."""
    with days.store.reading(account) as reading:
        if reading.version == 0:
            raise NotFoundProblem("There is no such account.")
    return finance.statement(days.store, days.period, account=account)


REPORTS = (*roll_forward, *journal, journal_as_beancount, *ageing, *balance, *expiring, *statement)
