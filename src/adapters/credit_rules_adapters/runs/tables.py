"""The result tables of a run: allocations, and what is left of bills and lots, account by account."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeAlias

from attrs import frozen

from credit_rules_adapters.exchange.forms import Write, writing
from credit_rules_adapters.runs.planning import Account

_OF_BOTH = {"id": "string", "account": "string", "currency": "string"}
COLUMNS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "allocations": {
            "invoice": "string",
            "credit": "string",
            "account": "string",
            "currency": "string",
            "amount_minor": "int64",
        },
        "invoices": {**_OF_BOTH, "outstanding_minor": "int64", "due_on": "date"},
        "credits": {**_OF_BOTH, "remaining_minor": "int64", "reason": "string"},
    }
)
_Rows: TypeAlias = dict[str, list[Sequence[Any]]]


@frozen
class Results:
    """Writes what accounts come to, into each of some folders."""

    _writes: Mapping[str, Sequence[Write]]

    def take(self, accounts: Mapping[str, Account]) -> None:
        """Write down accounts, by id."""
        rows: _Rows = {name: [] for name in COLUMNS}
        for account in sorted(accounts):
            _add(rows, account, accounts[account])
        for name, found in rows.items():
            for write in self._writes[name] if found else ():
                write(found)


@contextmanager
def results(*places: tuple[Path, str]) -> Iterator[Results]:
    """Begin the three tables in each of some folders, of a kind each."""
    with ExitStack() as open_ones:
        yield Results(
            {
                name: [open_ones.enter_context(writing(folder, name, columns, kind)) for folder, kind in places]
                for name, columns in COLUMNS.items()
            }
        )


def _add(rows: _Rows, account: str, found: Account) -> None:
    currencies = {bill.id: bill.currency for bill, _ in found.bills}
    for invoice, credit, amount_minor in found.paid:
        rows["allocations"].append((invoice, credit, account, currencies[invoice], amount_minor))
    for bill, left in found.bills:
        rows["invoices"].append((bill.id, account, bill.currency, left, bill.due_on))
    for lot, left, reason in found.lots:
        rows["credits"].append((lot.id, account, lot.currency, left, reason))
