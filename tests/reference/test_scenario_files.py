"""Every scenario file of the documentation holds in the reference too."""

from pathlib import Path

import pytest

from reference.scenario_file import differences, minor

FOLDER = Path(__file__).parents[2] / "docs" / "scenarios"
FILES = sorted(FOLDER.rglob("*.toml"))


def test_there_are_scenario_files() -> None:
    assert FILES, f"no scenario file under {FOLDER}"


@pytest.mark.parametrize("path", FILES, ids=[str(path.relative_to(FOLDER)) for path in FILES])
def test_scenario_file(path: Path) -> None:
    assert differences(path) == []


def test_a_wrong_figure_is_told(tmp_path: Path) -> None:
    path = tmp_path / "wrong.toml"
    path.write_text(
        """
        title = "wrong in five places"
        currency = "GBP"
        on = 2026-03-01
        invoice = [ { id = "A", account = "ann", total = "100.00", paid = "60.00" } ]
        step = [
            { do = "raise_credit", invoice = "A", amount = "70.00", expect = { reduced = "41.00" } },
            { do = "raise_credit", invoice = "A", amount = "70.00" },
            { do = "raise_credit", invoice = "A", amount = "30.00", expect = { rejected = "nothing_applied" } },
        ]
        [then]
        invoice.A.outstanding = "1.00"
        account.ann.balance = "30.00"
        """,
        encoding="utf-8",
    )
    assert differences(path) == [
        "step 1 raise_credit reduced: expected 4100, got 4000",
        "step 2 raise_credit rejected: expected None, got 'amount_exceeds_creditable'",
        "step 3 raise_credit rejected: expected 'nothing_applied', got None",
        "invoice A outstanding: expected 100, got 0",
        "account ann balance GBP: expected 3000, got 6000",
    ]


def test_amounts_have_their_currencys_digits() -> None:
    assert minor("-0.5", "GBP") == -50
    assert minor("1200", "JPY") == 1200
    with pytest.raises(ValueError, match="no amount in JPY"):
        minor("12.0", "JPY")
