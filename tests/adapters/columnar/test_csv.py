"""CSV in and out; what is not understood is named by file and row, and then nothing is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from bulk.tables_at_random import ON
from credit_rules_adapters.columnar import allocate_dataset
from credit_rules_adapters.text.mistakes import NotUnderstood

INVOICES = """id,account,currency,outstanding,due_on,product
007,ann,GBP,10.00,2026-02-01,swim
010,ann,GBP,5.5,,judo
9,bob,JPY,300,2026-01-01,
"""
CREDITS = """id,account,currency,remaining_minor,class,expires_on,products,paused
C1,ann,GBP,1200,promotional,2026-06-01,judo;climb,false
C2,ann,GBP,600,,,,
C3,bob,JPY,50,paid,,,true
"""


def put(folder: Path, invoices: str = INVOICES, credits: str = CREDITS) -> tuple[Path, Path]:
    paths = folder / "invoices.csv", folder / "credits.csv"
    paths[0].write_text(invoices, encoding="utf-8")
    paths[1].write_text(credits, encoding="utf-8")
    return paths


@pytest.mark.parametrize("memory", [1 << 30, 300])
def test_csv_in_and_out(memory: int, tmp_path: Path) -> None:
    told: list[str] = []
    allocate_dataset(
        *put(tmp_path), tmp_path / "out", on=ON, memory=memory, progress=lambda what, done, of: told.append(what)
    )
    texts = {path.name: path.read_text().replace('"', "") for path in (tmp_path / "out").iterdir()}
    assert texts == {
        "allocations.csv": "invoice,credit,account,currency,amount_minor\n007,C2,ann,GBP,600\n010,C1,ann,GBP,550\n",
        "invoices.csv": "id,account,currency,outstanding_minor\n007,ann,GBP,400\n010,ann,GBP,0\n9,bob,JPY,300\n",
        "credits.csv": "id,account,currency,remaining_minor,reason\nC1,ann,GBP,650,nothing_left_owing\nC2,ann,GBP,0,\n"
        "C3,bob,JPY,50,paused\n",
    }
    assert "allocating" in told


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("5.5", "5.555", 'invoices.csv: row 2, outstanding: "5.555"; that is more digits'),
        ("2026-02-01", "2026-02-30", 'invoices.csv: row 1, due_on: "2026-02-30"; allowed is a date like 2026-03-01'),
        ("2026-02-01", "1.2.2026", 'invoices.csv: row 1, due_on: "1.2.2026"; allowed is a date'),
        ("1200", "12x", 'credits.csv: row 1, remaining_minor: "12x"; allowed is a whole number'),
        ("true", "yes", 'credits.csv: row 3, paused: "yes"; allowed are true, false'),
        ("judo;climb", "judo;", 'credits.csv: row 1, products: ["judo", ""]'),
        ("010", "007", 'invoices.csv: row 2, id: "007"; it occurs more than once'),
        ("010,ann", "010,", "invoices.csv: row 2, account: null; a value is required"),
        ("C3,bob,JPY,50,paid,,,true", "C3,bob", "credits.csv: CSV parse error"),
    ],
)
def test_what_is_not_understood_is_named_and_nothing_is_written(
    old: str, new: str, expected: str, tmp_path: Path
) -> None:
    for memory in (1 << 30, 300):
        paths = put(tmp_path, INVOICES.replace(old, new), CREDITS.replace(old, new))
        with pytest.raises(NotUnderstood) as refused:
            allocate_dataset(*paths, tmp_path / "out", on=ON, memory=memory)
        assert expected in str(refused.value)
        assert sorted(path.name for path in tmp_path.iterdir()) == ["credits.csv", "invoices.csv"]


def test_a_folder_that_exists_is_replaced_only_if_asked_for(tmp_path: Path) -> None:
    paths, out = put(tmp_path), tmp_path / "out"
    out.mkdir()
    (out / "mine.txt").touch()
    with pytest.raises(FileExistsError, match="exists already"):
        allocate_dataset(*paths, out, on=ON)
    assert (out / "mine.txt").exists()
    allocate_dataset(*paths, out, on=ON, replace=True, kind="parquet")
    assert sorted(path.name for path in out.iterdir()) == ["allocations.parquet", "credits.parquet", "invoices.parquet"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["credits.csv", "invoices.csv", "out"]


def test_a_file_that_is_not_there_or_of_an_unknown_kind(tmp_path: Path) -> None:
    paths = put(tmp_path)
    with pytest.raises(NotUnderstood, match="there is no such file"):
        allocate_dataset(tmp_path / "none.csv", paths[1], tmp_path / "out", on=ON)
    odd = paths[0].rename(tmp_path / "invoices.xlsx")
    with pytest.raises(NotUnderstood, match=r"its ending is unknown; allowed are \.parquet, \.arrow"):
        allocate_dataset(odd, paths[1], tmp_path / "out", on=ON)
    with pytest.raises(ValueError, match="'xml' is no format; allowed are parquet, arrow, csv"):
        allocate_dataset(*put(tmp_path), tmp_path / "out", on=ON, kind="xml")
