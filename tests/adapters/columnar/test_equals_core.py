"""A bulk run finds what the core finds: for every kind of key, key of an order, feature, and order of the rows."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bulk.comparing import columnar_equals_core
from bulk.tables_at_random import ON, Case, case
from credit_rules_adapters.columnar import AllocationTables, allocate_table


def ran(each: Case) -> AllocationTables:
    return allocate_table(each.invoices, each.credits, each.policy, on=ON)


@pytest.mark.parametrize("seed", range(10))
def test_thousands_of_tables(seed: int) -> None:
    for number in range(100):
        each = case(Random(100 * seed + number))
        assert columnar_equals_core(ran(each), each), f"seed {100 * seed + number}"


@given(st.randoms(use_true_random=False))
@settings(max_examples=100)
def test_tables_that_shrink(chance: Random) -> None:
    each = case(chance, 6)
    assert columnar_equals_core(ran(each), each)
