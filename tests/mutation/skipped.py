"""What mutmut leaves alone in a module: all that is outside functions, and what functions with a decorator do."""

from __future__ import annotations

import ast
from collections.abc import Iterator

TRAMPOLINED = {"staticmethod", "classmethod"}
"""The decorators under which mutmut changes a function all the same."""

Position = tuple[int, int]
"""A line, from 1, and a column, from 0."""


def left_alone(source: str, start: Position) -> bool:
    """Tell whether mutmut leaves alone what begins there, though it means something when the module runs."""
    return not any(first <= start < end for first, end in _covered(ast.parse(source)))


def _covered(module: ast.AST) -> Iterator[tuple[Position, Position]]:
    """Yield from where to where mutmut makes changes; signatures and annotations, too, of which nobody evaluates much.

    cosmic-ray takes the bare `*` of a signature for a product.
    """
    for node in ast.walk(module):
        if isinstance(node, ast.FunctionDef):
            yield (node.lineno, node.col_offset), _end(node) if _is_changed(node) else (node.body[0].lineno, 0)
        if isinstance(node, ast.AnnAssign):
            yield (node.lineno, node.col_offset), _end(node.annotation)


def _is_changed(function: ast.FunctionDef) -> bool:
    names = [each.id if isinstance(each, ast.Name) else "" for each in function.decorator_list]
    return not names or (len(names) == 1 and names[0] in TRAMPOLINED)


def _end(node: ast.stmt | ast.expr) -> Position:
    return node.end_lineno or node.lineno, node.end_col_offset or node.col_offset
