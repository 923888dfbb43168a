"""Lists with filters and cursors: invoices, lots and credit notes of one account or all; entries; accounts."""

from __future__ import annotations

import base64
from collections.abc import Callable
from functools import partial
from typing import Annotated, Any, TypeVar

import msgspec
from attrs import frozen
from litestar import Request, Response
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath, FromQuery, QueryParameter
from sqlalchemy import ColumnElement, Table

from credit_rules import AccountCredit, CreditClass, CreditNote, Invoice, Status
from credit_rules_adapters.access.callers import Caller
from credit_rules_adapters.finance import TrailLine, trail
from credit_rules_adapters.http import views
from credit_rules_adapters.http.bodies.parts import Id
from credit_rules_adapters.http.decoding import decode, understood
from credit_rules_adapters.http.guards import for_staff, own_account
from credit_rules_adapters.http.handlers import read
from credit_rules_adapters.http.settings import Settings
from credit_rules_adapters.http.tabling import as_table, csv_options
from credit_rules_adapters.http.views import Page, ShownEntry, ShownInvoice
from credit_rules_adapters.stores.protocol import LARGEST_MINOR, Recorded
from credit_rules_adapters.stores.sql import listing
from credit_rules_adapters.stores.sql.listing import Part
from credit_rules_adapters.stores.sql.tables import credits, invoices, notes
from credit_rules_adapters.text.json_form import line_of

_Kind = TypeVar("_Kind", Invoice, AccountCredit, CreditNote)
_Row = TypeVar("_Row")
_Key = TypeVar("_Key")

Number = Annotated[int, msgspec.Meta(ge=0, le=LARGEST_MINOR)]

OfCurrency = Annotated[str | None, QueryParameter(name="currency", pattern="^[A-Z]{3}$")]
OfInvoice = Annotated[str | None, QueryParameter(name="invoice", max_length=140)]
Cursor = Annotated[str | None, QueryParameter(name="cursor", max_length=1200, description="`next` of the part before")]
Limit = Annotated[int, QueryParameter(name="limit", ge=1, le=500, description="how many at most")]


@frozen(kw_only=True)
class Wanted:
    """Which part of a list is asked for, of which account (None: of all)."""

    settings: Settings
    account: str | None
    cursor: str | None
    limit: int

    def states(self, table: Table, kind: type[_Kind], *filters: tuple[ColumnElement[bool], object]) -> Part[_Kind]:
        """Return a part of a table: the rows of the account for which those conditions hold whose filter was given."""
        where = [condition for condition, given in filters if given is not None]
        if self.account is not None:
            where.append(table.c.account == self.account)
        after = self.after(tuple[Id, Id])
        return listing.states(self.settings.store, table, kind, where=where, after=after, limit=self.limit)

    def after(self, key: type[_Key]) -> _Key | None:
        """Return the key after which the part begins: one that may have been given out for such a list."""
        cursor = self.cursor
        return None if cursor is None else understood(lambda: decode(base64.urlsafe_b64decode(cursor), key))


WantedPart = NamedDependency[Wanted]


def wanted(
    request: Request[Caller, Any, Any],
    *,
    account: FromPath[str | None] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Wanted:
    """Read which part of a list is asked for."""
    return Wanted(settings=request.app.state.settings, account=account, cursor=cursor, limit=limit)


def page_of(part: Part[_Row], shown: Callable[[_Row], object]) -> Response[Any]:
    """Return the response that shows a part of a list, with the cursor of the next."""
    return views.respond(Page(items=tuple(map(shown, part.rows)), next=cursor_of(part)))


def cursor_of(part: Part[_Row]) -> str | None:
    """Return the cursor of the part that follows, if one does."""
    return None if part.last is None else base64.urlsafe_b64encode(line_of(part.last).encode()).decode()


listed = partial(
    read, dependencies={"wanted": Provide(wanted, sync_to_thread=False)}, guards=[own_account], tags=["lists"]
)


@listed(["/invoices", "/accounts/{account:str}/invoices"])
def list_invoices(
    wanted: WantedPart,
    status: FromQuery[Status | None] = None,
    currency: OfCurrency = None,
    owing: FromQuery[bool | None] = None,
) -> Response[Page[ShownInvoice]]:
    """List invoices, by account and id; `owing`: those that owe something, or nothing."""
    part = wanted.states(
        invoices,
        Invoice,
        (invoices.c.status == status, status),
        (invoices.c.currency == currency, currency),
        ((invoices.c.outstanding_minor > 0) == owing, owing),
    )
    return page_of(part, lambda invoice: ShownInvoice.of(invoice, wanted.settings.policy))


@listed(["/credits", "/accounts/{account:str}/credits"])
def list_credits(
    wanted: WantedPart,
    credit_class: FromQuery[CreditClass | None] = None,
    currency: OfCurrency = None,
    remaining: FromQuery[bool | None] = None,
) -> Response[Page[AccountCredit]]:
    """List lots of account credit, by account and id; `remaining`: those of which something is left, or nothing."""
    part = wanted.states(
        credits,
        AccountCredit,
        (credits.c.credit_class == credit_class, credit_class),
        (credits.c.currency == currency, currency),
        ((credits.c.remaining_minor > 0) == remaining, remaining),
    )
    return page_of(part, _itself)


@listed(["/credit-notes", "/accounts/{account:str}/credit-notes"])
def list_notes(
    wanted: WantedPart, invoice: OfInvoice = None, voided: FromQuery[bool | None] = None
) -> Response[Page[CreditNote]]:
    """List credit notes, by account and id."""
    part = wanted.states(notes, CreditNote, (notes.c.invoice == invoice, invoice), (notes.c.voided == voided, voided))
    return page_of(part, _itself)


@listed("/accounts/{account:str}/entries", guards=[own_account, for_staff])
def list_entries(wanted: WantedPart) -> Response[Page[ShownEntry]]:
    """List what was recorded on an account, in order, with who did it and when."""
    return page_of(_recorded(wanted), lambda entry: ShownEntry.of(str(wanted.account), entry))


@listed("/accounts/{account:str}/entries.csv", guards=[own_account, for_staff], **csv_options("list_entries"))
def list_entries_as_csv(wanted: WantedPart) -> Response[str]:
    """List the same, a line for everything that moved; `Link` leads to the following part."""
    part = _recorded(wanted)
    link = {} if part.last is None else {"Link": f'<?cursor={cursor_of(part)}&limit={wanted.limit}>; rel="next"'}
    return as_table("entries", TrailLine, trail(part.rows), **link)


def _recorded(wanted: Wanted) -> Part[Recorded]:
    (number,) = wanted.after(tuple[Number]) or (0,)
    return listing.recorded(wanted.settings.store, str(wanted.account), after=number, limit=wanted.limit)


@listed("/accounts", guards=[for_staff])
def list_accounts(wanted: WantedPart) -> Response[Page[str]]:
    """List the accounts that have entries, by id."""
    (id,) = wanted.after(tuple[Id]) or ("",)
    return page_of(listing.account_ids(wanted.settings.store, after=id, limit=wanted.limit), _itself)


def _itself(row: _Row) -> _Row:
    return row


LISTS = (list_invoices, list_credits, list_notes, list_entries, list_entries_as_csv, list_accounts)
