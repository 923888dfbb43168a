"""An API to ask: a store, its application in this process, and callers with tokens."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from io import StringIO
from itertools import count
from typing import Any

from attrs import evolve, field, frozen
from httpx import Response
from litestar.testing import TestClient

from credit_rules import JOININ, Grants, Policy, Refunds
from credit_rules_adapters.access import tokens
from credit_rules_adapters.access.callers import Caller, Role
from credit_rules_adapters.http import Settings, api
from credit_rules_adapters.stores.sql import SqlStore, open_store

ADMINISTRATOR = Caller(name="root", role=Role.ADMINISTRATOR)
CLERK = Caller(name="clerk", role=Role.CLERK, limits={"GBP": 5000})
VIEWER = Caller(name="viewer", role=Role.VIEWER)
ANN = Caller(name="ann-token", role=Role.CUSTOMER, account="ann")
BO = Caller(name="bo-token", role=Role.CUSTOMER, account="bo")
PERMISSIVE = evolve(JOININ, grants=Grants.ALLOWED, refunds=Refunds.ALLOWED)

RAISE = "/accounts/ann/invoices/INV-1/credit-notes"
_keys = count(1)


@frozen
class Api:
    """The API over a store, asked by callers that get their token when they first ask."""

    store: SqlStore
    client: TestClient[Any]
    secrets: dict[str, str] = field(factory=dict)
    policy: Policy = PERMISSIVE
    root: str = ""

    def secret(self, caller: Caller) -> str:
        """Return the token of a caller."""
        if caller.name not in self.secrets:
            self.secrets[caller.name] = tokens.create(self.store, caller, now=datetime.now(UTC))
        return self.secrets[caller.name]

    def headers(self, caller: Caller, key: str | None = None) -> dict[str, str]:
        """Return what a caller sends along: a token, and a key never used before unless one is given."""
        key = key or f"key-{next(_keys)}"
        return {"Authorization": f"Bearer {self.secret(caller)}", "Idempotency-Key": key}

    def get(self, caller: Caller, path: str) -> Response:
        """Look at something."""
        return self.client.get(f"{self.root}/v1{path}", headers=self.headers(caller))

    def post(self, caller: Caller, path: str, body: object = None, *, key: str | None = None) -> Response:
        """Ask for a change."""
        headers = self.headers(caller, key)
        if body is None:
            return self.client.post(f"{self.root}/v1{path}", headers=headers)
        return self.client.post(f"{self.root}/v1{path}", headers=headers, json=body)

    def send(self, caller: Caller, path: str, body: bytes) -> Response:
        """Ask with a body as it is."""
        headers = {**self.headers(caller), "Content-Type": "application/json"}
        return self.client.post(f"{self.root}/v1{path}", headers=headers, content=body)

    def entries(self, account: str) -> int:
        """Count the entries of an account, past the API."""
        with self.store.reading(account) as reading:
            return reading.version

    def paid_invoice(self, account: str, id: str = "INV-1", minor: int = 10_000) -> None:
        """Enter an invoice that is paid."""
        assert self.post(ADMINISTRATOR, f"/accounts/{account}/invoices", invoice(id, minor, paid=minor)).is_success

    def owing_invoice(self, account: str, id: str = "INV-2", minor: int = 10_000) -> None:
        """Enter an invoice that is owed."""
        assert self.post(ADMINISTRATOR, f"/accounts/{account}/invoices", invoice(id, minor)).is_success


def invoice(id: str, minor: int, *, paid: int = 0, **more: object) -> dict[str, object]:
    """Return the body of an issued invoice of one line."""
    line = {"id": "L1", "net_minor": minor, "product": "swim"}
    issued = {"status": "issued", "issued_on": "2026-01-01", "paid_minor": paid}
    return {"id": id, "currency": "GBP", "lines": [line], **issued, **more}


def gbp(minor: int) -> dict[str, object]:
    """Return an amount as it is sent."""
    return {"amount_minor": minor, "currency": "GBP"}


def two_customers(api: Api) -> Api:
    """Enter a paid and an owed invoice of each of two customers."""
    for account in ("ann", "bo"):
        api.paid_invoice(account)
        api.owing_invoice(account)
    return api


def code(response: Response) -> tuple[int, str]:
    """Read the status and the code of a problem document."""
    assert response.headers["content-type"] == "application/problem+json"
    told = response.json()
    assert told["type"] == f"urn:credit-rules:{told['code']}"
    assert told["status"] == response.status_code
    return told["status"], told["code"]


def table(api: Api, path: str) -> list[dict[str, str]]:
    """Read a table that is answered as CSV."""
    answer = api.get(VIEWER, path)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(StringIO(answer.text, newline="")))


@contextmanager
def opened(
    url: str,
    *,
    policy: Policy = PERMISSIVE,
    requests_per_minute: int | None = None,
    secrets: dict[str, str] | None = None,
) -> Iterator[Api]:
    """Open the API over a database."""
    store = open_store(url)
    settings = Settings(store=store, policy=policy, requests_per_minute=requests_per_minute)
    try:
        with TestClient(api(settings), raise_server_exceptions=False) as client:
            yield Api(store, client, {} if secrets is None else secrets, policy)
    finally:
        store.close()
