"""A TOML file read strictly: a key that nobody asks for is unknown, and every mistake is kept."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path as File
from typing import Any, TypeVar, cast

from credit_rules_adapters.text.lines import Path, lines_of
from credit_rules_adapters.text.mistakes import Mistake, NotUnderstood, listed, shown

_Value = TypeVar("_Value")
_Default = TypeVar("_Default")

_AT = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)")


class Document:
    """A TOML file, and the mistakes found in it so far."""

    def __init__(self, file: File) -> None:
        self.name = str(file)
        self._wrong: list[tuple[Path, str]] = []
        try:
            self.text = file.read_bytes().decode()
            self.table = Table(self, (), tomllib.loads(self.text))
        except OSError as error:
            raise self._unreadable(None, f"cannot be read: {error.strerror}") from error
        except UnicodeDecodeError as error:
            before = error.object[: error.start]
            raise self._unreadable(before.count(b"\n") + 1, "is not UTF-8 text") from error
        except tomllib.TOMLDecodeError as error:
            at = _AT.search(str(error))
            line_known = int(at[1]) if at and at[1] else None
            raise self._unreadable(line_known, f"is not TOML: {_AT.sub('', str(error))}") from error
        except RecursionError as error:
            raise self._unreadable(None, "is nested too deeply to be read") from error

    def _unreadable(self, line: int | None, what: str) -> NotUnderstood:
        return NotUnderstood([Mistake(self.name, line, "", what)])

    def wrong(self, path: Path, what: str) -> None:
        """Keep a mistake."""
        self._wrong.append((path, what))

    def is_whole(self, path: Path) -> bool:
        """Tell whether nothing at or below a path was wrong so far."""
        return all(where[: len(path)] != path for where, _ in self._wrong)

    def finish(self) -> None:
        """Tell every mistake, in the order of lines.

        :raises NotUnderstood: there was one
        """
        if self._wrong:
            raise NotUnderstood(sorted(self._located(), key=lambda mistake: mistake.line or 0))

    def _located(self) -> Iterator[Mistake]:
        lines = lines_of(self.text)
        for path, what in self._wrong:
            known = (lines[path[:length]] for length in range(len(path), 0, -1) if path[:length] in lines)
            yield Mistake(self.name, next(known, None), named(path), what)


def named(path: Path) -> str:
    """Write a path for a person; elements count from 1.

    >>> named(("step", 1, "expect", "reduced"))
    'step 2 expect reduced'
    """
    return " ".join(str(part + 1) if isinstance(part, int) else part for part in path)


class Table:
    """One table of a document. What is wrong is kept, and nothing is built of a table in which something is wrong."""

    def __init__(self, document: Document, path: Path, values: dict[str, Any]) -> None:
        self.document, self.path, self._values = document, path, values
        self._asked: dict[str, None] = {}

    def __contains__(self, key: str) -> bool:
        return key in self._values

    def is_empty(self, key: str) -> bool:
        """Tell whether a key holds an empty list or table."""
        return self._values.get(key) in ([], {})

    def wrong(self, key: str, what: str) -> None:
        """Keep a mistake about a key of this table."""
        self.document.wrong((*self.path, key), what)

    def need(self, key: str, read: Callable[[Any], _Value]) -> _Value:
        """Return what a key holds, as `take` does; without the key, keep a mistake."""
        if key not in self._values:
            self._asked[key] = None
            self.wrong(key, "is missing")
        return self.take(key, read, cast("_Value", None))

    def take(self, key: str, read: Callable[[Any], _Value], default: _Default) -> _Value | _Default:
        """Return what a key holds, read by a function that raises ValueError for what it doesn't allow.

        Where something is wrong the answer is None, whatever its type says: ask `built` to make something of it.
        """
        self._asked[key] = None
        if key not in self._values:
            return default
        return self._read((key,), self._values[key], read)

    def take_list(self, key: str, read: Callable[[Any], _Value], default: _Default) -> tuple[_Value, ...] | _Default:
        """Return what a list holds, each element read by itself."""
        listing = self.take(key, a_list, None)
        if listing is None:
            return default
        return tuple(self._read((key, place), element, read) for place, element in enumerate(listing))

    def _read(self, place: Path, value: Any, read: Callable[[Any], _Value]) -> _Value:
        try:
            return read(value)
        except ValueError as error:
            self.document.wrong((*self.path, *place), str(error))
            return cast("_Value", None)

    def table(self, key: str) -> Table:
        """Return a table inside this one; an empty one if there is none."""
        return Table(self.document, (*self.path, key), self.take(key, a_table, {}) or {})

    def tables(self, key: str) -> list[Table]:
        """Return the tables of an array."""
        if isinstance(self._values.get(key), dict):
            self.wrong(key, f"is one table; allowed is a list of them, each below [[{key}]] or in square brackets")
            self.allow(key)
            return []
        found = self.take_list(key, a_table, ())
        return [
            Table(self.document, (*self.path, key, place), each) for place, each in enumerate(found) if each is not None
        ]

    def names(self) -> Iterator[str]:
        """Yield the keys of a table whose keys are the author's own names, such as ids."""
        for key in self._values:
            self._asked[key] = None
            yield key

    def allow(self, *keys: str) -> None:
        """Count keys as asked for."""
        self._asked |= dict.fromkeys(keys)

    def close(self) -> None:
        """Keep a mistake for every key that was not asked for."""
        for key in self._values:
            if key not in self._asked:
                self.wrong(key, f"is unknown; {listed(self._asked)}")

    def is_whole(self) -> bool:
        """Tell whether nothing in this table was wrong so far."""
        return self.document.is_whole(self.path)

    def built(self, make: Callable[[], _Value]) -> _Value | None:
        """Return what is made of this table, or None where something in it is wrong."""
        if not self.is_whole():
            return None
        try:
            return make()
        except ValueError as error:
            self.document.wrong(self.path, str(error))
            return None


def a_list(value: Any) -> list[Any]:
    """Allow a list."""
    if not isinstance(value, list):
        raise ValueError(f"{shown(value)} is no list; allowed is a list in square brackets")
    return value


def a_table(value: Any) -> dict[str, Any]:
    """Allow a table."""
    if not isinstance(value, dict):
        raise ValueError(f"{shown(value)} is no table; allowed is a table, like {{ key = value }}")
    return value


def or_else(value: _Value | None, otherwise: _Value) -> _Value:
    """Return a value that was read, or another where something was wrong with it."""
    return otherwise if value is None else value
