"""What is sent in place of what is asked for: SQL, too much, half characters, other kinds of values."""

from __future__ import annotations

import json

import pytest

from api.asking import ADMINISTRATOR, ANN, CLERK, RAISE, VIEWER, Api, code, gbp, invoice

SQL = "x'); DROP TABLE invoices; --"


def test_sql_in_every_text_is_text(api: Api) -> None:
    texts = ("id", "product", "beneficiary", "description", "tax_code")
    body = invoice(SQL, 100)
    body["lines"] = [{"net_minor": 100, **dict.fromkeys(texts, SQL)}]
    assert api.post(ADMINISTRATOR, "/accounts/ann/invoices", body).is_success
    of_invoice = f"/accounts/ann/invoices/{SQL.replace('/', '%2F')}"
    raised = {"lines": {SQL: gbp(40)}, "memo": SQL}
    assert api.post(ADMINISTRATOR, f"{of_invoice}/credit-notes", raised, key=SQL).is_success
    assert api.post(
        ADMINISTRATOR, f"/accounts/{SQL}/credits", {"id": SQL, "amount": gbp(5), "products": [SQL]}
    ).is_success
    person = dict.fromkeys(("name", "address", "tax_number"), SQL)
    assert (
        api.client.put(f"/v1/accounts/{SQL}/person", headers=api.headers(ADMINISTRATOR), json=person).json() == person
    )
    assert api.post(ADMINISTRATOR, f"/sessions/{SQL}/cancel", {"fixed": gbp(10)}).is_success
    assert api.get(ADMINISTRATOR, f"/accounts/ann/credit-notes?invoice={SQL}").json()["items"][0]["memo"] == SQL
    assert code(api.get(ADMINISTRATOR, f"/accounts/ann/invoices?currency={SQL}")) == (400, "not_understood")
    assert code(api.get(ADMINISTRATOR, f"/accounts/ann/invoices?cursor={SQL}")) == (400, "not_understood")
    shown = api.get(ADMINISTRATOR, of_invoice).json()["invoice"]
    assert [shown["lines"][0][text] for text in texts] == [SQL] * len(texts)
    with api.store.reading("ann") as reading:
        assert [recorded.key for recorded in reading.recorded()][-2:-1] == [SQL]


def test_sql_in_what_a_customer_a_clerk_and_a_report_name_is_text(api: Api) -> None:
    at = SQL.replace("/", "%2F")
    for caller, path, body in (
        (ANN, "/accounts/ann/invoices/INV-2/apply", {"credits": [SQL]}),
        (ADMINISTRATOR, "/accounts/ann/invoices/INV-2/unapply", {"credit": SQL}),
        (CLERK, "/accounts/ann/removals/plan", {"product": SQL, "beneficiary": SQL, "fixed": gbp(1)}),
    ):
        assert api.post(caller, path, body).status_code in {200, 404, 422}
    assert api.post(CLERK, RAISE, {"amount": gbp(6000), "memo": SQL}).json()["command"]["memo"] == SQL
    assert api.get(VIEWER, f"/approvals?actor={at}").json()["items"] == []
    ended = api.post(ADMINISTRATOR, "/accounts/ann/approvals/1/reject", {"reason": SQL})
    assert ended.json()["reason"] == api.get(CLERK, "/accounts/ann/approvals/1").json()["reason"] == SQL
    for name in ("ageing", "balance", "expiring"):
        assert api.get(VIEWER, f"/reports/{name}?account={at}").json() == {"rows": []}
    assert api.get(VIEWER, f"/reports/journal?from=2026-01-01&until=2026-02-01&account={at}").json() == {"rows": []}
    assert api.entries("ann") == 2


@pytest.mark.parametrize("query", ["invoice=%00", "invoice=a%00", "actor=%00", "account=%00", "cursor=%00"])
def test_zeros_in_queries_are_not_understood(untouched: Api, query: str) -> None:
    path = {"invoice": "/credit-notes", "actor": "/approvals", "account": "/reports/ageing", "cursor": "/invoices"}
    assert code(untouched.get(ADMINISTRATOR, f"{path[query.partition('=')[0]]}?{query}")) == (400, "not_understood")


def test_bodies_that_are_too_large_are_not_read(api: Api) -> None:
    body = json.dumps({"amount": gbp(1), "memo": "x" * 65_536}).encode()
    assert code(api.send(CLERK, RAISE, body)) == (413, "request_entity_too_large")
    assert api.send(CLERK, RAISE, json.dumps({"amount": gbp(1), "memo": "x" * 60_000}).encode()).is_success


