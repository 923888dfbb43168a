"""What strangers, customers and clerks try, and what comes of it: nothing."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from httpx import Response

from api.asking import ADMINISTRATOR, ANN, BO, CLERK, VIEWER, Api, gbp, invoice, opened
from credit_rules_adapters.access import tokens
from credit_rules_adapters.access.callers import Caller, Right, Role

RAISE = "/accounts/ann/invoices/INV-1/credit-notes"


@pytest.fixture
def api(over: Api) -> Api:
    """Two customers with a paid and an owed invoice each."""
    for account in ("ann", "bo"):
        over.paid_invoice(account)
        over.owing_invoice(account)
    return over


@pytest.fixture(scope="module")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """The same once for all tests after which nothing has changed."""
    with opened(f"sqlite:///{tmp_path_factory.mktemp('api') / 'store.db'}") as served:
        for account in ("ann", "bo"):
            served.paid_invoice(account)
            served.owing_invoice(account)
        yield served
        assert (served.entries("ann"), served.entries("bo")) == (2, 2)


def code(response: Response) -> tuple[int, str]:
    """Read the status and the code of a problem document."""
    assert response.headers["content-type"] == "application/problem+json"
    told = response.json()
    assert told["type"] == f"urn:credit-rules:{told['code']}"
    assert told["status"] == response.status_code
    return told["status"], told["code"]


@pytest.mark.parametrize(
    "header", [{}, {"Authorization": "Bearer "}, {"Authorization": "Bearer cr_no"}, {"Authorization": "Basic x"}]
)
def test_without_a_good_token_nothing_is_answered(untouched: Api, header: dict[str, str]) -> None:
    for path in ("/v1/accounts/ann", "/v1/accounts", "/v1/policy", "/metrics"):
        response = untouched.client.get(path, headers=header)
        assert code(response) == (401, "unauthenticated")
        assert response.headers["www-authenticate"] == "Bearer"
    raised = untouched.client.post(f"/v1{RAISE}", headers={**header, "Idempotency-Key": "k"}, json={"amount": gbp(1)})
    assert code(raised) == (401, "unauthenticated")


@pytest.mark.parametrize(
    ("caller", "path", "body"),
    [
        (VIEWER, RAISE, {"amount": gbp(1)}),
        (VIEWER, "/accounts/ann/invoices/INV-2/apply", {}),
        (CLERK, "/accounts/ann/invoices", invoice("INV-9", 1)),
        (CLERK, "/accounts/ann/credits", {"id": "GIFT", "amount": gbp(1)}),
        (CLERK, "/accounts/ann/invoices/INV-2/write-off", None),
        (CLERK, "/accounts/ann/invoices/INV-2/cancel", None),
        (CLERK, "/expire", None),
        (ANN, RAISE, {"amount": gbp(1)}),
        (ANN, "/accounts/ann/credits", {"id": "GIFT", "amount": gbp(1)}),
        (ANN, "/accounts/ann/invoices/INV-2/payments", gbp(1)),
        (ANN, "/sessions/swim/cancel", {"fixed": gbp(1)}),
    ],
)
def test_another_role_than_it_takes_is_refused(untouched: Api, caller: Caller, path: str, body: object) -> None:
    assert code(untouched.post(caller, path, body)) == (403, "forbidden")


@pytest.mark.parametrize(
    "path", ["/accounts", "/invoices", "/credits", "/accounts/ann/entries", "/policy", "/accounts/ann/person"]
)
def test_a_customer_sees_no_more_than_their_own_states(untouched: Api, path: str) -> None:
    assert code(untouched.get(ANN, path)) == (403, "forbidden")
    assert untouched.get(VIEWER, path).status_code in {200, 404}


def test_another_customers_account_is_not_there(untouched: Api) -> None:
    assert untouched.get(BO, "/accounts/bo/invoices/INV-1").status_code == 200
    for path in ("", "/invoices", "/invoices/INV-1", "/credits", "/credit-notes", "/person", "/entries"):
        assert code(untouched.get(BO, f"/accounts/ann{path}")) in {(404, "not_found"), (403, "forbidden")}
    answer = untouched.post(BO, "/accounts/ann/invoices/INV-2/apply", {})
    unknown = untouched.post(BO, "/accounts/nobody/invoices/INV-2/apply", {})
    assert code(answer) == (404, "not_found")
    assert answer.json() == unknown.json()  # whether the account exists cannot be told


def test_ids_that_are_guessed_reach_nothing_of_others(api: Api) -> None:
    api.post(ADMINISTRATOR, "/accounts/bo/invoices", invoice("BO-ONLY", 100))
    assert code(api.get(ANN, "/accounts/ann/invoices/BO-ONLY")) == (404, "invoice_not_found")
    assert code(api.get(ANN, "/accounts/ann/invoices/..%2F..%2Fbo%2Finvoices%2FBO-ONLY")) == (404, "invoice_not_found")
    api.post(ADMINISTRATOR, "/accounts/bo/credits", {"id": "BO-GIFT", "amount": gbp(500)})
    lot = {"credits": ["BO-GIFT"]}
    assert code(api.post(ANN, "/accounts/ann/invoices/INV-2/apply", lot)) == (404, "credit_not_found")
    assert [row["invoice"]["account"] for row in api.get(ANN, "/accounts/ann/invoices").json()["items"]] == ["ann"] * 2


def test_a_revoked_token_is_none(api: Api) -> None:
    assert api.get(CLERK, "/policy").status_code == 200
    assert tokens.revoke(api.store, CLERK.name, now=datetime.now(UTC))
    assert code(api.get(CLERK, "/policy")) == (401, "unauthenticated")


def test_an_expired_token_is_none(api: Api) -> None:
    now = datetime.now(UTC)
    soon = Caller(name="soon", role=Role.VIEWER)
    api.secrets["soon"] = tokens.create(api.store, soon, now=now, expires_at=now + timedelta(hours=1))
    assert api.get(soon, "/policy").status_code == 200
    over = Caller(name="over", role=Role.VIEWER)
    api.secrets["over"] = tokens.create(api.store, over, now=now, expires_at=now)
    assert code(api.get(over, "/policy")) == (401, "unauthenticated")


def test_what_is_kept_of_a_token_is_its_hash(api: Api) -> None:
    secret = api.secret(CLERK)
    with api.store.reading_connection() as connection:
        rows = str(connection.exec_driver_sql("SELECT * FROM tokens").all())
    assert CLERK.name in rows
    assert secret not in rows
    assert secret not in repr(tokens.tokens_of(api.store))
    assert len(secret) > 40
    assert secret != tokens.create(api.store, Caller(name="other", role=Role.VIEWER), now=datetime.now(UTC))


def test_neither_tokens_nor_what_was_sent_is_logged(api: Api, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, logger="credit_rules")
    api.post(CLERK, RAISE, {"amount": gbp(100), "memo": "private matter"})
    api.get(CLERK, "/accounts/ann/invoices/INV-1?secret=private")
    api.send(CLERK, RAISE, b"{private")
    lines = [record.getMessage() for record in caplog.records if record.name.startswith("credit_rules")]
    assert [json.loads(line)["status"] for line in lines] == [200, 400, 400]
    assert json.loads(lines[0])["path"] == "/v1/accounts/{account}/invoices/{invoice}/credit-notes"
    for private in (api.secret(CLERK), "private", "ann", "INV-1", CLERK.name):
        assert private not in "".join(lines).replace('"path": "/v1/accounts', "")


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


@pytest.mark.parametrize("caller", [ANN, CLERK, VIEWER])
def test_only_an_administrator_chooses_the_date(untouched: Api, caller: Caller) -> None:
    apply = "/accounts/ann/invoices/INV-2/apply"
    assert code(untouched.post(caller, f"{apply}?on=2020-01-01", {})) == (403, "forbidden")
    assert untouched.post(ADMINISTRATOR, f"{apply}?on=2120-01-01&preview=true", {}).json()["on"] == "2120-01-01"


def test_a_customer_sends_no_policy(untouched: Api) -> None:
    for body in ({"policy": "loveadmin"}, {"on": "2020-01-01"}, {"actor": "root"}, {"account": "bo"}):
        assert code(untouched.post(ANN, "/accounts/ann/invoices/INV-2/apply", body)) == (400, "not_understood")


def test_a_replayed_request_is_done_once(api: Api) -> None:
    first = api.post(CLERK, RAISE, {"amount": gbp(300)}, key="K1")
    again = api.post(CLERK, RAISE, {"amount": gbp(300)}, key="K1")
    assert (first.json()["replayed"], again.json()["replayed"]) == (False, True)
    assert (first.headers.get("idempotency-replayed"), again.headers["idempotency-replayed"]) == (None, "true")
    assert first.json()["outcome"] == again.json()["outcome"]
    assert api.entries("ann") == 3
    assert code(api.post(CLERK, RAISE, {"amount": gbp(301)}, key="K1")) == (409, "idempotency_key_reused")
    assert api.post(ADMINISTRATOR, RAISE, {"amount": gbp(300)}, key="K1").json()["replayed"] is False  # another actor


def test_a_change_needs_a_key(untouched: Api) -> None:
    headers = untouched.headers(CLERK)
    del headers["Idempotency-Key"]
    response = untouched.client.post(f"/v1{RAISE}", headers=headers, json={"amount": gbp(1)})
    assert code(response) == (400, "idempotency_key_required")
    assert (
        untouched.client.post(f"/v1{RAISE}?preview=true", headers=headers, json={"amount": gbp(1)}).status_code == 200
    )


def test_voiding_a_paid_lot_and_paying_out_are_rights_of_their_own(api: Api) -> None:
    api.post(CLERK, RAISE, {"amount": gbp(1000)})
    api.post(ADMINISTRATOR, "/accounts/ann/credits", {"id": "GIFT", "amount": gbp(9), "kind": "promotional"})
    limits = {"GBP": 5000}
    payer = Caller(name="payer", role=Role.CLERK, limits=limits, rights=frozenset([Right.PAY_OUT]))
    voider = Caller(name="voider", role=Role.CLERK, limits=limits, rights=frozenset([Right.VOID_PAID]))
    note, lot = "/accounts/ann/credit-notes/INV-1-CN1/void", "/accounts/ann/credits/INV-1-CN1"
    before = api.entries("ann")
    for caller, path, body in (
        (CLERK, note, None),
        (payer, note, None),
        (payer, f"{lot}/void", None),
        (CLERK, f"{lot}/pay-out", gbp(10)),
        (voider, f"{lot}/pay-out", gbp(10)),
        (voider, RAISE, {"amount": gbp(10), "refund": gbp(10)}),
    ):
        assert code(api.post(caller, path, body)) == (403, "forbidden")
    assert api.entries("ann") == before
    assert api.post(CLERK, "/accounts/ann/credits/GIFT/void").is_success
    assert api.post(payer, f"{lot}/pay-out", gbp(10)).is_success
    assert api.post(payer, RAISE, {"amount": gbp(10), "refund": gbp(10)}).is_success
    assert api.post(voider, f"{lot}/void").is_success


def test_every_entry_says_who_made_it(api: Api) -> None:
    api.post(CLERK, RAISE, {"amount": gbp(300)})
    api.post(ANN, "/accounts/ann/invoices/INV-2/apply", {})
    actors = [entry["actor"] for entry in api.get(VIEWER, "/accounts/ann/entries").json()["items"]]
    assert actors == [ADMINISTRATOR.name, ADMINISTRATOR.name, CLERK.name, ANN.name]


def test_a_person_can_be_erased_and_what_was_recorded_stays(api: Api) -> None:
    path, headers = "/v1/accounts/ann/person", api.headers(ADMINISTRATOR)
    person = {"name": "Ann Example", "address": "1 High Street", "tax_number": "GB123"}
    assert api.client.put(path, headers=headers, json=person).json() == person
    assert api.get(VIEWER, "/accounts/ann/person").json() == person
    assert code(api.client.put(path, headers=api.headers(CLERK), json=person)) == (403, "forbidden")
    assert code(api.client.delete(path, headers=api.headers(CLERK))) == (403, "forbidden")
    before = api.get(VIEWER, "/accounts/ann/entries").json()
    assert api.client.delete(path, headers=headers).status_code == 204
    assert code(api.get(VIEWER, "/accounts/ann/person")) == (404, "not_found")
    assert api.get(VIEWER, "/accounts/ann/entries").json() == before
    with api.store.reading_connection() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM directory").scalar_one() == 0
