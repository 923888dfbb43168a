"""Names in a column are told apart, however alike they begin and end, few or many."""

from __future__ import annotations

from random import Random

import pyarrow as pa
import pytest

from credit_rules_adapters.columnar.reading.coding import coded


def alike(chance: Random) -> str:
    """Write a name that differs from the others within, or in its length alone."""
    middle = "".join(chance.choices("ab", k=chance.choice([0, 1, 2, 3, 9])))
    return chance.choice(["", "swimming"]) + middle + chance.choice(["", "swimming", "é"])


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string(), pa.dictionary(pa.int32(), pa.string())])
@pytest.mark.parametrize("nulls", [False, True])
def test_names_are_told_apart(kind: pa.DataType, nulls: bool) -> None:
    for seed in range(60):
        chance = Random(seed)
        names: list[str | None] = [alike(chance) for _ in range(chance.choice([0, 5, 900]))]
        if nulls:
            names += [None]
        column = pa.chunked_array([pa.array(names[:2], kind), pa.array(["before", *names[2:]], kind).slice(1)], kind)
        found = coded(column)
        told = found.names.to_pylist()
        assert len(set(told)) == len(told), seed
        assert set(names) - {None} <= set(told) <= {"before", *names}, seed
        numbers = found.numbered(found.names).to_pylist()
        assert [None if number == 0 else told[number - 1] for number in numbers] == names, seed


def test_more_names_than_there_is_room_for() -> None:
    names = [f"{number % 1500}" for number in range(4000)]
    found = coded(pa.chunked_array([pa.array(names)]))
    told = found.names.to_pylist()
    assert len(told) == 1500
    assert [told[number - 1] for number in found.numbered(found.names).to_pylist()] == names
