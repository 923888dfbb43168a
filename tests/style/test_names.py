"""Names are the field's. A few words say nothing of what a thing does; they name no module, class or function."""

from __future__ import annotations

import ast
import re
from pathlib import PurePath

import pytest

from style.source import ADAPTERS, CORE, ROOT, Module, module, modules, tracked

EMPTY = {"manager", "helper", "helpers", "util", "utils", "process", "processor", "adjustment", "data", "info"}
WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")

ALLOWED = {  # a name: why it is not ours to choose
    "process_bind_param": "SQLAlchemy asks a type of column for it",
    "process_result_value": "SQLAlchemy asks a type of column for it",
}


def words(name: str) -> set[str]:
    """Split a name in snake case or in capitals into its words."""
    return {word.lower() for word in WORD.findall(name)}


def offences(source: Module) -> list[str]:
    """Find the names that hold an empty word: of the module, its folders, its classes and its functions."""
    names = [*PurePath(source.name).with_suffix("").parts]
    definitions = (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    names += [node.name for node in ast.walk(source.tree) if isinstance(node, definitions)]
    return [f"{source.name}: {name}" for name in names if words(name) & EMPTY and name not in ALLOWED]


def test_no_name_is_empty() -> None:
    found = [*modules(CORE), *modules(ADAPTERS)]
    assert found
    assert [offence for each in found for offence in offences(each)] == []


@pytest.mark.parametrize(
    "planted",
    [
        "class CreditManager: ...",
        "def load_data(): ...",
        "class A:\n    def process(self): ...",
        "async def info(): ...",
    ],
)
def test_a_planted_name_is_found(planted: str) -> None:
    assert len(offences(module(planted))) == 1


def test_a_planted_module_or_folder_is_found() -> None:
    assert offences(module("", "src/credit_rules/money_utils.py"))
    assert offences(module("", "src/credit_rules/helpers/money.py"))
    assert not offences(module("def update(): ...\nclass Metadata: ...", "src/credit_rules/information.py"))


def imports_adapters(source: Module) -> bool:
    """Tell whether a module imports the packaging root, which loads a module twice."""
    for node in ast.walk(source.tree):
        match node:
            case ast.Import(names=names) if any(name.name.split(".")[0] == "adapters" for name in names):
                return True
            case ast.ImportFrom(module=str(name), level=0) if name.split(".")[0] == "adapters":
                return True
    return False


def test_nobody_imports_the_packaging_root() -> None:
    found = [module(file.read_text(), str(file.relative_to(ROOT))) for file in tracked() if file.suffix == ".py"]
    assert found
    assert [each.name for each in found if imports_adapters(each)] == []


@pytest.mark.parametrize(
    ("planted", "found"),
    [
        ("import adapters", True),
        ("import adapters.credit_rules_adapters.text as text", True),
        ("from adapters.credit_rules_adapters import text", True),
        ("from credit_rules_adapters import text", False),
    ],
)
def test_a_planted_import_of_the_packaging_root_is_found(planted: str, *, found: bool) -> None:
    assert imports_adapters(module(planted)) is found
