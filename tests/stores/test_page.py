"""The examples of docs/stores.md run as they stand."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[2] / "docs" / "stores.md"
EXAMPLES = re.findall(r"<!-- example -->\n```python\n(.+?)```", PAGE.read_text(), re.DOTALL)


@pytest.mark.parametrize("example", EXAMPLES, ids=range(len(EXAMPLES)))
def test_an_example_runs(example: str, tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", example], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    (database,) = tmp_path.glob("*.db")
    command = [sys.executable, "-c", "from credit_rules_adapters.cli import main; main()", "db", "verify"]
    verified = subprocess.run([*command, f"sqlite:///{database}"], capture_output=True, text=True, check=False)
    assert verified.stdout == "Every row of 1 account follows from the entries.\n"


def test_there_are_examples() -> None:
    assert len(EXAMPLES) == 2
