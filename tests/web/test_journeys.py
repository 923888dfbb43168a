"""What people do on the pages, in a real Chromium over each database."""

from __future__ import annotations

from itertools import count

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from credit_rules import Collection, CreditClass, Line, Status
from web.browsing import PHONE, Window, window
from web.conftest import REAL
from web.serving import ADMINISTRATOR, CLERK, SECOND, Site

pytestmark = REAL
_numbers = count(1)


def new(name: str) -> str:
    """Name an account that no other test knows."""
    return f"{name}-{next(_numbers)}"


def at(account: str, invoice: str, task: str = "") -> str:
    return f"/accounts/{account}/invoices/{invoice}{f'/{task}' if task else ''}"


def preview(page: Page) -> str:
    """Read what it will do, once that can be carried out."""
    expect(page.locator("#preview button[value=carry_out]")).to_be_visible()
    return page.locator("#preview").inner_text()


def carry_out(page: Page) -> None:
    page.locator("#preview button[value=carry_out]").click()
    expect(page.locator(".notice h2")).to_have_text("Done")


def credit(seen: Window, account: str, invoice: str, amount: str) -> str:
    """Raise a credit by RC, and return what the preview said as it was typed."""
    page = seen.go(f"/invoices?number={invoice}")
    page.get_by_role("link", name=f"RC: raise a credit against {invoice}").click()
    page.get_by_label("Amount in GBP").fill(amount)
    told = preview(page)
    carry_out(page)
    assert page.url.startswith(f"{seen.site.url}{at(account, invoice)}?done=")
    return told


def row(page: Page, invoice: str) -> str:
    return page.get_by_role("row").filter(has=page.get_by_role("link", name=invoice, exact=True)).inner_text()


def test_the_article(browser: Browser, site: Site) -> None:
    ann = new("ann")
    owed, paid, coming, later, gone = (f"{ann}-{name}" for name in ("OWED", "PAID", "AUTO", "LATER", "GONE"))
    site.invoice(ann, owed, 10_000)
    site.invoice(ann, paid, 10_000, paid_minor=10_000)
    site.invoice(ann, coming, 2_500, status=Status.DRAFT, collection=Collection.AUTO)
    site.invoice(ann, later, 1_500, product="judo")
    site.invoice(ann, gone, 1_000, product="judo")
    with window(browser, site, ADMINISTRATOR) as admin:
        assert "lowers what is owed" in credit(admin, ann, owed, "20")
        page = admin.go(f"/invoices?number={owed}")
        credited = page.locator(".credited")
        expect(credited).to_have_text("20.00")
        assert credited.evaluate("each => getComputedStyle(each).color") == "rgb(173, 31, 24)"
        assert "80.00" in row(page, owed)

        assert f"becomes account credit {paid}-CN1" in credit(admin, ann, paid, "30")
        admin.go(f"/accounts/{ann}")
        expect(page.locator(".figures")).to_contain_text("30.00")
        admin.shot(f"article-account-{site.store.engine.dialect.name}")

        admin.go(at(ann, coming, "issue"))
        assert f"{paid}-CN1 pays {coming}" in preview(page)
        carry_out(page)
        assert site.found(ann, coming).outstanding_minor == 0

        admin.go(at(ann, later, "apply"))
        page.get_by_role("button", name="Show what it will do").click()
        preview(page)
        carry_out(page)
        assert (site.found(ann, later).applied_minor, site.found(ann, later).outstanding_minor) == (500, 1000)

        admin.go(at(ann, gone, "cancel"))
        carry_out(page)
        admin.go(f"/invoices?number={gone}")
        expect(page.get_by_role("link", name=f"RC: raise a credit against {gone}")).to_have_count(0)
        why = page.locator(f"tr:has-text('{gone}') summary")
        assert why.get_attribute("title") == f"Invoice {gone} was cancelled."
        why.click()
        expect(page.get_by_text(f"Invoice {gone} was cancelled.")).to_be_visible()

        admin.go(f"/accounts/{ann}/remove")
        page.get_by_label("Product").fill("judo")
        page.get_by_label("Credit", exact=True).select_option("fixed")
        page.get_by_label("Fixed amount").fill("6")
        page.get_by_role("button", name="Show what it will do").click()
        page.get_by_label(f"{later}, line L1, in GBP").fill("4.50")
        expect(page.locator("#preview")).to_contain_text("4.50")
        carry_out(page)
        assert site.found(ann, later).credited_minor == 450


def test_a_double_click_makes_one_note(browser: Browser, site: Site) -> None:
    bo = new("bo")
    site.invoice(bo, "INV-1")
    with window(browser, site, ADMINISTRATOR) as admin:
        page = admin.go(at(bo, "INV-1", "credit"))
        page.get_by_label("Amount in GBP").fill("20")
        preview(page)
        page.locator("#preview button[value=carry_out]").dblclick()
        expect(page.locator(".notice h2")).to_have_text("Done")
        page.go_back()
    assert site.found(bo, "INV-1").credited_minor == 2000
    assert site.entries(bo) == 2


