"""The same request under the same key is done once, and a change needs a key."""

from __future__ import annotations

from api.asking import ADMINISTRATOR, CLERK, RAISE, Api, code, gbp


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
