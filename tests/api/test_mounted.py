"""The API mounted under a path of another application, FastAPI or Starlette, and asked through it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import fastapi
import pytest
from attrs import evolve
from litestar.testing import TestClient
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Mount, Route

from api.asking import ADMINISTRATOR, CLERK, VIEWER, Api, gbp, opened
from credit_rules_adapters.http import Settings, api
from stores.databases import sqlite_url


def in_fastapi(mounted: Any, path: str) -> Any:
    outer = fastapi.FastAPI()
    outer.add_api_route("/own", lambda: "of the outer application")
    outer.mount(path, mounted)
    return outer


def in_starlette(mounted: Any, path: str) -> Any:
    own = Route("/own", lambda _: PlainTextResponse('"of the outer application"'))
    return Starlette(routes=[own, Mount(path, mounted)])


# Parts of the API's own paths too, which must not be taken for the path it is mounted at.
PATHS = ["/credit", "/v1", "/apps/invoices", "/crédit"]


OUTER = [*((in_fastapi, path) for path in PATHS), (in_starlette, PATHS[0])]


@pytest.fixture(params=OUTER, ids=lambda outer: f"{outer[0].__name__} {outer[1]}")
def mounted(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Api]:
    """Ask the outer application, below the path where the API is mounted."""
    make: Callable[[Any, str], Any]
    make, path = request.param
    with opened(sqlite_url(tmp_path)) as served:
        outer = make(api(Settings(store=served.store, policy=served.policy)), path)
        with TestClient(outer, base_url="http://testserver.local") as client:
            yield evolve(served, client=client, root=path)


def test_it_is_asked_through_the_outer_application(mounted: Api) -> None:
    assert mounted.client.get("/own").json() == "of the outer application"
    assert mounted.client.get(f"{mounted.root}/health").json() == {"status": "ok"}
    mounted.paid_invoice("ann", "2026/1")
    raised = mounted.post(ADMINISTRATOR, "/accounts/ann/invoices/2026%2F1/credit-notes", {"amount": gbp(100)})
    assert raised.json()["outcome"]["effects"][0]["note"]["id"] == "2026/1-CN1"
    assert mounted.get(VIEWER, "/accounts/ann/credits/2026%2F1-CN1").json()["remaining_minor"] == 100
    assert [lot["id"] for lot in mounted.get(VIEWER, "/credits").json()["items"]] == ["2026/1-CN1"]
    assert mounted.client.get(f"{mounted.root}/v1/accounts/ann").json()["code"] == "unauthenticated"
    assert mounted.client.get(f"{mounted.root}/v1/nothing").json()["code"] == "not_found"
    assert mounted.get(VIEWER, "/reports/balance.csv").text.splitlines()[1:] == ['"ann","GBP","paid",1.00,1.00,1.00']


def test_the_description_names_the_server_it_is_mounted_at(mounted: Api) -> None:
    described = mounted.client.get(f"{mounted.root}/openapi.json").json()
    mounted.paid_invoice("ann")
    (server,) = described["servers"]
    assert "/v1/accounts/{account}" in described["paths"]
    shown = mounted.client.get(f"{server['url']}/v1/accounts/ann", headers=mounted.headers(VIEWER))
    assert shown.json()["version"] == 1


def test_what_waits_is_found_where_it_is_said_to_wait(mounted: Api) -> None:
    mounted.paid_invoice("ann")
    waits = mounted.post(CLERK, "/accounts/ann/invoices/INV-1/credit-notes", {"amount": gbp(6000)})
    found = mounted.client.get(waits.headers["location"], headers=mounted.headers(CLERK))
    assert (waits.status_code, found.json()["state"]) == (202, "pending")


def test_its_requests_are_counted_by_the_paths_of_the_description(mounted: Api) -> None:
    mounted.get(VIEWER, "/accounts/nobody")
    text = mounted.client.get(f"{mounted.root}/metrics", headers=mounted.headers(VIEWER)).text
    assert 'credit_rules_requests_total{method="GET",path="/v1/accounts/{account}",status="404"} 1.0' in text
