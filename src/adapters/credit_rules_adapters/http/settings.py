"""What the operator settles: never a request."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, tzinfo
from pathlib import Path

from attrs import frozen

from credit_rules import JOININ, Policy
from credit_rules_adapters.access.approvals import Approvals
from credit_rules_adapters.access.directory import Person
from credit_rules_adapters.reports import CHART
from credit_rules_adapters.service import Service
from credit_rules_adapters.stores.sql import SqlStore

_NOBODY = Person()


@frozen(kw_only=True)
class Settings:
    """How a server answers: its store, its policy, its time zone, its series of numbers, and how often it may be asked.

    `requests_per_minute` is for each token, over all servers of the store together; None: as often as one likes.
    `chart` names the accounts of the journal for beancount (see `credit_rules_adapters.reports.chart_of`).
    `seller` stands on credit notes; `font` is a TrueType font for those that are written as PDF.
    """

    store: SqlStore
    policy: Policy = JOININ
    zone: tzinfo = UTC
    series: Callable[[date], str] | None = None
    requests_per_minute: int | None = 600
    chart: Mapping[str, str] = CHART
    seller: Person = _NOBODY
    font: Path | None = None

    def now(self) -> datetime:
        """Return the time, in the time zone of the business: its date is the business date."""
        return datetime.now(self.zone)

    @property
    def approvals(self) -> Approvals:
        """Return what waits for a second person, and the way in for requests that may have to."""
        return Approvals(self.store, self.service)

    @property
    def service(self) -> Service:
        """Return the service that answers."""
        return Service(store=self.store, policy=self.policy, now=self.now, series=self.series)
