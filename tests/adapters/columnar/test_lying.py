"""Rows that come in the policy's order are allocated as they lie, and only those: the result is the core's."""

from __future__ import annotations

from random import Random

import pyarrow as pa
import pytest
from attrs import evolve

from bulk.comparing import columnar_equals_core
from bulk.tables_at_random import ON, Case, case
from credit_rules.ordering import in_credit_order, in_invoice_order
from credit_rules_adapters.columnar import allocate_table
from credit_rules_adapters.columnar.allocating import lying, running
from credit_rules_adapters.columnar.allocating.prepared import Prepared
from credit_rules_adapters.columnar.allocating.ran import Ran
from credit_rules_adapters.columnar.allocating.stretches import Stretch
from credit_rules_adapters.columnar.arrays import blocks
from credit_rules_adapters.columnar.arrays.memory import Words


def in_order(each: Case) -> Case:
    """Sort a case's tables: account by account, each account's rows by currency and in the policy's order."""

    def ordered(table: pa.Table, kind: str, ids: list[str]) -> pa.Table:
        rows, place = table.select(["account", "currency", "id"]).to_pylist(), {id: at for at, id in enumerate(ids)}
        keys = [
            (each.core["account"](row["account"]), row["currency"], place[each.core[kind](row["id"])]) for row in rows
        ]
        return table.take(pa.array(sorted(range(len(rows)), key=keys.__getitem__), pa.int64()))

    bills = [invoice.id for invoice in in_invoice_order(each.core_invoices, each.policy)]
    lots = [lot.id for lot in in_credit_order(each.core_credits, each.policy)]
    return evolve(
        each, invoices=ordered(each.invoices, "invoice", bills), credits=ordered(each.credits, "credit", lots)
    )


@pytest.fixture
def lain(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Tell of each stretch whether it was allocated as it lay."""
    told: list[bool] = []

    def watched(ran: Ran, prepared: Prepared, stretch: Stretch) -> Words | None:
        found = lying.allocate_lying(ran, prepared, stretch)
        told.append(found is not None)
        return found

    monkeypatch.setattr(running, "allocate_lying", watched)
    return told


def right(each: Case) -> bool:
    return columnar_equals_core(allocate_table(each.invoices, each.credits, each.policy, on=ON), each)


@pytest.mark.parametrize(("together", "sample"), [(1, 1024), (9, 2), (blocks.BLOCK, 2)])
def test_rows_in_order_lie_as_they_should(
    together: int, sample: int, lain: list[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(blocks, "BLOCK", together)
    monkeypatch.setattr(lying, "_SAMPLE", sample)
    for seed in range(150):
        assert right(in_order(case(Random(seed), 50))), f"seed {seed}"
    assert lain.count(True) > 0.8 * len(lain)


def test_two_rows_that_changed_places_are_noticed(lain: list[bool], monkeypatch: pytest.MonkeyPatch) -> None:
    """Wherever in either table they are."""
    monkeypatch.setattr(lying, "_SAMPLE", 2)
    noticed = 0
    for seed in range(200):
        chance = Random(seed)
        each = in_order(case(chance, 30))
        name = chance.choice(["invoices", "credits"])
        table = getattr(each, name)
        if len(table) < 4:
            continue
        row = chance.randrange(2, len(table) - 1)
        order = [*range(row), row + 1, row, *range(row + 2, len(table))]
        one = evolve(each, **{name: table.take(pa.array(order))})
        lain.clear()
        assert right(one), f"seed {seed}"
        noticed += not all(lain)
    assert noticed > 50
