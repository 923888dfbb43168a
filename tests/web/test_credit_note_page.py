"""The credit note in a real browser: on one sheet when it is printed, and as PDF for whoever is signed in."""

from __future__ import annotations

from io import BytesIO
from itertools import count

import pytest
from playwright.sync_api import Browser, expect
from pypdf import PdfReader

from credit_rules import Line, Money, RaiseCredit
from credit_rules_adapters.access.directory import Person, write_person
from web.browsing import window
from web.conftest import REAL
from web.serving import ADMINISTRATOR, Site, customer

pytestmark = REAL

_numbers = count(1)


@pytest.fixture
def account(site: Site) -> str:
    """An account with a credit note of 100.01 on lines of two tax codes, part of which lowered the debt."""
    account = f"noted-{next(_numbers)}"
    lines = [
        Line("L1", 6833, 1367, product="swim", tax_code="standard", description="Swimming, autumn"),
        Line("L2", 4000, 200, product="camp", tax_code="reduced", description="Camp"),
    ]
    site.invoice(account, "INV-1", lines=lines, paid_minor=9_000)
    site.do(account, RaiseCredit(invoice="INV-1", amount=Money(10_001, "GBP"), memo="With our apologies"))
    write_person(site.store, account, Person(name="Ann Łucja Archer", address="1 Mill Lane\nMarlow"))
    return account


def test_it_prints_to_one_clean_sheet(browser: Browser, site: Site, account: str) -> None:
    path = f"/accounts/{account}/credit-notes/INV-1-CN1"
    with window(browser, site, customer(account)) as opened:
        page = opened.go(path)
        expect(page.locator("article")).to_contain_text("Ann Łucja Archer")
        opened.shot("credit-note-desktop")
        printed = PdfReader(BytesIO(page.pdf(format="A4")))
    assert len(printed.pages) == 1
    told = printed.pages[0].extract_text()
    with site.store.reading(account) as reading:
        note = reading.whole().notes["INV-1-CN1"]
    assert [each.tax_code for each in note.by_tax_code] == ["standard", "reduced"]
    minors = [minor for each in note.by_tax_code for minor in (each.net_minor, each.tax_minor)]
    for minor in (*minors, note.amount_minor, note.reduced_minor, note.account_credit_minor):
        assert f"{minor / 100:.2f}" in told
    for words in ("Credit note INV-1-CN1", "With our apologies", "Swimming, autumn", "Camp"):
        assert words in told
    for words in ("Sign out", "As PDF", "My account"):
        assert words not in told, "the frame is not printed"


def test_it_is_there_as_pdf_with_the_same_session(browser: Browser, site: Site, account: str) -> None:
    for caller in (customer(account), ADMINISTRATOR):
        with window(browser, site, caller) as opened:
            page = opened.go(f"/accounts/{account}/credit-notes/INV-1-CN1")
            path = page.get_by_role("link", name="As PDF").get_attribute("href")
            answer = page.request.get(f"{site.url}{path}")
            assert answer.headers["content-type"] == "application/pdf"
            (sheet,) = PdfReader(BytesIO(answer.body())).pages
            assert "100.01" in sheet.extract_text()
