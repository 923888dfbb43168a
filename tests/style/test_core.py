"""What the core must not contain: floats, conversions of amounts, the clock, and anything that reads or writes."""

from __future__ import annotations

import ast

import pytest

from style.source import CORE, Module, module, modules

INEXACT = {"float", "complex", "Decimal", "Fraction", "decimal", "fractions"}
CONVERSIONS = {"int", "round"}
CLOCK = {"today", "now", "utcnow", "fromtimestamp", "utcfromtimestamp"}
OUTSIDE = {"open", "print", "input", "exec", "eval", "__import__", "breakpoint"}
UNSTABLE = {"hash", "id"}  # other in the next process


def _is_type_call(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "type"


def _call(name: str) -> str | None:
    if name in CONVERSIONS:
        return f"{name}() on an amount"
    if name in OUTSIDE:
        return f"{name}() reaches outside"
    if name in UNSTABLE:
        return f"{name}() differs from run to run"
    return None


def _offence(node: ast.AST) -> str | None:
    match node:
        case ast.Constant(value=float() | complex()):
            return "a float"
        case ast.BinOp(op=ast.Div()) | ast.AugAssign(op=ast.Div()):
            return "a division that makes a float"
        case ast.Name(id=name) | ast.alias(name=name) | ast.Attribute(attr=name) if name in INEXACT:
            return name
        case ast.ImportFrom(module=name) if name in INEXACT:
            return name
        case ast.Attribute(attr=name) if name in CLOCK:
            return f"{name} asks the clock"
        case ast.Call(func=ast.Name(id=name)):
            return _call(name)
        case ast.Compare(left=left, ops=ops, comparators=rights) if any(map(_is_type_call, [left, *rights])):
            if any(isinstance(op, ast.Is | ast.IsNot | ast.Eq | ast.NotEq) for op in ops):
                return "a comparison of types; ask isinstance"
    return None


def offences(source: Module) -> list[str]:
    return [source.at(node, what) for node in ast.walk(source.tree) if (what := _offence(node))]


def test_the_core_is_exact_and_pure() -> None:
    found = modules(CORE)
    assert found
    assert [offence for each in found for offence in offences(each)] == []


@pytest.mark.parametrize(
    "planted",
    [
        "x = 0.5",
        "x = 1j",
        "x = 7 / 2",
        "x /= 2",
        "x = float(7)",
        "def f(x: float) -> None: ...",
        "import decimal",
        "from decimal import Decimal",
        "x = decimal.Decimal('1')",
        "from fractions import Fraction",
        "x = int(y)",
        "x = round(y)",
        "x = type(y) is int",
        "x = int is not type(y)",
        "x = type(y) == int",
        "x = date.today()",
        "x = datetime.datetime.now(UTC)",
        "print(x)",
        "x = open('y')",
        "x = hash('y')",
    ],
)
def test_a_planted_offence_is_found(planted: str) -> None:
    assert len(offences(module(planted))) >= 1


def test_what_is_allowed_is_no_offence() -> None:
    allowed = "x = isinstance(y, int)\nz = y // 2\nq = type(y).__name__\nw = date.fromisoformat('2026-03-01')\n"
    assert offences(module(allowed)) == []
