"""Everything that can be asked for, and everything that can happen, has its words."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import get_args

import pytest

from credit_rules import (
    AccountCredit,
    AddCredit,
    AddInvoice,
    CarryOutRemoval,
    Command,
    Effect,
    Invoice,
    InvoiceAdded,
    Line,
    Outcome,
    PaymentMoved,
    Reason,
    RemovalPlan,
)
from credit_rules_adapters.scenarios.playing import Taken, play
from credit_rules_adapters.scenarios.reading import read
from credit_rules_adapters.text.columns import columns, width
from credit_rules_adapters.text.picture import picture_of_credit, table_of_invoices
from credit_rules_adapters.text.reasons import PHRASES
from credit_rules_adapters.text.rules import RULES
from credit_rules_adapters.text.saying import say
from credit_rules_adapters.text.telling import tell, tell_effect

SCENARIOS = Path(__file__).resolve().parents[2] / "docs" / "scenarios"
ON = date(2026, 3, 1)


@pytest.fixture(scope="module")
def taken() -> list[Taken]:
    return [each for file in sorted(SCENARIOS.rglob("*.toml")) for each in play(read(file)).steps]


def test_every_kind_of_command_is_said_in_words_of_its_own(taken: list[Taken]) -> None:
    invoice = Invoice("INV-1", "ann", "GBP", [Line("L1", 100)], issued_on=ON)
    commands: list[Command] = [
        AddInvoice(invoice),
        AddCredit(AccountCredit("C1", "ann", "GBP", 100, issued_on=ON)),
        CarryOutRemoval(RemovalPlan(credits=(), drafts=(), left_out=None)),
    ]
    said: dict[type, set[str]] = {}
    for command in [*commands, *(each.step.command for each in taken)]:
        words = say(command)
        assert words
        assert "_" not in words.replace("R30_", "")
        said.setdefault(type(command), set()).add(words)
    assert set(said) == set(get_args(Command))
    everything = [words for each in said.values() for words in each]
    assert len(everything) == len(set(everything))


def test_every_kind_of_effect_is_told_with_its_amount(taken: list[Taken]) -> None:
    seen: set[type] = set()
    for each in taken:
        if isinstance(each.answer, Outcome):
            for effect in each.answer.effects:
                lines = list(tell_effect(effect))
                assert lines
                assert all(line.what for line in lines)
                seen.add(type(effect))
    assert set(get_args(Effect)) - seen == {InvoiceAdded}


def test_the_parts_of_a_note_make_its_amount(taken: list[Taken]) -> None:
    checked = 0
    for each in taken:
        if isinstance(each.answer, Outcome) and len(each.answer.notes) == 1:
            head, *rest = tell(each.answer)
            parts = [line.amount.amount_minor for line in rest if line.is_part and line.amount]
            assert head.amount is not None
            assert sum(parts) == head.amount.amount_minor
            checked += 1
    assert checked > 100


@pytest.mark.parametrize(
    ("paid", "pending", "words"),
    [
        (500, 0, "payment on I: 5.00"),
        (0, 500, "payment on its way to I: 5.00"),
        (500, -500, "payment on its way to I cleared: 5.00"),
        (0, -500, "payment on its way to I failed: 5.00"),
    ],
)
def test_a_payment_is_told_by_what_became_of_it(paid: int, pending: int, words: str) -> None:
    moved = PaymentMoved(invoice="I", account="ann", currency="GBP", paid_minor=paid, pending_minor=pending)
    (told,) = tell_effect(moved)
    assert told.amount is not None
    assert f"{told.what}: {told.amount.amount_minor / 100:.2f}" == words


def test_an_outcome_that_does_nothing_says_so() -> None:
    (told,) = tell(Outcome(rules=("R24",), policy="p"))
    assert told.what == "nothing changes"


def test_every_reason_has_a_phrase_and_every_rule_a_line() -> None:
    assert set(PHRASES) == set(Reason)
    assert len(set(PHRASES.values())) == len(PHRASES)
    assert list(RULES) == [f"R{number}" for number in range(1, 37)]
    assert max(map(len, RULES.values())) <= 72  # with its number and an indent within 80 columns


def test_the_picture_of_a_lot_adds_up(taken: list[Taken]) -> None:
    account = taken[-1].after
    for each in taken:
        account = each.after
        for lot in account.credits.values():
            rows = [line.split() for line in picture_of_credit(account, {lot.id})[1:]]
            amounts = [next(word for word in row if word.replace(".", "").isdigit()) for row in map(_right, rows)]
            total = sum(int(amount.replace(".", "")) for amount in amounts)
            assert total in {0, lot.amount_minor}, picture_of_credit(account, {lot.id})
    assert account.credits


def _right(row: list[str]) -> list[str]:
    """Read a row from its end: the bar, then the amount, then what."""
    return [word for word in reversed(row) if not set(word) <= set("█▒░▏")]


def test_a_picture_shows_what_was_paid_taken_and_left(tmp_path: Path) -> None:
    file = tmp_path / "picture.toml"
    file.write_text(
        """
        title = "A lot that paid, was refunded in part, and has a rest"
        policy = { refunds = "allowed" }
        currency = "GBP"
        on = 2026-03-01
        invoice = [
            { id = "INV-1", account = "ann", total = "5.00" }, { id = "INV-2", account = "ann", total = "2.50" },
        ]
        credit = [ { id = "C1", account = "ann", amount = "20.00" }, { id = "C2", account = "ann", amount = "1.00" } ]
        step = [
            { do = "apply_credit", invoice = "INV-1", credits = ["C1"] },
            { do = "apply_credit", invoice = "INV-2", credits = ["C1"] },
            { do = "refund_credit", credit = "C1", amount = "7.50" },
        ]
        """,
        encoding="utf-8",
    )
    end = play(read(file)).end
    assert picture_of_credit(end) == [
        "  C1 of ann, paid      20.00  GBP",
        "  ├─ paid INV-1         5.00       █████",
        "  ├─ paid INV-2         2.50            ██",
        "  ├─ paid out in cash   7.50              ▒▒▒▒▒▒▒▒",
        "  └─ left               5.00                      ░░░░░",
        "  C2 of ann, paid       1.00  GBP  ░░░░░░░░░░░░░░░░░░░░",
    ]
    assert table_of_invoices(end.invoices.values()) == [
        "  invoice       total  credit  owed",
        "  INV-1 of ann   5.00    5.00  0.00  GBP  reconciled",
        "  INV-2 of ann   2.50    2.50  0.00  GBP  reconciled",
    ]


@pytest.mark.parametrize(("text", "columns_taken"), [("INV", 3), ("é", 1), ("e\u0301", 1), ("請求", 4), ("", 0)])
def test_the_width_of_a_text(text: str, columns_taken: int) -> None:
    assert width(text) == columns_taken


def test_columns_line_up_with_wide_letters() -> None:
    lines = columns([("請求", "1"), ("ab", "22")], right=[1], indent=1)
    assert lines == [" 請求   1", " ab    22"]
    assert columns([]) == []
