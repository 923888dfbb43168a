"""Some hundred accounts played into the core and the reference side by side; `make soak` plays as many as one likes."""

from __future__ import annotations

from typing import Any, get_args

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from credit_rules import (
    AccountCredit,
    AddCredit,
    AddInvoice,
    ApplyCredit,
    Collection,
    Command,
    Effect,
    Invoice,
    Issue,
    Money,
    PartPaid,
    Policy,
    RaiseCredit,
    Reason,
    RecordPayment,
    Rejection,
    Status,
    VoidNote,
    VoidUsed,
)
from credit_rules_adapters.testing import DAY_ONE, Step, amounts, invoices, lots, money, policies, portfolios
from credit_rules_adapters.testing.crediting import raising
from credit_rules_adapters.testing.parts import around
from credit_rules_adapters.testing.scene import Drawing, Scene
from credit_rules_adapters.testing.using import applying, closing, spending, unapplying
from laws import soak
from laws.side_by_side import SideBySide

EVERYTHING = {
    *(command.__name__ for command in get_args(Command)),
    *(effect.__name__ for effect in get_args(Effect)),
    *(refusal.code for refusal in get_args(Rejection)),
    *(reason.value for reason in Reason if reason is not Reason.HELD_BACK),
}

OURS: dict[str, Any] = {
    "account": "ann",
    "currency": "GBP",
    "status": Status.ISSUED,
    "issued_on": DAY_ONE,
    "due_on": DAY_ONE,
    "paid_minor": 0,
    "pending_minor": 0,
}
HELD: dict[str, Any] = {"account": "ann", "currency": "GBP", "products": None, "paused": False}
USING: list[Drawing] = [applying, applying, applying, raising, unapplying, closing, spending]
Portfolio = tuple[list[Invoice], list[AccountCredit]]


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


@pytest.mark.parametrize("runs", [range(8), range(8, 16)], ids=["first", "then"])
def test_the_core_does_what_the_reference_does(runs: range) -> None:
    """Every command, every effect, every refusal and every reason occurs, so that none of them agrees unasked."""
    seen: set[str] = set()
    for number in runs:
        soak.run(number, lambda step: seen.update(met(step)))
    assert EVERYTHING - seen == set()


@settings(max_examples=120)
@given(portfolios(most=5), policies(), st.data())
def test_voiding_notes_whose_credit_was_used(portfolio: Portfolio, policy: Policy, data: st.DataObject) -> None:
    """A note gives credit back, others use it, perhaps on an invoice that is closed, and the note is voided (R25)."""
    machine = SideBySide()
    machine.policy = evolve(policy, void_used=VoidUsed.UNAPPLY, part_paid=PartPaid.SPLIT)
    for invoice in portfolio[0]:
        machine.play(AddInvoice(evolve(invoice, **OURS)))
    for lot in portfolio[1][:2]:
        machine.play(AddCredit(evolve(lot, **HELD, amount_minor=40, remaining_minor=40)))
    noted, *others = data.draw(st.permutations(portfolio[0]))
    before = data.draw(st.integers(0, len(others)))
    for invoice in (*others[:before], noted):
        machine.play(ApplyCredit(invoice=invoice.id, amount=data.draw(money(amounts(12)))))
    owed = machine.account.invoices[noted.id].outstanding_minor
    machine.play(RecordPayment(invoice=noted.id, amount=Money(owed, "GBP")))
    machine.play(RaiseCredit(invoice=noted.id, amount=data.draw(money(around(noted.total_minor)))))
    for invoice in others[before:]:
        some: Money | None = data.draw(st.none() | money(amounts(12)))
        machine.play(ApplyCredit(invoice=invoice.id, amount=some))
    for kind in data.draw(st.lists(st.sampled_from(USING), max_size=4)):
        machine.play(data.draw(kind(Scene(machine.account, machine.on))))
    for note in data.draw(st.permutations(sorted(machine.account.notes))):
        machine.play(VoidNote(note))


@settings(max_examples=120)
@given(invoices(), st.lists(lots(), min_size=1, max_size=3), policies(), st.data())
def test_issuing_near_the_minimum(
    invoice: Invoice, held: list[AccountCredit], policy: Policy, data: st.DataObject
) -> None:
    """Credit that leaves about the minimum to collect (R22) comes seldom by chance."""
    draft = evolve(
        invoice, status=Status.DRAFT, collection=Collection.AUTO, paid_minor=0, pending_minor=0, issued_on=None
    )
    minimum = data.draw(st.one_of(st.integers(1, draft.total_minor + 2), around(draft.total_minor).map(abs)))
    left = data.draw(st.integers(0, min(draft.total_minor, minimum + 1)))
    machine = SideBySide()
    machine.policy = evolve(policy, minimum_collection={draft.currency: minimum})
    machine.play(AddInvoice(draft))
    for number, lot in enumerate(held):
        rest = draft.total_minor - left - sum(each.remaining_minor for each in machine.account.credits.values())
        amount = max(0, rest) if number == len(held) - 1 else lot.amount_minor
        fitting = evolve(lot, id=f"C{number}", account=draft.account, currency=draft.currency)
        machine.play(AddCredit(evolve(fitting, amount_minor=amount, remaining_minor=amount)))
    machine.play(Issue(invoice=draft.id))
