"""A customer's journeys in a real browser: seeing credit, using it, taking it back, and what stands in the way."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from itertools import count
from typing import Any

import pytest
from attrs import frozen
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

from credit_rules import (
    AccountCredit,
    AddCredit,
    ApplyCredit,
    Grant,
    GrantKind,
    Invoice,
    Money,
    Pause,
    RaiseCredit,
    RecordPayment,
    Terms,
    VoidCredit,
)
from web.browsing import DESKTOP, PHONE, Window, window
from web.conftest import REAL
from web.serving import ADMINISTRATOR, Site, customer

pytestmark = REAL

_numbers = count(1)


@frozen
class Own:
    """A customer's account on a site: nobody else's tests touch it."""

    site: Site
    account: str

    def invoice(self, id: str, minor: int = 10_000, **more: Any) -> Invoice:
        return self.site.invoice(self.account, id, minor, **more)

    def gift(self, id: str, minor: int, **more: Any) -> None:
        self.site.gift(self.account, id, minor, **more)

    def found(self, id: str) -> Invoice:
        return self.site.found(self.account, id)

    def lot(self, id: str) -> AccountCredit:
        with self.site.store.reading(self.account) as reading:
            return reading.whole().credits[id]


@pytest.fixture
def own(site: Site) -> Own:
    """An invoice of 100.00 that is owed, a gift of 30.00 that expires, and 50.00 of the customer's own."""
    own = Own(site, f"member-{next(_numbers)}")
    soon = site.settings.now().date() + timedelta(days=30)
    own.invoice("INV-1")
    own.gift("GIFT", 3_000, kind=GrantKind.PROMOTIONAL, terms=Terms(expires_on=soon))
    own.gift("OVER", 5_000, kind=GrantKind.OVERPAYMENT)
    return own


@pytest.fixture
def plain(browser: Browser, own: Own) -> Iterator[Window]:
    """A window of an old phone, without scripts."""
    with window(browser, own.site, customer(own.account), viewport=PHONE, java_script_enabled=False) as opened:
        yield opened


@pytest.fixture
def lively(browser: Browser, own: Own) -> Iterator[Window]:
    with window(browser, own.site, customer(own.account), viewport=DESKTOP) as opened:
        yield opened


def preview(page: Page) -> Any:
    return page.locator("#preview")


def test_credit_is_chosen_seen_used_and_taken_back_without_scripts(plain: Window, own: Own) -> None:
    page = plain.go("/my-account")
    expect(page.locator("dl.figures")).to_contain_text("80.00 GBP")
    page.get_by_role("link", name="Use credit on INV-1").click()
    expect(preview(page)).to_contain_text("GIFT pays INV-1")  # all that can be, the gift first, for it expires
    page.get_by_label("How much").fill("20")
    page.get_by_label("OVER").check()
    page.get_by_role("button", name="Show what it will do").click()
    expect(preview(page)).to_contain_text("OVER pays INV-1")
    expect(preview(page)).to_contain_text("20.00 GBP")
    expect(preview(page)).not_to_contain_text("GIFT pays")
    expect(preview(page)).to_contain_text("80.00 GBP")  # what is still to be paid
    assert own.found("INV-1").applied_minor == 0
    page.get_by_role("button", name="Use this credit").click()
    expect(page.get_by_role("status")).to_contain_text("OVER pays INV-1")
    assert (own.found("INV-1").applied_minor, own.lot("OVER").remaining_minor) == (2_000, 3_000)
    page.get_by_role("link", name="Take credit back").click()
    expect(preview(page)).to_contain_text("back from INV-1 to OVER")
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_role("status")).to_contain_text("back from INV-1 to OVER")
    assert (own.found("INV-1").applied_minor, own.lot("OVER").remaining_minor) == (0, 5_000)


