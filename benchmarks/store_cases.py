"""The work of the store benchmark: a credit on each of many half-paid invoices, and what stands in the tables then."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from attrs import frozen
from sqlalchemy import Table, select

from credit_rules import AddInvoice, Invoice, Line, Money, RaiseCredit
from credit_rules_adapters.asking import Request
from credit_rules_adapters.service import Service
from credit_rules_adapters.stores.sql import JoiningStore, SqlStore
from credit_rules_adapters.stores.sql.tables import (
    accounts,
    allocations,
    answers,
    credits,
    entries,
    invoices,
    lines,
    notes,
    outbox,
)

ISSUED, ON = date(2026, 3, 1), date(2026, 3, 2)
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
TABLES = (accounts, entries, outbox, invoices, lines, credits, allocations, notes, answers)


@frozen
class Case:
    """So many writers, each after the other raising its credits; on accounts of their own, or all on one."""

    writers: int
    credits_each: int
    one_account: bool = False

    @property
    def name(self) -> str:
        """How the results call it."""
        where = " on one account" if self.one_account else "" if self.writers == 1 else " on accounts of their own"
        return f"{self.writers} writer{'' if self.writers == 1 else 's'}{where}"

    def requests(self) -> Sequence[Sequence[Request]]:
        """Return what each writer asks: half is owed of each invoice, so each credit lowers it and makes a lot."""
        return [
            [
                Request(
                    account=self._account(writer),
                    actor="clerk",
                    command=RaiseCredit(invoice=f"INV-{writer}-{number}", amount=Money(9_000, "GBP")),
                    on=ON,
                    key=f"key-{writer}-{number}",
                )
                for number in range(self.credits_each)
            ]
            for writer in range(self.writers)
        ]

    def fill(self, store: SqlStore) -> None:
        """Enter the invoices, in one transaction."""
        with store.engine.begin() as connection:
            service = service_of(JoiningStore(connection))
            for request in (each for asked in self.requests() for each in asked):
                assert isinstance(request.command, RaiseCredit)
                line = Line("L1", 10_000, 2_000, product="gym")
                invoice = Invoice(
                    request.command.invoice, request.account, "GBP", [line], issued_on=ISSUED, paid_minor=6_000
                )
                entering = Request(account=request.account, actor="clerk", command=AddInvoice(invoice), on=ISSUED)
                service.carry_out(entering).result.unwrap()

    def _account(self, writer: int) -> str:
        return "acct-0" if self.one_account else f"acct-{writer}"


def service_of(store: SqlStore | JoiningStore) -> Service:
    """Return a service whose clock stands still, so that every side writes the same."""
    return Service(store=store, now=lambda: NOW)


Rows = Mapping[Table, Sequence[dict[str, Any]]]


def rows_of(store: SqlStore) -> Rows:
    """Read every row of every table that a credit may touch."""
    with store.reading_connection() as connection:
        return {
            table: [dict(row) for row in connection.execute(select(table).order_by(*table.primary_key)).mappings()]
            for table in TABLES
        }


@frozen
class Prepared:
    """What one request must read and write, found from the tables after it; only its entry's number is not known."""

    request: Request
    invoice_id: str
    invoice: dict[str, Any]
    line: dict[str, Any]
    lot: dict[str, Any]
    note: dict[str, Any]
    entry: dict[str, Any]
    answer: dict[str, Any]

    def answer_text(self, number: int) -> str:
        """Write the answer that was given under that number."""
        before, _, after = self.answer["answer"].partition('"version":')
        return f'{before}"version":{number},{after.partition(",")[2]}'


def prepared(case: Case, rows: Rows) -> Sequence[Sequence[Prepared]]:
    """Take from the tables, as the service left them, what each request must write."""

    def by(table: Table, *names: str) -> dict[tuple[str, ...], dict[str, Any]]:
        return {tuple(row[name] for name in names): row for row in rows[table]}

    of_invoices, of_lines = by(invoices, "account", "id"), by(lines, "account", "invoice")
    of_notes, of_lots = by(notes, "account", "invoice"), by(credits, "account", "id")
    of_entries, of_answers = by(entries, "account", "key"), by(answers, "account", "key")

    def one(request: Request) -> Prepared:
        assert isinstance(request.command, RaiseCredit)
        at, key = (request.account, request.command.invoice), (request.account, request.key or "")
        note = of_notes[at]
        lot = of_lots[request.account, note["id"]]
        invoice, line = _but_for(of_invoices[at], "account", "id"), _but_for(of_lines[at], "account", "invoice", "id")
        return Prepared(request, at[1], invoice, line, lot, note, of_entries[key], of_answers[key])

    return [[one(request) for request in asked] for asked in case.requests()]


def _but_for(row: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in names}


def without_order(rows: Rows) -> dict[str, list[tuple[Any, ...]]]:
    """Return rows without what depends on which writer of one account came first: the numbers of the entries."""

    def plain(table: Table, row: dict[str, Any]) -> tuple[Any, ...]:
        ordered = {entries: ("number",), outbox: ("number",), notes: ("state",), answers: ("answer",)}.get(table, ())
        return tuple(value for name, value in row.items() if name not in ordered)

    return {table.name: sorted((plain(table, row) for row in kept), key=str) for table, kept in rows.items()}


def demand_equal(case: Case, ours: Rows, theirs: Rows) -> None:
    """Go on only where both sides left the same in every table."""
    left: Callable[[Rows], object] = without_order if case.one_account else dict
    if left(ours) != left(theirs):
        raise SystemExit(f"{case.name}: the sides left different rows")
