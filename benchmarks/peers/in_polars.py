"""Polars as a peer: two threads, tables taken over before the clock runs, no order asked for."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence

import pyarrow as pa

os.environ["POLARS_MAX_THREADS"] = "2"  # read when polars is imported
import polars as pl

VERSION = f"Polars {pl.__version__}, {pl.thread_pool_size()} threads, in-memory engine"
BILLS = ("due_on", "issued_on", "id")
LOTS = ("expires_on", "id")


def allocating(invoices: pa.Table, credits: pa.Table, kind: str) -> Callable[[], pa.Table]:
    """Take over tables, and return what allocates."""
    bills, lots = (pl.DataFrame(pl.from_arrow(table)).lazy() for table in (invoices, credits))
    if kind == "scoped":
        lots = lots.with_columns(product=pl.col("products").list.first())
    parts = ["account", "product"] if kind == "scoped" else ["account"]
    found = (
        break_points(summed(bills, "outstanding_minor", parts, BILLS), summed(lots, "remaining_minor", parts, LOTS))
        if kind == "skewed"
        else interval_join(
            summed(bills, "outstanding_minor", parts, BILLS), summed(lots, "remaining_minor", parts, LOTS), parts
        )
    )
    return lambda: found.collect().to_arrow()


def summed(rows: pl.LazyFrame, amount: str, parts: Sequence[str], order: Sequence[str]) -> pl.LazyFrame:
    """Sum in each part from its first row on. One sum over all, less what stood before the part, is the fastest way."""
    amounts = rows.filter(pl.col(amount) > 0).sort(*parts, *order)
    ends = amounts.select("id", *parts, amount=pl.col(amount), upto=pl.col(amount).cum_sum())
    return ends.with_columns(upto=pl.col("upto") - (pl.col("upto") - pl.col("amount")).first().over(parts))


def interval_join(bills: pl.LazyFrame, lots: pl.LazyFrame, parts: Sequence[str]) -> pl.LazyFrame:
    """Join where the stretches of an invoice and of a lot overlap."""
    start, lot_start = pl.col("upto") - pl.col("amount"), pl.col("upto_lot") - pl.col("amount_lot")
    pairs = bills.join(lots, on=parts, suffix="_lot")
    return pairs.filter(start < pl.col("upto_lot"), lot_start < pl.col("upto")).select(
        invoice="id",
        credit="id_lot",
        account="account",
        amount_minor=pl.min_horizontal("upto", "upto_lot") - pl.max_horizontal(start, lot_start),
    )


def break_points(bills: pl.LazyFrame, lots: pl.LazyFrame) -> pl.LazyFrame:
    """The same without a join, for an account of many rows: both sides' ends in one order, filled backwards."""
    sides = [bills.select("account", "upto", invoice="id"), lots.select("account", "upto", credit="id")]
    account, invoice, credit = pl.col("account"), pl.col("invoice"), pl.col("credit")
    before = pl.when(account == account.shift(1)).then(pl.col("upto").shift(1)).otherwise(0)
    filled = (
        pl.concat(sides, how="diagonal")
        .sort("account", "upto")
        .with_columns(
            amount_minor=pl.col("upto") - before,
            bill_of=pl.when(invoice.is_not_null()).then(account).backward_fill(),
            lot_of=pl.when(credit.is_not_null()).then(account).backward_fill(),
        )
        .with_columns(invoice.backward_fill(), credit.backward_fill())
    )
    within = (pl.col("amount_minor") > 0, pl.col("bill_of") == account, pl.col("lot_of") == account)
    return filled.filter(*within).select("invoice", "credit", "account", "amount_minor")
