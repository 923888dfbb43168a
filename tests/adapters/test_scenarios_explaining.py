"""A scenario told in words, and which outcomes another policy would change."""

from __future__ import annotations

from pathlib import Path

import pytest

from credit_rules import PRESETS, Policy, Refunds
from credit_rules_adapters.scenarios.changing import changes
from credit_rules_adapters.scenarios.explaining import explain, policy_in_words
from credit_rules_adapters.scenarios.playing import play
from credit_rules_adapters.scenarios.reading import read

SCENARIOS = Path(__file__).resolve().parents[2] / "docs" / "scenarios"
FILE = """\
title = "A gift comes back"
source = "rules R9"
currency = "GBP"
on = 2026-03-01
invoice = [
    { id = "INV-1", account = "ann", total = "100.00", paid = "80.00" },
    { id = "INV-2", account = "ann", total = "5.00" },
]
credit = [
    { id = "GIFT", account = "ann", amount = "25.00", class = "promotional", expires_on = 2026-06-01 },
    { id = "LATER", account = "ann", amount = "1.00", usable_from = 2026-12-01 },
]
step = [
    { do = "apply_credit", invoice = "INV-1" },
    { do = "apply_credit", invoice = "INV-2", credits = ["LATER", "GIFT"] },
    { do = "raise_credit", invoice = "INV-1", amount = "50.00", on = 2026-06-01, expect = { reduced = "1.00" } },
    { do = "raise_credit", invoice = "INV-1", amount = "50.01" },
]
[then]
credit.GIFT.remaining = "0.00"
"""
STORY = """\
A gift comes back
=================
Source: rules R9
Policy: joinin

At the start, 2026-03-01
  invoice        total  cash paid   owed
  INV-1 of ann  100.00      80.00  20.00  GBP  part-paid
  INV-2 of ann    5.00       0.00   5.00  GBP  outstanding

  GIFT of ann, promotional, until 2026-06-01  25.00  GBP  ░░░░░░░░░░░░░░░░░░░░
  LATER of ann, paid                           1.00  GBP  ░░░░░░░░░░░░░░░░░░░░

Step 1, 2026-03-01: apply account credit to INV-1: as much as can be
    GIFT pays INV-1  20.00 GBP
  Not used up: GIFT (nothing is left owing), LATER (not usable yet)
  Decided by R16, R17, R18, R20

Step 2, 2026-03-01: apply account credit to INV-2: as much as can be from LATER, GIFT
    GIFT pays INV-2  5.00 GBP
  Not used up: LATER (not usable yet)
  Decided by R16, R17, R18, R20

Step 3, 2026-06-01: raise a credit of 50.00 GBP on INV-1
    credit note INV-1-CN1 on INV-1      50.00 GBP
      goes back to GIFT                 20.00 GBP
      becomes account credit INV-1-CN1  30.00 GBP
  Came back to GIFT, where it can't be used: 20.00 (expired)
  Decided by R6, R9, R12, R13
  NOT AS EXPECTED: step 3 raise_credit reduced: expected "1.00", got "0.00"

Step 4, 2026-06-01: raise a credit of 50.01 GBP on INV-1
  Refused (amount_exceeds_creditable, R4): 50.01 GBP is more than can still be
    credited: 50.00 GBP.
  NOT AS EXPECTED: step 4 raise_credit rejected: expected null, got "amount_exceeds_creditable: """
ENDING = """\
At the end, 2026-06-01
  invoice        total  cash paid  credit  credited  owed
  INV-1 of ann  100.00      80.00    0.00     50.00  0.00  GBP  reconciled
  INV-2 of ann    5.00       0.00    5.00      0.00  0.00  GBP  reconciled

Which credit paid what
  GIFT of ann, promotional, until 2026-06-01  25.00  GBP
  ├─ paid INV-2                                5.00       ████
  └─ left                                     20.00           ░░░░░░░░░░░░░░░░
  LATER of ann, paid                           1.00  GBP  ░░░░░░░░░░░░░░░░░░░░
  INV-1-CN1 of ann, paid                      30.00  GBP  ░░░░░░░░░░░░░░░░░░░░

  ann has account credit of 31.00 GBP; available: 30.00 GBP
  NOT AS EXPECTED: credit GIFT remaining: expected "0.00", got "20.00"

The rules that decided
  R4   a credit is at most what is left to credit
"""


