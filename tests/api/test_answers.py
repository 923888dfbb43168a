"""Previews, versions, statuses: how a request is answered, whatever it asks for."""

from __future__ import annotations

import pytest

from api.asking import ADMINISTRATOR, VIEWER, Api, gbp, invoice

ACCOUNT = "/accounts/ann"


def test_a_preview_does_nothing_and_its_version_guards_the_commit(over: Api) -> None:
    over.paid_invoice("ann", "INV-1", 1000)
    path, body = f"{ACCOUNT}/invoices/INV-1/credit-notes", {"amount": gbp(400)}
    preview = over.post(ADMINISTRATOR, f"{path}?preview=true", body)
    assert (preview.headers["etag"], over.entries("ann")) == ('"1"', 1)
    seen = {"If-Match": preview.headers["etag"]}
    done = over.client.post(f"/v1{path}", headers={**over.headers(ADMINISTRATOR), **seen}, json=body)
    assert done.json()["outcome"] == preview.json()["outcome"]
    late = over.client.post(f"/v1{path}", headers={**over.headers(ADMINISTRATOR), **seen}, json=body)
    assert (late.status_code, late.json()["code"]) == (409, "stale_plan")
    assert (late.json()["figures"]["seen"], late.json()["figures"]["version"]) == (1, 2)
    broken = over.client.post(f"/v1{path}", headers={**over.headers(ADMINISTRATOR), "If-Match": "2"}, json=body)
    assert broken.status_code == 400
    assert over.entries("ann") == 2


def test_refusals_have_their_status(over: Api) -> None:
    over.paid_invoice("ann", "INV-1", 1000)
    path = f"{ACCOUNT}/invoices"
    for answer, status, code in (
        (over.post(ADMINISTRATOR, path, invoice("INV-1", 5)), 409, "invoice_exists"),
        (over.post(ADMINISTRATOR, f"{path}/NO/issue"), 404, "invoice_not_found"),
        (over.post(ADMINISTRATOR, f"{path}/INV-1/issue"), 422, "invoice_already_issued"),
        (over.post(ADMINISTRATOR, f"{ACCOUNT}/credits/NO/pause"), 404, "credit_not_found"),
        (over.post(ADMINISTRATOR, f"{ACCOUNT}/credit-notes/NO/void"), 404, "note_not_found"),
        (over.post(ADMINISTRATOR, f"{ACCOUNT}/expire?on=1999-01-01"), 200, None),
        (over.post(ADMINISTRATOR, f"{path}/INV-1/write-off?on=1999-01-01"), 422, "nothing_outstanding"),
        (
            over.post(ADMINISTRATOR, f"{path}/INV-1/credit-notes?on=1999-01-01", {"amount": gbp(1)}),
            409,
            "date_before_last_entry",
        ),
        (over.get(VIEWER, "/accounts/nobody"), 404, "not_found"),
        (over.client.get("/v1/nothing"), 404, "not_found"),
        (over.client.patch("/v1/accounts"), 405, "method_not_allowed"),
    ):
        assert (answer.status_code, answer.json().get("code")) == (status, code), answer.text


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/invoices", {**invoice("X", 100), "issued_on": None}),
        ("/invoices", invoice("X", 100, paid=101)),
        ("/invoices", {**invoice("X", 100), "lines": []}),
        ("/invoices", {**invoice(" X", 100)}),
        ("/credits", {"id": "X", "amount": gbp(1), "kind": "promotional", "credit_class": "paid"}),
        ("/credits", {"id": "X", "amount": gbp(1), "expires_on": "2000-01-01"}),
        ("/credits", {"id": "X", "amount": gbp(1), "products": []}),
        (
            "/credits/opening",
            {"id": "X", "currency": "GBP", "amount_minor": 1, "remaining_minor": 2, "issued_on": "2020-01-01"},
        ),
        ("/invoices/X/apply", {"credits": ["C", "C"]}),
        ("/invoices/X/credit-notes", {}),
        ("/invoices/X/credit-notes", {"amount": gbp(1), "lines": {"L1": gbp(1)}}),
        ("/removals/plan", {"product": "swim", "by_price": {"unused": 3, "sessions": 2}}),
        ("/removals", {"credits": [{"invoice": "X", "lines": {}}]}),
    ],
)
def test_what_cannot_stand_is_not_understood(over: Api, path: str, body: dict[str, object]) -> None:
    answer = over.post(ADMINISTRATOR, f"{ACCOUNT}{path}", body)
    assert (answer.status_code, answer.json()["code"]) == (400, "not_understood"), answer.text
    assert over.entries("ann") == 0
