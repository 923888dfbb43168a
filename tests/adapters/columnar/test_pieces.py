"""However rows are cut and cast about, the result is the core's, and the order of the rows makes no difference."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any
from uuid import UUID

import numpy as np
import pyarrow as pa
import pytest
from attrs import evolve

from bulk.comparing import allocations, columnar_equals_core
from bulk.tables_at_random import ON, case
from credit_rules_adapters.columnar import allocate_table, tables
from credit_rules_adapters.columnar.allocating import collecting, prepared
from credit_rules_adapters.columnar.allocating.prepared import prepare
from credit_rules_adapters.columnar.arrays import blocks
from credit_rules_adapters.columnar.kernel import scoping, sorting
from credit_rules_adapters.columnar.words.words import spread


@pytest.mark.parametrize("piece", [1, 7])
def test_many_small_pieces(piece: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prepared, "PIECE", piece)
    monkeypatch.setattr(collecting, "PIECE", piece)
    monkeypatch.setattr(blocks, "BLOCK", 5 * piece)
    made = 0
    for seed in range(80):
        each = case(Random(seed), 60)
        found = allocate_table(each.invoices, each.credits, each.policy, on=ON)
        assert columnar_equals_core(found, each), f"seed {seed}"
        made += len(found.allocations)
    assert made > 500


@pytest.mark.parametrize("together", [1, 9, blocks.BLOCK])
def test_tables_sorted_by_account_are_cut_into_stretches(together: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sorted tables are run stretch by stretch, however they are chunked, and a single row astray is noticed."""
    monkeypatch.setattr(blocks, "BLOCK", together)
    cuts = list[int]()

    def counted(*given: Any, **named: Any) -> prepared.Prepared:
        found = prepare(*given, **named)
        cuts.append(len(found.stretches))
        return found

    monkeypatch.setattr(tables, "prepare", counted)
    whole = 0
    for seed in range(60):
        each = case(Random(seed), 60)
        bills, lots = (
            table.take(account_order(table, each.core["account"])) for table in (each.invoices, each.credits)
        )
        one = evolve(each, invoices=bills, credits=lots)
        assert columnar_equals_core(allocate_table(bills, lots, each.policy, on=ON), one), f"seed {seed}"
        whole += cuts.pop()
        astray = pa.concat_tables([bills.slice(1), bills.slice(0, 1)])
        assert columnar_equals_core(allocate_table(astray, lots, each.policy, on=ON), one), f"seed {seed}"
        still_sorted = astray.column("account").equals(bills.column("account"))
        assert still_sorted or cuts.pop() == 1
    assert whole > 60 * (3 if together < 10 else 0)


def account_order(table: pa.Table, core: Callable[[object], str]) -> pa.Array:
    """List the rows by their accounts' order in the core."""
    accounts = table.column("account").to_pylist()
    return pa.array(sorted(range(len(table)), key=lambda row: core(accounts[row])), pa.int64())


def test_accounts_of_many_rows() -> None:
    """Beyond the sizes at which sorting and scope are done in another way."""
    longest = 3 * sorting.FEW
    assert longest**2 > 4 * scoping.FEW_PAIRS
    for seed in range(30):
        each = case(Random(seed), longest)
        found = allocate_table(each.invoices, each.credits, each.policy, on=ON)
        assert columnar_equals_core(found, each), f"seed {seed}"


def test_the_order_of_rows_makes_no_difference() -> None:
    for seed in range(100):
        chance = Random(seed)
        each = case(chance, 40)
        turned = [
            table.take(pa.array(chance.sample(range(len(table)), len(table)), pa.int64()))
            for table in (each.invoices, each.credits)
        ]
        one = allocate_table(each.invoices, each.credits, each.policy, on=ON)
        other = allocate_table(turned[0], turned[1], each.policy, on=ON)
        assert allocations(one, each) == allocations(other, each), f"seed {seed}"
        assert other.invoices.select(["id"]).equals(turned[0].select(["id"]))
        assert columnar_equals_core(other, each)


def test_account_by_account_finds_the_same_allocations() -> None:
    for seed in range(60):
        each = case(Random(seed), 40)
        one = allocate_table(each.invoices, each.credits, each.policy, on=ON)
        other = allocate_table(each.invoices, each.credits, each.policy, on=ON, by_invoice=False)
        assert sorted(allocations(one, each), key=repr) == sorted(allocations(other, each), key=repr)
        assert one.invoices.equals(other.invoices)
        assert one.credits.equals(other.credits)


@pytest.mark.parametrize("words", [1, 2, 5])
def test_spread_accounts_are_still_told_apart(words: int) -> None:
    """Accounts that differ in one word alone, or in the highest or lowest bit, above all."""
    for seed in range(50):
        chance = np.random.default_rng([seed, words])
        bits = int(chance.integers(2, 65)) if words == 1 else 64
        ends = np.array([0, 1, 2 ** (bits - 1)], np.uint64)
        few = np.append(chance.integers(0, 2**bits - 1, 4, np.uint64), ends)
        accounts = np.unique(chance.choice(few, (words, 500)), axis=1)
        apart = accounts.shape[1]
        assert apart > (2 if words == 1 else 20)
        spread(accounts, bits)
        assert np.unique(accounts, axis=1).shape[1] == apart


def test_accounts_that_differ_in_their_first_half_alone() -> None:
    """Of UUIDs that end alike no two may be taken for one account."""
    accounts = [UUID(int=(high << 64) | low).bytes for high in range(40) for low in (0, 2**64 - 1, 0xABCDEF)]
    keys = pa.array(accounts, pa.binary(16))
    bills = pa.table({"id": range(120), "account": keys, "outstanding_minor": [10] * 120})
    lots = pa.table(
        {"id": range(120), "account": keys.take(pa.array(range(119, -1, -1))), "remaining_minor": [3] * 120}
    )
    found = allocate_table(bills, lots, on=ON, currency="GBP")
    assert found.allocations.column("invoice").to_pylist() == list(range(120))
    assert found.allocations.column("credit").to_pylist() == list(range(119, -1, -1))
