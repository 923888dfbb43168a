"""`raise`, `apply` and `issue` on an account file: decide and show, and write only where asked."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from credit_rules import (
    JOININ,
    Account,
    AddCredit,
    AddInvoice,
    Collection,
    Command,
    CreditClass,
    Invoice,
    Line,
    Status,
    decide,
)
from credit_rules import AccountCredit as Lot
from credit_rules_adapters.cli.app import run
from credit_rules_adapters.text.account_file import read_account, write_account

ON = date(2026, 3, 1)
DATE = ["--on", "2026-03-01"]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Make an account file with an invoice, a draft, one in yen, and two lots."""
    lines = [Line("L1", 5000, 1000), Line("L2", 4000)]
    commands: list[Command] = [
        AddInvoice(Invoice("INV-7", "ann", "GBP", lines, issued_on=ON, paid_minor=6000)),
        AddInvoice(Invoice("INV-8", "ann", "GBP", [Line("L1", 2500)], status=Status.DRAFT, collection=Collection.AUTO)),
        AddInvoice(Invoice("YEN-1", "aiko", "JPY", [Line("L1", 500)], issued_on=ON, paid_minor=500)),
        AddCredit(Lot("GIFT", "ann", "GBP", 2000, issued_on=ON, credit_class=CreditClass.PROMOTIONAL)),
        AddCredit(Lot("MAY", "ann", "GBP", 300, issued_on=ON, usable_from=date(2026, 5, 1))),
    ]
    account = Account()
    for command in commands:
        account = account.record(decide(command, account, JOININ, ON).unwrap(), on=ON)
    write_account(tmp_path / "account.jsonl", account)
    return tmp_path / "account.jsonl"


def output(capsys: pytest.CaptureFixture[str]) -> str:
    out, errors = capsys.readouterr()
    assert errors == ""
    return out


