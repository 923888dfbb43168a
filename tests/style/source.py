"""The tree as the style tests read it: its files, its modules, and what an offence is called."""

from __future__ import annotations

import ast
import subprocess
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
CORE = ROOT / "src" / "credit_rules"
ADAPTERS = ROOT / "src" / "adapters" / "credit_rules_adapters"


class Module(NamedTuple):
    """A Python file, named from the root of the tree, and what it parses to."""

    name: str
    tree: ast.Module

    def at(self, node: ast.AST, what: str) -> str:
        """Name an offence by its place."""
        return f"{self.name}:{getattr(node, 'lineno', 1)}: {what}"


def module(text: str, name: str = "planted.py") -> Module:
    """Parse a module that a test plants."""
    return Module(name, ast.parse(text))


def modules(folder: Path) -> list[Module]:
    """Parse every module below a folder, in the order of their names."""
    return [module(file.read_text(), str(file.relative_to(ROOT))) for file in sorted(folder.rglob("*.py"))]


def tracked() -> list[Path]:
    """List the files git tracks, and those it would: all but the ignored ones, a link standing for itself."""
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listing, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\0")
    return [file for name in sorted(set(names)) if name and (file := ROOT / name).is_file() and not file.is_symlink()]


def length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Count the lines of a function without its docstring."""
    first = node.body[0]
    told = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str)
    docstring = (first.end_lineno or first.lineno) - first.lineno + 1 if told else 0
    return (node.end_lineno or node.lineno) - node.lineno + 1 - docstring
