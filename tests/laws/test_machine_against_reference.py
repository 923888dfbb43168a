"""Some hundred accounts played into the core and the reference side by side; `make soak` plays as many as one likes."""

from __future__ import annotations

from typing import get_args

from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from credit_rules import (
    AccountCredit,
    AddCredit,
    AddInvoice,
    Collection,
    Command,
    Effect,
    Invoice,
    Issue,
    Policy,
    Reason,
    Rejection,
    Status,
)
from credit_rules_adapters.testing import DAY_ONE, Step, invoices, lots, policies
from laws import soak
from laws.side_by_side import SideBySide

RUNS = 16
EVERYTHING = {
    *(command.__name__ for command in get_args(Command)),
    *(effect.__name__ for effect in get_args(Effect)),
    *(refusal.code for refusal in get_args(Rejection)),
    *(reason.value for reason in Reason if reason is not Reason.HELD_BACK),
}


def met(step: Step) -> set[str]:
    """What a step was, did and said."""
    asked = type(step.command).__name__
    if step.outcome is None:
        return {asked, step.answer.failure().code}
    return {
        asked,
        *(type(effect).__name__ for effect in step.outcome.effects),
        *(answer.code for answer in step.outcome.answers if not isinstance(answer, str)),
        *(reason.value for _, reason in step.outcome.reasons),
    }


def test_the_core_does_what_the_reference_does() -> None:
    """Every command, every effect, every refusal and every reason occurs, so that none of them agrees unasked."""
    seen: set[str] = set()
    for number in range(RUNS):
        soak.run(number, lambda step: seen.update(met(step)))
    assert EVERYTHING - seen == set()


@settings(max_examples=120)
@given(invoices(), st.lists(lots(), min_size=1, max_size=3), policies(), st.data())
def test_issuing_near_the_minimum(
    invoice: Invoice, held: list[AccountCredit], policy: Policy, data: st.DataObject
) -> None:
    """Credit that leaves about the minimum to collect (R22) comes seldom by chance."""
    draft = evolve(
        invoice, status=Status.DRAFT, collection=Collection.AUTO, paid_minor=0, pending_minor=0, issued_on=None
    )
    minimum = data.draw(st.integers(1, draft.total_minor + 2))
    left = data.draw(st.integers(0, min(draft.total_minor, minimum + 1)))
    machine = SideBySide()
    machine.policy = evolve(policy, minimum_collection={draft.currency: minimum})
    machine.play(AddInvoice(draft))
    for number, lot in enumerate(held):
        rest = draft.total_minor - left - sum(each.remaining_minor for each in machine.account.credits.values())
        amount = max(0, rest) if number == len(held) - 1 else lot.amount_minor
        fitting = evolve(lot, id=f"C{number}", account=draft.account, currency=draft.currency)
        machine.play(AddCredit(evolve(fitting, amount_minor=amount, remaining_minor=amount)))
    machine.on = DAY_ONE
    machine.play(Issue(invoice=draft.id))
