"""Stores to run over: accounts of every kind that a run may meet, drawn by a fixed number."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from pathlib import Path
from random import Random
from tempfile import mkdtemp

from credit_rules import (
    AccountCredit,
    AddCredit,
    AddInvoice,
    ApplyCredit,
    Command,
    CreditClass,
    Invoice,
    Line,
    Money,
    Pause,
    RaiseCredit,
    Unapply,
    VoidCredit,
    VoidNote,
)
from credit_rules_adapters.asking import Request
from credit_rules_adapters.service import Service
from credit_rules_adapters.stores.protocol import LARGEST_MINOR
from credit_rules_adapters.stores.sql import SqlStore, open_store
from stores.databases import postgresql_url

ON = date(2026, 3, 1)
ENTERED = date(2026, 1, 1)
SIZE = 60
PRODUCTS = (None, "gym", "swim", "judo")


@cache
def filled_sqlite() -> Path:
    """Make a filled file of SQLite, once, to be copied."""
    file = Path(mkdtemp(prefix="credit-rules-")) / "filled.db"
    store = open_store(f"sqlite:///{file}")
    fill(store, SIZE)
    store.close()
    return file


@cache
def filled_postgresql() -> str:
    """Make a filled database, once, to be copied; return its name."""
    url = postgresql_url()
    store = open_store(url)
    fill(store, SIZE)
    store.close()
    return str(store.engine.url.database)


def fill(store: SqlStore, accounts: int, seed: int = 1) -> None:
    """Fill a store: the same for the same number."""
    chance, service = Random(seed), Service(store=store)
    for number in range(accounts):
        account = f"acc-{number:03}"
        for command in _commands(account, chance):
            service.carry_out(Request(account=account, actor="kim", command=command, on=ENTERED))


def happens(chance: Random, percent: int) -> bool:
    """Tell whether something happens this time."""
    return chance.randrange(100) < percent


def _commands(account: str, chance: Random) -> list[Command]:
    made: list[Command] = [AddInvoice(_invoice(account, f"I{place}", chance)) for place in range(chance.randrange(6))]
    lots = [_lot(account, f"C{place}", chance) for place in range(chance.randrange(5))]
    made += map(AddCredit, lots)
    if happens(chance, 30):
        made += [RaiseCredit(invoice="I0", amount=Money(chance.randrange(1, 60), "GBP")), ApplyCredit(invoice="I1")]
    if happens(chance, 20):
        made += [Unapply(invoice="I1"), VoidNote("I0-CN1")]
    if lots and happens(chance, 20):
        made.append(chance.choice((Pause, VoidCredit))(lots[0].id))
    return made


def _invoice(account: str, id: str, chance: Random) -> Invoice:
    currency = "XTS" if happens(chance, 4) else chance.choice(("GBP", "GBP", "JPY"))
    amount = LARGEST_MINOR // 4 if happens(chance, 4) else chance.choice((0, 50, 100, chance.randrange(1, 500)))
    lines = [Line("L1", amount, product=chance.choice(PRODUCTS))]
    if happens(chance, 30):
        lines.append(Line("L2", 20, 3, product=chance.choice(PRODUCTS)))
    total = sum(line.gross_minor for line in lines)
    due_on = ENTERED + timedelta(days=chance.randrange(90))
    paid = min(total, chance.choice((0, 0, 10)))
    pending = min(total - paid, chance.choice((0, 0, 0, 5)))
    return Invoice(
        id, account, currency, lines, issued_on=ENTERED, due_on=due_on, paid_minor=paid, pending_minor=pending
    )


def _lot(account: str, id: str, chance: Random) -> AccountCredit:
    usable = ENTERED + timedelta(days=chance.choice((0, 0, 0, 70)))
    return AccountCredit(
        id,
        account,
        chance.choice(("GBP", "GBP", "JPY")),
        chance.choice((40, 120, chance.randrange(1, 700))),
        credit_class=chance.choice([*CreditClass]),
        issued_on=ENTERED,
        usable_from=usable,
        expires_on=chance.choice((None, None, usable + timedelta(days=20), usable + timedelta(days=200))),
        priority=chance.choice((50, 1, 2**40 if happens(chance, 5) else 60)),
        products=chance.choice((None, None, ("gym",), ("gym", "swim"), ("chess",))),
    )
