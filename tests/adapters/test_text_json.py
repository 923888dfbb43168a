"""Entries, outcomes and refusals as JSON: there and back unchanged, and strictly."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, get_args

import attrs
import pytest

from credit_rules import (
    JOININ,
    Account,
    AccountCredit,
    AddCredit,
    AddInvoice,
    CarryOutRemoval,
    Command,
    CreditPaused,
    Effect,
    Entry,
    Invoice,
    InvoiceAdded,
    Leaving,
    Line,
    Money,
    Outcome,
    PaymentMoved,
    RaiseCredit,
    Rejection,
    Status,
    decide,
    plan_removal,
)
from credit_rules_adapters.scenarios.playing import Taken, play
from credit_rules_adapters.scenarios.reading import read
from credit_rules_adapters.text.json_form import command_of, form_of, form_of_command, from_form, line_of, read_line

SCENARIOS = Path(__file__).resolve().parents[2] / "docs" / "scenarios"
ON = date(2026, 3, 1)


def taken() -> Iterator[Taken]:
    """Take every step of every shipped scenario."""
    for file in sorted(SCENARIOS.rglob("*.toml")):
        yield from play(read(file)).steps


def there_and_back(value: Any, kind: Any) -> Any:
    return from_form(read_line(line_of(form_of(value))), kind)


def test_every_outcome_and_refusal_of_every_scenario_comes_back_the_same() -> None:
    commands: set[type] = set()
    effects: set[type] = set()
    for each in taken():
        answer = each.answer
        kind: Any = Outcome if isinstance(answer, Outcome) else Rejection
        assert there_and_back(answer, kind) == answer
        if isinstance(answer, Outcome):
            commands.add(type(each.step.command))
            effects |= set(map(type, answer.effects))
    entering = {"AddInvoice", "AddCredit", "CarryOutRemoval"}
    assert {command.__name__ for command in get_args(Command)} - {each.__name__ for each in commands} == entering
    assert {effect.__name__ for effect in get_args(Effect)} - {each.__name__ for each in effects} == {"InvoiceAdded"}


def test_every_command_comes_back_the_same() -> None:
    commands: list[Any] = [each.step.command for each in taken()]
    invoice = Invoice("A", "ann", "GBP", [Line("L1", 100), Line("amount_minor", 5)], issued_on=ON)
    planned = plan_removal([invoice], Leaving(account="ann", product="gym"), Money(5, "GBP")).unwrap()
    by_line = {"amount_minor": Money(1, "GBP"), "currency": Money(2, "GBP")}
    lot = AccountCredit("C", "ann", "GBP", 5, issued_on=ON)
    commands += [
        AddInvoice(invoice),
        AddCredit(lot),
        CarryOutRemoval(planned),
        RaiseCredit(invoice="A", amount=by_line),
    ]
    assert {type(command) for command in commands} == set(get_args(Command))
    for command in commands:
        assert command_of(read_line(line_of(form_of_command(command)))) == command


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"command": "no_such"},
        {"command": "pause"},
        {"command": "pause", "credit": 5},
        {"command": "pause", "credit": "C", "x": 1},
        {"command": "raise_credit", "invoice": "A", "amount": 5, "refund": None, "reason": "other", "memo": ""},
    ],
)
def test_what_is_no_command_is_refused(form: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"allowed|missing"):
        command_of(form)


def test_every_entry_of_every_scenario_comes_back_the_same() -> None:
    entries = {entry for each in taken() for entry in each.after.entries}
    assert len(entries) > 1000
    assert all(there_and_back(entry, Entry) == entry for entry in entries)
    assert any(isinstance(effect, InvoiceAdded) for entry in entries for effect in entry.effects)


def test_carrying_out_a_plan_comes_back_the_same() -> None:
    lines = [Line("L1", 500, product="swim"), Line("L2", 700, 140, product="gym", tax_code="vat-20")]
    draft = Invoice("D", "ann", "GBP", lines, status=Status.DRAFT)
    issued = Invoice("I", "ann", "GBP", lines, issued_on=ON, paid_minor=1340)
    plan = plan_removal([draft, issued], Leaving(account="ann", product="gym"), Money(2000, "GBP")).unwrap()
    account = Account(invoices={"D": draft, "I": issued})
    outcome = decide(CarryOutRemoval(plan), account, JOININ, ON).unwrap()
    assert outcome.left_out == Money(1160, "GBP")
    assert there_and_back(outcome, Outcome) == outcome


@pytest.mark.parametrize("kind", get_args(Rejection), ids=lambda kind: kind.code)
def test_every_refusal_comes_back_the_same_under_its_code(kind: Any) -> None:
    attrs.resolve_types(kind)
    values = {field.name: Money(5, "JPY") if field.type is Money else field.name for field in attrs.fields(kind)}
    rejection = kind(**values)
    form = form_of(rejection)
    assert form["code"] == kind.code
    assert set(form) == {"code", *values}
    assert there_and_back(rejection, Rejection) == rejection


def test_an_amount_beyond_64_bits_comes_back_the_same() -> None:
    moved = PaymentMoved(invoice="I", account="ann", currency="GBP", paid_minor=10**40)
    entry = Entry(1, ON, (moved,), "p")
    assert there_and_back(entry, Entry) == entry


def test_a_line_is_ascii_and_spells_dates_as_text() -> None:
    line = line_of(form_of(Entry(1, ON, (CreditPaused("é請", True),), "p")))
    assert line == (
        '{"number":1,"on":"2026-03-01","effects":'
        '[{"effect":"credit_paused","credit":"\\u00e9\\u8acb","paused":true}],"policy":"p"}'
    )


def entry_with(**changes: Any) -> str:
    paused = {"effect": "credit_paused", "credit": "C1", "paused": True}
    entry: dict[str, Any] = {"number": 1, "on": "2026-03-01", "effects": [paused], "policy": "p"}
    for key, value in changes.items():
        target, name = (paused, key.removeprefix("e_")) if key.startswith("e_") else (entry, key)
        if value is ...:
            del target[name]
        else:
            target[name] = value
    return json.dumps(entry)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (entry_with(number="1"), 'number: "1" is no whole number; allowed is one like 5, without quotes'),
        (entry_with(number=True), "number: true is no whole number; allowed is one like 5, without quotes"),
        (entry_with(number=1.0), "1.0 is no whole number; allowed are whole numbers of the minor unit"),
        (entry_with(number=float("nan")), "NaN is no whole number; allowed are whole numbers of the minor unit"),
        (entry_with(on="2026-3-01"), 'on: "2026-3-01" is no date; allowed is a date like 2026-03-01'),
        (entry_with(on="20260301"), 'on: "20260301" is no date; allowed is a date like 2026-03-01'),
        (entry_with(on="2026-02-30"), 'on: "2026-02-30" is no date; allowed is a date like 2026-03-01'),
        (entry_with(policy=None), "policy: null is no text; allowed is text in quotes"),
        (entry_with(policy="\ud800"), "policy: '\\ud800' holds half a character; allowed are whole ones"),
        (entry_with(policy=...), "policy is missing"),
        (entry_with(extra=1), '"extra" is unknown; allowed are number, on, effects, policy'),
        (entry_with(effects="paused"), 'effects: "paused" is no list; allowed is a list in square brackets'),
        (entry_with(effects=[5]), "effects[0]: 5 is no object; allowed is one in curly brackets"),
        (entry_with(e_effect=...), "effects[0]: effect is missing; allowed are invoice_added"),
        (entry_with(e_effect="x"), 'effects[0]: "x" is unknown; allowed are invoice_added, invoice_issued'),
        (entry_with(e_effect=["x"]), 'effects[0]: ["x"] is unknown; allowed are invoice_added'),
        (entry_with(e_paused=1), "effects[0].paused: 1 is neither true nor false"),
        (entry_with(e_paused=...), "effects[0]: paused is missing"),
        (entry_with(e_rank=1), 'effects[0]: "rank" is unknown; allowed are credit, paused'),
        ('{"number": 1, "number": 2}', '"number" stands twice in one object; allowed is once'),
        ("[]", "[] is no object; allowed is one in curly brackets"),
        ("{", "is not JSON: Expecting property name enclosed in double quotes (column 2)"),
        ("[" * 100_000, "is nested too deeply to be read"),
    ],
)
def test_a_broken_entry_is_refused_with_its_place(line: str, told: str) -> None:
    with pytest.raises(ValueError) as error:  # noqa: PT011 - its text is compared below
        from_form(read_line(line), Entry)
    assert str(error.value).startswith(told)


def test_several_mistakes_of_an_entry_are_all_told() -> None:
    with pytest.raises(ValueError) as error:  # noqa: PT011 - its text is compared below
        from_form(read_line(entry_with(number=None, on=5, e_credit=7)), Entry)
    assert [told.partition(":")[0] for told in str(error.value).split("; ") if ":" in told] == [
        "number",
        "on",
        "effects[0].credit",
    ]


def test_a_state_that_breaks_its_invariants_is_refused() -> None:
    form = form_of(Entry(1, ON, (InvoiceAdded(Invoice("I", "ann", "GBP", [Line("L1", 5)], issued_on=ON)),), "p"))
    form["effects"][0]["invoice"]["paid_minor"] = 6
    with pytest.raises(
        ValueError, match=r"effects\[0\]\.invoice: Invoice I: what settles and lowers it must be at most"
    ):
        from_form(form, Entry)
    form["effects"][0]["invoice"]["paid_minor"] = -1
    with pytest.raises(ValueError, match=r"Invoice\.paid_minor must be 0 or more, not -1"):
        from_form(form, Entry)


def test_reasons_are_pairs() -> None:
    outcome = next(each.answer for each in taken() if isinstance(each.answer, Outcome) and each.answer.reasons)
    form = form_of(outcome)
    form["reasons"] = [["C1"]]
    with pytest.raises(ValueError, match=r'reasons\[0\]: \["C1"\] has 1 parts; allowed are 2'):
        from_form(form, Outcome)
