"""Who a person is can be written, read by the staff, and erased."""

from __future__ import annotations

from api.asking import ADMINISTRATOR, CLERK, VIEWER, Api, code


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