def test_the_preview_follows_what_is_typed(lively: Window, own: Own) -> None:
    page = lively.go("/my-account/invoices/INV-1/use-credit")
    expect(preview(page)).to_contain_text("before anything is done")
    page.get_by_label("How much").fill("45.50")
    expect(preview(page)).to_contain_text("15.50 GBP")  # of the second lot
    page.get_by_label("GIFT").check()
    expect(preview(page)).to_contain_text("45.50 GBP is more than the account credit that can be used for it")
    page.get_by_label("How much").fill("4x")
    expect(preview(page)).to_contain_text("is no amount in GBP")
    assert own.found("INV-1").applied_minor == 0


def test_by_keyboard_alone(lively: Window, own: Own) -> None:
    page = lively.go("/my-account")
    reach(page, "Use credit on INV-1")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{own.site.url}/my-account/invoices/INV-1/use-credit?amount=")
    reach(page, "How much, in GBP")
    page.keyboard.type("10")
    expect(preview(page)).to_contain_text("10.00 GBP")
    reach(page, "Use this credit")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("GIFT pays INV-1")
    assert own.found("INV-1").applied_minor == 1_000


def reach(page: Page, name: str) -> None:
    """Go on with the Tab key until what has that name is reached."""
    named = "e => (e.labels?.[0]?.innerText ?? e.innerText ?? '').replace(/\\s+/g, ' ').trim()"
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate(f"({named})(document.activeElement)") == name:
            return
    raise AssertionError(f"{name} was not reached with the Tab key")


def test_why_credit_cannot_be_used_is_said_in_a_persons_words(plain: Window, own: Own) -> None:
    today = own.site.settings.now().date()
    later, before = today + timedelta(days=9), today - timedelta(days=9)
    own.gift("BALL", 700, kind=GrantKind.PROMOTIONAL, terms=Terms(products=("football",)))
    own.gift("LATER", 800, kind=GrantKind.PROMOTIONAL, terms=Terms(usable_from=later))
    own.gift("HELD", 900, kind=GrantKind.PROMOTIONAL)
    own.site.do(own.account, Pause("HELD"))
    ended = AccountCredit("ENDED", own.account, "GBP", 500, issued_on=before - timedelta(days=9), expires_on=before)
    own.site.do(own.account, AddCredit(ended))
    euros = Grant(id="EUROS", account=own.account, amount=Money(1_100, "EUR"), kind=GrantKind.OVERPAYMENT)
    own.site.do(own.account, euros)
    page = plain.go("/my-account/invoices/INV-1/use-credit")
    told = page.locator("section", has_text="What cannot be used here").last
    for words in (
        "It is only for football, and nothing of that is left to pay here.",
        f"It can be used from {later.day} {later:%B %Y}.",
        "It is on hold. Ask the office, who can release it.",
        f"It had to be used before {before.day} {before:%B %Y}.",
        "It is in EUR, and this invoice is in GBP.",
    ):
        expect(told).to_contain_text(words)
    expect(page.get_by_role("checkbox")).to_have_count(2)
    plain.shot("customer-reasons-phone")


def test_a_refusal_keeps_what_was_typed(plain: Window, own: Own) -> None:
    page = plain.go("/my-account/invoices/INV-1/use-credit")
    page.get_by_label("How much").fill("90")
    page.get_by_label("OVER").check()
    page.get_by_role("button", name="Show what it will do").click()
    expect(preview(page)).to_contain_text(
        "90.00 GBP is more than the account credit that can be used for it: 50.00 GBP."
    )
    expect(page.get_by_label("How much")).to_have_value("90")
    expect(page.get_by_label("OVER")).to_be_checked()
    expect(page.get_by_role("button", name="Use this credit")).to_have_count(0)
    assert own.found("INV-1").applied_minor == 0


