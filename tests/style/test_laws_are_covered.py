"""No law stands alone: each has a property test, a function whose docstring names it, and a row in docs/laws.md."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterable, Iterator

import pytest

from credit_rules import laws
from style.source import CORE, ROOT, Module, module, modules

LAWS = CORE / "laws"


def offered() -> set[str]:
    """Name the laws: the predicates that credit_rules.laws offers."""
    public = ((name, getattr(laws, name)) for name in laws.__all__)
    return {name for name, law in public if inspect.isfunction(law) and law.__annotations__["return"] == "bool"}


def functions(source: Module) -> Iterator[ast.FunctionDef]:
    return (node for node in ast.walk(source.tree) if isinstance(node, ast.FunctionDef))


def predicates(source: Module) -> set[str]:
    """Name the public functions of a module that answer with a bool."""
    return {
        node.name
        for node in source.tree.body
        if isinstance(node, ast.FunctionDef)
        and node.name[0] != "_"
        and isinstance(node.returns, ast.Name)
        and node.returns.id == "bool"
    }


def docstrings(source: Module) -> Iterator[str]:
    """Yield the docstrings of a module, its classes and its functions."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
            yield ast.get_docstring(node) or ""


def gaps(names: Iterable[str], tests: Iterable[Module], core: Iterable[Module], page: str) -> list[str]:
    """Name what each law lacks."""
    tested = [node.name for each in tests for node in functions(each) if node.name.startswith("test_")]
    told = [text for each in core for text in docstrings(each)]
    rows = re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE)
    found = []
    for law in sorted(names):
        if not any(law in test for test in tested):
            found.append(f"{law}: no test in tests/laws has it in its name")
        if not any(f"`{law}`" in text for text in told):
            found.append(f"{law}: no docstring of src/credit_rules names it")
        if rows.count(law) != 1:
            found.append(f"{law}: {rows.count(law)} rows in docs/laws.md")
    return found


def test_every_law_is_tested_named_and_told() -> None:
    core = [each for each in modules(CORE) if not (ROOT / each.name).is_relative_to(LAWS)]
    page = (ROOT / "docs" / "laws.md").read_text()
    assert gaps(offered(), modules(ROOT / "tests" / "laws"), core, page) == []


def test_every_law_that_is_written_is_offered() -> None:
    assert {name for each in modules(LAWS) for name in predicates(each)} == offered()
    assert offered() >= set(laws.STEP_LAWS)
    assert len(offered()) >= 21


def test_no_name_of_a_law_is_part_of_another() -> None:
    names = offered()
    assert [(one, other) for one in names for other in names if one != other and one in other] == []


TEST = module("def test_thrift_of_every_step(): ...")
CORE_NAMES_IT = module("def spend():\n    '''Spend. Law: `thrift`.'''")
ROW = "| law | what holds |\n| --- | --- |\n| `thrift` | Nothing is wasted. |\n"


@pytest.mark.parametrize(
    ("test", "core", "page", "lacking"),
    [
        (TEST, CORE_NAMES_IT, ROW, []),
        (module("def test_spending(): assert thrift"), CORE_NAMES_IT, ROW, ["tests/laws"]),
        (module("def thrift_of_every_step(): ..."), CORE_NAMES_IT, ROW, ["tests/laws"]),
        (TEST, module("def spend():\n    '''Spend with thrift.'''"), ROW, ["docstring"]),
        (TEST, module("def spend():\n    # Law: `thrift`.\n    ..."), ROW, ["docstring"]),
        (TEST, CORE_NAMES_IT, ROW.replace("`thrift`", "`theft`"), ["0 rows"]),
        (TEST, CORE_NAMES_IT, ROW + ROW, ["2 rows"]),
        (module(""), module(""), "", ["tests/laws", "docstring", "0 rows"]),
    ],
)
def test_a_law_that_lacks_something_is_found(test: Module, core: Module, page: str, lacking: list[str]) -> None:
    found = gaps(["thrift"], [test], [core], page)
    assert len(found) == len(lacking)
    assert all(gap.startswith("thrift: ") and what in gap for gap, what in zip(found, lacking, strict=True))


def test_a_law_that_is_not_offered_is_found() -> None:
    planted = (
        "def thrift() -> bool:\n    def same() -> bool: ...\ndef _waste() -> bool: ...\ndef sums() -> list[int]: ...\n"
    )
    assert predicates(module(planted)) == {"thrift"}
