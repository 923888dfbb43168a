"""The pages served in this process, over a store to which a scene is entered, and people who sign in to them."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import count
from typing import Any

import uvicorn
from attrs import evolve, field, frozen

from credit_rules import (
    JOININ,
    AddInvoice,
    Command,
    Grant,
    Grants,
    Invoice,
    Line,
    Money,
    Outcome,
    Policy,
    Refunds,
    Status,
    fold,
)
from credit_rules_adapters.access import sessions, tokens
from credit_rules_adapters.access.callers import Caller, Role
from credit_rules_adapters.asking import Request
from credit_rules_adapters.http import Settings
from credit_rules_adapters.stores.sql import SqlStore, open_store
from credit_rules_adapters.web import application
from credit_rules_adapters.web.signing_in import SESSION_COOKIE

ADMINISTRATOR = Caller(name="Ada", role=Role.ADMINISTRATOR)
SECOND = Caller(name="Bea", role=Role.ADMINISTRATOR)
CLERK = Caller(name="Cy", role=Role.CLERK, limits={"GBP": 5000})
VIEWER = Caller(name="Vi", role=Role.VIEWER)
PERMISSIVE = evolve(JOININ, grants=Grants.ALLOWED, refunds=Refunds.ALLOWED)
_PATIENCE_SECONDS = 30
_keys = count(1)


def customer(account: str) -> Caller:
    """Return the customer of an account."""
    return Caller(name=f"{account}-token", role=Role.CUSTOMER, account=account)


@frozen
class Site:
    """A store behind pages, at an address."""

    settings: Settings
    url: str = ""
    secrets: dict[str, str] = field(factory=dict)

    @property
    def store(self) -> SqlStore:
        return self.settings.store

    def token(self, caller: Caller) -> str:
        """Return the token of somebody, made when first asked for."""
        if caller.name not in self.secrets:
            self.secrets[caller.name] = tokens.create(self.store, caller, now=datetime.now(UTC))
        return self.secrets[caller.name]

    def session(self, caller: Caller) -> dict[str, str]:
        """Sign somebody in past the form; return the cookie."""
        secret = sessions.begin(self.store, self.token(caller), now=datetime.now(UTC))
        assert secret is not None
        return {"name": SESSION_COOKIE, "value": secret}

    def do(self, account: str, command: Command) -> Outcome:
        """Carry a command out past the pages."""
        request = Request(account=account, actor="scene", command=command, key=f"scene-{next(_keys)}")
        answer = self.settings.service.carry_out(request)
        return fold(answer.result, lambda outcome: outcome, _raise)

    def invoice(self, account: str, id: str, minor: int = 10_000, **more: Any) -> Invoice:
        """Enter an issued invoice of one line of swimming, which nobody paid unless said so."""
        today = self.settings.now().date()
        line = Line("L1", minor, product=more.pop("product", "swim"), description="Swimming lessons")
        issued = {"issued_on": None if more.get("status") is Status.DRAFT else today}
        invoice = Invoice(id, account, more.pop("currency", "GBP"), more.pop("lines", [line]), **{**issued, **more})
        self.do(account, AddInvoice(invoice))
        return invoice

    def gift(self, account: str, id: str, minor: int, **more: Any) -> None:
        """Grant account credit."""
        self.do(account, Grant(id=id, account=account, amount=Money(minor, "GBP"), **more))

    def entries(self, account: str) -> int:
        """Count the entries of an account."""
        with self.store.reading(account) as reading:
            return reading.version

    def found(self, account: str, id: str) -> Invoice:
        """Return an invoice as it stands."""
        with self.store.reading(account) as reading:
            return reading.whole().invoices[id]


def _raise(refusal: object) -> Outcome:
    raise AssertionError(refusal)


@contextmanager
def served(url: str, policy: Policy = PERMISSIVE) -> Iterator[Site]:
    """Serve the pages over a database, in a thread, on this machine alone."""
    store = open_store(url)
    settings = Settings(store=store, policy=policy, requests_per_minute=None)
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        config = uvicorn.Config(application(settings), log_config=None, access_log=False)
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        try:
            _wait(server)
            yield Site(settings, address)
        finally:
            server.should_exit = True
            thread.join(_PATIENCE_SECONDS)
            store.close()


def _wait(server: uvicorn.Server) -> None:
    until = time.monotonic() + _PATIENCE_SECONDS
    while not server.started:
        assert time.monotonic() < until, "the server did not start in time"
        time.sleep(0.02)
