"""An account as a file of JSON Lines: a header with the version of the format, then one entry a line."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from credit_rules import Account, Entry
from credit_rules_adapters.text.json_form import form_of, from_form, line_of, read_line
from credit_rules_adapters.text.mistakes import Mistake, NotUnderstood, shown

HEADER = {"format": "credit-rules account", "version": 1}

_MOST_TOLD = 20


def read_account(file: Path) -> Account:
    """Return the account that the file's entries make, folded from an empty one.

    :raises NotUnderstood: the file cannot be read, or lines of it are broken; up to twenty are told
    """
    try:
        lines = file.read_bytes().decode().removesuffix("\n").split("\n")
    except OSError as error:
        raise NotUnderstood([Mistake(str(file), None, "", f"cannot be read: {error.strerror}")]) from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise NotUnderstood([Mistake(str(file), line, "", "is not UTF-8 text")]) from error
    _check_header(file, lines[0])
    return _folded(file, _entries(file, lines[1:]))


def _check_header(file: Path, line: str) -> None:
    try:
        header = read_line(line)
    except ValueError:
        header = None
    if header != HEADER:
        what = f"{shown(line)} is no header of an account file; allowed is {line_of(HEADER)}"
        raise NotUnderstood([Mistake(str(file), 1, "", what)])


def _entries(file: Path, lines: Iterable[str]) -> list[Entry]:
    entries: list[Entry] = []
    mistakes: list[Mistake] = []
    for number, line in enumerate(lines, start=2):
        try:
            entries.append(from_form(read_line(line), Entry))
        except ValueError as error:
            mistakes.append(Mistake(str(file), number, "", str(error)))
    if mistakes:
        raise NotUnderstood(mistakes[:_MOST_TOLD] + _further(file, len(mistakes) - _MOST_TOLD))
    return entries


def _further(file: Path, more: int) -> list[Mistake]:
    return [Mistake(str(file), None, "", f"and {more} more broken lines")] if more > 0 else []


def _folded(file: Path, entries: list[Entry]) -> Account:
    try:
        return Account().replay(entries)
    except (ValueError, KeyError, TypeError):
        pass
    account = Account()
    for number, entry in enumerate(entries, start=2):  # once more, one by one, to find the line
        try:
            account = account.replay([entry])
        except KeyError as error:
            what = f"speaks of {shown(error.args[0])}, which no line before it made"
            raise NotUnderstood([Mistake(str(file), number, "", what)]) from error
        except (ValueError, TypeError) as error:
            raise NotUnderstood([Mistake(str(file), number, "", str(error))]) from error
    return account


def write_account(file: Path, account: Account) -> None:
    """Write the account's entries to a file; it appears whole or not at all.

    :raises NotUnderstood: the file exists and is no account file, or cannot be written
    """
    lines = (line_of(form) for form in (HEADER, *(form_of(entry) for entry in account.entries)))
    try:
        if file.exists():
            with file.open(encoding="utf-8", errors="replace") as present:
                _check_header(file, present.readline().removesuffix("\n"))
        with _replacing(file.resolve()) as beside:
            beside.writelines(f"{line}\n" for line in lines)
    except OSError as error:
        raise NotUnderstood([Mistake(str(file), None, "", f"cannot be written: {error.strerror}")]) from error


@contextmanager
def _replacing(file: Path) -> Iterator[IO[str]]:
    """Open a file beside another one; once it is written and safe it takes the other's place."""
    beside = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    try:
        with beside.open("x", encoding="ascii", newline="\n") as opened:
            yield opened
            opened.flush()
            os.fsync(opened.fileno())
        if file.exists():
            shutil.copymode(file, beside)
        beside.replace(file)
    finally:
        beside.unlink(missing_ok=True)
    if hasattr(os, "O_DIRECTORY"):  # where a folder can be made safe too
        folder = os.open(file.parent, os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
