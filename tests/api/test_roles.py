"""Who may do what: viewers, clerks, customers, and nobody on another's account."""

from __future__ import annotations

import pytest

from api.asking import ADMINISTRATOR, ANN, BO, CLERK, RAISE, VIEWER, Api, code, gbp, invoice
from credit_rules_adapters.access.callers import Caller, Right, Role


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


@pytest.mark.parametrize("caller", [ANN, CLERK, VIEWER])
def test_only_an_administrator_chooses_the_date(untouched: Api, caller: Caller) -> None:
    apply = "/accounts/ann/invoices/INV-2/apply"
    assert code(untouched.post(caller, f"{apply}?on=2020-01-01", {})) == (403, "forbidden")
    assert untouched.post(ADMINISTRATOR, f"{apply}?on=2120-01-01&preview=true", {}).json()["on"] == "2120-01-01"


def test_a_customer_sends_no_policy(untouched: Api) -> None:
    for body in ({"policy": "loveadmin"}, {"on": "2020-01-01"}, {"actor": "root"}, {"account": "bo"}):
        assert code(untouched.post(ANN, "/accounts/ann/invoices/INV-2/apply", body)) == (400, "not_understood")


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
