"""`policy show`, `check` and `diff`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from credit_rules import PRESETS
from credit_rules_adapters.cli.app import run
from credit_rules_adapters.text.policies import load_policy

RULES = Path(__file__).resolve().parents[2] / "docs" / "scenarios" / "rules"


@pytest.mark.parametrize("name", PRESETS)
def test_what_is_shown_reads_back(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["policy", "show", name]) == 0
    file = tmp_path / "shown.toml"
    file.write_text(capsys.readouterr().out, encoding="utf-8")
    assert load_policy(str(file)) == PRESETS[name]
    assert f"fingerprint {PRESETS[name].fingerprint}" in file.read_text()


def test_all_presets_are_shown_by_where_they_differ(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["policy", "show"]) == 0
    out = capsys.readouterr().out
    assert [name for name in PRESETS if f"  {name} " not in out] == []
    assert 'part_paid = "reject"' in out
    assert run(["policy", "show", "--json"]) == 0
    assert [each["policy"] for each in json.loads(capsys.readouterr().out)] == list(PRESETS)


def test_a_policy_for_programs(capsys: pytest.CaptureFixture[str]) -> None:
    for command in ("show", "check"):
        assert run(["policy", command, "lago", "--json"]) == 0
        found = json.loads(capsys.readouterr().out)
        assert found["fingerprint"] == PRESETS["lago"].fingerprint
        assert found["fields"]["credit_order"] == '["priority", "promotional_first", "issued_on"]'


def test_a_policy_that_is_understood_and_one_that_is_not(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "policy.toml"
    file.write_text('preset = "loveadmin"\n', encoding="utf-8")
    assert run(["policy", "check", str(file)]) == 0
    assert capsys.readouterr().out == f"ok  {file}, fingerprint {PRESETS['loveadmin'].fingerprint}\n"
    file.write_text('part_paid = "maybe"\nfoo = 1\n', encoding="utf-8")
    assert run(["policy", "check", str(file)]) == 2
    first, second = capsys.readouterr().err.splitlines()
    assert first == f'{file}:1: part_paid: "maybe" is unknown; allowed are split, reject'
    assert second.startswith(f"{file}:2: foo: is unknown; allowed are preset, part_paid")
    assert run(["policy", "check", "nope"]) == 2


def test_the_fields_that_differ(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["policy", "diff", "joinin", "loveadmin"]) == 0
    out = capsys.readouterr().out
    assert [line.split() for line in out.splitlines() if "part_paid" in line] == [["part_paid", '"split"', '"reject"']]
    assert "surplus" not in out
    assert run(["policy", "diff", "kill_bill", "oldest_first"]) == 0
    assert capsys.readouterr().out == "kill_bill and oldest_first make the same choices.\n"


def test_which_outcomes_would_change(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["policy", "diff", "joinin", "loveadmin", "--over", str(RULES)]) == 0
    out = capsys.readouterr().out
    splits = RULES / "R07-part-paid-splits.toml"
    assert f'{splits}\n    step 1 raise_credit rejected: null becomes "invoice_part_paid"\n' in out
    files = len(list(RULES.glob("*.toml")))
    changed = sum(1 for line in out.splitlines() if line.startswith(str(RULES)))
    assert out.splitlines()[-1] == f"In {changed} of {files} scenarios outcomes would change."
    assert 10 < changed < files
    assert run(["policy", "diff", "joinin", "loveadmin", "--json", "--over", str(splits)]) == 0
    assert json.loads(capsys.readouterr().out)["outcomes"][str(splits)][0] == {
        "where": "step 1 raise_credit",
        "figure": "rejected",
        "first": None,
        "second": "invoice_part_paid",
    }


def test_policies_that_choose_alike_change_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["policy", "diff", "kill_bill", "oldest_first", "--over", str(RULES)]) == 0
    assert capsys.readouterr().out.splitlines()[-1].startswith("In 0 of ")


def test_a_scenario_that_is_not_understood(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "bad.toml").write_text("title = 5\n", encoding="utf-8")
    assert run(["policy", "diff", "joinin", "aws", "--over", str(tmp_path)]) == 2
    assert f"{tmp_path}/bad.toml:1: title: 5 is no text" in capsys.readouterr().err
