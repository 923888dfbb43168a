"""A file or function past these lengths is a sign to look at its shape; what stays longer is listed with its reason."""

from __future__ import annotations

import ast

from style.source import CORE, ROOT, Module, length, module, modules

LONGEST_FILE = 260
LONGEST_FUNCTION = 40
LONGEST_PAGE = 199  # outcome.py and rejection.py are read first, in one go

# "src/credit_rules/file.py", or with ":function" after it: the reason.
LONGER = {"src/credit_rules/__init__.py": "the public names, one a line"}


def long_functions(source: Module) -> list[str]:
    """Name the functions that are longer than allowed, docstrings not counted."""
    return [
        f"{source.name}:{node.name}"
        for node in ast.walk(source.tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and length(node) > LONGEST_FUNCTION
    ]


def test_files_are_short() -> None:
    lengths = {str(file.relative_to(ROOT)): file.read_text().count("\n") for file in CORE.rglob("*.py")}
    assert {name for name, lines in lengths.items() if lines > LONGEST_FILE} == {
        name for name in LONGER if ":" not in name
    }
    pages = {name: lengths[f"src/credit_rules/{name}"] for name in ("outcome.py", "rejection.py")}
    assert {name: lines for name, lines in pages.items() if lines > LONGEST_PAGE} == {}


def test_functions_are_short() -> None:
    assert {name for each in modules(CORE) for name in long_functions(each)} == {name for name in LONGER if ":" in name}


def test_a_long_function_is_found_and_its_docstring_not_counted() -> None:
    body = "    x = 1\n" * (LONGEST_FUNCTION - 1)
    assert long_functions(module(f"def fits():\n{body}")) == []
    assert long_functions(module(f"def fits():\n    '''One.\n\n    Two.\n    '''\n{body}")) == []
    assert long_functions(module(f"def grew():\n{body}    x = 1\n")) == ["planted.py:grew"]
