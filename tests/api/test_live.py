"""Over a real PostgreSQL: 64 clients after one credit, a rate that two servers share, and whatever may be asked."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import httpx
import pytest

from api.asking import ADMINISTRATOR, CLERK, VIEWER, gbp, invoice
from api.live import served
from credit_rules_adapters.access import tokens
from credit_rules_adapters.access.callers import Caller
from credit_rules_adapters.stores.sql import SqlStore, open_store
from credit_rules_adapters.stores.sql.verifying import verify
from stores.databases import postgresql_url

pytestmark = [pytest.mark.real, pytest.mark.xdist_group("postgresql")]

TESTS = Path(__file__).resolve().parents[1]
CHECKS = (
    "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance,ignored_auth,"
    "negative_data_rejection"
)
LEAST_CASES = 5_000
CLIENTS, INVOICES, CREDIT = 64, 1000, 2_500
_keys = count(1)


@pytest.fixture
def store() -> Iterator[SqlStore]:
    opened = open_store(postgresql_url())
    yield opened
    opened.close()


def url_of(store: SqlStore) -> str:
    return store.engine.url.render_as_string(hide_password=False)


def headers(store: SqlStore, caller: Caller) -> dict[str, str]:
    secret = tokens.create(store, caller, now=datetime.now(UTC))
    return {"Authorization": f"Bearer {secret}"}


def key() -> dict[str, str]:
    return {"Idempotency-Key": f"key-{next(_keys)}"}


def test_64_clients_spend_one_credit_once(store: SqlStore) -> None:
    """Each of 1,000 invoices owes 4, and the lot holds 2,500: 625 can be paid, whoever is first."""
    bearer = headers(store, ADMINISTRATOR)
    with served(url_of(store), "--rate", "1000000") as address:
        limits = httpx.Limits(max_connections=CLIENTS)
        with httpx.Client(base_url=f"{address}/v1/accounts/ann", headers=bearer, limits=limits, timeout=120) as client:
            granted = {"id": "LOT", "amount": gbp(CREDIT), "kind": "overpayment"}
            assert client.post("/credits", json=granted, headers=key()).is_success

            def enter(number: int) -> int:
                return client.post("/invoices", json=invoice(f"INV-{number}", 4), headers=key()).status_code

            def spend(number: int) -> tuple[int, str | None]:
                apply = {"amount": gbp(4), "credits": ["LOT"]}
                answer = client.post(f"/invoices/INV-{number}/apply", json=apply, headers=key())
                return answer.status_code, answer.json().get("code")

            with ThreadPoolExecutor(CLIENTS) as clients:
                assert Counter(clients.map(enter, range(INVOICES))) == {200: INVOICES}
                answers = Counter(clients.map(spend, range(INVOICES)))
            lot = client.get("/credits/LOT").json()
    paid = CREDIT // 4
    assert answers == {(200, None): paid, (422, "insufficient_credit"): INVOICES - paid}
    assert lot["remaining_minor"] == 0
    with store.reading("ann") as reading:
        account = reading.whole()
    assert sum(each.applied_minor for each in account.invoices.values()) == CREDIT
    assert account.number == 1 + INVOICES + paid
    assert list(verify(store)) == []


def test_whatever_is_asked_the_description_holds(store: SqlStore, tmp_path: Path) -> None:
    """Schemathesis asks every operation what its description allows and what not, by phases whose length is bounded.

    What the description does not allow must be rejected; what it allows must be answered as it says.
    """
    bearer = headers(store, ADMINISTRATOR)
    token = f"Authorization: {bearer['Authorization']}"
    with served(url_of(store), "--rate", "1000000") as address:
        with httpx.Client(base_url=f"{address}/v1/accounts/ann", headers=bearer) as client:
            for path, body in (
                ("/invoices", invoice("INV-1", 10_000, paid=6_000)),
                ("/invoices/INV-1/credit-notes", {"amount": gbp(1_000)}),
                ("/credits", {"id": "LOT", "amount": gbp(CREDIT), "kind": "overpayment"}),
            ):
                assert client.post(path, json=body, headers=key()).is_success
            desk = headers(store, CLERK)
            above = {"amount": gbp(5_001)}
            waits = client.post("/invoices/INV-1/credit-notes", json=above, headers={**desk, **key()})
            assert waits.status_code == 202
            operations = sum(
                method in {"get", "post", "put", "delete"}
                for item in client.get(f"{address}/openapi.json").json()["paths"].values()
                for method in item
            )
        command = [
            str(Path(sys.executable).with_name("schemathesis")),
            "run",
            f"{address}/openapi.json",
            "--url",
            address,
        ]
        options = ["--header", token, "--checks", CHECKS, "--phases", "coverage,fuzzing", "--max-examples", "6"]
        options += ["--mode", "all"]
        settled = ["--generation-deterministic", "--suppress-health-check", "all", "--no-color"]
        run = subprocess.run(
            [*command, *options, *settled],
            cwd=tmp_path,  # it keeps what it found where it runs
            env={**os.environ, "SCHEMATHESIS_HOOKS": "api.asking_anything", "PYTHONPATH": str(TESTS)},
            capture_output=True,
            text=True,
            check=False,
            timeout=500,
        )
    assert run.returncode == 0, run.stdout
    (selected, total), (tested,) = counted(r"Selected: (\d+)/(\d+)", run.stdout), counted(r"Tested: (\d+)", run.stdout)
    (generated,) = counted(r"(\d+) generated", run.stdout)
    assert selected == total == tested == operations > 60
    assert generated > LEAST_CASES
    with store.reading("ann") as reading:
        assert reading.version > 3  # some were accepted, beside what was entered above
    assert list(verify(store)) == []


def counted(pattern: str, text: str) -> tuple[int, ...]:
    found = re.search(pattern, text)
    assert found is not None, text
    return tuple(map(int, found.groups()))


def test_two_servers_share_the_rate_of_a_token(store: SqlStore) -> None:
    bearer = headers(store, VIEWER)
    url = url_of(store)
    with served(url, "--rate", "30") as one, served(url, "--rate", "30") as other:
        while datetime.now(UTC).second > 40:  # else the minute may end meanwhile, and the count begin anew
            time.sleep(1)
        answers = [httpx.get(f"{address}/v1/policy", headers=bearer) for _ in range(20) for address in (one, other)]
    assert Counter(answer.status_code for answer in answers) == {200: 30, 429: 10}
    assert [answer.status_code for answer in answers[:30]] == [200] * 30
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 60
    assert answers[-1].json()["code"] == "too_many_requests"
