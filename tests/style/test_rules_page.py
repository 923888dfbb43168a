"""docs/rules.md tells every rule, and what it names exists: functions, laws, codes, scenarios, pages."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import get_args

import pytest

from credit_rules import laws
from credit_rules.rejection import Rejection
from credit_rules_adapters.refusals import StoreRefusal
from style.source import ADAPTERS, CORE, ROOT

DOCS = ROOT / "docs"
PAGE = (DOCS / "rules.md").read_text()
RULES = [f"R{number}" for number in range(1, 37)]
WITH_THE_STORES = {"R35", "R36"}  # played by the suite of stores, not by scenarios
CODES = {refusal.code for refusal in (*get_args(Rejection), *get_args(StoreRefusal))}
LAWS = set(laws.__all__) - {"STEP_LAWS", "StepLaw", "broken_by"}

LAST_LINE = re.compile(r"Function: (.+) · Laws: (.+) · (?:Scenarios|Tests): (.+)")
FUNCTIONS = re.compile(r"\[([\w/]+\.py)\] (`[\w.]+`(?:, `[\w.]+`)*)")
SCENARIOS = re.compile(r"\[`([\w*.-]+)`\]\[(\w+)\]")
DEFINITION = re.compile(r"^\[([\w./]+)\]: (\S+)$", re.MULTILINE)
EVERY_RULE = "those of every rule"


def code(text: str) -> list[str]:
    """Read the names written as code."""
    return re.findall(r"`([\w.]+)`", text)


def sections(page: str) -> list[tuple[str, str]]:
    """Split a page into its rules, in order, with their texts."""
    parts = re.split(r"^### (R\d+) \S.*\n", page, flags=re.MULTILINE)
    return [(rule, text.partition("\n## ")[0].strip()) for rule, text in zip(parts[1::2], parts[2::2], strict=True)]


def defined(name: str) -> set[str]:
    """Name the functions, classes and methods of a module of the core; nothing where there is no such module."""
    file = ADAPTERS / name.removeprefix("adapters/") if name.startswith("adapters/") else CORE / name
    found = set()
    for node in ast.parse(file.read_text()).body if file.exists() else []:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found.add(node.name)
        if isinstance(node, ast.ClassDef):
            found |= {f"{node.name}.{method.name}" for method in node.body if isinstance(method, ast.FunctionDef)}
    return found


def unknown_laws(text: str) -> Iterator[str]:
    names = code(text)
    if not names and text != EVERY_RULE:
        yield f"no laws in {text!r}"
    yield from (f"no law {name}" for name in names if name not in LAWS)


def unknown_functions(text: str) -> Iterator[str]:
    for part in text.split("; "):
        named = FUNCTIONS.fullmatch(part)
        if named is None:
            yield f"no functions in {part!r}"
            continue
        yield from (f"no {name} in {named[1]}" for name in code(named[2]) if name not in defined(named[1]))


def unknown_scenarios(rule: str, text: str, folders: dict[str, str]) -> Iterator[str]:
    """Name the patterns that match no file; a rule's own scenarios must be among them."""
    links = [SCENARIOS.fullmatch(part) for part in text.split(", ")]
    patterns = [(link[1], link[2]) for link in links if link]
    if None in links or (f"R{int(rule[1:]):02}-*", "rules") not in patterns:
        yield f"not its scenarios: {text!r}"
    for pattern, folder in patterns:
        if not list((DOCS / folders.get(folder, folder)).glob(f"{pattern}.toml")):
            yield f"no scenario {pattern} in {folder}"


def rule_faults(rule: str, text: str, folders: dict[str, str]) -> Iterator[str]:
    last = LAST_LINE.fullmatch(text.splitlines()[-1])
    if last is None:
        yield "no last line"
        return
    yield from unknown_functions(last[1])
    yield from unknown_laws(last[2])
    if rule not in WITH_THE_STORES:
        yield from unknown_scenarios(rule, last[3], folders)
    elif not re.fullmatch(r"\[`[\w.]+`\]\[suite\]", last[3]):
        yield f"no tests in {last[3]!r}"
    for paragraph in text.split("\n\n"):
        if paragraph.startswith("Refused"):
            yield from (f"no code {name}" for name in code(paragraph) if name not in CODES)


