"""A scenario as it went, for programs: each step's whole outcome, and every difference."""

from __future__ import annotations

from typing import Any

from attrs import asdict

from credit_rules import Outcome
from credit_rules_adapters.scenarios.comparing import Difference
from credit_rules_adapters.scenarios.playing import Played, Taken
from credit_rules_adapters.text.json_form import form_of
from credit_rules_adapters.text.mistakes import NotUnderstood
from credit_rules_adapters.text.rejections import describe


def form_of_played(played: Played, different: tuple[Difference, ...]) -> dict[str, Any]:
    """Return the JSON form of a scenario that was played, with what is not as expected."""
    return {
        "file": played.scenario.file,
        "result": "failed" if different else "ok",
        "title": played.scenario.title,
        "differences": [asdict(difference) for difference in different],
        "steps": [_step(taken) for taken in played.steps],
    }


def form_of_mistakes(file: str, error: NotUnderstood) -> dict[str, Any]:
    """Return the JSON form of a file that could not be understood."""
    return {"file": file, "result": "not understood", "mistakes": [asdict(mistake) for mistake in error.mistakes]}


def _step(taken: Taken) -> dict[str, Any]:
    head = {"step": taken.step.number, "do": taken.step.do, "on": taken.step.on.isoformat()}
    answer = taken.answer
    if isinstance(answer, Outcome):
        return {**head, "outcome": form_of(answer)}
    return {**head, "rejected": form_of(answer), "sentence": describe(answer)}
