"""What a scenario expects is compared exactly: every key, whole lists and maps, and nothing that is not named."""

from __future__ import annotations

from pathlib import Path

import pytest

from credit_rules_adapters.scenarios.comparing import differences
from credit_rules_adapters.scenarios.ending import SUMS
from credit_rules_adapters.scenarios.expecting import EXPECTED
from credit_rules_adapters.scenarios.figures import FIGURES
from credit_rules_adapters.scenarios.playing import play
from credit_rules_adapters.scenarios.reading import read

START = """\
title = "x"
policy = { refunds = "allowed", void_used = "unapply", minimum_collection = "0.50" }
currency = "GBP"
on = 2026-03-01
invoice = [
    { id = "INV-1", account = "ann", lines = [
        { id = "L1", product = "swim", net = "50.00", tax = "10.00" }, { id = "L2", product = "gym", net = "40.00" },
    ], paid = "60.00" },
    { id = "INV-2", account = "ann", total = "25.00", status = "draft", collection = "auto" },
    { id = "YEN-1", account = "aiko", total = "500", paid = "500", currency = "JPY" },
]
[[credit]]
id = "GIFT"
account = "ann"
amount = "20.00"
class = "promotional"
expires_on = 2026-06-01
products = ["gym"]
"""


def told(tmp_path: Path, content: str) -> list[str]:
    file = tmp_path / "scenario.toml"
    file.write_text(START + content, encoding="utf-8")
    return list(map(str, differences(play(read(file)))))


def step(do: str, fields: str, expect: str) -> str:
    return f'[[step]]\ndo = "{do}"\n{fields}\nexpect = {{ {expect} }}\n'


RAISE = "raise_credit", 'invoice = "INV-1"\namount = "70.00"\nrefund = "5.00"'
APPLY = step("apply_credit", 'invoice = "INV-1"', "")
NOTE = step(*RAISE, "")
POSTED = (
    '[["account_credit:paid", "-25.00"], ["cash", "-5.00"], ["receivable", "-40.00"], '
    '["sales_returns", "63.00"], ["tax", "7.00"]]'
)


def test_what_can_be_expected_is_what_is_shown() -> None:
    assert set(FIGURES) == set(EXPECTED)


@pytest.mark.parametrize(
    "case",
    [
        ("", RAISE, 'note = "INV-1-CN1"', 'note = "INV-1-CN2"', '"INV-1-CN1"'),
        ("", RAISE, 'notes = ["INV-1-CN1"]', "notes = []", '["INV-1-CN1"]'),
        ("", RAISE, 'reduced = "40"', 'reduced = "40.01"', '"40.00"'),
        ("", RAISE, 'account_credit = "25.00"', 'account_credit = "30.00"', '"25.00"'),
        ("", RAISE, 'refunded = "5.00"', 'refunded = "0.00"', '"5.00"'),
        (APPLY, RAISE, 'restored = { GIFT = "20.00" }', "restored = {}", '{"GIFT": "20.00"}'),
        ("", RAISE, "restored = {}", 'restored = { GIFT = "0.00" }', "{}"),
        (
            "",
            RAISE,
            'credited_lines = { L1 = { net = "35", tax = "7" }, L2 = { net = "28", tax = "0" } }',
            'credited_lines = { L1 = { net = "35", tax = "7" } }',
            '{"L1": {"net": "35.00", "tax": "7.00"}, "L2": {"net": "28.00", "tax": "0.00"}}',
        ),
        (
            "",
            RAISE,
            f"postings = {POSTED}",
            'postings = [["cash", "-5"]]',
            POSTED,
        ),
        ("", RAISE, 'rules = ["R7", "R10"]', 'rules = ["R7", "R8"]', '["R5", "R7", "R9", "R10", "R12", "R13"]'),
        ("", RAISE, 'collect = "0.00"', 'collect = "0.01"', '"0.00"'),
        ("", RAISE, "allocated = []", 'allocated = [["GIFT", "INV-1", "1.00"]]', "[]"),
        ("", RAISE, "expired = {}", 'expired = { GIFT = "1.00" }', "{}"),
        ("", RAISE, "reasons = {}", 'reasons = { GIFT = "paused" }', "{}"),
        ("", RAISE, 'left_out = "0"', 'left_out = "1"', '"0.00"'),
        ("", RAISE, "removed_lines = {}", 'removed_lines = { INV-1 = ["L1"] }', "{}"),
        (
            APPLY,
            ("unapply", 'invoice = "INV-1"\namount = "5.00"'),
            'returned = { GIFT = "5.00" }',
            'returned = { GIFT = "5.01" }',
            '{"GIFT": "5.00"}',
        ),
        (
            APPLY,
            ("cancel", 'invoice = "INV-2"'),
            "returned = {}",
            'returned = { GIFT = "20.00" }',
            "{}",
        ),
        (
            APPLY,
            ("unapply", 'invoice = "INV-1"\non = 2026-06-01'),
            'expired = { GIFT = "20.00" }',
            "expired = {}",
            '{"GIFT": "20.00"}',
        ),
        ("", ("expire", "on = 2026-06-01"), 'expired = { GIFT = "20.00" }', "expired = {}", '{"GIFT": "20.00"}'),
        (
            "",
            ("issue", 'invoice = "INV-2"'),
            'collect = "25.00"',
            'collect = "24.99"',
            '"25.00"',
        ),
        (
            "",
            ("allocate", ""),
            'allocated = [["GIFT", "INV-1", "20.00"]], reasons = {}',
            'allocated = [["GIFT", "INV-1", "20.01"]]',
            '[["GIFT", "INV-1", "20.00"]]',
        ),
        ("", ("allocate", 'account = "aiko"'), "reasons = {}", 'reasons = { GIFT = "expired" }', "{}"),
        (
            "",
            ("compare_with_refund", 'invoice = "YEN-1"\namount = "100"\nfee = "10"\nrefund_fee = "3"'),
            'refund_cost = "5", credit_cost = "0"',
            'refund_cost = "4"',
            '"5"',
        ),
        (
            "",
            ("raise_credits", 'credits = [{ invoice = "X", amount = "1" }, { invoice = "YEN-1", amount = "1" }]'),
            'notes = ["rejected:invoice_not_found", "YEN-1-CN1"]',
            'notes = ["YEN-1-CN1"]',
            '["rejected:invoice_not_found", "YEN-1-CN1"]',
        ),
        (
            "",
            ("remove_from_product", 'account = "ann"\nproduct = "swim"\ncredit = "70.00"'),
            'notes = ["INV-1-CN1"], left_out = "10.00", removed_lines = {}',
            'left_out = "0.00"',
            '"10.00"',
        ),
        (
            NOTE,
            ("raise_credit", 'invoice = "INV-1"\namount = "1.00"'),
            'note = "INV-1-CN2"',
            'note = "INV-1-CN1"',
            '"INV-1-CN2"',
        ),
        (
            APPLY + step("raise_credit", 'invoice = "INV-1"\namount = "35.00"', 'restored = { GIFT = "15.00" }'),
            ("void_note", 'note = "INV-1-CN1"'),
            'reapplied = { GIFT = "15.00" }, returned = {}',
            "reapplied = {}",
            '{"GIFT": "15.00"}',
        ),
        (
            "",
            ("refund_credit", 'credit = "OVER"\namount = "1.00"'),
            'rejected = "credit_not_found"',
            'refunded = "1.00"',
            "credit_not_found: There is no account credit OVER.",
        ),
    ],
)
def test_every_key_is_compared(tmp_path: Path, case: tuple[str, tuple[str, str], str, str, str]) -> None:
    before, taken, right, wrong, got = case
    assert told(tmp_path, before + step(*taken, right)) == []
    (difference,) = told(tmp_path, before + step(*taken, wrong))
    assert got in difference


