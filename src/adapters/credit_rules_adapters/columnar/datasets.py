"""Runs from file to file: in memory where both tables fit, else part by part through the disk, with the same result."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TypeAlias

import pyarrow as pa

from credit_rules import JOININ, Policy
from credit_rules_adapters.columnar.allocating.allocations import allocation_table
from credit_rules_adapters.columnar.arrays.threads import side_by_side
from credit_rules_adapters.columnar.disk.files import FORMATS, Source, sink, source
from credit_rules_adapters.columnar.disk.parts import PartedRun
from credit_rules_adapters.columnar.reading.mistakes import Mistakes
from credit_rules_adapters.columnar.tables import allocated, beside, left_over
from credit_rules_adapters.text.folders import whole_or_not_at_all
from credit_rules_adapters.text.mistakes import listed

PROGRAM = 288 << 20
"""What a process takes beside the arrays of a run: the program, and what is read and written at a time."""
LEAST = PROGRAM + (64 << 20)
"""A process needs so much for a run through the disk."""
MEMORY = 4 << 30
_SHARE = 6
"""A run in memory takes up to so many times what its tables do, the results with it."""

Progress: TypeAlias = Callable[[str, int, int], None]
"""Is told what is being done, how much of it is done, and of how much."""


def _untold(what: str, done: int, of: int) -> None:
    """Tell nobody."""


def allocate_dataset(
    invoices: Path,
    credits: Path,
    out: Path,
    policy: Policy = JOININ,
    *,
    on: date,
    currency: str | None = None,
    kind: str | None = None,
    replace: bool = False,
    memory: int = MEMORY,
    progress: Progress = _untold,
) -> None:
    """Run over two files and write the tables of `allocate_table` into a new folder, whole or not at all (R17-R21).

    :param invoices: a Parquet, Arrow or CSV file, by its ending; `credits` likewise. In CSV keys are text, products
        are separated by `;` and an empty value is null
    :param kind: parquet, arrow or csv: what is written; by default the kind of `invoices`
    :param replace: whether a folder that exists may be replaced
    :param memory: about how many bytes the arrays of a run may take, to which come `PROGRAM` and files mapped into
        memory; tables that need more go through the disk, in parts that each hold whole accounts: the largest account
        must fit

    :raises FileExistsError: the folder exists already
    :raises NotUnderstood: as `allocate_table`, each mistake with its file
    :raises ValueError: an unknown format
    """
    sources = source(invoices, "invoices"), source(credits, "credits")
    kind = kind or sources[0].kind
    if kind not in FORMATS:
        raise ValueError(f"{kind!r} is no format; {listed(FORMATS)}")
    parts = max(1, -(-_SHARE * sum(each.size for each in sources) // memory))
    with whole_or_not_at_all(out, replace=replace) as folder:
        if parts == 1:
            _in_memory(sources, folder, kind, policy, on=on, currency=currency, progress=progress)
        else:
            PartedRun(sources, policy, on, currency, parts, memory, progress).write(folder, kind)


def _in_memory(
    sources: tuple[Source, Source],
    folder: Path,
    kind: str,
    policy: Policy,
    *,
    on: date,
    currency: str | None,
    progress: Progress,
) -> None:
    progress("reading", 0, 1)
    mistakes = Mistakes(str(sources[0].path)), Mistakes(str(sources[1].path))
    read = sources[0].read(), sources[1].read()
    progress("allocating", 0, 1)
    books, ran = allocated(*read, policy, on=on, currency=currency, mistakes=mistakes)
    progress("writing", 0, 1)
    tables: dict[str, Callable[[], pa.Table]] = {
        "allocations": lambda: allocation_table(*read, books, ran),
        "invoices": lambda: left_over(beside(read[0], currency), ran.invoices_left, None),
        "credits": lambda: left_over(beside(read[1], currency), ran.credits_left, ran.marks),
    }

    def write(name: str) -> None:
        """Make a table while others are being written."""
        table = tables[name]()
        at = table.schema.get_field_index("currency")
        given = sources[name == "credits"].schema()
        kind_of = given.field("currency").type if "currency" in given.names else pa.string()
        table = table.set_column(at, "currency", table.column(at).cast(kind_of))
        with sink(folder, name, kind, table.schema) as writer:
            writer.write_table(table)

    side_by_side(write, tables)
    progress("writing", 1, 1)
