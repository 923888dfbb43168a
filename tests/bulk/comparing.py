"""The law of the bulk run: what it finds is what the core's `allocate` finds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pyarrow as pa

from bulk.tables_at_random import ON, Case
from credit_rules import Outcome, allocate
from credit_rules_adapters.columnar import AllocationTables


def columnar_equals_core(tables: AllocationTables, case: Case) -> bool:
    """The allocations in their order, what is left on both sides and every lot's reason are the core's."""
    outcome = allocate(case.core_invoices, case.core_credits, policy=case.policy, on=ON)
    return (
        allocations(tables, case) == _expected(outcome)
        and _left(tables.invoices, "outstanding_minor", case.core["invoice"])
        == {invoice.id: invoice.outstanding_minor for invoice in (*case.core_invoices, *outcome.invoices)}
        and _left(tables.credits, "remaining_minor", case.core["credit"])
        == {lot.id: lot.remaining_minor for lot in (*case.core_credits, *outcome.credits)}
        and {id: reason for id, reason in _left(tables.credits, "reason", case.core["credit"]).items() if reason}
        == {id: reason.value for id, reason in outcome.reasons}
    )


def allocations(tables: AllocationTables, case: Case) -> list[tuple[object, ...]]:
    """List the allocations of a run as the core names them."""
    return [
        (
            case.core["invoice"](row["invoice"]),
            case.core["credit"](row["credit"]),
            case.core["account"](row["account"]),
            row["currency"],
            row["amount_minor"],
        )
        for row in tables.allocations.to_pylist()
    ]


def _expected(outcome: Outcome) -> list[tuple[object, ...]]:
    return [
        (paid.invoice, paid.allocation.credit, paid.account, paid.currency, paid.allocation.amount_minor)
        for paid in outcome.applied
    ]


def _left(table: pa.Table, column: str, core: Callable[[object], str]) -> dict[str, Any]:
    return dict(zip(map(core, table.column("id").to_pylist()), table.column(column).to_pylist(), strict=True))