def link_faults(page: str) -> Iterator[str]:
    """Name links that lead nowhere, and definitions that nothing uses."""
    targets = dict(DEFINITION.findall(page))
    body = DEFINITION.sub("", page)
    used = set(re.findall(r"\]\[(\w+)\]", body)) | set(re.findall(r"\[([\w/]+\.py)\]", body))
    yield from (f"undefined link {label}" for label in used - set(targets))
    yield from (f"unused link {label}" for label in set(targets) - used)
    places = [*targets.values(), *re.findall(r"\]\(([^)#]+)\)", body)]
    yield from (f"no file {place}" for place in places if not (DOCS / place).exists())


def faults(page: str) -> list[str]:
    """Name everything that is wrong with a page of rules."""
    found = sections(page)
    numbers = [rule for rule, _ in found]
    wrong = [f"the rules are {', '.join(numbers)}"] if numbers != RULES else []
    folders = dict(DEFINITION.findall(page))
    for rule, text in found:
        wrong += [f"{rule}: {fault}" for fault in rule_faults(rule, text, folders)]
    everywhere = re.search(r"^Laws of every rule: ([^.]+)\.", page, re.MULTILINE)
    wrong += unknown_laws(everywhere[1] if everywhere else "")
    wrong += [f"code {name} does not occur" for name in sorted(CODES - set(code(page)))]
    wrong += [f"law {name} guards no rule" for name in sorted(LAWS - set(code(page)))]
    return [*wrong, *link_faults(page)]


def test_the_page_is_whole_and_names_what_exists() -> None:
    assert faults(PAGE) == []


def test_every_shipped_scenario_is_linked() -> None:
    folders = dict(DEFINITION.findall(PAGE))
    linked = {file for pattern, folder in SCENARIOS.findall(PAGE) for file in (DOCS / folders[folder]).glob(pattern)}
    shipped = {file for folder in ("article", "rules") for file in (DOCS / "scenarios" / folder).glob("*.toml")}
    assert shipped - linked == set()
    assert linked


@pytest.mark.parametrize(
    ("was", "planted", "fault"),
    [
        ("### R7 ", "### ", "the rules are R1, R2, R3, R4, R5, R6, R8"),
        ("### R7 ", "### R8 ", "the rules are"),
        ("### R36 ", "### ", "the rules are"),
        ("Function: [rules/pausing.py]", "Functions: [rules/pausing.py]", "R24: no last line"),
        ("[rules/pausing.py] `pause`", "[rules/pausing.py] `halt`", "R24: no halt in rules/pausing.py"),
        ("`Funds.draw`", "`Funds.drain`", "R21: no Funds.drain in rules/drawing.py"),
        ("[rules/pausing.py] `pause`, `resume`", "[rules/pausing.py]", "R24: no functions in '[rules/pausing.py]'"),
        ("[rules/pausing.py]", "[rules/resting.py]", "R24: no pause in rules/resting.py"),
        ("Laws: `scope_respected`", "Laws: `scope_kept`", "R20: no law scope_kept"),
        ("Laws: `scope_respected`", "Laws: none", "R20: no laws in 'none'"),
        ("`working_set_suffices`", "`working_set`", "no law working_set"),
        ("`working_set_suffices`", "`determinism`", "law working_set_suffices guards no rule"),
        ("Laws of every rule:", "Of every rule:", "no laws in ''"),
        ("[`R24-*`][rules]", "[`R24-never*`][rules]", "R24: not its scenarios"),
        ("[`14-*`][article]", "[`15-*`][article]", "R31: no scenario 15-* in article"),
        ("[article]: scenarios/article", "[article]: scenarios/articles", "no file scenarios/articles"),
        ("[rules/pausing.py]: ", "[rules/pauses.py]: ", "undefined link rules/pausing.py"),
        ("[rules/pausing.py]: ", "[rules/pauses.py]: ", "unused link rules/pauses.py"),
        ("](refusals.md)", "](refusal.md)", "no file refusal.md"),
        ("Refused: `nothing_remaining`", "Refused: `nothing_there`", "R28: no code nothing_there"),
        ("`refund_exceeds_cash`", "refund_exceeds_cash", "code refund_exceeds_cash does not occur"),
        ("Tests: [`answering.py`][suite]", "Tests: none", "R35: no tests in 'none'"),
        ("`Service.preview`", "`Service.look`", "R35: no Service.look in adapters/service.py"),
    ],
)
def test_a_planted_fault_is_found(was: str, planted: str, fault: str) -> None:
    assert was in PAGE
    found = faults(PAGE.replace(was, planted))
    assert any(each.startswith(fault) for each in found), found
