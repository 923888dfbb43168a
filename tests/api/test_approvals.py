"""What a clerk asks for above their limit waits for a second person, and is done once or never."""

from __future__ import annotations

import pytest
from httpx import Response

from api.asking import ADMINISTRATOR, ANN, CLERK, VIEWER, Api, gbp
from credit_rules_adapters.access.callers import Caller, Role
from credit_rules_adapters.stores.sql.verifying import verify

RAISE = "/accounts/ann/invoices/INV-1/credit-notes"
FIRST = "/accounts/ann/approvals/1"
ABOVE = {"amount": gbp(6000), "memo": "a long absence"}
SECOND = Caller(name="second", role=Role.ADMINISTRATOR)
OTHER_CLERK = Caller(name="other", role=Role.CLERK, limits={"GBP": 10})


@pytest.fixture
def api(over: Api) -> Api:
    """A paid invoice of 100.00 and one that is owed."""
    over.paid_invoice("ann")
    over.owing_invoice("ann")
    return over


@pytest.fixture
def waiting(api: Api) -> Api:
    """The same, and a clerk has asked for 60.00."""
    asked = api.post(CLERK, RAISE, ABOVE, key="K1")
    assert asked.status_code == 202, asked.text
    return api


def refused(response: Response) -> tuple[int, str]:
    return response.status_code, response.json()["code"]


def test_above_the_limit_it_waits_and_nothing_is_done(api: Api) -> None:
    asked = api.post(CLERK, RAISE, ABOVE, key="K1")
    assert (asked.status_code, asked.headers["location"]) == (202, f"/v1{FIRST}")
    told = asked.json()
    assert told == api.client.get(asked.headers["location"], headers=api.headers(CLERK)).json()
    assert (told["number"], told["actor"], told["version"], told["state"]) == (1, CLERK.name, 2, "pending")
    assert (told["amount"], told["limit"]) == (gbp(6000), gbp(5000))
    assert told["asks"] == 'raise a credit of 60.00 GBP on INV-1 ("a long absence")'
    assert told["command"] == {
        "command": "raise_credit",
        "invoice": "INV-1",
        "amount": gbp(6000),
        "refund": None,
        "reason": "other",
        "memo": "a long absence",
    }
    assert api.entries("ann") == 2


def test_at_the_limit_it_is_done(api: Api) -> None:
    assert api.post(CLERK, RAISE, {"amount": gbp(5000)}).status_code == 200
    assert api.get(CLERK, "/approvals").json() == {"items": [], "next": None}


def test_a_preview_says_that_it_would_wait(api: Api) -> None:
    shown = api.post(CLERK, f"{RAISE}?preview=true", ABOVE)
    assert shown.json()["approval_required"] == {"amount": gbp(6000), "limit": gbp(5000)}
    assert shown.json()["outcome"]["effects"][0]["note"]["account_credit_minor"] == 6000
    assert api.post(CLERK, f"{RAISE}?preview=true", {"amount": gbp(5000)}).json()["approval_required"] is None
    assert api.get(CLERK, "/approvals").json()["items"] == []


def test_many_notes_and_removals_wait_as_a_whole(api: Api) -> None:
    many = {"credits": [{"invoice": "INV-1", "amount": gbp(1)}, {"invoice": "INV-2", "amount": gbp(5001)}]}
    leaving = {"product": "swim", "fixed": gbp(9000)}
    plan = {"credits": [{"invoice": "INV-1", "lines": {"L1": gbp(7000)}}]}
    paths = ("/credit-notes", "/removals/unseen", "/removals")
    for path, body in zip(paths, (many, leaving, plan), strict=True):
        assert api.post(CLERK, f"/accounts/ann{path}", body).status_code == 202
    assert api.entries("ann") == 2
    for number in (1, 2, 3):
        assert api.post(ADMINISTRATOR, f"/accounts/ann/approvals/{number}/approve").status_code == 200
    notes = api.get(VIEWER, "/accounts/ann/credit-notes").json()["items"]
    assert [(note["id"], note["account_credit_minor"] + note["reduced_minor"]) for note in notes] == [
        ("INV-1-CN1", 1),
        ("INV-1-CN2", 9000),
        ("INV-2-CN1", 5001),
    ]
    third = api.get(CLERK, "/accounts/ann/approvals/3").json()
    assert (third["state"], api.entries("ann")) == ("pending", 4)  # nothing came of it: only 9.99 was left


def test_both_stand_in_the_record(waiting: Api) -> None:
    done = waiting.post(ADMINISTRATOR, f"{FIRST}/approve", key="A1")
    assert done.json()["outcome"]["effects"][0]["note"]["memo"] == "a long absence"
    entry = waiting.get(VIEWER, "/accounts/ann/entries").json()["items"][-1]
    assert (entry["entry"]["number"], entry["actor"], entry["approver"]) == (3, CLERK.name, ADMINISTRATOR.name)
    ended = waiting.get(CLERK, FIRST).json()
    assert (ended["state"], ended["settled_by"], ended["entry"]) == ("approved", ADMINISTRATOR.name, 3)
    assert list(verify(waiting.store)) == []