def test_the_same_form_sent_twice_makes_one_note_and_changed_is_asked_again(browser: Browser, site: Site) -> None:
    bo = new("bo")
    site.invoice(bo, "INV-1")
    with window(browser, site, ADMINISTRATOR, java_script_enabled=False) as admin:
        page = admin.go(at(bo, "INV-1", "credit"))
        page.get_by_label("Amount in GBP").fill("20")
        page.get_by_role("button", name="Show what it will do").click()
        fields = {
            name: page.locator(f"form.beside input[name={name}]").input_value()
            for name in ("form_token", "key", "seen", "plan")
        }
        sent: dict[str, str | float | bool] = {**fields, "how": "amount", "amount": "20", "do": "carry_out"}
        target = site.url + at(bo, "INV-1", "credit")
        for _ in range(2):
            answer = page.request.post(target, form=sent, max_redirects=0)
            assert (answer.status, answer.headers["location"]) == (303, f"{at(bo, 'INV-1')}?done=2")
        page.get_by_label("Amount in GBP").fill("30")
        page.get_by_role("button", name="Create credit note").click()
        expect(page.get_by_text("You changed something after the preview")).to_be_visible()
    assert site.found(bo, "INV-1").credited_minor == 2000


def test_two_browsers_spend_the_same_credit(browser: Browser, site: Site) -> None:
    cy = new("cy")
    for invoice in ("INV-1", "INV-2"):
        site.invoice(cy, invoice, 3_000)
    site.gift(cy, "GIFT", 3_000, credit_class=CreditClass.PROMOTIONAL)
    with window(browser, site, ADMINISTRATOR) as first, window(browser, site, SECOND) as second:
        for seen, invoice in ((first, "INV-1"), (second, "INV-2")):
            page = seen.go(at(cy, invoice, "apply"))
            page.get_by_label("Amount in GBP").fill("30")
            assert "GIFT pays" in preview(page)
        carry_out(first.page)
        second.page.locator("#preview button[value=carry_out]").click()
        told = second.page.locator("section.alert")
        expect(told).to_contain_text("The account has changed since you looked")
        expect(told).to_contain_text("GIFT pays INV-1")  # what was done meanwhile
        expect(told).to_contain_text("GIFT pays INV-2")  # what had been seen
        expect(second.page.get_by_label("Amount in GBP")).to_have_value("30")  # what was typed is kept
        expect(second.page.locator("#preview")).to_contain_text("30.00 GBP is more than the account credit")
        second.shot(f"stale-{site.store.engine.dialect.name}")
    assert (site.found(cy, "INV-1").applied_minor, site.found(cy, "INV-2").applied_minor) == (3000, 0)


def test_without_javascript_a_credit_is_previewed_and_raised(browser: Browser, site: Site) -> None:
    di = new("di")
    site.invoice(di, f"{di}-INV", 10_000, lines=[Line("L1", 6_000, description="Swim"), Line("L2", 4_000)])
    with window(browser, site, ADMINISTRATOR, java_script_enabled=False, viewport=PHONE) as admin:
        page = admin.go(f"/invoices?number={di}")
        page.get_by_role("link", name=f"RC: raise a credit against {di}-INV").click()
        page.get_by_label("By line").check()
        page.get_by_label("Swim (L1)").fill("70")
        page.get_by_role("button", name="Show what it will do").click()
        expect(page.locator("#preview")).to_contain_text("70.00 GBP is more than can still be credited on line L1")
        expect(page.get_by_label("Swim (L1)")).to_have_value("70")
        page.get_by_label("Swim (L1)").fill("sixty")
        page.get_by_role("button", name="Show what it will do").click()
        expect(page.locator("#line-L1-mistake")).to_have_text("“sixty” is no amount in GBP; write it like 12.50.")
        page.get_by_label("Swim (L1)").fill("60")
        page.get_by_label("Reason").select_option("duplicate")
        page.get_by_role("button", name="Show what it will do").click()
        assert f"credit note {di}-INV-CN1" in preview(page)
        admin.demand_fits()
        carry_out(page)
    assert [line.creditable_minor for line in site.found(di, f"{di}-INV").lines] == [0, 4_000]


def test_with_the_keyboard_alone(browser: Browser, site: Site) -> None:
    ed = new("ed")
    site.invoice(ed, f"{ed}-INV", 10_000)
    with window(browser, site, ADMINISTRATOR) as admin:
        page = admin.go(f"/invoices?number={ed}")
        page.keyboard.press("Tab")
        expect(page.get_by_text("Skip to the content")).to_be_focused()
        page.keyboard.press("Enter")
        link = page.get_by_role("link", name=f"RC: raise a credit against {ed}-INV")
        press_until_focused(page, link)
        page.keyboard.press("Enter")
        page.wait_for_url("**/credit")
        amount = page.get_by_label("Amount in GBP")
        press_until_focused(page, amount)
        page.keyboard.type("20")
        preview(page)
        press_until_focused(page, page.locator("#preview button[value=carry_out]"))
        page.keyboard.press("Enter")
        expect(page.locator(".notice h2")).to_have_text("Done")
    assert site.found(ed, f"{ed}-INV").credited_minor == 2000


