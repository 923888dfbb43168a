"""Every workflow of the rules over HTTP, as an embedding would ask for it, with its figures."""

from __future__ import annotations

from typing import Any

import pytest

from api.asking import ADMINISTRATOR, ANN, VIEWER, Api, gbp, invoice

ACCOUNT = "/accounts/ann"


@pytest.fixture
def ask(over: Api) -> Any:
    """Ask as an administrator, and demand that it is done."""

    def asked(path: str, body: object = None) -> dict[str, Any]:
        response = over.post(ADMINISTRATOR, f"{ACCOUNT}{path}", body)
        assert response.status_code == 200, response.text
        answer: dict[str, Any] = response.json()
        return answer

    return asked


def of(over: Api, id: str) -> dict[str, Any]:
    """Look an invoice up."""
    shown: dict[str, Any] = over.get(VIEWER, f"{ACCOUNT}/invoices/{id}").json()
    return shown


def test_a_credit_on_a_paid_invoice_pays_the_next_one(over: Api, ask: Any) -> None:
    over.paid_invoice("ann", "2026/1", 10_000)
    raised = ask("/invoices/2026%2F1/credit-notes", {"amount": gbp(3000), "reason": "goodwill", "memo": "sorry"})
    note = raised["outcome"]["effects"][0]["note"]
    assert (note["id"], note["account_credit_minor"], note["reason"], raised["version"]) == (
        "2026/1-CN1",
        3000,
        "goodwill",
        2,
    )
    assert over.get(VIEWER, ACCOUNT).json()["balances"] == {"GBP": 3000}
    ask("/invoices", {**invoice("INV-2", 2500), "status": "draft", "issued_on": None, "collection": "auto"})
    issued = ask("/invoices/INV-2/issue")
    assert issued["outcome"]["collect"] == gbp(0)
    assert of(over, "INV-2")["state"] == "reconciled"
    assert over.get(VIEWER, f"{ACCOUNT}/credits/2026%2F1-CN1").json()["remaining_minor"] == 500
    refused = over.post(ADMINISTRATOR, f"{ACCOUNT}/credit-notes/2026%2F1-CN1/void")
    assert (refused.status_code, refused.json()["code"]) == (422, "credit_already_used")
    assert refused.json()["figures"]["needed"] == gbp(3000)
    assert refused.json()["figures"]["rule"] == "R25"
    ask("/invoices/INV-2/unapply", {"amount": gbp(2500)})
    ask("/credit-notes/2026%2F1-CN1/void")
    assert over.get(VIEWER, ACCOUNT).json()["balances"] == {}
    assert over.get(VIEWER, f"{ACCOUNT}/credit-notes/2026%2F1-CN1").json()["voided"] is True
    assert of(over, "2026%2F1")["creditable_minor"] == 10_000


def test_payments_write_offs_and_cancelling(over: Api, ask: Any) -> None:
    for number in range(1, 4):
        over.owing_invoice("ann", f"INV-{number}", 1000)
    ask("/invoices/INV-1/payments", {**gbp(600), "pending": True})
    ask("/invoices/INV-1/payments/clear", gbp(400))
    ask("/invoices/INV-1/payments/fail", gbp(200))
    ask("/invoices/INV-1/payments", gbp(100))
    shown = of(over, "INV-1")
    assert (shown["invoice"]["paid_minor"], shown["invoice"]["pending_minor"], shown["outstanding_minor"]) == (
        500,
        0,
        500,
    )
    compared = ask("/invoices/INV-1/refund-comparison", {"amount": gbp(1000), "taken_minor": 50, "refund_minor": 7})
    assert compared["outcome"]["comparison"] == {"refund_cost": gbp(57), "credit_cost": gbp(0)}
    ask("/invoices/INV-1/write-off")
    ask("/invoices/INV-2/cancel")
    assert [of(over, id)["state"] for id in ("INV-1", "INV-2", "INV-3")] == ["written_off", "cancelled", "outstanding"]


