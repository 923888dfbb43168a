"""Files that are empty, damaged or of another kind: what can't be read is said, and what has no rows is run."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.ipc
import pytest

from bulk.files import put
from credit_rules_adapters.columnar import allocate_dataset
from credit_rules_adapters.columnar.disk.files import source
from credit_rules_adapters.text.mistakes import NotUnderstood

ON = date(2026, 3, 1)
INVOICES = pa.table({"id": ["I1", "I2"], "account": ["ann", "ann"], "currency": ["GBP"] * 2, "outstanding": ["9", "5"]})
CREDITS = pa.table({"id": ["C1"], "account": ["ann"], "currency": ["GBP"], "remaining": ["12.00"]})


@pytest.mark.parametrize("ending", [".parquet", ".arrow", ".csv"])
@pytest.mark.parametrize("memory", [1 << 30, 1000])
@pytest.mark.parametrize("rows", [(2, 0), (0, 1), (0, 0)])
def test_tables_without_rows_are_run(ending: str, memory: int, rows: tuple[int, int], tmp_path: Path) -> None:
    invoices, credits = rows
    files = put(INVOICES[:invoices], tmp_path / f"i{ending}"), put(CREDITS[:credits], tmp_path / f"c{ending}")
    allocate_dataset(*files, tmp_path / "out", on=ON, kind="arrow", memory=memory)
    found = {path.stem: pyarrow.ipc.open_file(path).read_all() for path in (tmp_path / "out").iterdir()}
    assert {name: len(table) for name, table in found.items()} == {
        "allocations": 0,
        "invoices": invoices,
        "credits": credits,
    }
    assert found["invoices"].column("outstanding_minor").to_pylist() == [900, 500][:invoices]


@pytest.mark.parametrize("ending", [".parquet", ".arrow"])
@pytest.mark.parametrize("memory", [1 << 30, 1000])
@pytest.mark.parametrize("damage", ["empty", "something else", "cut short", "within"])
def test_what_cannot_be_read_is_said(ending: str, memory: int, damage: str, tmp_path: Path) -> None:
    many = pa.concat_tables([CREDITS] * 5000).set_column(0, "id", pa.array([f"C{row}" for row in range(5000)]))
    files = put(INVOICES, tmp_path / f"i{ending}"), put(many, tmp_path / f"c{ending}")
    whole = files[1].read_bytes()
    damaged = {
        "empty": b"",
        "something else": b"id,account,currency,remaining\n" * 9,
        "cut short": whole[: len(whole) // 2],
        "within": whole[:40] + bytes(byte ^ 0x5A for byte in whole[40:4000]) + whole[4000:],
    }
    files[1].write_bytes(damaged[damage])
    with pytest.raises(NotUnderstood) as refused:
        allocate_dataset(*files, tmp_path / "out", on=ON, memory=memory)
    assert str(refused.value).startswith(str(files[1]))
    assert sorted(tmp_path.iterdir()) == sorted(files)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("id,id,account,currency,remaining\nC1,C2,ann,GBP,12.00\n", "the column id occurs 2 times"),
        ("id,account,currency\n", "the column remaining_minor, or remaining in major units, is missing"),
    ],
)
@pytest.mark.parametrize("memory", [1 << 30, 1000])
def test_names_that_are_not_allowed_are_told(text: str, told: str, memory: int, tmp_path: Path) -> None:
    (tmp_path / "c.csv").write_text(text, encoding="utf-8")
    with pytest.raises(NotUnderstood, match=rf"c\.csv: {told}"):
        allocate_dataset(put(INVOICES, tmp_path / "i.csv"), tmp_path / "c.csv", tmp_path / "out", on=ON, memory=memory)


def test_empty_lines_come_before_the_names(tmp_path: Path) -> None:
    (tmp_path / "c.csv").write_text("\n\nid,account,currency,remaining\n\n007,ann,GBP,12\n\n", encoding="utf-8")
    assert source(tmp_path / "c.csv", "credits").read().to_pylist() == [
        {"id": "007", "account": "ann", "currency": "GBP", "remaining": "12"}
    ]


def test_a_table_of_another_encoding_is_refused(tmp_path: Path) -> None:
    (tmp_path / "c.csv").write_bytes("id,account,currency,remaining\nC1,ann,GBP,12.00\n".encode("utf-16"))
    with pytest.raises(NotUnderstood, match=r"c\.csv: the line of names is not UTF-8"):
        source(tmp_path / "c.csv", "credits").schema()
