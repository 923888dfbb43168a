"""Tokens: without a good one nothing is answered, and none is found where it might be looked for."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime, timedelta

import pytest

from api.asking import CLERK, RAISE, Api, code, gbp
from credit_rules_adapters.access import tokens
from credit_rules_adapters.access.callers import Caller, Role


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
