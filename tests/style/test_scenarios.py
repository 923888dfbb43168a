"""The shipped scenarios reach every rule: at least two files name it as their source."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from typing import TYPE_CHECKING

from style.source import ADAPTERS, ROOT

if TYPE_CHECKING:
    from pathlib import Path

SCENARIOS = ROOT / "docs" / "scenarios"
RULES = [f"R{number}" for number in range(1, 34)]


def named(source: str) -> set[str]:
    """Read the rules that a scenario names as its source: `rules R7`, `rules R7, R9`."""
    return set(re.findall(r"\bR\d+\b", source)) if source.startswith("rules ") else set()


def counted(files: list[Path]) -> Counter[str]:
    """Count the files by the rules they name."""
    return Counter(rule for file in files for rule in named(tomllib.loads(file.read_text()).get("source", "")))


def test_every_rule_has_two_scenarios() -> None:
    counts = counted(sorted((SCENARIOS / "rules").rglob("*.toml")))
    assert {rule: counts[rule] for rule in RULES if counts[rule] < 2} == {}
    assert set(counts) - {f"R{number}" for number in range(1, 37)} == set()


def test_a_source_is_read_by_its_rules() -> None:
    assert named("rules R7") == {"R7"}
    assert named("rules R7, R12 and R33") == {"R7", "R12", "R33"}
    assert named("the article on R7") == set()


def test_the_package_holds_the_articles_scenarios() -> None:
    shipped = sorted(file.name for file in (ADAPTERS / "scenarios" / "article").iterdir())
    assert shipped == sorted(file.name for file in (SCENARIOS / "article").iterdir())
    assert shipped
