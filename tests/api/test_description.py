"""The description in OpenAPI: bodies are closed, every response is described, and every example is true."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from api.asking import ADMINISTRATOR, Api, gbp, invoice, opened
from credit_rules_adapters.http.bodies.examples import EXAMPLES
from credit_rules_adapters.http.bodies.parts import Body
from credit_rules_adapters.http.decoding import decode
from stores.databases import sqlite_url

METHODS = {"get", "post", "put", "delete"}


@pytest.fixture(scope="module")
def described(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    with opened(sqlite_url(tmp_path_factory.mktemp("described"))) as served:
        found: dict[str, Any] = served.client.get("/openapi.json").json()
    return found


def operations(described: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, item in described["paths"].items():
        for method in METHODS & set(item):
            yield f"{method} {path}", item[method]


def bodies(kind: type[Body] = Body) -> Iterator[type[Body]]:
    for each in kind.__subclasses__():
        yield each
        yield from bodies(each)


def test_every_operation_is_told_with_its_responses(described: dict[str, Any]) -> None:
    found = dict(operations(described))
    assert len(found) > 60
    assert len({operation["operationId"] for operation in found.values()}) == len(found)
    for name, operation in found.items():
        assert operation["description"], name
        assert operation["tags"], name
        for status, response in operation["responses"].items():
            assert response["description"], (name, status)
            assert response["description"] != "Request fulfilled, document follows", (name, status)
            assert "content" in response or status == "204", (name, status)
            for header in (response.get("headers") or {}).values():
                assert header["description"], (name, status)


def test_only_what_is_open_to_everyone_needs_no_token(described: dict[str, Any]) -> None:
    assert described["security"] == [{"token": []}]
    assert {name for name, operation in operations(described) if operation.get("security") == [{}]} == {
        "get /health",
        "get /ready",
    }
    assert all("401" in operation["responses"] for _, operation in operations(described) if "security" not in operation)


def test_what_a_limit_is_for_may_wait(described: dict[str, Any]) -> None:
    waiting = {name for name, operation in operations(described) if "202" in operation["responses"]}
    account = "post /v1/accounts/{account}"
    paths = ("invoices/{invoice}/credit-notes", "credit-notes", "removals", "removals/unseen")
    assert waiting == {f"{account}/{path}" for path in paths}


def test_every_body_is_closed_and_has_an_example(described: dict[str, Any]) -> None:
    schemas = described["components"]["schemas"]
    asked = {
        operation["requestBody"]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
        for _, operation in operations(described)
        if "requestBody" in operation
    }
    assert asked == {kind.__name__ for kind in EXAMPLES}
    for kind in bodies():
        if kind.__name__ in schemas:
            assert schemas[kind.__name__]["additionalProperties"] is False
    assert {name: schemas[name]["examples"] for name in asked} == {
        kind.__name__: [example] for kind, example in EXAMPLES.items()
    }


@pytest.mark.parametrize("kind", EXAMPLES, ids=lambda kind: kind.__name__)
def test_every_example_is_understood(kind: type[Body]) -> None:
    read: Any = decode(msgspec.json.encode(EXAMPLES[kind]), kind)
    for name, given in (("command", ("X",)), ("cleared", ("X",)), ("failed", ("X",)), ("person", ())):
        make = getattr(read, name, None)
        if make is not None:
            takes = make.__code__.co_argcount - 1
            assert make(*given[:takes]) is not None


def test_an_example_does_what_it_says(tmp_path: Path) -> None:
    with opened(sqlite_url(tmp_path)) as api:
        examples = {kind.__name__: dict(example) for kind, example in EXAMPLES.items()}
        assert api.post(ADMINISTRATOR, "/accounts/ann/invoices", examples["InvoiceBody"]).is_success
        assert api.post(ADMINISTRATOR, "/accounts/ann/invoices/INV-7/payments", examples["PaymentBody"]).is_success
        assert api.post(ADMINISTRATOR, "/accounts/ann/invoices", invoice("INV-8", 2500)).is_success
        raised = api.post(ADMINISTRATOR, "/accounts/ann/credit-notes", examples["RaiseManyBody"])
        assert raised.json()["outcome"]["answers"] == ["INV-7-CN1", "INV-8-CN1"]
        applied = api.post(ADMINISTRATOR, "/accounts/ann/invoices/INV-8/apply", examples["ApplyBody"])
        assert applied.json()["outcome"]["effects"][0]["allocation"]["amount_minor"] == 1500


def test_the_example_of_a_problem_is_what_is_answered(described: dict[str, Any], over: Api) -> None:
    over.owing_invoice("ann", "INV-1", 10_000)
    notes = "/accounts/ann/invoices/INV-1/credit-notes"
    assert over.post(ADMINISTRATOR, notes, {"amount": gbp(6000)}).is_success
    refused = over.post(ADMINISTRATOR, notes, {"amount": gbp(5000)})
    assert [refused.json()] == described["components"]["schemas"]["Problem"]["examples"]


def test_the_server_is_where_it_is_asked(described: dict[str, Any], over: Api) -> None:
    assert described["servers"] == [{"url": "/"}]
    assert over.client.get("/openapi.json").headers["content-type"].startswith("application/vnd.oai.openapi+json")