def test_a_posting_in_another_currency_than_the_steps_names_it(tmp_path: Path) -> None:
    terms = 'id = "YEN"\naccount = "aiko"\namount = "300"\ncurrency = "JPY"\nexpires_on = 2026-06-01'
    granted = step(
        "grant", f'{terms}\nkind = "overpayment"', 'postings = [["account_credit:paid", "-300"], ["cash", "300"]]'
    )
    rows = (
        '["account_credit:paid", "300", "JPY"], ["account_credit:promotional", "20.00"], '
        '["expired_credit", "-300", "JPY"], ["promotions", "-20.00"]'
    )
    expiry = step("expire", "on = 2026-06-01", f"postings = [{rows}]")
    assert told(tmp_path, granted + expiry) == []
    (difference,) = told(tmp_path, granted + expiry.replace('"300", "JPY"', '"300.00"', 1))
    assert difference.startswith("step 2 expire postings: ")


def test_a_refusal_is_compared_by_its_code(tmp_path: Path) -> None:
    fields = 'invoice = "INV-1"\namount = "100.01"'
    assert told(tmp_path, step("raise_credit", fields, 'rejected = "amount_exceeds_creditable"')) == []
    (difference,) = told(tmp_path, step("raise_credit", fields, 'rejected = "invoice_cancelled"'))
    sentence = "100.01 GBP is more than can still be credited: 100.00 GBP."
    assert difference == (
        f'step 1 raise_credit rejected: expected "invoice_cancelled", got "amount_exceeds_creditable: {sentence}"'
    )
    assert told(tmp_path, f'[[step]]\ndo = "raise_credit"\n{fields}')[0].startswith(
        'step 1 raise_credit rejected: expected null, got "amount_exceeds_creditable'
    )
    assert told(tmp_path, step(*RAISE, 'rejected = "refund_not_allowed"')) == [
        'step 1 raise_credit rejected: expected "refund_not_allowed", got null'
    ]


