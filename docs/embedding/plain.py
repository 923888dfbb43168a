"""A shop in plain Python: its orders and our credits change in one SQLAlchemy transaction, or not at all."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Column, Connection, Engine, Integer, MetaData, String, Table, create_engine, insert, update

from credit_rules import AddInvoice, Invoice, Line, Money, Outcome, RaiseCredit, fold
from credit_rules_adapters.asking import Request
from credit_rules_adapters.refusals import Refusal
from credit_rules_adapters.service import Service
from credit_rules_adapters.stores.sql import JoiningStore, open_store

metadata = MetaData()
orders = Table(
    "orders",
    metadata,
    Column("id", String, primary_key=True),
    Column("customer", String, nullable=False),
    Column("paid_minor", Integer, nullable=False),
    Column("state", String, nullable=False),
)


class NotPossible(Exception):
    """A rule says no; the caller's transaction is rolled back."""


def open_shop(url: str) -> Engine:
    """Make the tables of both sides in one database."""
    open_store(url).close()
    engine = create_engine(url)
    metadata.create_all(engine)
    return engine


def sell(connection: Connection, order: str, customer: str, paid_minor: int, *, on: date) -> None:
    """Record a paid order, and its invoice on the customer's account."""
    row = {"id": order, "customer": customer, "paid_minor": paid_minor, "state": "sold"}
    connection.execute(insert(orders).values(row))
    invoice = Invoice(order, customer, "GBP", [Line("L1", paid_minor)], issued_on=on, paid_minor=paid_minor)
    _carry_out(connection, Request(account=customer, actor="shop", command=AddInvoice(invoice), on=on))


def take_back(connection: Connection, order: str, customer: str, amount_minor: int, *, on: date) -> int:
    """Take an order back: mark it, and credit its invoice; return the account credit that came of it.

    :raises NotPossible: a rule says no
    """
    connection.execute(update(orders).where(orders.c.id == order).values(state="taken back"))
    credit = RaiseCredit(invoice=order, amount=Money(amount_minor, "GBP"))
    outcome = _carry_out(
        connection, Request(account=customer, actor="shop", command=credit, on=on, key=f"{order}-taken-back")
    )
    return outcome.note.account_credit_minor


def _carry_out(connection: Connection, request: Request) -> Outcome:
    return fold(Service(store=JoiningStore(connection)).carry_out(request).result, _kept, _refused)


def _kept(outcome: Outcome) -> Outcome:
    return outcome


def _refused(refusal: Refusal) -> Outcome:
    raise NotPossible(refusal.code)
