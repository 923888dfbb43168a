"""Bulk allocation beside DuckDB, Polars and the pure core: equal rows first, then medians, all sides taking turns."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

import pyarrow as pa
from attrs import frozen
from bulk_data import ON, Kind, tables, text_keys
from copying import Copying
from measure import Finding, medians, seconds
from peers import in_core, in_duckdb, in_polars

from credit_rules_adapters.columnar import allocate_table

AIMS = {"shuffled": 5.0, "sorted": 25.0, "skewed": 5.0, "scoped": 5.0}
"""At least so many times as fast as each peer; shuffled, ten times is the aim."""
COLUMNS = ("invoice", "credit", "amount_minor")


@frozen
class Case:
    """What one case took: each side's seconds, `bound` among them."""

    name: str
    rows: int
    allocations: int
    seconds: dict[str, float]


def same_rows(one: pa.Table, other: pa.Table) -> bool:
    """Tell whether two results hold the same allocations."""
    whole = pa.types.is_integer(one.schema.field("invoice").type)
    types = pa.schema(zip(COLUMNS, [*[pa.int64() if whole else pa.string()] * 2, pa.int64()], strict=True))
    ordered = [
        table.select(list(COLUMNS)).cast(types).sort_by([("invoice", "ascending"), ("credit", "ascending")])
        for table in (one, other)
    ]
    return bool(len(one) > 0 and ordered[0].equals(ordered[1]))


def this(invoices: pa.Table, credits: pa.Table, *, by_invoice: bool = False) -> pa.Table:
    """Allocate without asking for an order, as the peers do; or in the invoice order."""
    return allocate_table(invoices, credits, on=ON, by_invoice=by_invoice).allocations


def measure(copying: Copying, accounts: int, kind: Kind, rounds: int, *, text: bool = False) -> Case:
    """Measure one case beside DuckDB, Polars and a copy.

    :raises SystemExit: a side finds other rows than the others
    """
    invoices, credits = tables(accounts, kind)
    if text:
        invoices, credits = text_keys(invoices, "INV"), text_keys(credits, "LOT")
    sides: dict[str, Callable[[], pa.Table]] = {
        "this": partial(this, invoices, credits),
        "this, in invoice order": partial(this, invoices, credits, by_invoice=True),
        "DuckDB": in_duckdb.allocating(invoices, credits, kind),
        "Polars": in_polars.allocating(invoices, credits, kind),
    }
    name = f"{accounts:,} accounts, {'text ids' if text else kind}"
    found = checked(name, {side: work() for side, work in sides.items()})
    whole = allocate_table(invoices, credits, on=ON, by_invoice=False)
    moved = (invoices, credits, whole.allocations, whole.invoices, whole.credits)
    del whole
    taken = medians(rounds, *(partial(seconds, work, 1) for work in sides.values()), partial(copying.bound, *moved))
    return Case(name, len(invoices) + len(credits), found, dict(zip([*sides, "copy bound"], taken, strict=True)))


def checked(name: str, results: dict[str, pa.Table]) -> int:
    """Count the allocations that all sides found.

    :raises SystemExit: they found different ones
    """
    first = results["this"]
    for side, found in results.items():
        if not same_rows(first, found):
            raise SystemExit(f"{name}: {side} does not find the same allocations")
    return len(first)


def measure_core(accounts: int, *, general_scope: bool = False) -> Case:
    """Measure the pure core in a loop, once; `general_scope`: lots for one to three of eight products."""
    invoices, credits = tables(accounts, "scoped" if general_scope else "shuffled")
    if general_scope:
        credits = with_more_products(credits)
    core = in_core.allocating(invoices, credits, ON)
    this_side = partial(this, invoices, credits)
    rows = zip(*core(), strict=True)
    name = f"{accounts:,} accounts, {'lots for several products' if general_scope else 'shuffled'}"
    in_loop = pa.table(dict(zip(COLUMNS, map(pa.array, rows), strict=True)))
    found = checked(name, {"this": this_side(), "core": in_loop})
    taken = medians(1, partial(seconds, this_side, 10), partial(seconds, core, 1))
    return Case(name, len(invoices) + len(credits), found, dict(zip(("this", "core"), taken, strict=True)))


def with_more_products(credits: pa.Table) -> pa.Table:
    """Give each lot the products of one to three lots in a row."""
    products = credits.column("products").to_pylist()
    wider = [
        sorted({name for named in products[at : at + 1 + at % 3] for name in named}) for at in range(len(products))
    ]
    return credits.set_column(credits.column_names.index("products"), "products", pa.array(wider))


def findings(cases: Iterable[tuple[Case, str]]) -> list[Finding]:
    """Compare each case with its peers. A case is of a kind, which says the bound; text ids have none."""
    return [
        Finding(
            f"{case.name}: {peer} / this",
            case.seconds[peer] / case.seconds["this"],
            AIMS.get(kind),
            f"{case.seconds[peer]:.3f} s beside {case.seconds['this']:.3f} s",
            at_least=True,
        )
        for case, kind in cases
        for peer in ("DuckDB", "Polars", "core")
        if peer in case.seconds
    ]


def growth(small: int, large: int, rounds: int) -> Finding:
    """Compare what a row takes, shuffled, the two sizes taking turns."""
    given = [tables(accounts, "shuffled") for accounts in (small, large)]
    rows = [sum(map(len, sides)) for sides in given]
    for sides in given:
        this(*sides)
    taken = medians(rounds, *(partial(seconds, partial(this, *sides), 1) for sides in given))
    one, many = (time / size * 1e9 for time, size in zip(taken, rows, strict=True))
    figures = f"{many:.0f} ns a row beside {one:.0f} ns; {taken[1]:.3f} s beside {taken[0]:.4f} s"
    return Finding(f"{large:,} accounts / {small:,} accounts, shuffled, a row", many / one, 1.5, figures)