def test_a_stale_preview_shows_what_changed_and_does_nothing(plain: Window, own: Own) -> None:
    page = plain.go("/my-account/invoices/INV-1/use-credit?amount=")
    expect(preview(page)).to_contain_text("OVER pays INV-1")
    own.site.do(own.account, VoidCredit("GIFT"))
    page.get_by_role("button", name="Use this credit").click()
    expect(page.get_by_role("alert")).to_contain_text("GIFT voided")
    expect(page.get_by_role("alert")).to_contain_text("GIFT pays INV-1")  # what had been seen
    expect(page.get_by_role("alert")).not_to_contain_text("scene")  # who works there is not the customer's
    assert own.found("INV-1").applied_minor == 0
    plain.shot("customer-stale-phone")
    page.get_by_role("button", name="Use this credit").click()
    expect(page.get_by_role("status")).to_contain_text("OVER pays INV-1")
    assert own.found("INV-1").applied_minor == 5_000


def test_two_browsers_spend_the_same_credit_once(browser: Browser, own: Own) -> None:
    """Both look, both send: the first is done, the second is told what the first did, and nothing is lost."""
    own.invoice("INV-2")
    with (
        window(browser, own.site, customer(own.account)) as one,
        window(browser, own.site, customer(own.account)) as other,
    ):
        first = one.go("/my-account/invoices/INV-1/use-credit?amount=")
        second = other.go("/my-account/invoices/INV-2/use-credit?amount=")
        first.get_by_role("button", name="Use this credit").click()
        expect(first.get_by_role("status")).to_contain_text("GIFT pays INV-1")
        second.get_by_role("button", name="Use this credit").click()
        expect(second.get_by_role("alert")).to_contain_text("GIFT pays INV-1")
        expect(preview(second)).to_contain_text("nothing changes")
    assert (own.found("INV-1").applied_minor, own.found("INV-2").applied_minor) == (8_000, 0)


def test_a_double_click_uses_it_once(lively: Window, own: Own) -> None:
    page = lively.go("/my-account/invoices/INV-1/use-credit?amount=7")
    before = own.site.entries(own.account)
    page.get_by_role("button", name="Use this credit").dblclick()
    expect(page.get_by_role("status")).to_contain_text("GIFT pays INV-1")
    assert own.found("INV-1").applied_minor == 700
    assert own.site.entries(own.account) == before + 1


def test_while_it_is_collected_credit_stays_where_it_is(plain: Window, own: Own) -> None:
    own.site.do(own.account, ApplyCredit(invoice="INV-1", amount=Money(1_000, "GBP")))
    page = plain.go("/my-account/invoices/INV-1")
    expect(page.get_by_role("link", name="Take credit back")).to_have_count(1)
    page.get_by_role("link", name="Take credit back").click()
    expect(page.get_by_role("button", name="Take it back")).to_be_visible()
    own.site.do(own.account, RecordPayment(invoice="INV-1", amount=Money(9_000, "GBP"), pending=True))
    page.get_by_role("button", name="Take it back").click()
    expect(page.locator("main")).to_contain_text("being collected")
    assert own.found("INV-1").applied_minor == 1_000
    page = plain.go("/my-account/invoices/INV-1")
    expect(page.locator("main")).to_contain_text("Credit cannot be taken back: The invoice is being collected")
    expect(page.locator("main")).to_contain_text("Credit cannot be used: 90.00 GBP is being collected for the invoice.")
    expect(page.get_by_role("link", name="Take credit back")).to_have_count(0)
    expect(page.get_by_role("link", name="Use credit")).to_have_count(0)


