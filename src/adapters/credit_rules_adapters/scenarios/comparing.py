"""A scenario as it went beside what it expects: every difference, exactly."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen

from credit_rules import Outcome
from credit_rules_adapters.scenarios.figures import FIGURES, Seen
from credit_rules_adapters.scenarios.model import Figures, Plain
from credit_rules_adapters.scenarios.playing import Played, Taken
from credit_rules_adapters.scenarios.states import as_asked, of_account, of_credit, of_invoice
from credit_rules_adapters.text.mistakes import whole_text
from credit_rules_adapters.text.rejections import describe


@frozen
class Difference:
    """One figure that is not as expected."""

    where: str
    expected: Plain
    got: Plain

    def __str__(self) -> str:
        return f"{self.where}: expected {whole_text(self.expected)}, got {whole_text(self.got)}"


def differences(played: Played) -> tuple[Difference, ...]:
    """Return every difference, in the order of the steps, then of what is expected at the end."""
    of_steps = (difference for taken in played.steps for difference in of_step(taken, played.scenario.currency))
    return (*of_steps, *at_the_end(played))


def of_step(taken: Taken, file_currency: str) -> Iterator[Difference]:
    """Yield what a step did otherwise than expected."""
    step, answer = taken.step, taken.answer
    rejected = step.expect.get("rejected")
    if not isinstance(answer, Outcome):
        if rejected != answer.code:
            yield Difference(f"{step.where} rejected", rejected, f"{answer.code}: {describe(answer)}")
        return
    if rejected is not None:
        yield Difference(f"{step.where} rejected", rejected, None)
        return
    seen = Seen(answer, taken.before, step.on, step.currency, file_currency)
    for key, expected in step.expect.items():
        got = FIGURES[key](seen)
        if _differs(key, expected, got):
            yield Difference(f"{step.where} {key}", expected, got)


def _differs(key: str, expected: Plain, got: Plain) -> bool:
    if key == "rules" and isinstance(expected, list) and isinstance(got, list):
        return any(rule not in got for rule in expected)
    return expected != got


def at_the_end(played: Played) -> Iterator[Difference]:
    """Yield what is otherwise at the end than expected."""
    end, then = played.end, played.scenario.then
    for id, expected in then.invoices.items():
        yield from _between(f"invoice {id}", expected, of_invoice(end.invoices[id], played.policy))
    for id, expected in then.accounts.items():
        sums = of_account(end, id, played.on)
        shown_as_asked = {key: as_asked(sums[key], asked) for key, asked in expected.items()}
        yield from _between(f"account {id}", expected, shown_as_asked)
    for id, expected in then.credits.items():
        if id in end.credits:
            yield from _between(f"credit {id}", expected, of_credit(end.credits[id]))
        else:
            yield Difference(f"credit {id}", dict(expected), "it never came to be")


def _between(where: str, expected: Figures, got: Figures) -> Iterator[Difference]:
    for key, figure in expected.items():
        if figure != got[key]:
            yield Difference(f"{where} {key}", figure, got[key])
