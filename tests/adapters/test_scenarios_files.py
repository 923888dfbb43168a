"""Every shipped scenario holds; and would not if its figures were others."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from credit_rules_adapters.scenarios.comparing import differences
from credit_rules_adapters.scenarios.playing import play
from credit_rules_adapters.scenarios.reading import read

SCENARIOS = Path(__file__).resolve().parents[2] / "docs" / "scenarios"
FILES = sorted(SCENARIOS.rglob("*.toml"))


def test_there_are_scenarios_of_every_kind() -> None:
    assert {file.relative_to(SCENARIOS).parts[0] for file in FILES} == {"article", "rules", "peers"}
    assert len(FILES) > 100


@pytest.mark.parametrize("file", FILES, ids=[str(file.relative_to(SCENARIOS)) for file in FILES])
def test_scenario_holds(file: Path) -> None:
    assert list(map(str, differences(play(read(file))))) == []


AMOUNT = re.compile(r'(?<=")[0-9]+(?:\.[0-9]+)?(?=")')


def spoilt(lines: list[str]) -> Iterator[tuple[int, str]]:
    """Yield each line that expects something with one of its amounts made larger, for each amount."""
    header = ""
    for number, line in enumerate(lines):
        header = line if line.startswith("[") and not line.startswith(("[ ", '["')) else header
        if line.startswith("expect = ") or header.startswith(("[then", "[step.expect")):
            code = line.partition("#")[0]
            for amount in AMOUNT.finditer(code) if not line.startswith("[") else ():
                yield number, f"{line[: amount.start()]}1{line[amount.start() :]}"


@pytest.mark.parametrize("kind", ["article", "rules", "peers"])
def test_no_wrong_amount_goes_unnoticed(kind: str, tmp_path: Path) -> None:
    copy, tried = tmp_path / "spoilt.toml", 0
    for file in FILES:
        lines = file.read_text(encoding="utf-8").splitlines()
        for number, line in spoilt(lines) if file.relative_to(SCENARIOS).parts[0] == kind else ():
            copy.write_text("\n".join([*lines[:number], line, *lines[number + 1 :]]), encoding="utf-8")
            assert differences(play(read(copy))), f"{file.name}:{number + 1}: {line}"
            tried += 1
    assert tried > 50


def test_scenarios_say_the_same_in_tomllib() -> None:
    """The strict reader reads nothing that TOML does not say, and skips nothing."""
    for file in FILES:
        raw = tomllib.loads(file.read_text(encoding="utf-8"))
        scenario = read(file)
        assert scenario.title == raw["title"]
        assert [invoice.id for invoice in scenario.invoices] == [each["id"] for each in raw.get("invoice", [])]
        assert [credit.id for credit in scenario.credits] == [each["id"] for each in raw.get("credit", [])]
        assert [step.do for step in scenario.steps] == [each["do"] for each in raw.get("step", [])]
        assert [set(step.expect) for step in scenario.steps] == [
            set(each.get("expect", {})) for each in raw.get("step", [])
        ]
        then = raw.get("then", {})
        assert {id: set(figures) for id, figures in scenario.then.invoices.items()} == {
            id: set(figures) for id, figures in then.get("invoice", {}).items()
        }
