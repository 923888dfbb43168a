"""What strangers, customers and other sites try with the pages, and what comes of it: nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from litestar import Litestar
from sqlalchemy import update

from credit_rules_adapters.access import sessions, tokens
from credit_rules_adapters.access.callers import Caller, Role
from credit_rules_adapters.stores.protocol import StoreUnavailable
from credit_rules_adapters.stores.sql.tables import sessions as session_table
from credit_rules_adapters.web.guarding import POLICY
from credit_rules_adapters.web.routes import ROUTES
from credit_rules_adapters.web.signing_in import SESSION_COOKIE, SIGN_INS_PER_MINUTE
from stores.databases import sqlite_url
from web.serving import ADMINISTRATOR, CLERK, VIEWER, customer
from web.visiting import Visited, field, visited

ANN, BO = customer("ann"), customer("bo")
STAFF = {Role.ADMINISTRATOR, Role.CLERK, Role.VIEWER}
EVERYONE = set(Role)
WHO_MAY = {
    "/": EVERYONE,
    "/sign-in": None,
    "/sign-out": EVERYONE,
    "/invoices": STAFF,
    "/invoices.csv": STAFF,
    "/accounts/{account}": STAFF,
    "/accounts/{account}/trail": STAFF,
    "/accounts/{account}/{task}": STAFF,
    "/accounts/{account}/invoices/{invoice}": STAFF,
    "/accounts/{account}/invoices/{invoice}/{task}": STAFF,
    "/accounts/{account}/credit-notes/{note}": STAFF,  # and the customer whose it is
    "/accounts/{account}/credit-notes/{note}/void": STAFF,
    "/accounts/{account}/credits/{credit}/{task}": STAFF,
    "/accounts/{account}/approvals/{number}": STAFF,
    "/my-history": {Role.CUSTOMER},
    "/my-statement": {Role.CUSTOMER},
    "/approvals": STAFF,
    "/finance": STAFF,
    "/finance/{report}": STAFF,
    "/policy": STAFF,
    "/everyone": {Role.ADMINISTRATOR},
    "/everyone/{run}": {Role.ADMINISTRATOR},
    "/everyone/{run}/done.csv": {Role.ADMINISTRATOR},
    "/import": {Role.ADMINISTRATOR},
}
"""Which roles may open a page at all; None: whoever comes. What they may then do is asked of `permits`."""
CALLERS = {Role.ADMINISTRATOR: ADMINISTRATOR, Role.CLERK: CLERK, Role.VIEWER: VIEWER, Role.CUSTOMER: BO}
OF_CUSTOMERS = "/my-account"


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visited]:
    with visited(sqlite_url(tmp_path_factory.mktemp("pages"))) as opened:
        for account in ("ann", "bo"):
            opened.site.invoice(account, "INV-1", paid_minor=10_000)
            opened.site.invoice(account, "INV-2")
        opened.site.gift("ann", "GIFT", 500)
        yield opened


def routes() -> set[str]:
    """Name every path of the administrator's pages, as the application has it."""
    found = {route.path_format for route in Litestar(ROUTES, openapi_config=None).routes}
    return {path for path in found if not path.startswith(OF_CUSTOMERS)}


def filled(path: str) -> str:
    named = {"account": "ann", "invoice": "INV-1", "task": "cancel", "credit": "GIFT", "note": "N", "number": "1"}
    if path == "/accounts/{account}/{task}":
        named["task"] = "grant"
    if path.startswith("/accounts/{account}/credits"):
        named["task"] = "void"
    return path.format(**named, report="ageing", run="allocate")


def test_the_table_names_every_page() -> None:
    assert routes() == set(WHO_MAY)


@pytest.mark.parametrize("path", sorted(WHO_MAY))
def test_a_page_is_for_the_roles_of_the_table_alone(pages: Visited, path: str) -> None:
    may = WHO_MAY[path]
    if path == "/sign-out" or may is None:
        return
    stranger = pages.by(None).get(filled(path))
    assert (stranger.status_code, stranger.headers["location"].partition("?")[0]) == (303, "/sign-in")
    for role, caller in CALLERS.items():
        status = pages.by(caller).get(filled(path)).status_code
        if role not in may:
            assert status in {403, 404}, (path, role)
        elif path.endswith("/{task}") and role is not Role.ADMINISTRATOR:
            assert status in {200, 403}, (path, role)
        else:
            assert status in {200, 303, 404}, (path, role)