@pytest.mark.parametrize("opening", [b"[", b'{"a":'])
@pytest.mark.parametrize("depth", [13, 900, 9_000])
def test_bodies_that_are_nested_deeply_are_refused(untouched: Api, opening: bytes, depth: int) -> None:
    closing = {b"[": b"]", b'{"a":': b"}"}[opening]
    for body in (opening * depth + b"1" + closing * depth, opening * depth):
        assert code(untouched.send(CLERK, RAISE, body)) == (400, "not_understood")


@pytest.mark.parametrize(
    "body",
    [
        b'{"amount": {"amount_minor": 1, "currency": "GBP"}, "memo": "a\\u0000b"}',
        b'{"amount": {"amount_minor": 1, "currency": "GBP"}, "memo": "\\ud800"}',
        b'{"amount": {"amount_minor": 1, "currency": "GBP"}, "memo": "\xff"}',
        b'{"amount": {"amount_minor": 1, "currency": "GBP"}, "memo": "\xed\xa0\x80"}',
        b'{"lines": {"\\u0000": {"amount_minor": 1, "currency": "GBP"}}}',
        b'{"amount": {"amount_minor": 1, "currency": "GBP"}, "memo": "a\x00b"}',
    ],
)
def test_zeros_and_half_characters_are_not_understood(untouched: Api, body: bytes) -> None:
    assert code(untouched.send(CLERK, RAISE, body)) == (400, "not_understood")


@pytest.mark.parametrize(
    "path",
    [
        "/accounts/a%00b",
        "/accounts/%ED%A0%80",
        "/accounts/ann/invoices/%00",
        "/accounts/%20ann",
        "/accounts/ann/invoices/a%0Ab",
    ],
)
def test_ids_in_paths_are_ids(untouched: Api, path: str) -> None:
    assert untouched.get(ADMINISTRATOR, path).status_code in {400, 404}
    assert code(untouched.post(ADMINISTRATOR, f"{path}/issue"))[0] in {400, 404}


@pytest.mark.parametrize(
    "amount",
    [
        '{"amount_minor": "5", "currency": "GBP"}',
        '{"amount_minor": 5.0, "currency": "GBP"}',
        '{"amount_minor": 5e0, "currency": "GBP"}',
        '{"amount_minor": true, "currency": "GBP"}',
        '{"amount_minor": null, "currency": "GBP"}',
        '{"amount_minor": 5, "currency": "gbp"}',
        '{"amount_minor": 5, "currency": "ZZZ"}',
        '{"amount_minor": 5, "currency": "GBP", "amount_minor": 6}',
        '{"amount_minor": 5, "currency": "GBP", "amount": 6}',
        '{"amount_minor": NaN, "currency": "GBP"}',
        '{"currency": "GBP"}',
        "5",
    ],
)
def test_what_is_not_exactly_an_amount_is_not_understood(untouched: Api, amount: str) -> None:
    assert code(untouched.send(CLERK, RAISE, f'{{"amount": {amount}}}'.encode())) == (400, "not_understood")


def test_amounts_beyond_64_bits_are_refused_by_name(untouched: Api) -> None:
    for minor in (2**63, -(2**63) - 1, 10**400):
        assert code(untouched.post(CLERK, RAISE, {"amount": gbp(minor)})) == (422, "amount_too_large")
    large = invoice("HUGE", 2**63 - 1)
    large["lines"] = [{"id": name, "net_minor": 2**63 - 1} for name in ("L1", "L2", "L3")]
    assert code(untouched.post(ADMINISTRATOR, "/accounts/ann/invoices", large)) == (422, "amount_too_large")


def test_a_body_or_a_parameter_that_is_not_asked_for_is_refused(untouched: Api) -> None:
    assert code(untouched.post(ADMINISTRATOR, "/accounts/ann/expire", {"policy": "loveadmin"})) == (
        400,
        "not_understood",
    )
    for query in ("preveiw=true", "preview=true&preview=false", "policy=loveadmin"):
        assert code(untouched.post(ADMINISTRATOR, f"/accounts/ann/expire?{query}")) == (400, "not_understood")
    headers = {**untouched.headers(CLERK), "Content-Type": "text/plain"}
    response = untouched.client.post(f"/v1{RAISE}", headers=headers, content=b"{}")
    assert code(response) == (415, "unsupported_media_type")
