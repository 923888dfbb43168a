"""What the parts of the suite have in common: a store to try, and a few words to ask it in."""

from __future__ import annotations

from datetime import date

from credit_rules import Account, AddInvoice, Command, Invoice, Line, Money, RaiseCredit
from credit_rules_adapters.asking import Answer, Request
from credit_rules_adapters.service import Service
from credit_rules_adapters.stores.protocol import Store
from credit_rules_adapters.testing.parts import DAY_ONE
from credit_rules_adapters.testing.stores.story import POLICY

SERIES = "CN"


class StoreTests:
    """A part of the suite."""

    def make_store(self) -> Store:
        """Return a new, empty store."""
        raise NotImplementedError(f"{type(self).__name__} must make a store: def make_store(self) -> Store")

    def reopen(self, store: Store) -> Store:
        """Return a store as it is found after a crash: by default the same one."""
        return store


def service_of(store: Store) -> Service:
    """Return a service over a store, under which credit notes are numbered."""
    return Service(store=store, policy=POLICY, series=lambda on: SERIES)


def ask(
    store: Store,
    command: Command,
    *,
    account: str = "ann",
    actor: str = "kim",
    on: date = DAY_ONE,
    seen: int | None = None,
    key: str | None = None,
) -> Answer:
    """Carry out a command over a store."""
    return service_of(store).carry_out(
        Request(account=account, actor=actor, command=command, on=on, seen=seen, key=key)
    )


def entering(id: str = "A", amount_minor: int = 100, *, account: str = "ann", paid_minor: int = 0) -> AddInvoice:
    """Enter an issued invoice of one line."""
    line = Line("L1", amount_minor, product="gym")
    return AddInvoice(Invoice(id, account, "GBP", [line], issued_on=DAY_ONE, paid_minor=paid_minor))


def crediting(id: str = "A", amount_minor: int = 10) -> RaiseCredit:
    """Raise a credit on an invoice."""
    return RaiseCredit(invoice=id, amount=Money(amount_minor, "GBP"))


def whole(store: Store, account: str = "ann") -> Account:
    """Return all that a store holds of an account."""
    with store.reading(account) as reading:
        return reading.whole()