@pytest.mark.parametrize("path", sorted(path for path in WHO_MAY if path.startswith("/accounts/")))
def test_a_customer_reaches_none_of_it_and_of_others_not_even_that_it_is_there(pages: Visited, path: str) -> None:
    sent = pages.by(BO).post(filled(path), {"do": "carry_out", "amount": "1", "key": "k"})
    assert sent.status_code in {403, 404, 405}
    assert pages.site.entries("ann") == 3


@pytest.mark.parametrize(
    ("caller", "path"),
    [
        (VIEWER, "/accounts/ann/invoices/INV-2/credit"),
        (VIEWER, "/accounts/ann/invoices/INV-2/pay"),
        (CLERK, "/accounts/ann/invoices/INV-2/cancel"),
        (CLERK, "/accounts/ann/invoices/INV-2/write-off"),
        (CLERK, "/accounts/ann/grant"),
        (CLERK, "/accounts/ann/expire"),
        (CLERK, "/everyone/allocate"),
        (CLERK, "/import"),
    ],
)
def test_what_a_role_may_not_do_is_neither_shown_nor_done(pages: Visited, caller: Caller, path: str) -> None:
    visitor = pages.by(caller)
    assert visitor.get(path).status_code == 403
    assert visitor.carry_out(path, {"amount": "1", "id": "X"}).status_code == 403
    assert f'href="{path}"' not in visitor.get(path.rpartition("/")[0] or "/invoices").text
    assert pages.site.entries("ann") == 3


def test_every_answer_tells_the_browser_what_may_load(pages: Visited) -> None:
    assert "unsafe" not in POLICY
    assert POLICY.startswith("default-src 'none'")
    visitor = pages.by(ADMINISTRATOR)
    paths = ("/invoices", "/sign-in", "/nothing", "/accounts/ann/invoices/NO", "/invoices.csv", "/static/style.css")
    for answer in [*map(visitor.get, paths), visitor.post("/sign-out", {"form_token": "forged"})]:
        assert answer.headers["content-security-policy"] == POLICY
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "same-origin"
    assert visitor.get("/invoices").headers["cache-control"] == "no-store"
    assert "content-security-policy" not in visitor.get("/v1/policy").headers  # the API beside them is its own


