"""Tables as CSV (RFC 4180), safe to open in a spreadsheet: no text in them is taken for a formula."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import TypeAlias

Cell: TypeAlias = str | int | Decimal | date | None

_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
"""What a spreadsheet may take for a formula, and what `neutral` makes of it, so that `restored` is exact."""


class _Echo:
    def write(self, line: str) -> str:
        return line


def csv_lines(titles: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    r"""Yield a table line by line, each with its ending: texts quoted and neutral, numbers as they are.

    >>> list(csv_lines(["id", "amount"], [["=1+1", Decimal("-5.00")]]))
    ['"id","amount"\r\n', '"\'=1+1",-5.00\r\n']
    """
    writer = csv.writer(_Echo(), quoting=csv.QUOTE_NONNUMERIC)
    yield writer.writerow(titles)
    for row in rows:
        yield writer.writerow([_written(cell) for cell in row])


def neutral(text: str) -> str:
    """Return a text with an apostrophe before it where a spreadsheet might take it for a formula.

    >>> neutral("@SUM(A1)"), neutral("'=1"), neutral("O'Neill")
    ("'@SUM(A1)", "''=1", "O'Neill")
    """
    return f"'{text}" if _FORMULA.match(text) else text


def restored(cell: str) -> str:
    """Return the text that `neutral` made this cell of.

    >>> restored("'@SUM(A1)"), restored("'tis")
    ('@SUM(A1)', "'tis")
    """
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def _written(cell: Cell) -> Cell:
    match cell:
        case str():
            return neutral(cell)
        case date():
            return cell.isoformat()
        case _:
            return cell