def test_an_approver_previews_what_it_would_do_now(waiting: Api) -> None:
    waiting.post(ADMINISTRATOR, RAISE, {"amount": gbp(3000)})
    preview = waiting.post(ADMINISTRATOR, f"{FIRST}/approve?preview=true")
    assert preview.json()["outcome"]["effects"][0]["note"]["id"] == "INV-1-CN2"
    assert (preview.headers["etag"], waiting.entries("ann")) == ('"3"', 3)
    headers = {**waiting.headers(ADMINISTRATOR), "If-Match": '"2"'}
    late = waiting.client.post(f"/v1{FIRST}/approve", headers=headers)
    assert refused(late) == (409, "stale_plan")
    assert waiting.get(CLERK, FIRST).json()["state"] == "pending"
    headers = {**waiting.headers(ADMINISTRATOR), "If-Match": preview.headers["etag"]}
    done = waiting.client.post(f"/v1{FIRST}/approve", headers=headers)
    assert done.json()["outcome"] == preview.json()["outcome"]


def test_what_a_rule_refuses_by_now_stays_pending(waiting: Api) -> None:
    waiting.post(ADMINISTRATOR, RAISE, {"amount": gbp(5000)})
    answer = waiting.post(ADMINISTRATOR, f"{FIRST}/approve", key="A1")
    assert refused(answer) == (422, "amount_exceeds_creditable")
    assert answer.json()["figures"]["creditable"] == gbp(5000)
    assert waiting.get(CLERK, FIRST).json()["state"] == "pending"
    waiting.post(ADMINISTRATOR, "/accounts/ann/credit-notes/INV-1-CN1/void")
    again = waiting.post(ADMINISTRATOR, f"{FIRST}/approve", key="A1")
    assert refused(again) == (422, "amount_exceeds_creditable")  # a refusal is an answer, and repeated (R36)
    assert again.headers["idempotency-replayed"] == "true"
    assert waiting.post(ADMINISTRATOR, f"{FIRST}/approve", key="A2").status_code == 200


def test_what_is_refused_when_it_is_asked_does_not_wait(api: Api) -> None:
    assert refused(api.post(CLERK, RAISE, {"amount": gbp(10_001)})) == (422, "amount_exceeds_creditable")
    headers = {**api.headers(CLERK), "If-Match": '"1"'}
    assert refused(api.client.post(f"/v1{RAISE}", headers=headers, json=ABOVE)) == (409, "stale_plan")
    assert refused(api.post(CLERK, RAISE, {"amount": gbp(6000), "refund": gbp(10)})) == (403, "forbidden")
    assert api.get(CLERK, "/approvals").json()["items"] == []


def test_it_is_asked_once_under_its_key(waiting: Api) -> None:
    again = waiting.post(CLERK, RAISE, ABOVE, key="K1")
    assert (again.status_code, again.json()["number"], again.headers["idempotency-replayed"]) == (202, 1, "true")
    for body in ({"amount": gbp(6001)}, {"amount": gbp(1)}):
        assert refused(waiting.post(CLERK, RAISE, body, key="K1")) == (409, "idempotency_key_reused")
    assert waiting.post(CLERK, RAISE, {"amount": gbp(1)}, key="K2").status_code == 200
    assert refused(waiting.post(CLERK, RAISE, ABOVE, key="K2")) == (409, "idempotency_key_reused")
    waiting.post(ADMINISTRATOR, f"{FIRST}/approve")
    ended = waiting.post(CLERK, RAISE, ABOVE, key="K1")
    assert (ended.status_code, ended.json()["state"]) == (202, "approved")
    assert len(waiting.get(CLERK, "/approvals").json()["items"]) == 1


def test_approving_twice_does_it_once(waiting: Api) -> None:
    first = waiting.post(ADMINISTRATOR, f"{FIRST}/approve", key="A1")
    again = waiting.post(ADMINISTRATOR, f"{FIRST}/approve", key="A1")
    assert (first.json()["replayed"], again.json()["replayed"]) == (False, True)
    assert first.json()["outcome"] == again.json()["outcome"]
    for caller, key in ((ADMINISTRATOR, "A2"), (SECOND, "A1")):
        late = waiting.post(caller, f"{FIRST}/approve", key=key)
        assert refused(late) == (409, "approval_settled")
        assert late.json()["figures"] == {"state": "approved"}
        assert refused(waiting.post(caller, f"{FIRST}/approve?preview=true")) == (409, "approval_settled")
        assert refused(waiting.post(caller, f"{FIRST}/reject", {"reason": "no"})) == (409, "approval_settled")
    assert refused(waiting.post(CLERK, f"{FIRST}/withdraw")) == (409, "approval_settled")
    assert waiting.entries("ann") == 3


