"""The story of a scenario in words: what was there, what each step did and by which rules, who paid what."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from textwrap import wrap

from credit_rules import JOININ, PRESETS, Outcome, Policy
from credit_rules_adapters.scenarios.comparing import at_the_end, of_step
from credit_rules_adapters.scenarios.playing import Played, Taken
from credit_rules_adapters.scenarios.states import of_account
from credit_rules_adapters.text.columns import columns
from credit_rules_adapters.text.money import format_amount, format_money
from credit_rules_adapters.text.picture import picture_of_credit, table_of_invoices
from credit_rules_adapters.text.policies import field_texts
from credit_rules_adapters.text.reasons import PHRASES
from credit_rules_adapters.text.rejections import describe
from credit_rules_adapters.text.rules import RULES
from credit_rules_adapters.text.saying import say
from credit_rules_adapters.text.telling import tell, unused

_lines = partial(wrap, width=78, initial_indent="  ", subsequent_indent="    ", break_long_words=False)


def explain(played: Played) -> str:
    """Tell a scenario from its start to its end; the same scenario always in the same words."""
    return "\n".join(_story(played)) + "\n"


def _story(played: Played) -> Iterator[str]:
    scenario = played.scenario
    yield scenario.title
    yield "=" * len(scenario.title)
    if scenario.source:
        yield f"Source: {scenario.source}"
    yield f"Policy: {policy_in_words(played.policy)}"
    yield from _state("At the start", played)
    for taken in played.steps:
        yield ""
        yield from _step(taken, scenario.currency)
    yield from _end(played)
    yield from _rules(played)


def policy_in_words(policy: Policy) -> str:
    """Name the preset a policy is, or say what it changes of joinin.

    >>> policy_in_words(PRESETS["loveadmin"])
    'loveadmin'
    """
    names = [name for name, preset in PRESETS.items() if preset == policy]
    if names:
        return " = ".join(names)
    usual = field_texts(JOININ)
    changed = [f"{name} = {text}" for name, text in field_texts(policy).items() if text != usual[name]]
    return f"joinin with {', '.join(changed)}"


def _state(title: str, played: Played) -> Iterator[str]:
    yield ""
    yield f"{title}, {played.scenario.on}"
    yield from table_of_invoices(played.scenario.invoices)
    if played.start.credits:
        yield ""
        yield from picture_of_credit(played.start)


def _step(taken: Taken, file_currency: str) -> Iterator[str]:
    step, answer = taken.step, taken.answer
    yield f"Step {step.number}, {step.on}: {say(step.command)}"
    if isinstance(answer, Outcome):
        yield from _outcome(answer, taken)
    else:
        yield from _lines(f"Refused ({answer.code}, {answer.rule}): {describe(answer)}")
    for difference in of_step(taken, file_currency):
        yield f"  NOT AS EXPECTED: {difference}"


def _outcome(outcome: Outcome, taken: Taken) -> Iterator[str]:
    rows = [
        ("  " * told.is_part + told.what, "" if told.amount is None else format_money(told.amount))
        for told in tell(outcome)
    ]
    yield from columns(rows, right=[1], indent=4)
    for lot, amount_minor, why in taken.before.returned_unusable(outcome, taken.step.on):
        amount = format_amount(amount_minor, taken.before.credits[lot].currency)
        yield f"  Came back to {lot}, where it can't be used: {amount} ({PHRASES[why]})"
    not_used = unused(outcome)
    if not_used:
        yield from _lines(f"Not used up: {', '.join(f'{lot} ({why})' for lot, why in not_used)}")
    yield from _lines(f"Decided by {', '.join(sorted(outcome.rules, key=[*RULES].index))}")


def _end(played: Played) -> Iterator[str]:
    end = played.end
    yield ""
    yield f"At the end, {played.on}"
    yield from table_of_invoices(end.invoices.values())
    if end.credits:
        yield ""
        yield "Which credit paid what"
        yield from picture_of_credit(end)
        yield ""
    yield from _balances(played)
    for difference in at_the_end(played):
        yield f"  NOT AS EXPECTED: {difference}"


def _balances(played: Played) -> Iterator[str]:
    for account in sorted({lot.account for lot in played.end.credits.values()}):
        sums = of_account(played.end, account, played.on)
        shown = {key: ", ".join(f"{text} {code}" for code, text in by.items()) or "nothing" for key, by in sums.items()}
        yield f"  {account} has account credit of {shown['balance']}; available: {shown['available']}"


def _rules(played: Played) -> Iterator[str]:
    """Say what the rules that decided say, in their order."""
    answers = [taken.answer for taken in played.steps]
    decided = {rule for answer in answers if isinstance(answer, Outcome) for rule in answer.rules}
    decided |= {answer.rule for answer in answers if not isinstance(answer, Outcome)}
    if decided:
        yield ""
        yield "The rules that decided"
        yield from columns([(rule, text) for rule, text in RULES.items() if rule in decided])
