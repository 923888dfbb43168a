"""The script of docs/spark.md, submitted as the page says, to a local cluster and to a standalone one."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
import pyarrow.dataset
import pyarrow.parquet
import pyspark
import pytest

from credit_rules_adapters.columnar import allocate_table

PAGE = Path(__file__).resolve().parents[2] / "docs" / "spark.md"
HOME = Path(pyspark.__file__).parent
ON = "2026-03-31"
ENVIRONMENT = os.environ | {"PYSPARK_PYTHON": sys.executable, "SPARK_LOCAL_IP": "127.0.0.1", "SPARK_HOME": str(HOME)}


def tables() -> tuple[pa.Table, pa.Table]:
    accounts = [f"ACC-{number % 97:03d}" for number in range(500)]
    common = {"id": [*range(500)], "account": accounts, "currency": ["GBP"] * 500}
    due = pa.array([20_000 + number % 31 for number in range(500)], pa.int32()).cast(pa.date32())
    invoices = {"outstanding_minor": [100 + 7 * number for number in range(500)], "due_on": due}
    credits = {"remaining_minor": [90 + 5 * number for number in range(500)]}
    return pa.table(common | invoices), pa.table(common | credits)


@contextmanager
def started(*arguments: str, folder: Path) -> Iterator[None]:
    """Run a part of Spark for a while."""
    command = [str(HOME / "bin" / "spark-class"), *arguments]
    with (folder / f"{arguments[0]}.log").open("w") as log:
        running = subprocess.Popen(command, env=ENVIRONMENT, cwd=folder, stdout=log, stderr=log)
        try:
            yield
        finally:
            running.terminate()
            running.wait(30)


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def until_open(port: int) -> None:
    """Wait until something listens.

    :raises TimeoutError: nothing does
    """
    for _ in range(120):
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.5)
    raise TimeoutError(f"nothing listens on {port}")


@pytest.fixture
def cluster(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Name a master: a local cluster, or a standalone one with a worker, started here."""
    if request.param == "local":
        yield "local-cluster[2,1,1024]"
        return
    port, ui = free_port(), free_port()
    url = f"spark://127.0.0.1:{port}"
    spark = "org.apache.spark.deploy"
    master = (f"{spark}.master.Master", "--host", "127.0.0.1", "--port", str(port), "--webui-port", str(ui))
    worker = (f"{spark}.worker.Worker", "--cores", "2", "--memory", "2g", "--webui-port", str(free_port()), url)
    with started(*master, folder=tmp_path):
        until_open(port)
        with started(*worker, "--work-dir", str(tmp_path / "work"), folder=tmp_path):
            yield url


@pytest.mark.parametrize("cluster", ["local", "standalone"], indirect=True)
def test_the_script_of_the_page_is_submitted_and_writes_what_one_machine_finds(cluster: str, tmp_path: Path) -> None:
    script = re.search(r"^```python\n(.+?)^```", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    assert script
    (tmp_path / "month.py").write_text(script[1], encoding="utf-8")
    for name, table in zip(("invoices", "credits"), tables(), strict=True):
        pyarrow.parquet.write_table(table, tmp_path / f"{name}.parquet")
    submit = [str(HOME / "bin" / "spark-submit"), "--master", cluster, "--conf", "spark.ui.enabled=false", "month.py"]
    files = [str(tmp_path / name) for name in ("invoices.parquet", "credits.parquet", "out")]
    done = subprocess.run(
        [*submit, *files, ON], env=ENVIRONMENT, cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    invoices, credits = tables()
    expected = allocate_table(invoices, credits, on=pa.scalar(ON).cast(pa.date32()).as_py())
    assert len(expected.allocations) > 500
    for name in ("allocations", "invoices", "credits"):
        found = pyarrow.dataset.dataset(tmp_path / "out" / name, format="parquet").to_table()
        one, other = (
            sorted(map(repr, map(dict.items, table.to_pylist()))) for table in (found, getattr(expected, name))
        )
        assert one == other, name
