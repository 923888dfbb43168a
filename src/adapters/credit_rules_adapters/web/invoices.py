"""Sales Admin, Invoices: all of them, looked for as people do, and as a table to take along."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from attrs import frozen
from litestar import Response
from litestar.response import Stream

from credit_rules import Action, Invoice, InvoiceState, Policy, RaiseCredit, why_not
from credit_rules_adapters.access import directory
from credit_rules_adapters.access.permits import may_ask
from credit_rules_adapters.http.guards import for_staff
from credit_rules_adapters.http.settings import Settings
from credit_rules_adapters.stores.sql import searching
from credit_rules_adapters.stores.sql.searching import Search
from credit_rules_adapters.text.csv_text import Cell, csv_lines
from credit_rules_adapters.text.money import DIGITS, format_amount, parse_amount, split_amount
from credit_rules_adapters.text.rejections import describe
from credit_rules_adapters.web import cursors, words
from credit_rules_adapters.web.asking import Asked, Form, day, one_of, ungrouped
from credit_rules_adapters.web.handlers import shown
from credit_rules_adapters.web.templating import show

_AT_ONCE = 50
_FIELDS = ("state", "number", "customer", "amount", "from", "until")


@frozen(kw_only=True)
class Row:
    """An invoice in a list, with its customer's name and why a credit is not possible, if it is not (R2)."""

    invoice: Invoice
    customer: str
    why_no_credit: str

    @property
    def beneficiaries(self) -> str:
        """The persons its lines are for."""
        return ", ".join(dict.fromkeys(line.beneficiary for line in self.invoice.lines if line.beneficiary))


def rows_of(settings: Settings, invoices: Iterable[Invoice]) -> list[Row]:
    """Return invoices as they are listed."""
    listed = list(invoices)
    names = directory.names_of(settings.store, (invoice.account for invoice in listed))
    return [
        Row(
            invoice=invoice,
            customer=names.get(invoice.account, invoice.account),
            why_no_credit=why_no_credit(invoice, settings.policy),
        )
        for invoice in listed
    ]


def why_no_credit(invoice: Invoice, policy: Policy) -> str:
    """Say why no credit can be raised against an invoice; nothing where one can."""
    refusal = why_not(Action.RAISE_CREDIT, invoice, policy)
    return "" if refusal is None else describe(refusal)


@shown("/invoices", guards=[for_staff])
def list_invoices(request: Asked) -> Response[Any]:
    """Show a part of the invoices."""
    settings: Settings = request.app.state.settings
    form = _typed(request)
    wanted = _wanted(form)
    after = cursors.key_of(request.query_params.get("after", ""), dated=not (wanted.number or wanted.customer))
    part = searching.search(settings.store, wanted, after=after, limit=_AT_ONCE)
    asked = {name: form.text(name) for name in _FIELDS if form.text(name)}
    return show(
        request,
        "invoices.html",
        rows=rows_of(settings, part.rows) if form.understood else [],
        may_credit=may_ask(request.user, RaiseCredit),
        form=form,
        tabs=[_tab(None, "All", asked), *(_tab(state, words.STATES[state], asked) for state in words.TABS)],
        export=f"/invoices.csv?{urlencode(asked)}",
        first="" if after is None else f"/invoices?{urlencode(asked)}",
        following="" if part.last is None else f"/invoices?{urlencode({**asked, 'after': cursors.text_of(part.last)})}",
    )


@frozen
class _Tab:
    label: str
    path: str
    is_here: bool


def _tab(state: InvoiceState | None, label: str, asked: Mapping[str, str]) -> _Tab:
    others = {name: value for name, value in asked.items() if name != "state"}
    query = urlencode(others if state is None else {**others, "state": state.value})
    return _Tab(label, f"/invoices?{query}" if query else "/invoices", asked.get("state", "") == (state or ""))


def _typed(request: Asked) -> Form:
    return Form({name: request.query_params.get(name, "") for name in _FIELDS})


def _wanted(form: Form) -> Search:
    return Search(
        state=form.read("state", one_of(InvoiceState), None),
        number=form.text("number"),
        customer=form.text("customer"),
        from_on=form.read("from", day, None),
        until=form.read("until", day, None),
        totals=form.read("amount", _totals, None),
    )


def _totals(typed: str) -> list[tuple[int, list[str]]]:
    """Read an amount of which the currency is not said: with how many digits it has, it is another sum in each."""
    bare = ungrouped(typed)
    try:
        _, _, fraction = split_amount(bare)
    except ValueError:
        raise ValueError(f"“{typed}” is no amount; write it like 12.50.") from None
    found: dict[int, list[str]] = {}
    for currency, digits in DIGITS.items():
        if digits >= len(fraction):
            found.setdefault(parse_amount(bare, currency), []).append(currency)
    return list(found.items())


_TITLES = (
    "number", "account", "customer", "beneficiary", "issued", "due", "currency", "total", "paid", "account credit used",
    "credited", "outstanding", "state",
)  # fmt: skip


@shown("/invoices.csv", guards=[for_staff])
def export_invoices(request: Asked) -> Response[Any]:
    """Write what is found, all of it, as CSV that is safe to open in a spreadsheet."""
    settings: Settings = request.app.state.settings
    wanted = _wanted(_typed(request))
    parts = searching.search_all(settings.store, wanted)
    lines = csv_lines(_TITLES, (_cells(row) for part in parts for row in rows_of(settings, part)))
    disposition = {"Content-Disposition": 'attachment; filename="invoices.csv"'}
    return Stream(lines, media_type="text/csv", headers=disposition)


def _cells(row: Row) -> list[Cell]:
    invoice = row.invoice
    sums = ("total", "paid", "applied", "credited", "outstanding")
    return [
        invoice.id,
        invoice.account,
        row.customer,
        row.beneficiaries,
        invoice.issued_on,
        invoice.due_on,
        invoice.currency,
        *(Decimal(format_amount(getattr(invoice, f"{name}_minor"), invoice.currency)) for name in sums),
        invoice.state.value,
    ]


HANDLERS = (list_invoices, export_invoices)