def test_a_story_is_told_in_these_words(tmp_path: Path) -> None:
    file = tmp_path / "gift.toml"
    file.write_text(FILE, encoding="utf-8")
    story = explain(play(read(file)))
    assert story[: len(STORY)] == STORY
    assert ENDING in story
    assert [line for line in story.splitlines() if line != line.rstrip()] == []


@pytest.mark.parametrize("kind", ["article", "rules", "peers"])
def test_every_shipped_scenario_can_be_told(kind: str) -> None:
    for file in sorted((SCENARIOS / kind).rglob("*.toml")):
        played = play(read(file))
        story = explain(played)
        assert story.startswith(played.scenario.title)
        assert "NOT AS EXPECTED" not in story
        assert all(f"Step {step.number}, {step.on}: " in story for step in played.scenario.steps)
        assert explain(play(read(file))) == story


def test_a_policy_in_words() -> None:
    assert policy_in_words(PRESETS["aws"]) == "aws"
    assert policy_in_words(Policy(refunds=Refunds.ALLOWED, minimum_collection={"GBP": 50})) == (
        'joinin with refunds = "allowed", minimum_collection = { GBP = "0.50" }'
    )


def test_a_policy_changes_outcomes(tmp_path: Path) -> None:
    file = tmp_path / "part-paid.toml"
    file.write_text(
        """
        title = "x"
        policy = "aws"
        currency = "GBP"
        on = 2026-03-01
        invoice = [ { id = "INV-1", account = "ann", total = "100.00", paid = "60.00" } ]
        step = [
            { do = "raise_credit", invoice = "INV-1", amount = "70.00" },
            { do = "raise_credit", invoice = "INV-1", amount = "100.01" },
            { do = "record_payment", invoice = "INV-1", amount = "1.00" },
        ]
        """,
        encoding="utf-8",
    )
    scenario = read(file)
    assert changes(scenario, PRESETS["joinin"], PRESETS["stripe_grants"]) == ()
    found = changes(scenario, PRESETS["joinin"], PRESETS["loveadmin"])
    assert [str(change) for change in found] == [
        'step 1 raise_credit rejected: null becomes "invoice_part_paid"',
        'step 3 record_payment rejected: "nothing_outstanding" becomes null',
    ]
    surplus = changes(scenario, PRESETS["joinin"], Policy(refunds=Refunds.ALLOWED))
    assert surplus == ()


def test_a_policy_changes_figures(tmp_path: Path) -> None:
    file = tmp_path / "minimum.toml"
    file.write_text(
        """
        title = "x"
        currency = "GBP"
        on = 2026-03-01
        invoice = [ { id = "I", account = "ann", total = "100.00", status = "draft", collection = "auto" } ]
        credit = [ { id = "C", account = "ann", amount = "99.80" } ]
        step = [ { do = "issue", invoice = "I" } ]
        """,
        encoding="utf-8",
    )
    found = changes(read(file), PRESETS["joinin"], Policy(minimum_collection={"GBP": 50}))
    assert {change.figure: (change.first, change.second) for change in found} == {
        "allocated": ([["C", "I", "99.80"]], [["C", "I", "99.50"]]),
        "collect": ("0.20", "0.50"),
        "reasons": ({}, {"C": "held_back"}),
        "postings": (
            [["account_credit:paid", "99.80"], ["receivable", "0.20"], ["sales", "-100.00"]],
            [["account_credit:paid", "99.50"], ["receivable", "0.50"], ["sales", "-100.00"]],
        ),
    }