def test_nobody_reaches_what_is_not_theirs(browser: Browser, own: Own) -> None:
    own.site.do(own.account, RaiseCredit(invoice="INV-1", amount=Money(1_000, "GBP")))
    stranger = customer(f"stranger-{own.account}")
    note = f"/accounts/{own.account}/credit-notes/INV-1-CN1"
    with window(browser, own.site, stranger, java_script_enabled=False) as theirs:
        for path in ("/my-account/invoices/INV-1", "/my-account/invoices/INV-1/use-credit", note, f"{note}.pdf"):
            answer = theirs.page.goto(own.site.url + path)
            assert answer is not None
            assert answer.status == 404, path
        answer = theirs.page.goto(f"{own.site.url}/invoices")
        assert answer is not None
        assert answer.status == 403
    with window(browser, own.site, ADMINISTRATOR) as office:
        for path in ("/my-account", "/my-history", "/my-statement"):
            answer = office.page.goto(own.site.url + path)
            assert answer is not None
            assert answer.status == 403


@pytest.fixture
def lived(own: Own) -> Own:
    """More has happened: credit used, a credit note raised, another invoice overdue."""
    own.site.do(own.account, ApplyCredit(invoice="INV-1", amount=Money(4_000, "GBP")))
    own.invoice("INV-2", 4_000, paid_minor=4_000)
    note = RaiseCredit(invoice="INV-2", amount=Money(1_500, "GBP"), memo="The pool was closed")
    own.site.do(own.account, note)
    own.invoice("INV-3", 2_500)
    return own


PAGES = {
    "home": "/my-account",
    "invoice": "/my-account/invoices/INV-1",
    "use": "/my-account/invoices/INV-3/use-credit?amount=",
    "take-back": "/my-account/invoices/INV-1/take-back?amount=",
    "history": "/my-history",
    "statement": "/my-statement",
    "note": "/accounts/{account}/credit-notes/INV-2-CN1",
}


@pytest.mark.parametrize("site", ["sqlite"], indirect=True)  # looks do not depend on the database
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_every_page_fits_and_can_be_read_by_everyone(browser: Browser, lived: Own, scheme: Any, size: str) -> None:
    viewport = PHONE if size == "phone" else DESKTOP
    how = {"viewport": viewport, "color_scheme": scheme, "bypass_csp": True}
    with window(browser, lived.site, customer(lived.account), **how) as opened:
        for name, path in PAGES.items():
            opened.go(path.format(account=lived.account))
            opened.demand_fits()
            opened.demand_accessible()
            opened.shot(f"customer-{name}-{size}-{scheme}")


@pytest.mark.usefixtures("lived")
def test_the_history_and_the_statement_say_what_happened(plain: Window) -> None:
    page = plain.go("/my-history")
    for words in ("credit note INV-2-CN1 on INV-2", "GIFT pays INV-1", "account credit OVER"):
        expect(page.locator("main")).to_contain_text(words)
    page = plain.go("/my-statement")
    rows = page.locator("tbody tr")
    expect(rows.last).to_contain_text("Credit at the end")
    expect(rows.last).to_contain_text("55.00")  # 30 and 50 given, 40 used, 15 credited
    printed = "\n".join(sheet.extract_text() for sheet in PdfReader(BytesIO(page.pdf(format="A4"))).pages)
    assert printed.count("Balance") == 1  # a table with its titles, not cards for a phone
    assert "Credit at the end" in printed
    assert "First day" not in printed
    assert "Sign out" not in printed
    page.get_by_label("First day").fill("2019-01-01")
    page.get_by_label("Last day").fill("2019-01-31")
    page.get_by_role("button", name="Show").click()
    expect(page.locator("main")).to_contain_text("There was no credit in this time.")
    page.get_by_label("First day").fill("2019-02-01")
    page.get_by_role("button", name="Show").click()
    expect(page.locator("main")).to_contain_text("The last day is before the first.")


def test_the_account_of_somebody_who_is_new(browser: Browser, site: Site) -> None:
    with window(browser, site, customer(f"new-{next(_numbers)}"), viewport=PHONE, bypass_csp=True) as opened:
        expect(opened.go("/my-account").locator("main")).to_contain_text("You have no credit.")
        opened.demand_accessible()
        for path in ("/my-history", "/my-statement"):
            opened.go(path)
            opened.demand_fits()
