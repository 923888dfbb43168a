"""The example in docs/own-policy.md, run as it stands there."""

from __future__ import annotations

import re
import unittest
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from credit_rules import PRESETS, Command, Policy, laws
from credit_rules.laws import STEP_LAWS
from credit_rules_adapters.testing import AccountMachine, Step

PAGE = Path(__file__).parents[2] / "docs" / "own-policy.md"


def example() -> str:
    (text,) = re.findall(r"^```python\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    return str(text)


def run() -> unittest.TestResult:
    """Run the example; few accounts will do."""
    names: dict[str, Any] = {"__name__": "example"}
    exec(compile(example(), str(PAGE), "exec"), names)  # noqa: S102
    collected: type[unittest.TestCase] = names["TestOurPolicy"]
    collected.settings = settings(max_examples=5, deadline=None)  # type: ignore[attr-defined]
    result = unittest.TestResult()
    collected("runTest").run(result)
    return result


def test_the_example_is_at_most_five_lines() -> None:
    assert len([line for line in example().splitlines() if line]) <= 5


def test_the_example_plays_that_policy(monkeypatch: pytest.MonkeyPatch) -> None:
    met: set[Policy] = set()
    play = AccountMachine.play

    def seen(machine: AccountMachine, command: Command) -> Step:
        met.add(machine.policy)
        return play(machine, command)

    monkeypatch.setattr(AccountMachine, "play", seen)
    assert run().wasSuccessful()
    assert met == {PRESETS["loveadmin"]}


def test_the_example_fails_where_a_law_is_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    broken = {**STEP_LAWS, "non_negative": lambda before, entry, after: False}
    monkeypatch.setattr(laws.steps, "STEP_LAWS", broken)
    result = run()
    assert not result.wasSuccessful()
    assert "broken: non_negative" in result.failures[0][1] + "".join(text for _, text in result.errors)