def test_a_form_that_was_not_shown_in_this_session_is_not_taken(pages: Visited) -> None:
    path, before = "/accounts/ann/invoices/INV-2/credit", pages.site.entries("ann")
    visitor, other = pages.by(ADMINISTRATOR), pages.by(ADMINISTRATOR)
    others = field(other.get(path).text, "form_token")
    assert others is not None
    for forged in ("", "0" * 64, others[1]):
        sent = visitor.post(path, {"form_token": forged, "amount": "1", "do": "carry_out"})
        assert sent.status_code == 403
        assert "was not shown in this session" in sent.text
    assert visitor.post(path, {"amount": "1"}, **{"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert visitor.post(path, {"amount": "1"}, **{"Sec-Fetch-Site": "same-origin"}).status_code == 200
    assert pages.site.entries("ann") == before


def test_signing_in_begins_a_session_with_an_id_that_nobody_chose(pages: Visited) -> None:
    client = pages.client
    shown = client.get("/sign-in?next=/policy", headers={"Cookie": f"{SESSION_COOKIE}=chosen-by-another"})
    found = field(shown.text, "form_token")
    assert found is not None
    sent = {"form_token": found[1], "token": pages.site.token(ADMINISTRATOR), "next": "/policy"}
    answer = client.post("/sign-in", data=sent, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/policy")
    cookie = next(one for one in answer.headers.get_list("set-cookie") if one.startswith(SESSION_COOKIE))
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "chosen-by-another" not in cookie
    assert "Secure" not in cookie
    client.cookies.clear()


def test_behind_https_the_cookie_is_never_sent_in_the_clear(pages: Visited) -> None:
    answer = pages.client.get("https://club.example/sign-in")
    assert "Secure" in answer.headers["set-cookie"]
    assert answer.headers["strict-transport-security"].startswith("max-age=")
    pages.client.cookies.clear()


@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example", "/\\evil.example", "", "/\r\nX: y"])
def test_signing_in_leads_to_no_other_site(pages: Visited, target: str) -> None:
    shown = pages.client.get("/sign-in", params={"next": target})
    leads = field(shown.text, "next")
    assert leads is not None
    assert leads[1] == "/"


def signed_in(pages: Visited, cookie: dict[str, str]) -> bool:
    answer = pages.client.get(
        "/policy", headers={"Cookie": f"{SESSION_COOKIE}={cookie['value']}"}, follow_redirects=False
    )
    return answer.status_code == 200


def age(pages: Visited, column: str, by: timedelta) -> None:
    """Make every session older."""
    with pages.site.store.engine.begin() as connection:
        connection.execute(update(session_table).values({column: datetime.now(UTC) - by}))


@pytest.mark.parametrize(("column", "limit"), [("seen_at", sessions.IDLE), ("made_at", sessions.LONGEST)])
def test_a_session_ends_when_idle_and_when_old(pages: Visited, column: str, limit: timedelta) -> None:
    cookie = pages.site.session(VIEWER)
    age(pages, column, limit - timedelta(minutes=2))
    assert signed_in(pages, cookie)
    age(pages, column, limit)
    assert not signed_in(pages, cookie)


def test_a_session_ends_with_its_token_and_by_signing_out(pages: Visited) -> None:
    gone = Caller(name="gone", role=Role.VIEWER)
    visitor, other = pages.by(gone), pages.by(gone)
    assert visitor.post("/sign-out").headers["location"] == "/sign-in"
    assert not signed_in(pages, visitor.cookie)
    assert signed_in(pages, other.cookie)
    assert tokens.revoke(pages.site.store, "gone", now=datetime.now(UTC))
    assert not signed_in(pages, other.cookie)


def test_a_part_of_a_page_asked_for_too_late_leads_to_signing_in(pages: Visited) -> None:
    answer = pages.by(None).get("/invoices", **{"HX-Request": "true"})
    assert (answer.status_code, answer.headers["hx-redirect"]) == (401, "/sign-in?next=%2Finvoices")


def test_signing_in_is_throttled(tmp_path_factory: pytest.TempPathFactory) -> None:
    with visited(sqlite_url(tmp_path_factory.mktemp("throttled"))) as fresh:
        found = field(fresh.client.get("/sign-in").text, "form_token")
        assert found is not None
        sent = {"form_token": found[1], "token": "cr_guess"}
        tried = [fresh.client.post("/sign-in", data=sent) for _ in range(SIGN_INS_PER_MINUTE + 2)]
        assert {answer.status_code for answer in tried[: SIGN_INS_PER_MINUTE // 2]} == {422}
        # a minute may have ended in between: then it was counted anew
        assert tried[-1].status_code in {422, 429}
        assert [answer for answer in tried if answer.status_code == 429 and "Retry-After" in answer.headers]


def test_requests_of_a_token_are_counted(tmp_path_factory: pytest.TempPathFactory) -> None:
    with visited(sqlite_url(tmp_path_factory.mktemp("counted")), requests_per_minute=3) as fresh:
        visitor = fresh.by(VIEWER)
        answers = [visitor.get("/policy") for _ in range(8)]
        assert answers[0].status_code == 200
        last = answers[-1]
        assert last.status_code == 429
        assert "In " in last.text
        assert "you can go on" in last.text


def test_an_error_of_ours_tells_nothing_and_is_noted(pages: Visited, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("a secret")

    monkeypatch.setattr("credit_rules_adapters.web.trail.field_texts", broken)
    answer = pages.by(VIEWER).get("/policy")
    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert "Something went wrong here" in answer.text


def test_a_store_that_cannot_be_reached_is_told_and_worth_another_try(
    pages: Visited, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor = pages.by(VIEWER)

    def unreached(*_: object, **__: object) -> None:
        raise StoreUnavailable("the disk is gone")

    monkeypatch.setattr("credit_rules_adapters.web.trail.field_texts", unreached)
    answer = visitor.get("/policy")
    assert answer.status_code == 503
    assert "the disk is gone" not in answer.text
    assert "Nothing is lost" in answer.text


def test_what_is_written_by_people_is_shown_and_not_run(pages: Visited) -> None:
    visitor = pages.by(ADMINISTRATOR)
    visitor.carry_out("/accounts/bo/invoices/INV-2/credit", {"amount": "1", "memo": "<script>alert(1)</script>"})
    page = visitor.get("/accounts/bo/invoices/INV-2").text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert" not in page
