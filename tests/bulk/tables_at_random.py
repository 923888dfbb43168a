"""Invoices, lots and a policy at random, for the core and as tables: small figures, so that ties are common."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from random import Random
from typing import Any
from uuid import UUID

import pyarrow as pa
from attrs import evolve, frozen

from credit_rules import AccountCredit, CreditClass, CreditKey, Invoice, InvoiceKey, Line, Policy

ON = date(2026, 3, 1)
PRODUCTS = ("climb", "judo", "swim", "zumba")
CURRENCIES = ("GBP", "EUR", "JPY")


@frozen
class Keys:
    """A kind of key: the column's type, a key drawn, and how the core, whose keys are text, has it."""

    type: pa.DataType
    draw: Callable[[Random], object]
    core: Callable[[Any], str] = str


def _whole(bits: int) -> Keys:
    return Keys(
        pa.int64(), lambda chance: chance.getrandbits(bits) - 2 ** (bits - 1), lambda key: f"{key + 2**63:020d}"
    )


KEYS = {
    "close integers": _whole(12),
    "far integers": _whole(64),
    "short text": Keys(pa.string(), lambda chance: f"INV-{chance.randrange(5000)}"),
    "any text": Keys(pa.large_string(), lambda chance: "".join(chance.choices("aÀz0-𝄞é~", k=chance.randint(1, 30)))),
    "long text": Keys(
        pa.string(),
        lambda chance: "".join(chance.choices("ab", k=chance.choice([1, 9, 60, 61]))) + str(chance.randrange(99)),
    ),
    "dictionary": Keys(pa.dictionary(pa.int32(), pa.string()), lambda chance: f"{chance.randrange(4000):07d}"),
    "UUID": Keys(
        pa.binary(16),
        lambda chance: chance.getrandbits(128).to_bytes(16, "big"),
        lambda key: str(UUID(bytes=key)),
    ),
    "UUID text": Keys(pa.string(), lambda chance: str(UUID(int=chance.getrandbits(128)))),
}


@frozen
class Case:
    """One run, for both sides. `core` names each key of the tables as the core has it."""

    invoices: pa.Table
    credits: pa.Table
    core_invoices: tuple[Invoice, ...]
    core_credits: tuple[AccountCredit, ...]
    core: dict[str, Callable[[Any], str]]
    policy: Policy


def _happens(chance: Random, likely: float) -> bool:
    return chance.random() < likely


def _sometimes(chance: Random, value: Any, likely: float = 0.7) -> Any:
    return value if _happens(chance, likely) else None


def _day(chance: Random) -> date:
    return ON + timedelta(chance.randint(-4, 4))


def _different(chance: Random, keys: Keys, size: int) -> list[object]:
    found: dict[object, None] = {}
    while len(found) < size:
        found[keys.draw(chance)] = None
    return list(found)


def _amount(chance: Random, largest: int) -> int:
    return chance.choice([0, *(chance.randint(1, largest) for _ in range(6))])


def case(chance: Random, size: int = 25) -> Case:
    """Draw a run of at most so many invoices and lots."""
    kinds = {name: KEYS[chance.choice(sorted(KEYS))] for name in ("account", "invoice", "credit")}
    accounts = _different(chance, kinds["account"], chance.choice([1, 2, 5, 12]))
    currencies = CURRENCIES[: chance.choice([1, 1, 2, 3])]
    largest = chance.choice([5, 30, 2**40])
    choices: dict[str, Any] = {"accounts": accounts, "currencies": currencies, "largest": largest}
    drawn = [
        _rows(chance, _different(chance, kinds[name], chance.randint(0, size)), **choices)
        for name in ("invoice", "credit")
    ]
    scoped = _happens(chance, 0.5)
    bills = [row | _of_invoice(chance, largest) for row in drawn[0]]
    lots = [row | _of_lot(chance, scoped=scoped) for row in drawn[1]]
    if _happens(chance, 0.3):
        bills.sort(key=lambda row: row["account"])
        lots.sort(key=lambda row: row["account"])
    policy = Policy(
        credit_order=chance.sample(sorted(CreditKey), chance.randint(0, 4)),
        invoice_order=chance.sample(sorted(InvoiceKey), chance.randint(0, 3)),
    )
    bills = _without(chance, bills, ("issued_on", "due_on", "pending_minor", "product"))
    lots = _without(chance, lots, ("class", "priority", "issued_on", "usable_from", "expires_on", "products", "paused"))
    names = {name: kinds[name].core for name in kinds}
    return Case(
        _table(chance, bills, "outstanding_minor", (kinds["invoice"], kinds["account"])),
        _table(chance, lots, "remaining_minor", (kinds["credit"], kinds["account"])),
        tuple(_invoice(row, names) for row in bills),
        tuple(_lot(row, names) for row in lots),
        names,
        policy,
    )


