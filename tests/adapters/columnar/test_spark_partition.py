"""A partition on Spark gives what the tables give, wherever its batches are cut. Spark itself: `make test-spark`."""

from __future__ import annotations

from itertools import pairwise
from random import Random

import pyarrow as pa
import pytest

from bulk.sorted_rows import sorted_rows, told
from bulk.tables_at_random import ON, Case, case
from credit_rules import Policy
from credit_rules_adapters.columnar import allocate_table, batches, spark
from credit_rules_adapters.columnar.spark import KEYS, allocate_partition
from credit_rules_adapters.text.mistakes import NotUnderstood

TYPES = {
    pa.large_string(): pa.string(),
    pa.dictionary(pa.int32(), pa.string()): pa.string(),
    pa.binary(16): pa.binary(),
}
KINDS = ("allocation", "invoice", "credit")


def partition(each: Case) -> pa.Table:
    """Put both tables into one as it comes from Spark, which has one type of text and one of bytes."""
    rows = sorted_rows(each)
    return rows.cast(pa.schema([field.with_type(TYPES.get(field.type, field.type)) for field in rows.schema]))


def split(rows: pa.Table, *cuts: int) -> list[pa.RecordBatch]:
    """Split rows before each of those numbers."""
    return [
        rows.slice(start, stop - start).combine_chunks().to_batches()[0]
        for start, stop in pairwise([0, *cuts, len(rows)])
    ]


def found(parts: list[pa.RecordBatch], policy: Policy) -> dict[str, list[tuple[object, ...]]]:
    rows = [row for batch in allocate_partition(parts, policy=policy, on=ON) for row in batch.to_pylist()]
    return {kind: told(rows, kind) for kind in KINDS}


def expected(each: Case) -> dict[str, list[tuple[object, ...]]]:
    rows = batches.results(allocate_table(each.invoices, each.credits, each.policy, on=ON)).to_pylist()
    return {kind: told(rows, kind) for kind in KINDS}


@pytest.fixture(params=[1, 1 << 20], ids=["account by account", "all at once"])
def at_once(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "AT_ONCE", request.param)


@pytest.mark.usefixtures("at_once")
def test_every_way_to_cut_a_small_partition_gives_the_same() -> None:
    chance = Random(1)
    each = next(drawn for drawn in iter(lambda: case(chance, 6), None) if paying(drawn))
    rows = partition(each)
    assert len(rows) >= 7
    whole = expected(each)
    for ways in range(1 << (len(rows) - 1)):
        cuts = [place for place in range(1, len(rows)) if ways >> (place - 1) & 1]
        assert found(split(rows, *cuts), each.policy) == whole, cuts


def paying(each: Case) -> bool:
    """Tell whether a case has several accounts, and one whose allocations a cut can come between."""
    accounts = allocate_table(each.invoices, each.credits, each.policy, on=ON).allocations.column("account").to_pylist()
    return 7 <= len(each.invoices) + len(each.credits) <= 9 and len(set(accounts)) < len(accounts) > 2


@pytest.mark.usefixtures("at_once")
def test_partitions_cut_in_two_at_every_row_give_the_same() -> None:
    allocations = 0
    for seed in range(12):
        each = case(Random(seed))
        rows, whole = partition(each), expected(each)
        for place in range(1, len(rows)):
            assert found(split(rows, place), each.policy) == whole, f"{seed} {place}"
        allocations += len(whole["allocation"])
    assert allocations > 30


def test_results_come_in_batches_of_bounded_size_and_keep_the_types_of_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spark, "BATCH", 3)
    rows = partition(case(Random(2)))
    results = list(allocate_partition(split(rows), policy=Policy(), on=ON))
    assert max(map(len, results)) == 3
    assert {len(result) for result in results[:-1]} <= {1, 2, 3}
    assert {result.schema.field(name).type for result in results for name in KEYS} <= {
        pa.int64(),
        pa.string(),
        pa.binary(),
    }
    assert all(result.schema.field(name).type == rows.schema.field(name).type for result in results for name in KEYS)


def test_bytes_that_are_no_uuid_are_named() -> None:
    row = {"kind": ["credit"], "account": [b"\x07\xff"], "invoice": [None], "credit": [1], "remaining_minor": [1]}
    with pytest.raises(NotUnderstood, match=r'account: "07ff" is no UUID; allowed are 16 bytes'):
        list(allocate_partition(pa.table(row).to_batches(), policy=Policy(), on=ON))


def test_an_empty_partition_gives_nothing() -> None:
    assert list(allocate_partition([], policy=Policy(), on=ON)) == []
