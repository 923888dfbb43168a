"""Lists are read part by part and filtered."""

from __future__ import annotations

from api.asking import ADMINISTRATOR, ANN, VIEWER, Api, gbp

ACCOUNT = "/accounts/ann"


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
