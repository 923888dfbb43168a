"""Every page as people see it: axe finds nothing, nothing is too wide, nothing breaks the policy; with pictures."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser

from credit_rules import (
    ApplyCredit,
    Collection,
    CreditClass,
    Line,
    Money,
    NoteReason,
    RaiseCredit,
    Status,
    Terms,
)
from credit_rules_adapters.access import directory
from credit_rules_adapters.access.directory import Person
from web.browsing import DESKTOP, PHONE, window
from web.conftest import REAL
from web.serving import ADMINISTRATOR, Site

pytestmark = REAL
PAGES = {
    "sign-in": "/sign-in",
    "invoices": "/invoices?customer=Zoe",
    "invoice": "/accounts/zoe/invoices/ZOE-3",
    "credit": "/accounts/zoe/invoices/ZOE-2/credit?how=amount&amount=40&fee=1.50",
    "credit-by-line": "/accounts/zoe/invoices/ZOE-3/credit?how=lines&line-L1=90",
    "payment": "/accounts/zoe/invoices/ZOE-1/pay",
    "cancel": "/accounts/zoe/invoices/ZOE-4/cancel",
    "void": "/accounts/zoe/credit-notes/ZOE-2-CN1/void",
    "customer": "/accounts/zoe",
    "grant": "/accounts/zoe/grant",
    "remove": "/accounts/zoe/remove?product=swim&credit=price&unused=1&sessions=4",
    "trail": "/accounts/zoe/trail",
    "approvals": "/approvals",
    "finance": "/finance",
    "ageing": "/finance/ageing",
    "everyone": "/everyone",
    "session": "/everyone/session",
    "import": "/import",
    "policy": "/policy",
    "not-found": "/nothing",
}
LOOKS = {"phone": PHONE, "desktop": DESKTOP}


@pytest.fixture(scope="module")
def zoe(over_sqlite: Site) -> Site:
    """A customer to whom everything has happened."""
    site, today = over_sqlite, over_sqlite.settings.now().date()
    directory.write_person(site.store, "zoe", Person(name="Zoe Cholmondeley-Featherstonehaugh"))
    swim = Line(
        "L1", 6_833, 1_367, product="swim", description="Swimming, spring term", beneficiary="Mia", tax_code="S"
    )
    judo = Line("L2", 5_000, 1_000, product="judo", beneficiary="Tom", period_from=date(2026, 1, 1))
    site.invoice("zoe", "ZOE-1")
    site.invoice("zoe", "ZOE-2", 12_000, paid_minor=12_000)
    site.invoice("zoe", "ZOE-3", lines=[swim, judo], paid_minor=600, due_on=today + timedelta(days=14))
    site.invoice("zoe", "ZOE-4", 5_000, status=Status.DRAFT, collection=Collection.AUTO)
    site.invoice("zoe", "ZOE-5", 5_000, pending_minor=5_000)
    terms = Terms(expires_on=today + timedelta(days=90), products=("swim",))
    site.gift("zoe", "WELCOME", 2_000, credit_class=CreditClass.PROMOTIONAL, terms=terms)
    site.do("zoe", RaiseCredit(invoice="ZOE-2", amount=Money(3_000, "GBP"), reason=NoteReason.GOODWILL, memo="Rain"))
    site.do("zoe", RaiseCredit(invoice="ZOE-1", amount=Money(1_000, "GBP")))
    site.do("zoe", ApplyCredit(invoice="ZOE-3", amount=Money(3_500, "GBP")))
    return site


@pytest.mark.parametrize(("look", "schemes"), [("phone", ("light", "dark")), ("desktop", ("dark", "light"))])
def test_every_page_is_accessible_and_fits(browser: Browser, zoe: Site, look: str, schemes: tuple[Any, Any]) -> None:
    first, second = schemes
    with window(browser, zoe, ADMINISTRATOR, viewport=LOOKS[look], color_scheme=first, bypass_csp=True) as seen:
        for name, path in PAGES.items():
            seen.go(path).emulate_media(color_scheme=first)
            seen.demand_fits()
            seen.shot(f"{name}-{look}-{first}")
            seen.page.emulate_media(color_scheme=second)
            seen.shot(f"{name}-{look}-{second}")
            seen.demand_accessible()


def test_no_page_breaks_the_policy_of_what_may_load(browser: Browser, zoe: Site) -> None:
    with window(browser, zoe, ADMINISTRATOR) as seen:
        seen.page.add_init_script(
            "window.broken = []; document.addEventListener('securitypolicyviolation', e => broken.push(e.blockedURI))"
        )
        for path in PAGES.values():
            seen.go(path)
            assert seen.page.evaluate("broken") == [], path
        # and the browser does hold to it
        seen.page.add_init_script("window.ran = false")
        seen.page.evaluate("document.body.insertAdjacentHTML('beforeend', '<p id=p style=\"color: red\">x</p>')")
        assert seen.page.locator("#p").evaluate("each => getComputedStyle(each).color") != "rgb(255, 0, 0)"
        assert seen.page.evaluate("broken") == ["inline"]
        seen.broken.clear()


def test_an_invoice_prints_without_what_is_only_for_the_screen(browser: Browser, zoe: Site) -> None:
    with window(browser, zoe, ADMINISTRATOR) as seen:
        page = seen.go("/accounts/zoe")
        page.emulate_media(media="print")
        assert not page.locator("header.top").is_visible()
        assert page.get_by_role("heading", name="Statement of account credit").is_visible()
        assert not page.locator(".offers").is_visible()