def _rows(
    chance: Random, ids: Sequence[object], *, accounts: Sequence[object], currencies: Sequence[str], largest: int
) -> list[dict[str, Any]]:
    return [
        {
            "id": id,
            "account": chance.choice(accounts),
            "currency": chance.choice(currencies),
            "amount": _amount(chance, largest),
        }
        for id in ids
    ]


def _of_invoice(chance: Random, largest: int) -> dict[str, Any]:
    return {
        "issued_on": _sometimes(chance, _day(chance)),
        "due_on": _sometimes(chance, _day(chance)),
        "pending_minor": _sometimes(chance, chance.randint(1, largest), 0.1),
        "product": _sometimes(chance, chance.choice(PRODUCTS)),
    }


def _of_lot(chance: Random, *, scoped: bool) -> dict[str, Any]:
    issued = _sometimes(chance, _day(chance))
    usable = _sometimes(chance, _day(chance), 0.3)
    start = usable or issued or ON
    products = chance.choices(PRODUCTS, k=chance.randint(1, 3))  # one may be named twice
    return {
        "class": _sometimes(chance, chance.choice(["paid", "promotional"])),
        "priority": _sometimes(chance, chance.randint(-2, 52)),
        "issued_on": issued,
        "usable_from": usable,
        "expires_on": _sometimes(chance, start + timedelta(chance.randint(1, 6))),
        "products": products if scoped and _happens(chance, 0.7) else None,
        "paused": _sometimes(chance, _happens(chance, 0.2)),
    }


def _without(chance: Random, rows: list[dict[str, Any]], names: Sequence[str]) -> list[dict[str, Any]]:
    """Leave out some columns, unless a lot would then expire before it can be used."""
    left_out = {name for name in names if _happens(chance, 0.2)}
    if left_out & {"issued_on", "usable_from"}:
        left_out.add("expires_on")
    return [{name: value for name, value in row.items() if name not in left_out} for row in rows]


_TYPES = {
    "issued_on": pa.date32(),
    "due_on": pa.date32(),
    "pending_minor": pa.int64(),
    "product": pa.string(),
    "class": pa.string(),
    "priority": pa.int64(),
    "usable_from": pa.date32(),
    "expires_on": pa.date32(),
    "products": pa.list_(pa.string()),
    "paused": pa.bool_(),
}


def _table(chance: Random, rows: list[dict[str, Any]], amount: str, keys: tuple[Keys, Keys]) -> pa.Table:
    types = {"id": keys[0].type, "account": keys[1].type, "currency": pa.string(), amount: pa.int64()}
    optional = {name: _TYPES[name] for name in (rows[0] if rows else {}) if name in _TYPES}
    columns = {
        name: pa.array([row["amount" if name == amount else name] for row in rows], kind)
        for name, kind in (types | optional).items()
    }
    whole = pa.table(columns)
    cut = chance.randint(0, len(rows))
    return pa.concat_tables([whole.slice(0, cut), whole.slice(cut)]) if _happens(chance, 0.5) else whole


def _invoice(row: dict[str, Any], core: dict[str, Callable[[Any], str]]) -> Invoice:
    issued = row.get("issued_on") or ON
    pending = row.get("pending_minor") or 0
    return Invoice(
        core["invoice"](row["id"]),
        core["account"](row["account"]),
        row["currency"],
        [Line("L1", row["amount"] + pending, product=row.get("product"))],
        issued_on=issued,
        due_on=row.get("due_on") or issued,
        pending_minor=pending,
    )


def _lot(row: dict[str, Any], core: dict[str, Callable[[Any], str]]) -> AccountCredit:
    issued = row.get("issued_on") or ON
    priority = row.get("priority")
    lot = AccountCredit(
        core["credit"](row["id"]),
        core["account"](row["account"]),
        row["currency"],
        row["amount"],
        credit_class=CreditClass(row.get("class") or "paid"),
        issued_on=issued,
        usable_from=row.get("usable_from") or issued,
        expires_on=row.get("expires_on"),
        priority=50 if priority is None else priority,
        products=row.get("products"),
    )
    return evolve(lot, paused=bool(row.get("paused")))
