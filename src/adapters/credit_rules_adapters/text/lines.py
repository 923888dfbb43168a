"""On which line of a TOML file a key stands. The parser of the standard library keeps no positions."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

Path: TypeAlias = tuple[str | int, ...]


def lines_of(text: str) -> Mapping[Path, int]:
    """Return the line of every key and table of a valid TOML text; a value over several lines has its first.

    Places count from 0, as in the parsed value.

    >>> lines_of(chr(10).join(["a = 1", "[[b]]", "c = { d = 2 }"]))
    {('a',): 1, ('b',): 2, ('b', 0): 2, ('b', 0, 'c'): 3, ('b', 0, 'c', 'd'): 3}
    """
    found: dict[Path, int] = {}
    last: dict[Path, int] = {}
    table: Path = ()
    for line, statement, parsed in _statements(text):
        if statement.lstrip().startswith("["):
            table = _header(parsed, last)
            paths = [table[:length] for length in range(1, len(table) + 1)]
        else:
            paths = list(_below(table, parsed))
        for path in paths:
            found.setdefault(path, line)
    return found


def _statements(text: str) -> Iterator[tuple[int, str, dict[str, Any]]]:
    """Yield each statement with its first line: the fewest lines that are valid by themselves."""
    first, statement = 1, ""
    for line, content in enumerate(text.split("\n"), start=1):
        statement += f"{content}\n"
        try:
            parsed = tomllib.loads(statement)
        except tomllib.TOMLDecodeError:
            continue
        if parsed:
            yield first, statement, parsed
        first, statement = line + 1, ""


def _header(parsed: dict[str, Any], last: dict[Path, int]) -> Path:
    """Return the path of a table; `last` is the place of the last element of each array of tables so far."""
    path: Path = ()
    inside: Any = parsed
    while inside:
        (key,) = inside
        path, inside = (*path, key), inside[key]
        if isinstance(inside, list):
            last[path] = last.get(path, -1) + 1
            inside = inside[0]
        if path in last:
            path = (*path, last[path])
    return path


def _below(path: Path, value: Any) -> Iterator[Path]:
    """Yield the path of everything inside a value."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inside in items:
        yield (*path, key)
        yield from _below((*path, key), inside)