def press_until_focused(page: Page, target: Locator) -> None:
    """Go on from field to field, each of which shows that it has the focus."""
    for _ in range(60):
        page.keyboard.press("Tab")
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline != "none", page.evaluate("document.activeElement.outerHTML")
        if target.evaluate("each => each === document.activeElement"):
            return
    raise AssertionError("it is not reached with the keyboard")


def test_a_clerk_above_the_limit_waits_for_a_second_person(browser: Browser, site: Site) -> None:
    flo = new("flo")
    site.invoice(flo, "INV-1")
    with window(browser, site, CLERK) as clerk, window(browser, site, ADMINISTRATOR) as admin:
        page = clerk.go(at(flo, "INV-1", "credit"))
        page.get_by_label("Amount in GBP").fill("60")
        expect(page.locator("#preview .notice")).to_contain_text("above your limit")
        page.get_by_role("button", name="Ask for approval").click()
        expect(page.locator("h1")).to_contain_text("of Cy")
        assert site.found(flo, "INV-1").credited_minor == 0
        path = page.url.removeprefix(site.url)
        page = admin.go("/approvals")
        page.locator(f"a[href='{path}']").click()
        expect(page.locator("main")).to_contain_text("lowers what is owed")
        page.get_by_role("button", name="Reject").click()
        expect(page.get_by_role("alert")).to_have_text("Say why it is rejected.")
        page.get_by_role("button", name="Approve").click()
        expect(page.locator(".notice h2")).to_have_text("Done")
    assert site.found(flo, "INV-1").credited_minor == 6000


def test_a_note_is_voided_and_credit_granted_paused_and_paid_out(browser: Browser, site: Site) -> None:
    gus = new("gus")
    site.invoice(gus, "INV-1", paid_minor=10_000)
    with window(browser, site, ADMINISTRATOR) as admin:
        page = admin.go(at(gus, "INV-1", "credit"))
        page.get_by_label("All of it").check()
        preview(page)
        carry_out(page)
        page.get_by_role("link", name="Void INV-1-CN1").click()
        assert "account credit INV-1-CN1 is gone" in preview(page)
        carry_out(page)
        assert site.found(gus, "INV-1").credited_minor == 0
        admin.go(f"/accounts/{gus}/grant")
        page.get_by_label("Name of the credit").fill("MONEY")
        page.get_by_label("Amount").fill("12.50")
        page.get_by_label("What it is").select_option("overpayment")
        preview(page)
        carry_out(page)
        for task in ("Pause", "Resume", "Pay out"):
            page.get_by_role("link", name=f"{task} MONEY").click()
            if task == "Pay out":
                page.get_by_label("Amount in GBP").fill("2.50")
            preview(page)
            carry_out(page)
        expect(page.locator(".figures")).to_contain_text("10.00")


def test_what_is_done_with_everyone_is_seen_first_and_taken_along(
    browser: Browser, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("credit_rules_adapters.web.everyone._AT_ONCE", 1)  # so that it goes on by itself
    accounts = [new("hal") for _ in range(3)]
    product = f"{accounts[0]}-yoga"
    for account in accounts:
        site.invoice(account, f"{account}-INV", 2_000, product=product, paid_minor=2_000)
    with window(browser, site, ADMINISTRATOR) as admin:
        page = admin.go("/everyone/session")
        page.get_by_label("Product").fill(product)
        page.get_by_label("Credit", exact=True).select_option("price")
        page.get_by_label("Sessions not used").fill("1")
        page.get_by_label("of all sessions").fill("4")
        page.get_by_role("button", name="Show what it will do").click()
        expect(page.locator(".stay")).to_contain_text("In 3 accounts")
        expect(page.locator(".stay .told")).to_contain_text("15.00")
        page.get_by_role("button", name="Credit everyone").click()
        expect(page.get_by_role("heading", name="Done")).to_be_visible()
        with page.expect_download() as taken:
            page.get_by_role("link", name="What was done as CSV").click()
        table = taken.value.path().read_text()
    assert [site.found(account, f"{account}-INV").credited_minor for account in accounts] == [500] * 3
    assert table.count("credit notes") == 3


def test_credits_come_in_from_a_table_seen_before(browser: Browser, site: Site) -> None:
    ida = new("ida")
    site.invoice(ida, "INV-1")
    with window(browser, site, ADMINISTRATOR) as admin:
        page = admin.go("/import")
        table, row = page.get_by_label("Or the table itself"), f"OLD-1,{ida},GBP"
        table.fill(f"id,account,currency,amount\n{row},12.5\n{row},x\n")
        page.get_by_role("button", name="Show what it will do").click()
        expect(page.get_by_role("alert")).to_contain_text("Nothing was taken")
        table.fill(f"id,account,currency,amount\n{row},12.50\n")
        page.get_by_role("button", name="Show what it will do").click()
        expect(page.locator(".stay")).to_contain_text("12.50")
        assert site.entries(ida) == 1
        page.get_by_role("button", name="Take them").click()
        expect(page.get_by_role("heading", name="Done")).to_be_visible()
    assert site.entries(ida) == 2
