"""Batches sorted by account, however they are cut, give what the tables give."""

from __future__ import annotations

from datetime import date
from random import Random

import pyarrow as pa
import pytest

from bulk.sorted_rows import sorted_rows, told
from bulk.tables_at_random import ON, case
from credit_rules_adapters.columnar import allocate_batches, allocate_table, batches


def cut(table: pa.Table, chance: Random) -> list[pa.RecordBatch]:
    """Cut a table into batches of 0 to 4 rows."""
    found: list[pa.RecordBatch] = []
    start = 0
    while start < len(table):
        size = chance.randint(0, 4)
        found += table.slice(start, size).to_batches() or [pa.RecordBatch.from_pylist([], table.schema)]
        start += size
    return found


@pytest.mark.parametrize("at_once", [1, 10, 1 << 20])
def test_batches_give_what_tables_give(at_once: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "AT_ONCE", at_once)
    found = 0
    for seed in range(40):
        chance = Random(seed)
        each = case(chance)
        expected = batches.results(allocate_table(each.invoices, each.credits, each.policy, on=ON)).to_pylist()
        results = [
            row
            for batch in allocate_batches(cut(sorted_rows(each), chance), each.policy, on=ON)
            for row in batch.to_pylist()
        ]
        for kind in ("allocation", "invoice", "credit"):
            assert told(results, kind) == told(expected, kind), f"{seed} {kind}"
        found += len(told(results, "allocation"))
    assert found > 100


def test_rows_of_an_account_are_run_together_and_rows_are_not_held_longer() -> None:
    rows = [
        {"kind": "invoice", "account": 1, "invoice": 1, "outstanding_minor": 10},
        {"kind": "credit", "account": 1, "credit": 1, "remaining_minor": 4},
        {"kind": "credit", "account": 1, "credit": 2, "remaining_minor": 4},
    ]
    names = ("account", "invoice", "credit", "outstanding_minor", "remaining_minor")
    schema = pa.schema({"kind": pa.string(), **dict.fromkeys(names, pa.int64())})
    each = [pa.RecordBatch.from_pylist([row], schema) for row in rows]
    results = [row for batch in allocate_batches(each, on=ON, currency="GBP") for row in batch.to_pylist()]
    assert [row["amount_minor"] for row in results if row["kind"] == "allocation"] == [4, 4]
    assert [row["amount_minor"] for row in results if row["kind"] == "invoice"] == [2]


def test_unsorted_batches_are_refused() -> None:
    table = pa.table({"kind": ["invoice"] * 2, "account": [2, 1], "invoice": [1, 2], "outstanding_minor": [1, 1]})
    for size in (1, 2):
        with pytest.raises(ValueError, match="sorted by account"):
            list(allocate_batches(table.to_batches(max_chunksize=size), on=date(2026, 1, 1), currency="GBP"))
