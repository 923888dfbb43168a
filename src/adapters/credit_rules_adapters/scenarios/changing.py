"""Which outcomes of a scenario would be others under another policy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from attrs import frozen

from credit_rules import Outcome, Policy
from credit_rules_adapters.scenarios.figures import FIGURES, Seen
from credit_rules_adapters.scenarios.model import Plain, Scenario
from credit_rules_adapters.scenarios.playing import Taken, play
from credit_rules_adapters.text.mistakes import whole_text


@frozen
class Change:
    """One figure of a step under either policy; `rejected` is null where the step is not refused."""

    where: str
    figure: str
    first: Plain
    second: Plain

    def __str__(self) -> str:
        return f"{self.where} {self.figure}: {whole_text(self.first)} becomes {whole_text(self.second)}"


def changes(scenario: Scenario, first: Policy, second: Policy) -> tuple[Change, ...]:
    """Return every figure of a step that differs when the scenario is played under either policy instead of its own."""
    pairs = zip(play(scenario, first).steps, play(scenario, second).steps, strict=True)
    return tuple(change for pair in pairs for change in _between(*pair, scenario.currency))


def _between(first: Taken, second: Taken, file_currency: str) -> Iterator[Change]:
    before, after = _figures(first, file_currency), _figures(second, file_currency)
    refused = before["rejected"] or after["rejected"]
    for figure in ["rejected"] if refused else FIGURES:
        if figure != "rules" and before[figure] != after[figure]:
            yield Change(first.step.where, figure, before[figure], after[figure])


def _figures(taken: Taken, file_currency: str) -> Mapping[str, Plain]:
    answer, step = taken.answer, taken.step
    if not isinstance(answer, Outcome):
        return {"rejected": answer.code}
    seen = Seen(answer, taken.before, step.on, step.currency, file_currency)
    return {"rejected": None, **{figure: show(seen) for figure, show in FIGURES.items()}}
