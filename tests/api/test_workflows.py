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


def test_lists_are_read_part_by_part_and_filtered(over: Api) -> None:
    for account in ("ann", "bo"):
        for number in range(3):
            over.paid_invoice(account, f"P{number}", 100)
            over.owing_invoice(account, f"Q{number}", 100)
    seen, cursor = [], ""
    while cursor is not None:
        part = over.get(VIEWER, f"/invoices?limit=5{cursor and f'&cursor={cursor}'}").json()
        seen += [(row["invoice"]["account"], row["invoice"]["id"]) for row in part["items"]]
        cursor = part["next"]
    assert seen == [(account, f"{kind}{number}") for account in ("ann", "bo") for kind in "PQ" for number in range(3)]
    owing = over.get(VIEWER, f"{ACCOUNT}/invoices?owing=true&status=issued&currency=GBP").json()
    assert [row["invoice"]["id"] for row in owing["items"]] == ["Q0", "Q1", "Q2"]
    assert owing["next"] is None
    over.post(ADMINISTRATOR, f"{ACCOUNT}/invoices/P0/credit-notes", {"amount": gbp(10)})
    over.post(ADMINISTRATOR, f"{ACCOUNT}/invoices/P1/credit-notes", {"amount": gbp(20)})
    assert [note["id"] for note in over.get(ANN, f"{ACCOUNT}/credit-notes?invoice=P1").json()["items"]] == ["P1-CN1"]
    assert [lot["id"] for lot in over.get(ANN, f"{ACCOUNT}/credits?credit_class=paid").json()["items"]] == [
        "P0-CN1",
        "P1-CN1",
    ]
    assert over.get(ANN, f"{ACCOUNT}/credits?remaining=false").json()["items"] == []
    first = over.get(VIEWER, f"{ACCOUNT}/entries?limit=6").json()
    second = over.get(VIEWER, f"{ACCOUNT}/entries?cursor={first['next']}").json()
    assert [row["entry"]["number"] for row in first["items"] + second["items"]] == [*range(1, 9)]
    assert over.get(VIEWER, "/accounts?limit=1").json()["items"] == ["ann"]
    assert over.get(VIEWER, "/credits?limit=501").status_code == 400


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


def test_health_readiness_and_metrics(over: Api) -> None:
    assert over.client.get("/health").json() == {"status": "ok"}
    assert over.client.get("/ready").json() == {"status": "ready"}
    over.get(VIEWER, ACCOUNT)
    text = over.client.get("/metrics", headers=over.headers(VIEWER)).text
    assert 'credit_rules_requests_total{method="GET",path="/v1/accounts/{account}",status="404"} 1.0' in text
    assert "ann" not in text
    with over.store.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")
    unready = over.client.get("/ready")
    assert (unready.status_code, unready.json()["code"]) == (503, "not_ready")
