"""The rows of a table in a file: CSV by itself, Parquet and Arrow where the extra `bulk` is there."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

from credit_rules_adapters.exchange.values import IN_TEXT, TYPED, Read
from credit_rules_adapters.text.csv_text import restored
from credit_rules_adapters.text.mistakes import Mistake, Mistakes, NotUnderstood, listed

Row: TypeAlias = Mapping[str, object]


def rows_of(path: Path, kinds: Mapping[str, str], mistakes: Mistakes) -> Iterator[tuple[int, Row]]:
    """Yield the rows of a file from 1 on, each with the values it has; a mistake is noted, and its value left out.

    :param kinds: the columns a file may have, and of which kind each is (see `values`)
    :raises NotUnderstood: there is no such file, it is none of these formats, or a column is unknown or occurs twice
    """
    csv_file = path.suffix.lower() == ".csv"
    readers = IN_TEXT if csv_file else TYPED
    names, given = _csv_table(path) if csv_file else _typed_table(path)
    _check_names(path, names, kinds)
    columns = [(name, readers[kinds[name]]) for name in names]
    for number, values in enumerate(given, 1):
        if len(values) != len(columns):
            what = f"has {len(values)} values; allowed are {len(columns)}, one a column"
            mistakes.add(f"row {number}", what)
            continue
        yield number, _read(number, zip(columns, values, strict=True), mistakes)


def _read(number: int, cells: Iterator[tuple[tuple[str, Read], object]], mistakes: Mistakes) -> Row:
    row: dict[str, object] = {}
    for (name, read), value in cells:
        if value is None:
            continue
        try:
            row[name] = read(value)
        except ValueError as error:
            mistakes.add(f"row {number}, {name}", str(error))
            row[name] = None
    return row


def _check_names(path: Path, names: Sequence[str], kinds: Mapping[str, str]) -> None:
    wrong = [
        f"the column {name} is unknown; {listed(kinds)}" if name not in kinds else f"the column {name} occurs twice"
        for place, name in enumerate(names)
        if name not in kinds or name in names[:place]
    ]
    if wrong:
        raise NotUnderstood(Mistake(str(path), None, "", what) for what in wrong)


def csv_cells(path: Path) -> Iterator[list[str]]:
    """Yield the cells of a CSV file line by line, the names first; what was made neutral is restored.

    :raises NotUnderstood: there is no such file, it is not UTF-8, or not CSV
    """
    csv.field_size_limit(min(sys.maxsize, 2**31 - 1))
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            for line in csv.reader(file, strict=True):
                yield [restored(cell) for cell in line]
    except FileNotFoundError as error:
        raise NotUnderstood([Mistake(str(path), None, "", "there is no such file")]) from error
    except (UnicodeDecodeError, csv.Error, OSError) as error:
        raise NotUnderstood([Mistake(str(path), None, "", f"{error}; allowed is CSV in UTF-8")]) from error


def _csv_table(path: Path) -> tuple[Sequence[str], Iterator[Sequence[object]]]:
    cells = csv_cells(path)
    names = next(cells, None)
    if names is None:
        raise NotUnderstood([Mistake(str(path), None, "", "is empty; allowed is a line of names, and a row a line")])
    return names, ([cell or None for cell in line] for line in cells if line)


def _typed_table(path: Path) -> tuple[Sequence[str], Iterator[Sequence[object]]]:
    from credit_rules_adapters.columnar.disk.files import source

    given = source(path, path.stem)

    def rows() -> Iterator[Sequence[object]]:
        for batch in given.batches():
            yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)

    return given.schema().names, rows()