def test_several_differences_are_all_told_in_order(tmp_path: Path) -> None:
    content = (
        step(*RAISE, 'reduced = "1.00", note = "X"')
        + step("cancel", 'invoice = "INV-2"', 'rejected = "invoice_cancelled"')
        + '[then]\ninvoice.INV-1.outstanding = "1.00"\ncredit.NONE.remaining = "0.00"\naccount.ann.balance = "1.00"'
    )
    assert told(tmp_path, content) == [
        'step 1 raise_credit note: expected "X", got "INV-1-CN1"',
        'step 1 raise_credit reduced: expected "1.00", got "40.00"',
        'step 2 cancel rejected: expected "invoice_cancelled", got null',
        'invoice INV-1 outstanding: expected "1.00", got "0.00"',
        'account ann balance: expected "1.00 GBP", got "45.00 GBP"',
        'credit NONE: expected {"remaining": "0.00"}, got "it never came to be"',
    ]


INVOICE = {
    "total": "100.00",
    "paid": "60.00",
    "pending": "0.00",
    "applied": "0.00",
    "reduced": "40.00",
    "restored": "0.00",
    "released": "30.00",
    "credited": "70.00",
    "creditable": "30.00",
    "outstanding": "0.00",
}


def test_every_sum_of_an_invoice_is_compared(tmp_path: Path) -> None:
    assert set(INVOICE) == set(SUMS)
    for name, amount in INVOICE.items():
        assert told(tmp_path, f'{NOTE}[then]\ninvoice.INV-1.{name} = "{amount}"') == []
        wrong = f'{NOTE}[then]\ninvoice.INV-1.{name} = "1{amount}"'
        assert told(tmp_path, wrong) == [f'invoice INV-1 {name}: expected "1{amount}", got "{amount}"']


@pytest.mark.parametrize(
    ("right", "wrong", "got"),
    [
        ('invoice.INV-1.state = "reconciled"', 'invoice.INV-1.state = "outstanding"', '"reconciled"'),
        ('invoice.INV-1.credit_state = "partial"', 'invoice.INV-1.credit_state = "full"', '"partial"'),
        (
            'invoice.INV-1.actions = ["raise_credit", "void_note"]',
            'invoice.INV-1.actions = ["void_note", "raise_credit"]',
            '["raise_credit", "void_note"]',
        ),
        ('credit.GIFT.remaining = "20"', 'credit.GIFT.remaining = "0"', '"20.00"'),
        ('credit.GIFT.class = "promotional"', 'credit.GIFT.class = "paid"', '"promotional"'),
        ("credit.GIFT.expires_on = 2026-06-01", "credit.GIFT.expires_on = 2026-06-02", '"2026-06-01"'),
        ('credit.GIFT.products = ["gym"]', 'credit.GIFT.products = ["gym", "swim"]', '["gym"]'),
        ("credit.GIFT.paused = false", "credit.GIFT.paused = true", "false"),
        ("credit.GIFT.voided = false", "credit.GIFT.voided = true", "false"),
        ('credit.INV-1-CN1.class = "paid"', "credit.INV-1-CN1.expires_on = 2027-01-01", '"never"'),
        ('credit.INV-1-CN1.remaining = "25.00"', 'credit.INV-1-CN1.products = ["gym"]', '"any"'),
        ('account.ann.available = "45.00"', 'account.ann.available = "44.99"', '"45.00 GBP"'),
        ('account.ann.balance = { GBP = "45" }', "account.ann.balance = {}", '{"GBP": "45.00"}'),
        ('account.aiko.balance = "0"', 'account.aiko.balance = "1"', '"0 JPY"'),
        ('account.aiko.balance = { JPY = "0", GBP = "0.00" }', 'account.aiko.balance = { GBP = "1.00" }', "{}"),
    ],
)
def test_the_end_is_compared(tmp_path: Path, right: str, wrong: str, got: str) -> None:
    assert told(tmp_path, f"{NOTE}[then]\n{right}") == []
    (difference,) = told(tmp_path, f"{NOTE}[then]\n{wrong}")
    assert difference.endswith(f"got {got}")


def test_the_order_of_products_does_not_matter(tmp_path: Path) -> None:
    content = START.replace('["gym"]', '["swim", "gym"]')
    file = tmp_path / "scenario.toml"
    file.write_text(f'{content}[then]\ncredit.GIFT.products = ["swim", "gym"]', encoding="utf-8")
    assert differences(play(read(file))) == ()


def test_sums_count_on_the_last_date(tmp_path: Path) -> None:
    later = '[[step]]\ndo = "pause"\ncredit = "GIFT"\non = 2026-06-01\n[[step]]\ndo = "resume"\ncredit = "GIFT"\n'
    assert told(tmp_path, f'{later}[then.account.ann]\nbalance = "0"\navailable = "0"') == []
    assert told(tmp_path, '[then.account.ann]\nbalance = "20"\navailable = "20"') == []


def test_a_string_is_the_files_currency_where_an_account_has_several(tmp_path: Path) -> None:
    euro = 'id = "E"\naccount = "ann"\namount = "3.00"\ncurrency = "EUR"\nkind = "overpayment"'
    granted = step("grant", euro, "")
    assert told(tmp_path, f'{granted}[then.account.ann]\nbalance = "20.00"') == []
    assert told(tmp_path, f'{granted}[then.account.ann]\nbalance = {{ GBP = "20.00" }}') == [
        'account ann balance: expected {"GBP": "20.00"}, got {"GBP": "20.00", "EUR": "3.00"}'
    ]