def test_an_approvers_key_is_for_one_approval(waiting: Api) -> None:
    waiting.post(CLERK, RAISE, {"amount": gbp(5001)})
    assert waiting.post(ADMINISTRATOR, f"{FIRST}/approve", key="A1").status_code == 200
    other = waiting.post(ADMINISTRATOR, "/accounts/ann/approvals/2/approve", key="A1")
    assert refused(other) == (409, "idempotency_key_reused")
    headers = waiting.headers(ADMINISTRATOR)
    del headers["Idempotency-Key"]
    keyless = waiting.client.post("/v1/accounts/ann/approvals/2/approve", headers=headers)
    assert refused(keyless) == (400, "idempotency_key_required")
    assert waiting.get(CLERK, "/accounts/ann/approvals/2").json()["state"] == "pending"


def test_it_is_rejected_with_a_reason_that_the_clerk_reads(waiting: Api) -> None:
    for body in ({}, {"reason": ""}, {"reason": " \t"}):
        assert refused(waiting.post(ADMINISTRATOR, f"{FIRST}/reject", body)) == (400, "not_understood")
    ended = waiting.post(ADMINISTRATOR, f"{FIRST}/reject", {"reason": "see the terms"})
    assert ended.json() == waiting.get(CLERK, FIRST).json()
    assert (ended.json()["state"], ended.json()["reason"]) == ("rejected", "see the terms")
    assert waiting.post(ADMINISTRATOR, f"{FIRST}/reject", {"reason": "see the terms"}).json() == ended.json()
    assert refused(waiting.post(ADMINISTRATOR, f"{FIRST}/reject", {"reason": "other"})) == (409, "approval_settled")
    assert refused(waiting.post(ADMINISTRATOR, f"{FIRST}/approve")) == (409, "approval_settled")
    assert waiting.entries("ann") == 2


def test_who_asked_withdraws(waiting: Api) -> None:
    assert refused(waiting.post(ADMINISTRATOR, f"{FIRST}/withdraw")) == (403, "forbidden")
    assert refused(waiting.post(OTHER_CLERK, f"{FIRST}/withdraw")) == (404, "not_found")
    ended = waiting.post(CLERK, f"{FIRST}/withdraw").json()
    assert (ended["state"], ended["settled_by"]) == ("withdrawn", CLERK.name)
    assert waiting.post(CLERK, f"{FIRST}/withdraw").json() == ended
    assert refused(waiting.post(ADMINISTRATOR, f"{FIRST}/approve")) == (409, "approval_settled")


def test_only_an_administrator_settles_and_others_see_what_is_theirs(waiting: Api) -> None:
    for caller in (CLERK, VIEWER, ANN):
        assert refused(waiting.post(caller, f"{FIRST}/approve")) == (403, "forbidden")
        assert refused(waiting.post(caller, f"{FIRST}/reject", {"reason": "no"})) == (403, "forbidden")
    assert waiting.get(VIEWER, FIRST).status_code == 200
    assert refused(waiting.get(OTHER_CLERK, FIRST)) == (404, "not_found")
    assert refused(waiting.post(OTHER_CLERK, f"{FIRST}/approve")) == (404, "not_found")
    for path in ("/approvals", "/accounts/ann/approvals", FIRST):
        assert refused(waiting.get(ANN, path)) == (403, "forbidden")
    assert refused(waiting.get(ADMINISTRATOR, "/accounts/ann/approvals/2")) == (404, "not_found")
    assert refused(waiting.get(ADMINISTRATOR, "/accounts/bo/approvals/1")) == (404, "not_found")
    for number in ("0", "01", "x", "-1", "9" * 19):
        assert waiting.get(ADMINISTRATOR, f"/accounts/ann/approvals/{number}").status_code == 400


def test_the_list_is_filtered_and_read_part_by_part(api: Api) -> None:
    api.paid_invoice("bo")
    for account, caller in (("ann", CLERK), ("bo", OTHER_CLERK), ("ann", OTHER_CLERK), ("bo", CLERK)):
        path = f"/accounts/{account}/invoices/INV-1/credit-notes"
        assert api.post(caller, path, {"amount": gbp(5001)}).status_code == 202
    api.post(CLERK, f"{FIRST}/withdraw")

    def found(caller: Caller, path: str) -> list[tuple[str, int]]:
        return [(each["account"], each["number"]) for each in api.get(caller, path).json()["items"]]

    assert found(ADMINISTRATOR, "/approvals") == [("ann", 1), ("ann", 2), ("bo", 1), ("bo", 2)]
    assert found(ADMINISTRATOR, "/accounts/bo/approvals?state=pending") == [("bo", 1), ("bo", 2)]
    assert found(VIEWER, f"/approvals?state=pending&actor={CLERK.name}") == [("bo", 2)]
    assert found(CLERK, "/approvals") == [("ann", 1), ("bo", 2)]
    assert found(CLERK, f"/approvals?actor={OTHER_CLERK.name}") == []
    seen, cursor = [], ""
    while cursor is not None:
        part = api.get(ADMINISTRATOR, f"/approvals?limit=1{cursor and f'&cursor={cursor}'}").json()
        seen += [(each["account"], each["number"]) for each in part["items"]]
        cursor = part["next"]
    assert seen == [("ann", 1), ("ann", 2), ("bo", 1), ("bo", 2)]
    assert api.get(ADMINISTRATOR, "/approvals?state=lost").status_code == 400
