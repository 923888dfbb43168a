"""The account file: folded from its lines, broken lines told, written whole or not at all."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from credit_rules import (
    JOININ,
    Account,
    AddInvoice,
    ApplyCredit,
    Command,
    Grant,
    GrantKind,
    Invoice,
    Line,
    Money,
    RaiseCredit,
    decide,
)
from credit_rules_adapters.text import account_file
from credit_rules_adapters.text.account_file import read_account, write_account
from credit_rules_adapters.text.mistakes import NotUnderstood

ON = date(2026, 3, 1)
HEADER = '{"format":"credit-rules account","version":1}\n'
COMMANDS: list[Command] = [
    AddInvoice(Invoice("INV-1", "ann", "GBP", [Line("L1", 10000)], issued_on=ON, paid_minor=6000)),
    Grant(id="OVER", account="ann", amount=Money(500, "GBP"), kind=GrantKind.OVERPAYMENT),
    ApplyCredit(invoice="INV-1"),
    RaiseCredit(invoice="INV-1", amount=Money(7000, "GBP")),
]


def make(commands: list[Command]) -> Account:
    account = Account()
    for command in commands:
        account = account.record(decide(command, account, JOININ, ON).unwrap(), on=ON)
    return account


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "account.jsonl"


def told(file: Path, content: str | bytes) -> list[str]:
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    with pytest.raises(NotUnderstood) as error:
        read_account(file)
    return [str(mistake).removeprefix(str(file)) for mistake in error.value.mistakes]


def test_an_account_comes_back_the_same(file: Path) -> None:
    account = make(COMMANDS)
    write_account(file, account)
    assert read_account(file) == account
    assert account.number == len(COMMANDS) == len(file.read_text().splitlines()) - 1
    assert file.read_text().startswith(HEADER)


def test_writing_again_gives_the_same_bytes(file: Path) -> None:
    write_account(file, make(COMMANDS))
    before = file.read_bytes()
    write_account(file, read_account(file))
    assert file.read_bytes() == before


def test_the_bytes_do_not_depend_on_the_hash_seed(file: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from credit_rules_adapters.scenarios import playing, reading;"
        "from credit_rules_adapters.text.account_file import write_account;"
        "write_account(Path(sys.argv[2]), playing.play(reading.read(Path(sys.argv[1]))).end)"
    )
    scenario = Path(__file__).resolve().parents[2] / "docs/scenarios/rules/R21-nine-reasons.toml"
    written = []
    for seed in ("0", "1", "77"):
        command = [sys.executable, "-c", program, str(scenario), str(file)]
        subprocess.run(command, check=True, env={**os.environ, "PYTHONHASHSEED": seed})
        written.append(file.read_bytes())
        file.unlink()
    assert len(set(written)) == 1
    assert written[0].count(b"\n") > 10


def test_an_account_without_entries_is_its_header(file: Path) -> None:
    write_account(file, Account())
    assert file.read_text() == HEADER
    assert read_account(file) == Account()


@pytest.mark.parametrize(
    "header", ["", "{}", "x", '{"format":"credit-rules account","version":2}', '{"format":"credit-rules account"}']
)
def test_another_header_is_not_understood(file: Path, header: str) -> None:
    (line,) = told(file, f"{header}\n")
    assert line.startswith(":1: ")
    assert line.endswith('is no header of an account file; allowed is {"format":"credit-rules account","version":1}')


def test_every_broken_line_is_told_with_its_number(file: Path) -> None:
    write_account(file, make(COMMANDS))
    lines = file.read_text().splitlines()
    lines[1], lines[3] = lines[1].replace('"net_minor":10000', '"net_minor":"10000"'), lines[3][:-5]
    first, second = told(file, "\n".join(lines) + "\n")
    assert first == (
        ':2: effects[0].invoice.lines[0].net_minor: "10000" is no whole number; allowed is one like 5, without quotes'
    )
    assert second.startswith(":4: is not JSON: ")


def test_many_broken_lines_are_counted(file: Path) -> None:
    lines = told(file, HEADER + "x\n" * 50)
    assert len(lines) == 21
    assert lines[19].startswith(":21: is not JSON")
    assert lines[20] == ": and 30 more broken lines"


def test_an_empty_line_is_broken(file: Path) -> None:
    write_account(file, make(COMMANDS[:1]))
    assert told(file, file.read_text() + "\n")[0].startswith(":3: is not JSON")


def test_a_missing_last_line_break_is_no_mistake(file: Path) -> None:
    write_account(file, make(COMMANDS))
    file.write_text(file.read_text().removesuffix("\n"))
    assert read_account(file) == make(COMMANDS)


def test_a_number_that_is_not_the_next_is_told(file: Path) -> None:
    write_account(file, make(COMMANDS))
    lines = file.read_text().splitlines()
    del lines[2]
    assert told(file, "\n".join(lines)) == [":3: entry 2 must come next, not 3"]


def test_what_no_line_before_made_is_told(file: Path) -> None:
    write_account(file, make(COMMANDS))
    text = file.read_text().replace('"credit":"OVER"', '"credit":"UNDER"')
    assert told(file, text) == [':4: speaks of "UNDER", which no line before it made']


def test_a_sum_that_cannot_be_is_told(file: Path) -> None:
    write_account(file, make(COMMANDS))
    text = file.read_text().replace('"amount_minor":500,"at"', '"amount_minor":501,"at"', 1)
    (line,) = told(file, text)
    assert line == ":4: AccountCredit.remaining_minor must be 0 or more, not -1"


def test_what_cannot_be_read_is_told(file: Path, tmp_path: Path) -> None:
    assert told(file, HEADER.encode() + b"\xff\n") == [":2: is not UTF-8 text"]
    for path in (tmp_path / "none", tmp_path):
        with pytest.raises(NotUnderstood, match="cannot be read: "):
            read_account(path)


@pytest.mark.parametrize("stage", ["while writing", "before it is safe", "before it takes its place"])
def test_a_crash_leaves_the_old_file_and_nothing_beside_it(
    file: Path, stage: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_account(file, make(COMMANDS[:1]))
    before = file.read_bytes()

    def crash(*_: object) -> None:
        raise KeyboardInterrupt

    match stage:
        case "while writing":
            monkeypatch.setattr(account_file, "form_of", crash)
        case "before it is safe":
            monkeypatch.setattr(os, "fsync", crash)
        case _:
            monkeypatch.setattr(Path, "replace", crash)
    with pytest.raises(KeyboardInterrupt):
        write_account(file, make(COMMANDS))
    monkeypatch.undo()
    assert file.read_bytes() == before
    assert list(file.parent.iterdir()) == [file]


def test_what_is_beside_is_safe_before_it_takes_the_place(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_account(file, make(COMMANDS[:1]))
    happened: list[str] = []
    fsync, replace = os.fsync, Path.replace

    def sync(descriptor: int) -> None:
        happened.append("folder" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else "file")
        fsync(descriptor)

    def take_place(self: Path, target: Path) -> Path:
        happened.append(f"replace, {len(self.read_text().splitlines())} lines")
        return replace(self, target)

    monkeypatch.setattr(os, "fsync", sync)
    monkeypatch.setattr(Path, "replace", take_place)
    write_account(file, make(COMMANDS))
    assert happened == ["file", "replace, 5 lines", "folder"]


def test_another_file_is_not_overwritten(file: Path) -> None:
    file.write_text("my notes\n")
    with pytest.raises(NotUnderstood, match='"my notes" is no header of an account file'):
        write_account(file, make(COMMANDS))
    assert file.read_text() == "my notes\n"


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(NotUnderstood, match="cannot be written: No such file or directory"):
        write_account(tmp_path / "none" / "account.jsonl", Account())


def test_the_rights_and_the_link_of_a_file_stay(file: Path, tmp_path: Path) -> None:
    write_account(file, Account())
    file.chmod(0o640)
    link = tmp_path / "link.jsonl"
    link.symlink_to(file)
    write_account(link, make(COMMANDS))
    assert link.is_symlink()
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert read_account(file) == make(COMMANDS)
