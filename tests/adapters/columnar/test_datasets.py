"""From file to file: every format, in memory or through the disk, gives what the tables give."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from random import Random

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.ipc
import pyarrow.parquet
import pytest

from bulk.files import put
from bulk.tables_at_random import ON, case
from credit_rules_adapters.columnar import allocate_dataset, allocate_table


def got(out: Path, name: str) -> list[dict[str, object]]:
    """Read a table that was written."""
    (path,) = out.glob(f"{name}.*")
    found = pyarrow.parquet.read_table(path) if path.suffix == ".parquet" else pyarrow.ipc.open_file(path).read_all()
    rows: list[dict[str, object]] = found.to_pylist()
    return rows


@pytest.mark.parametrize("ending", [".parquet", ".arrow"])
@pytest.mark.parametrize("memory", [1 << 30, 20_000])
def test_files_give_what_tables_give(ending: str, memory: int, tmp_path: Path) -> None:
    for seed in range(20):
        each = case(Random(seed), 40)
        folder = tmp_path / str(seed)
        folder.mkdir()
        paths = put(each.invoices, folder / f"invoices{ending}"), put(each.credits, folder / f"credits{ending}")
        allocate_dataset(*paths, folder / "out", each.policy, on=ON, memory=memory)
        expected = allocate_table(each.invoices, each.credits, each.policy, on=ON)
        for name in ("allocations", "invoices", "credits"):
            assert got(folder / "out", name) == getattr(expected, name).to_pylist(), f"{seed} {name}"
        assert sorted(path.name for path in folder.iterdir()) == sorted(["out", *(path.name for path in paths)])


PEAK = """
import sys
from datetime import date
from pathlib import Path
import pyarrow as pa
from credit_rules_adapters.columnar import allocate_dataset
folder, memory = Path(sys.argv[1]), int(sys.argv[2])
files = folder / "invoices.parquet", folder / "credits.parquet"
allocate_dataset(*files, folder / f"out-{memory}", on=date(2026, 3, 1), currency="GBP", memory=memory)
print(pa.default_memory_pool().max_memory())
"""


def test_through_the_disk_arrow_holds_about_the_memory_given(tmp_path: Path) -> None:
    """Beside it stands what is read at a time, here 20,000 rows; in memory the same run holds far more."""
    rows, memory, reading = 200_000, 8 << 20, 16 << 20
    chance = np.random.default_rng(1)
    for name, amount in (("invoices", "outstanding_minor"), ("credits", "remaining_minor")):
        columns = {
            "id": chance.permutation(rows),
            "account": chance.integers(0, rows // 3, rows),
            amount: np.ones(rows),
        }
        table = pa.table({key: values.astype(np.int64) for key, values in columns.items()})
        pyarrow.parquet.write_table(table, tmp_path / f"{name}.parquet", row_group_size=20_000)
    peaks = [
        int(subprocess.check_output([sys.executable, "-c", PEAK, str(tmp_path), str(given)]))
        for given in (memory, 1 << 30)
    ]
    assert peaks[0] < memory + reading < peaks[1], peaks
