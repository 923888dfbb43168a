"""The tables of the bulk benchmarks: the same for the same seed, int64 keys, rows shuffled unless asked otherwise."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal, TypeAlias, get_args

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Kind: TypeAlias = Literal["shuffled", "grouped", "sorted", "skewed", "scoped"]
KINDS: tuple[Kind, ...] = get_args(Kind)
Whole: TypeAlias = npt.NDArray[np.int64]

FIRST, DAYS = date(2016, 1, 1), 3653
ON = date(2016, 1, 1)
"""The runs' date: every lot can be used on it, and none has expired."""
PRODUCTS = tuple(f"category-{letter}" for letter in "abcdefgh")
SKEWED = 0.2
"""The share of the rows that one account has in the skewed case."""


def kind_of(name: str) -> Kind:
    """Find a kind by its name.

    :raises SystemExit: there is none
    """
    for kind in KINDS:
        if kind == name:
            return kind
    raise SystemExit(f"{name} is no kind of table; allowed are {', '.join(KINDS)}")


def tables(accounts: int, kind: Kind = "shuffled", seed: int = 1) -> tuple[pa.Table, pa.Table]:
    """Return invoices and credits of so many accounts: three and two an account on average, 1.00-600.00 each.

    `skewed`: one account has a fifth of the rows. `scoped`: each invoice is of one of eight products, each lot limited
    to one. `grouped`: the accounts come one after the other, ids upwards. `sorted`: so they do, and each one's rows in
    the policy's order, too.
    """
    chance = np.random.default_rng([seed, accounts])
    invoices = _rows(chance, accounts, 3, kind)
    invoices["outstanding_minor"] = _amounts(chance, len(invoices["id"]))
    invoices["issued_on"], invoices["due_on"] = (_days(chance, len(invoices["id"])) for _ in range(2))
    credits = _rows(chance, accounts, 2, kind)
    credits["remaining_minor"] = _amounts(chance, len(credits["id"]))
    credits["expires_on"] = _days(chance, len(credits["id"]), at_least=1)
    if kind == "scoped":
        invoices["product"] = _products(chance, len(invoices["id"]))
        named = _products(chance, len(credits["id"]))
        credits["products"] = pa.ListArray.from_arrays(np.arange(len(named) + 1, dtype=np.int32), named)
    found = pa.table(invoices), pa.table(credits)
    if kind == "sorted":
        return _in_order(found[0], "due_on", "issued_on"), _in_order(found[1], "expires_on")
    return found


def text_keys(table: pa.Table, prefix: str) -> pa.Table:
    """Return a table with text for its keys: ids like INV-00000042, accounts like ACC-0000042."""
    for name, form in (("id", f"{prefix}-{{:08d}}"), ("account", "ACC-{:07d}")):
        keys = pa.array([form.format(key) for key in table.column(name).to_pylist()])
        table = table.set_column(table.column_names.index(name), name, keys)
    return table


def _rows(chance: np.random.Generator, accounts: int, each: int, kind: Kind) -> dict[str, Any]:
    account = np.repeat(np.arange(accounts, dtype=np.int64), chance.poisson(each, accounts))
    if kind == "skewed":
        account[chance.random(len(account)) < SKEWED] = accounts // 2
    ids = np.arange(len(account), dtype=np.int64)
    if kind not in {"grouped", "sorted"}:
        chance.shuffle(account)
        chance.shuffle(ids)
    return {"id": pa.array(ids), "account": pa.array(account), "currency": pa.repeat("GBP", len(ids))}


def _in_order(table: pa.Table, *days: str) -> pa.Table:
    """Sort by account and days; the ids go upwards from row to row."""
    ordered = table.sort_by([(name, "ascending") for name in ("account", *days)])
    return ordered.set_column(ordered.column_names.index("id"), "id", table.column("id"))


def _amounts(chance: np.random.Generator, size: int) -> pa.Array:
    return pa.array(chance.integers(100, 60_001, size))


def _days(chance: np.random.Generator, size: int, at_least: int = 0) -> pa.Array:
    first = FIRST.toordinal() - date(1970, 1, 1).toordinal()
    return pa.array(chance.integers(first + at_least, first + DAYS, size, dtype=np.int32)).view(pa.date32())


def _products(chance: np.random.Generator, size: int) -> pa.Array:
    return pa.DictionaryArray.from_arrays(chance.integers(0, len(PRODUCTS), size, dtype=np.int32), PRODUCTS).cast(
        pa.string()
    )
