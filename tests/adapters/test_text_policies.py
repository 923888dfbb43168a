"""Policies as TOML: presets, tables that change them, and what is not allowed (R33)."""

from __future__ import annotations

from pathlib import Path

import pytest
from attrs import evolve

from credit_rules import PRESETS, CreditKey, InvoiceKey, PartPaid, Policy, Refunds
from credit_rules_adapters.text.mistakes import NotUnderstood
from credit_rules_adapters.text.policies import load_policy, policy_text


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "policy.toml"


def load(file: Path, text: str) -> Policy:
    file.write_text(text, encoding="utf-8")
    return load_policy(str(file))


def mistakes(file: Path, text: str) -> list[str]:
    with pytest.raises(NotUnderstood) as error:
        load(file, text)
    return [str(mistake).removeprefix(f"{file}:") for mistake in error.value.mistakes]


def test_a_preset_goes_by_its_name() -> None:
    for name, policy in PRESETS.items():
        assert load_policy(name) is policy


def test_a_file_changes_a_preset(file: Path) -> None:
    text = 'preset = "lago"\npart_paid = "reject"\nminimum_collection = { GBP = "0.5", JPY = "50" }\ninvoice_order = []'
    assert load(file, text) == evolve(
        PRESETS["lago"], part_paid=PartPaid.REJECT, minimum_collection={"GBP": 50, "JPY": 50}, invoice_order=()
    )


def test_an_empty_file_is_joinin(file: Path) -> None:
    assert load(file, "") == PRESETS["joinin"]


@pytest.mark.parametrize(
    "policy",
    [
        *PRESETS.values(),
        Policy(
            refunds=Refunds.ALLOWED,
            minimum_collection={"KWD": 5, "GBP": 50, "JPY": 1},
            credit_order=(),
            invoice_order=(InvoiceKey.NEWEST, InvoiceKey.LARGEST),
        ),
        Policy(credit_order=tuple(CreditKey)),
    ],
)
def test_what_is_written_reads_back_as_the_same_policy(file: Path, policy: Policy) -> None:
    read = load(file, policy_text(policy))
    assert read == policy
    assert read.fingerprint == policy.fingerprint


def test_amounts_written_otherwise_are_one_policy(file: Path) -> None:
    first = load(file, 'minimum_collection = { GBP = "0.5" }')
    second = load(file, 'minimum_collection = { GBP = "0.50", EUR = "0" }')
    assert first.fingerprint == second.fingerprint != PRESETS["joinin"].fingerprint


def test_every_mistake_is_told_with_its_line_and_what_is_allowed(file: Path) -> None:
    text = """
        preset = "loveadmn"
        part_paid = "maybe"
        surplus = 5
        minimum_collection = { GBP = 0.5, GBX = "1", JPY = "1.0" }
        credit_order = ["priority", "due_on", "priority", "id"]
        invoice_order = "newest"
        refund = "allowed"
    """
    names = "joinin, loveadmin, stripe_grants, aws, lago, kill_bill, oldest_first"
    keys = ", ".join(CreditKey)
    codes = "of ISO 4217 that have a minor unit, like GBP"
    fields = (
        "preset, part_paid, pending_payment, surplus, refunds, void_used, grants, minimum_collection, "
        "credit_order, invoice_order"
    )
    assert mistakes(file, text) == [
        f'2: preset: "loveadmn" is unknown; allowed are {names}',
        '3: part_paid: "maybe" is unknown; allowed are split, reject',
        "4: surplus: 5 is unknown; allowed are applied_first, cash_first, proportional",
        '5: minimum_collection GBP: 0.5 is no amount; allowed are digits in quotes, perhaps with a point: "12.50"',
        f'5: minimum_collection GBX: "GBX" is no currency; allowed are the codes {codes}',
        '5: minimum_collection JPY: "1.0" has too many digits after the point; JPY allows 0',
        f'6: credit_order 2: "due_on" is unknown; allowed are {keys}',
        '6: credit_order 4: "id" always comes last by itself and is not named; an empty list is the id alone',
        "6: credit_order: names priority more than once; each key may be named once",
        '7: invoice_order: "newest" is no list; allowed is a list in square brackets',
        f"8: refund: is unknown; allowed are {fields}",
    ]


def test_a_minimum_without_currency_needs_one(file: Path) -> None:
    told = mistakes(file, 'minimum_collection = "0.50"')
    assert told == [
        '1: minimum_collection: "0.50" has no currency here; allowed is a table by currency, like { GBP = "0.50" }'
    ]


def test_neither_a_preset_nor_a_file(tmp_path: Path) -> None:
    with pytest.raises(NotUnderstood, match=r"there is no such policy; allowed are joinin, loveadmin, .* a TOML file"):
        load_policy(str(tmp_path / "none.toml"))
