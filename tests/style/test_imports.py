"""The import contracts bite: an import planted in a copy of the tree breaks the one that forbids it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from style.source import ROOT

SETTINGS: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
CONTRACTS: dict[str, dict[str, Any]] = {contract["id"]: contract for contract in SETTINGS["contracts"]}

# What the core must never import: what reads, writes, asks the clock or draws by chance, and what the adapters use.
FOREIGN = """
    asyncio cattrs credit_rules_adapters decimal http importlib io logging os pathlib pickle random rich secrets socket
    sqlite3 subprocess sys tempfile threading time urllib uuid
""".split()  # noqa: SIM905 - a page of words reads better


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Copy what import-linter reads."""
    shutil.copytree(ROOT / "src", tmp_path / "src", symlinks=True, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def lint(tree: Path) -> tuple[int, str]:
    """Run import-linter over a copy of the tree: its exit code, and what it says in one line."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(tree / "src"), str(tree / "src" / "adapters")])}
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    run = subprocess.run(command, cwd=tree, env=environment, capture_output=True, text=True, check=False)
    return run.returncode, " ".join(f"{run.stdout}{run.stderr}".split())


def broken(said: str) -> set[str]:
    """Read which contracts broke, by id."""
    return {name for name, contract in CONTRACTS.items() if re.search(re.escape(contract["name"]) + " BROKEN", said)}


def file_of(tree: Path, module: str) -> Path:
    """Find the file of a module or a package in a copy of the tree."""
    base = tree / "src" / ("adapters" if module.startswith("credit_rules_adapters") else "") / Path(*module.split("."))
    return base / "__init__.py" if base.is_dir() else base.with_suffix(".py")


def plant(tree: Path, module: str, imported: str) -> None:
    """Add an import to a module."""
    with file_of(tree, module).open("a") as source:
        source.write(f"\nimport {imported}\n")


def upward(contract: str, tree: Path) -> list[tuple[str, str]]:
    """Pair a module of each layer that exists with one of the next layer up."""
    (container,) = CONTRACTS[contract]["containers"]
    layers = [
        [f"{container}.{name.strip('() ')}" for name in re.split("[|:]", layer)]
        for layer in CONTRACTS[contract]["layers"]
    ]
    present = [layer for names in layers if (layer := [name for name in names if file_of(tree, name).exists()])]
    return [(below[0], above[0]) for above, below in pairwise(present)]


def test_the_tree_keeps_its_contracts(copy: Path) -> None:
    code, said = lint(copy)
    assert code == 0, said
    assert f"Contracts: {len(CONTRACTS)} kept, 0 broken" in said


def test_an_import_from_outside_breaks_the_purity_of_the_core(copy: Path) -> None:
    for name in FOREIGN:
        plant(copy, "credit_rules.money", name)
    code, said = lint(copy)
    assert (code, broken(said)) == (1, {"pure"}), said
    assert [name for name in FOREIGN if f"credit_rules is not allowed to import {name}:" not in said] == []


@pytest.mark.parametrize("contract", ["core-layers", "adapter-layers"])
def test_an_upward_import_breaks_the_layers(contract: str, copy: Path) -> None:
    pairs = upward(contract, copy)
    assert pairs
    for below, above in pairs:
        plant(copy, below, above)
    code, said = lint(copy)
    assert (code, broken(said)) == (1, {contract})
    assert [(below, above) for below, above in pairs if f"{below} -> {above} " not in said] == []


def test_a_module_without_a_layer_breaks_the_layers(copy: Path) -> None:
    (copy / "src" / "credit_rules" / "surprise.py").touch()
    code, said = lint(copy)
    assert (code, broken(said)) == (1, {"core-layers"})
    assert "surprise" in said


def test_importing_the_core_loads_attrs_and_returns_alone() -> None:
    question = "import sys; before = set(sys.modules); import credit_rules; print(*(set(sys.modules) - before))"
    run = subprocess.run([sys.executable, "-I", "-c", question], capture_output=True, text=True, check=True)
    loaded = {name.partition(".")[0] for name in run.stdout.split()}
    assert {"attr", "attrs", "returns", "credit_rules"} <= loaded
    assert loaded - sys.stdlib_module_names == {"attr", "attrs", "returns", "typing_extensions", "credit_rules"}
