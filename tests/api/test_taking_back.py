"""A customer takes back what they applied while nothing is on its way and nothing was paid since (R23)."""

from __future__ import annotations

import pytest
from httpx import Response

from api.asking import ADMINISTRATOR, ANN, CLERK, Api, gbp

INVOICE = "/accounts/ann/invoices/INV-2"


@pytest.fixture
def api(over: Api) -> Api:
    """Two invoices of 100.00 that are owed, and credit of 100.00."""
    over.owing_invoice("ann")
    over.owing_invoice("ann", "INV-3")
    over.post(ADMINISTRATOR, "/accounts/ann/credits", {"id": "OVER", "amount": gbp(10_000), "kind": "overpayment"})
    return over


def apply(api: Api, minor: int, invoice: str = "INV-2") -> None:
    assert api.post(ANN, f"/accounts/ann/invoices/{invoice}/apply", {"amount": gbp(minor)}).is_success


def pay(api: Api, minor: int, ending: str = "", **how: bool) -> None:
    assert api.post(ADMINISTRATOR, f"{INVOICE}/payments{ending}", {**gbp(minor), **how}).is_success


def take_back(api: Api, minor: int | None = None) -> Response:
    return api.post(ANN, f"{INVOICE}/unapply", {} if minor is None else {"amount": gbp(minor)})


def test_at_once(api: Api) -> None:
    apply(api, 3000)
    assert take_back(api).is_success
    assert api.get(ANN, "/accounts/ann").json()["available"] == {"GBP": 10_000}


def test_what_was_paid_earlier_on_the_same_day_does_not_matter(api: Api) -> None:
    pay(api, 1000)
    apply(api, 3000)
    assert take_back(api).is_success


def test_after_something_was_paid_on_the_same_day_it_stays(api: Api) -> None:
    apply(api, 3000)
    pay(api, 1)
    for answer in (take_back(api), take_back(api, 1), api.post(ANN, f"{INVOICE}/unapply?preview=true", {})):
        assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
        assert answer.json()["detail"] == "Something was paid on the invoice since; the credit stays on it."
    assert api.get(ANN, INVOICE).json()["applied_minor"] == 3000
    assert api.post(CLERK, f"{INVOICE}/unapply", {}).is_success  # the club may


def test_while_a_payment_is_on_its_way_it_stays_and_after_it_failed_not(api: Api) -> None:
    apply(api, 3000)
    pay(api, 7000, pending=True)
    assert take_back(api).json()["detail"].startswith("The invoice is being collected")
    pay(api, 7000, "/fail")
    assert take_back(api).is_success


def test_a_payment_that_came_in_since_counts_from_when_it_came_in(api: Api) -> None:
    apply(api, 3000)
    pay(api, 7000, pending=True)
    pay(api, 500, "/clear")
    pay(api, 6500, "/fail")
    assert take_back(api).json()["detail"].startswith("Something was paid")


def test_only_what_was_applied_since_the_payment_comes_back(api: Api) -> None:
    apply(api, 3000)
    pay(api, 1000)
    apply(api, 2000)
    assert take_back(api, 2001).status_code == 403  # a unit of it is older than the payment
    assert take_back(api, 2000).is_success
    assert take_back(api, 1).status_code == 403


def test_what_was_paid_on_another_invoice_does_not_matter(api: Api) -> None:
    apply(api, 3000)
    assert api.post(ADMINISTRATOR, "/accounts/ann/invoices/INV-3/payments", gbp(5)).is_success
    assert take_back(api).is_success


def test_what_a_note_gave_back_and_took_again_is_as_old_as_it_was(api: Api) -> None:
    """Voiding a note puts an allocation in its old place: before what was paid since."""
    apply(api, 10_000)
    raised = api.post(ADMINISTRATOR, f"{INVOICE}/credit-notes", {"amount": gbp(4000)})
    assert raised.is_success
    assert api.post(ADMINISTRATOR, "/accounts/ann/credit-notes/INV-2-CN1/void").is_success
    assert take_back(api).is_success
    assert api.get(ANN, INVOICE).json()["applied_minor"] == 0