def test_lots_are_granted_paused_paid_out_voided_and_expire(over: Api, ask: Any) -> None:
    ask(
        "/credits",
        {"id": "GIFT", "amount": gbp(500), "kind": "promotional", "expires_on": "2999-01-01", "products": ["swim"]},
    )
    ask(
        "/credits/opening",
        {"id": "OLD", "currency": "GBP", "amount_minor": 900, "issued_on": "2020-01-01", "expires_on": "2021-01-01"},
    )
    ask("/credits", {"id": "OVER", "amount": gbp(300), "kind": "overpayment"})
    ask("/credits/GIFT/pause")
    account = over.get(ANN, ACCOUNT).json()
    assert (account["balances"], account["available"]) == ({"GBP": 800}, {"GBP": 300})
    ask("/credits/GIFT/resume")
    removed = ask("/expire")["outcome"]["effects"]
    assert [(effect["credit"], effect["amount_minor"]) for effect in removed] == [("OLD", 900)]
    ask("/credits/OVER/pay-out", gbp(100))
    ask("/credits/OVER/void")
    assert over.get(ANN, ACCOUNT).json()["balances"] == {"GBP": 500}
    over.owing_invoice("ann", "INV-1", 700)
    allocated = ask("/allocate")["outcome"]["effects"]
    assert [(each["invoice"], each["allocation"]["amount_minor"]) for each in allocated] == [("INV-1", 500)]


def test_leaving_a_product_is_planned_edited_and_carried_out(over: Api, ask: Any) -> None:
    for number in (1, 2):
        over.paid_invoice("ann", f"INV-{number}", 1000)
    plan = ask("/removals/plan", {"product": "swim", "fixed": gbp(1500)})
    assert [(each["invoice"], each["lines"]) for each in plan["credits"]] == [
        ("INV-1", {"L1": gbp(1000)}),
        ("INV-2", {"L1": gbp(500)}),
    ]
    assert plan["left_out"] == gbp(0)
    plan["credits"][1]["lines"]["L1"] = gbp(200)
    done = ask("/removals", plan)
    assert done["outcome"]["answers"] == ["INV-1-CN1", "INV-2-CN1"]
    ask("/removals/unseen", {"product": "swim", "by_price": {"unused": 1, "sessions": 2}})
    assert [of(over, id)["creditable_minor"] for id in ("INV-1", "INV-2")] == [0, 300]


def test_many_notes_are_answered_one_by_one(over: Api, ask: Any) -> None:
    over.paid_invoice("ann", "INV-1", 1000)
    wanted = [
        {"invoice": "INV-1", "amount": gbp(600)},
        {"invoice": "NO", "amount": gbp(1)},
        {"invoice": "INV-1", "lines": {"L1": gbp(500)}},
    ]
    answers = ask("/credit-notes", {"credits": wanted})["outcome"]["answers"]
    assert (answers[0], answers[1]["code"], answers[2]["code"]) == (
        "INV-1-CN1",
        "invoice_not_found",
        "amount_exceeds_creditable",
    )


def test_a_cancelled_session_credits_every_account_once(over: Api) -> None:
    for account in ("ann", "bo"):
        over.paid_invoice(account, "INV-1", 1000)
    first = over.post(ADMINISTRATOR, "/sessions/swim/cancel", {"fixed": gbp(300)}, key="S1").json()
    again = over.post(ADMINISTRATOR, "/sessions/swim/cancel", {"fixed": gbp(300)}, key="S1").json()
    assert [(each["account"], each["answered"]["replayed"]) for each in first] == [("ann", False), ("bo", False)]
    assert [(each["account"], each["answered"]["replayed"]) for each in again] == [("ann", True), ("bo", True)]
    assert [over.get(VIEWER, f"/accounts/{account}").json()["balances"] for account in ("ann", "bo")] == [
        {"GBP": 300}
    ] * 2
    assert over.post(ADMINISTRATOR, "/allocate").status_code == 200
    assert over.post(ADMINISTRATOR, "/expire?preview=true").json()[0]["answered"]["outcome"]["effects"] == []
