"""Every effect stands in outcome.py and every refusal in rejection.py, and nowhere else; none stands there unused."""

from __future__ import annotations

import ast
from typing import get_args

import attrs
import pytest

from credit_rules.outcome import Effect, Reason
from credit_rules.rejection import Rejection
from style.source import CORE, Module, module, modules

EFFECTS: dict[str, type] = {effect.__name__: effect for effect in get_args(Effect)}
REFUSALS: dict[str, type] = {refusal.__name__: refusal for refusal in get_args(Rejection)}
CODES: list[str] = [refusal.code for refusal in get_args(Rejection)]
PAGES = {name: str((CORE / name).relative_to(CORE.parents[1])) for name in ("outcome.py", "rejection.py")}

# What outcome.py holds beside the effects: the answer itself and its parts.
BESIDE_EFFECTS = {"Outcome", "RefundComparison", "Reason"}


def classes(source: Module) -> set[str]:
    """Name the public classes of a module."""
    return {node.name for node in ast.walk(source.tree) if isinstance(node, ast.ClassDef) and node.name[0] != "_"}


def page(name: str) -> Module:
    """Parse one of the two pages."""
    return module((CORE / name).read_text(), PAGES[name])


def test_the_unions_are_closed_over_their_pages() -> None:
    assert {effect.__module__ for effect in EFFECTS.values()} == {"credit_rules.outcome"}
    assert {refusal.__module__ for refusal in REFUSALS.values()} == {"credit_rules.rejection"}
    assert classes(page("outcome.py")) - BESIDE_EFFECTS == set(EFFECTS)
    assert classes(page("rejection.py")) == set(REFUSALS)
    assert all(attrs.has(member) for member in [*EFFECTS.values(), *REFUSALS.values()])


def test_a_code_is_one_refusal_and_they_stand_in_order_of_precedence() -> None:
    assert len(set(CODES)) == len(CODES) > 30
    assert all(code.replace("_", "").isalpha() and code.islower() for code in CODES)
    unknown = ["invoice_not_found", "note_not_found", "credit_not_found"]
    assert CODES[:3] == unknown
    rules = [int(refusal.rule.removeprefix("R")) for refusal in get_args(Rejection) if refusal.code not in unknown]
    assert rules == sorted(rules)


def elsewhere(source: Module) -> list[str]:
    """Find what belongs on the two pages: a class of that name or with a code, or a code written out."""
    reasons = {reason.value for reason in Reason}  # a reason for a lot may share its word with a refusal
    found = []
    for node in ast.walk(source.tree):
        match node:
            case ast.ClassDef(name=name) if name in EFFECTS or name in REFUSALS:
                found.append(source.at(node, f"defines {name}"))
            case ast.ClassDef(body=body) if any(_names_code(statement) for statement in body):
                found.append(source.at(node, f"{node.name} has a code"))
            case ast.Constant(value=str(text)) if text in CODES and text not in reasons:
                found.append(source.at(node, f"writes out {text}"))
    return found


def _names_code(statement: ast.stmt) -> bool:
    names = ast.walk(statement) if isinstance(statement, ast.Assign | ast.AnnAssign) else ()
    return any(isinstance(node, ast.Name) and node.id == "code" and isinstance(node.ctx, ast.Store) for node in names)


def test_no_effect_and_no_code_stands_elsewhere() -> None:
    others = [each for each in modules(CORE) if each.name != PAGES["rejection.py"]]
    assert [
        offence
        for each in others
        for offence in elsewhere(each)
        if not (each.name == PAGES["outcome.py"] and offence.partition("defines ")[2] in EFFECTS)
    ] == []


@pytest.mark.parametrize(
    "planted",
    [
        "class NoteRaised: ...",
        "class InvoiceNotFound: ...",
        "class Stale:\n    code = 'stale'",
        "class Stale:\n    code, rule = 'stale', 'R35'",
        "class Stale:\n    code: str = 'stale'",
        "x = 'invoice_not_found'",
        "match x:\n    case 'amount_exceeds_creditable': ...",
    ],
)
def test_a_planted_effect_or_code_is_found(planted: str) -> None:
    assert len(elsewhere(module(planted))) == 1


def test_a_code_in_a_sentence_is_no_offence() -> None:
    assert elsewhere(module("'''Refused: `invoice_not_found`.'''\nclass A:\n    def f(self, code): ...\n")) == []


def made() -> set[str]:
    """Name every class that the core calls, outside the two pages."""
    calls = (node for each in modules(CORE) if each.name not in PAGES.values() for node in ast.walk(each.tree))
    return {
        node.func.id if isinstance(node.func, ast.Name) else node.func.attr
        for node in calls
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute)
    }


def test_every_effect_and_every_refusal_is_made_somewhere() -> None:
    assert {*EFFECTS, *REFUSALS} - made() == set()
