"""What `serve` is given beside the store: the seller as docs/club.md shows it, a font, a policy for the demo."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from credit_rules_adapters.access.directory import Person
from credit_rules_adapters.cli import serving
from credit_rules_adapters.cli.app import run
from credit_rules_adapters.http import Settings

PAGE = Path(__file__).resolve().parents[2] / "docs" / "club.md"


def seller_shown() -> str:
    """Return the file of the seller that the page shows."""
    found = re.search(r"^\$ cat seller.toml\n(.*?)^\$ ", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    assert found is not None
    return found[1]


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[Settings]:
    """Keep the settings that would be served."""
    monkeypatch.chdir(tmp_path)
    kept: list[Settings] = []
    monkeypatch.setattr(serving, "_run", lambda settings, *_: kept.append(settings))
    return kept


def test_the_seller_stands_in_a_file(served: list[Settings], tmp_path: Path) -> None:
    file = tmp_path / "seller.toml"
    file.write_text(seller_shown())
    assert run(["serve", "--seller", str(file)]) == 0
    assert run(["serve"]) == 0
    address = "The Boathouse\nMarlow SL7 1AA"
    expected = Person(name="Marlow Sports Club", address=address, tax_number="GB 123 4567 89")
    assert [settings.seller for settings in served] == [expected, Person()]


WRONG = {
    ("--seller", 'nam = "Club"'): "nam: is unknown; allowed are name, address, tax_number",
    ("--seller", "name = 5"): "name: 5 is no text",
    ("--seller", ""): "cannot be read",
    ("--font", ""): "there is no file",
}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_file_that_makes_no_sense_is_told(
    wrong: tuple[str, str], served: list[Settings], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    option, text = wrong
    file = tmp_path / "given"
    if text:
        file.write_text(text)
    assert run(["serve", option, str(file)]) == 2
    assert WRONG[wrong] in " ".join(capsys.readouterr().err.split())
    assert served == []


def test_the_demo_has_a_policy_and_a_seller_of_its_own_unless_others_are_named(served: list[Settings]) -> None:
    assert run(["serve", "--demo"]) == 0
    assert run(["serve", "--demo", "--policy", "loveadmin"]) == 0
    own, named = served
    assert (own.policy.grants.value, named.policy.grants.value) == ("allowed", "forbidden")
    assert named.policy.part_paid.value == "reject"
    assert own.seller.name == "Marlow Sports Club"
    assert own.series is not None