def test_raise_shows_what_happens_and_why_and_writes_nothing(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = file.read_bytes()
    assert run(["raise", str(file), "INV-7", "70.00", *DATE]) == 0
    assert (
        output(capsys)
        == """\
Raise a credit of 70.00 GBP on INV-7, 2026-03-01

  What happens                            Amount
  ──────────────────────────────────────────────
  credit note INV-7-CN1 on INV-7       70.00 GBP
    lowers what is owed                40.00 GBP
    becomes account credit INV-7-CN1   30.00 GBP

  Rule   What it says
  ────────────────────────────────────────────────────────────────────────────
  R5     on an outstanding invoice the credit lowers what is owed
  R7     on a part-paid invoice it lowers what is owed; the rest is given back
  R9     what is given back goes to the lots that paid; cash becomes credit
  R12    the amount is spread over net and tax of the lines, to the last unit
  R13    a credit note has a number of its invoice, and carries what it did

  How it stands then
  invoice        total  cash paid  credited  owed
  INV-7 of ann  100.00      60.00     70.00  0.00  GBP  reconciled

  Which credit paid what
  INV-7-CN1 of ann, paid  30.00  GBP  ░░░░░░░░░░░░░░░░░░░░

Decided under the policy joinin, fingerprint ece15b96f8090862.
Nothing was written; to keep it, add --out FILE.
"""
    )
    assert file.read_bytes() == before
    assert list(file.parent.iterdir()) == [file]


def test_out_writes_the_account_with_the_new_entry(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before, out = file.read_bytes(), file.with_name("after.jsonl")
    assert run(["raise", str(file), "INV-7", "70.00", *DATE, "--out", str(out)]) == 0
    assert f"Written to {out}, 6 entries." in output(capsys)
    assert file.read_bytes() == before
    assert out.read_bytes().startswith(before)
    after = read_account(out)
    assert after.credits["INV-7-CN1"].remaining_minor == 3000
    assert after.invoices["INV-7"].outstanding_minor == 0
    assert (
        run(["raise", str(out), "INV-7", "30.00", *DATE, "--out", str(out), "--reason", "goodwill", "--memo", "é"]) == 0
    )
    note = read_account(out).notes["INV-7-CN2"]
    assert (note.reason.value, note.memo) == ("goodwill", "é")


def test_the_same_commands_write_the_same_bytes(file: Path) -> None:
    outs = [file.with_name(f"{number}.jsonl") for number in (1, 2)]
    for out in outs:
        assert run(["raise", str(file), "INV-7", "70.00", *DATE, "--out", str(out)]) == 0
        assert run(["issue", str(out), "INV-8", *DATE, "--out", str(out)]) == 0
    assert outs[0].read_bytes() == outs[1].read_bytes()
    assert read_account(outs[0]).number == 7


def test_a_preview_writes_nothing_and_says_so(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = file.read_bytes()
    assert run(["issue", str(file), "INV-8", *DATE, "--preview"]) == 0
    out = output(capsys)
    assert "A preview; nothing was written." in out
    assert file.read_bytes() == before
    assert run(["issue", str(file), "INV-8", *DATE]) == 0
    committed = output(capsys)
    assert out.splitlines()[:-1] == committed.splitlines()[:-1]


def test_raise_by_line(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = ["--line", "L1=30.00", "--line", "L2=5"]
    assert run(["raise", str(file), "INV-7", *lines, *DATE, "--json"]) == 0
    (effect,) = json.loads(output(capsys))["outcome"]["effects"]
    assert [(share["line"], share["net_minor"], share["tax_minor"]) for share in effect["note"]["shares"]] == [
        ("L1", 2500, 500),
        ("L2", 500, 0),
    ]


def test_raise_with_a_refund_and_another_policy(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    policy = file.with_name("policy.toml")
    policy.write_text('refunds = "allowed"\n', encoding="utf-8")
    asked = ["raise", str(file), "INV-7", "70.00", "--refund", "10.00", *DATE]
    assert run(asked) == 1
    assert "Refused (refund_not_allowed, R10): The policy allows no refunds, so 10.00 GBP can't be paid out." in output(
        capsys
    )
    assert run([*asked, "--policy", str(policy)]) == 0
    assert f"Decided under the policy {policy}, fingerprint " in output(capsys)


def test_a_refusal_is_told_and_writes_nothing(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = file.with_name("after.jsonl")
    assert run(["raise", str(file), "INV-7", "100.01", *DATE, "--out", str(out)]) == 1
    assert output(capsys) == (
        "Refused (amount_exceeds_creditable, R4): 100.01 GBP is more than can still be credited: 100.00 GBP.\n"
    )
    assert not out.exists()
    assert run(["raise", str(file), "INV-7", "100.01", *DATE, "--json"]) == 1
    assert json.loads(output(capsys)) == {
        "rejected": {
            "code": "amount_exceeds_creditable",
            "amount": {"amount_minor": 10001, "currency": "GBP"},
            "creditable": {"amount_minor": 10000, "currency": "GBP"},
        },
        "sentence": "100.01 GBP is more than can still be credited: 100.00 GBP.",
    }


def test_an_unknown_invoice_is_a_refusal_whatever_the_amount(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (["raise", "X", "1.2345"], ["apply", "X", "1.2345"], ["issue", "X"]):
        assert run([arguments[0], str(file), *arguments[1:], *DATE]) == 1
        assert "Refused (invoice_not_found, R1): There is no invoice X." in output(capsys)


def test_apply_shows_who_paid_and_why_others_did_not(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["apply", str(file), "INV-7", *DATE]) == 0
    out = output(capsys)
    assert "GIFT pays INV-7   20.00 GBP" in out
    assert "MAY           not usable yet" in out
    assert "└─ paid INV-7" in out
    assert run(["apply", str(file), "INV-7", "5.00", "--credit", "GIFT", *DATE, "--json"]) == 0
    found = json.loads(output(capsys))
    assert found["outcome"]["effects"][0]["allocation"]["amount_minor"] == 500
    assert found["outcome"]["reasons"] == [["GIFT", "amount_reached"]]
    assert found["written"] is None
    assert run(["apply", str(file), "INV-7", "5.00", "--credit", "MAY", *DATE]) == 1
    assert "insufficient_credit" in output(capsys)


def test_issue_says_what_is_to_be_collected(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["issue", str(file), "INV-8", *DATE]) == 0
    out = output(capsys)
    assert "GIFT pays INV-8                        20.00 GBP" in out
    assert "to be collected now                     5.00 GBP" in out
    assert run(["issue", str(file), "INV-7", *DATE]) == 1


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["raise", "{}", "INV-7", "70.00"], "--on"),
        (
            ["raise", "{}", "INV-7", "70.00", "--on", "1.3.2026"],
            '--on: "1.3.2026" is no date; allowed is a date like 2026',
        ),
        (
            ["raise", "{}", "INV-7", "70.005", *DATE],
            'AMOUNT: "70.005" has too many digits after the point; GBP allows 2',
        ),
        (["raise", "{}", "YEN-1", "7.0", *DATE], 'AMOUNT: "7.0" has too many digits after the point; JPY allows 0'),
        (["raise", "{}", "INV-7", "seventy", *DATE], 'AMOUNT: "seventy" is no amount'),
        (["raise", "{}", "INV-7", *DATE], "AMOUNT: allowed is an amount, or lines with --line L1=30.00, and not both"),
        (["raise", "{}", "INV-7", "1", "--line", "L1=1", *DATE], "AMOUNT: allowed is an amount, or lines with"),
        (["raise", "{}", "INV-7", "--line", "L1", *DATE], "--line: L1 is no such line"),
        (["raise", "{}", "INV-7", "--line", "L1=1", "--line", "L1=2", *DATE], "--line: L1=2 is no such line"),
        (["raise", "{}", "INV-7", "--line", "L1=x", *DATE], '--line: "x" is no amount'),
        (["raise", "{}", "INV-7", "1", "--reason", "why", *DATE], '--reason: "why" is unknown; allowed are duplicate'),
        (["raise", "{}", "INV-7", "1", "--refund", "x", *DATE], '--refund: "x" is no amount'),
        (["raise", "{}", "INV-7", "1", "--policy", "nope", *DATE], "nope: there is no such policy; allowed are joinin"),
        (["raise", "{}", "INV-7", "1", "--preview", "--out", "{}", *DATE], "--out: stands beside --preview"),
        (["apply", "{}", "INV-7", "--credit", "GIFT", "--credit", "GIFT", *DATE], "--credit: names a lot twice"),
        (["issue", "{}.none", "INV-8", *DATE], "cannot be read: No such file or directory"),
    ],
)
def test_what_is_not_understood(
    file: Path, arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = file.read_bytes()
    assert run([argument.replace("{}", str(file)) for argument in arguments]) == 2
    out, errors = capsys.readouterr()
    assert told in errors + out
    assert file.read_bytes() == before


def test_a_broken_file_is_told_with_its_line(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text(file.read_text().replace('"net_minor":2500', '"net_minor":25.00'), encoding="utf-8")
    assert run(["raise", str(file), "INV-7", "1.00", *DATE]) == 2
    assert capsys.readouterr().err == (
        f"{file}:3: 25.00 is no whole number; allowed are whole numbers of the minor unit\n"
    )


def test_a_file_that_is_no_account_is_not_overwritten(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    notes = file.with_name("notes.txt")
    notes.write_text("dear diary\n", encoding="utf-8")
    assert run(["raise", str(file), "INV-7", "1.00", *DATE, "--out", str(notes)]) == 2
    assert "is no header of an account file" in capsys.readouterr().err
    assert notes.read_text() == "dear diary\n"


@pytest.mark.parametrize("columns", ["80", "120"])
def test_tables_fit_their_terminal(
    file: Path, columns: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    assert run(["apply", str(file), "INV-7", *DATE]) == 0
    lines = output(capsys).splitlines()
    assert max(map(len, lines)) <= int(columns)
    assert all(line == line.rstrip() for line in lines)
