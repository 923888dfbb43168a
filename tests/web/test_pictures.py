"""Pictures: what is drawn is what the states hold, for any account; and it can be read without seeing it."""

from __future__ import annotations

from collections import Counter
from datetime import date
from itertools import pairwise
from xml.etree.ElementTree import Element, fromstring

import pytest
from hypothesis import given

from credit_rules import (
    Account,
    AccountCredit,
    AddInvoice,
    ApplyCredit,
    CreditClass,
    Expire,
    Grant,
    GrantKind,
    Grants,
    Invoice,
    Line,
    Money,
    Policy,
    RaiseCredit,
    Terms,
    decide,
)
from credit_rules_adapters.testing import DAY_ONE, accounts
from credit_rules_adapters.text.money import parse_amount
from credit_rules_adapters.web.pictures import (
    Picture,
    credit_flow,
    flows,
    what_expires,
    what_paid,
    where_credit_went,
)

SVG = "{http://www.w3.org/2000/svg}"
NOT_INVOICES = {"left", "expired", "voided", "paid out in cash", "taken back with its note"}
ROUNDED = 0.01
GENEROUS = Policy(grants=Grants.ALLOWED)


def drawn(picture: Picture) -> Element:
    return fromstring(picture.svg)


def shown(picture: Picture, currency: str) -> dict[str, int]:
    """Read the labelled bars of a picture: label and amount as they are written."""
    groups = [group.findall(f"{SVG}text") for group in drawn(picture).findall(f"{SVG}g")]
    return {str(label.text): parse_amount(str(amount.text).split()[0], currency) for label, amount in groups}


def bars(picture: Picture) -> list[tuple[float, float]]:
    """Read where each bar begins and ends, in percent of the width."""
    rects = [each for each in drawn(picture).iter(f"{SVG}rect") if each.get("class") == "picture-bar"]
    starts = [(float(str(each.get("x")).rstrip("%")), float(str(each.get("width")).rstrip("%"))) for each in rects]
    return [(start, start + width) for start, width in starts]


def table(picture: Picture, currency: str) -> dict[tuple[str, ...], int]:
    return {row[:-1]: parse_amount(row[-1], currency) for row in picture.rows}


@given(accounts())
def test_what_paid_any_invoice(account: Account) -> None:
    for invoice in account.invoices.values():
        picture = what_paid(invoice)
        figures = table(picture, invoice.currency)
        assert figures.pop(("together",)) == invoice.total_minor == sum(figures.values())
        assert figures.get(("still owed",), 0) == invoice.outstanding_minor
        assert figures.get(("lowered by credit notes",), 0) == invoice.reduced_minor
        assert figures.get(("cash",), 0) == invoice.paid_minor - invoice.released_minor
        assert figures.get(("cash, given back",), 0) == invoice.released_minor
        assert figures.get(("credit, given back",), 0) == invoice.restored_minor
        assert figures.get(("cash on its way",), 0) == invoice.pending_minor
        assert sum(amount for (label,), amount in figures.items() if label.endswith((" (paid)", " (promotional)"))) == (
            invoice.applied_minor
        )
        assert sum(shown(picture, invoice.currency).values()) == invoice.total_minor
        _adjoin(picture)


@given(accounts())
def test_where_any_credit_went(account: Account) -> None:
    for lot in account.credits.values():
        picture = where_credit_went(account, lot)
        figures = table(picture, lot.currency)
        assert figures.pop(("together",)) == lot.amount_minor
        assert figures.get(("left",), 0) == lot.remaining_minor
        standing: Counter[tuple[str, ...]] = Counter()
        for invoice in account.invoices.values():
            for piece in invoice.allocations:
                standing[f"paid {invoice.id}",] += piece.amount_minor if piece.credit == lot.id else 0
        assert {key: amount for key, amount in figures.items() if key[0] not in NOT_INVOICES} == +standing
        assert sum(shown(picture, lot.currency).values()) == lot.amount_minor
        _adjoin(picture)


def _adjoin(picture: Picture) -> None:
    """Each bar begins where the one before ended, and the last ends at the right edge."""
    edges = bars(picture)
    assert all(abs(before[1] - after[0]) < ROUNDED for before, after in pairwise(edges))
    assert not edges or (edges[0][0] == 0 and abs(edges[-1][1] - 100) < ROUNDED)


@given(accounts())
def test_how_the_credit_of_any_account_flowed(account: Account) -> None:
    pictures = credit_flow(account)
    currencies = sorted({lot.currency for lot in account.credits.values()})
    assert len(pictures) == len(currencies)
    for currency, picture in zip(currencies, pictures, strict=True):
        whole = {lot.id: lot.amount_minor for lot in account.credits.values() if lot.currency == currency}
        sums: Counter[str] = Counter()
        for (lot, _), amount in table(picture, currency).items():
            sums[lot] += amount
        assert +sums == {lot: amount for lot, amount in whole.items() if amount}
        assert len(picture.rows) == len(flows(account, currency))
        over = [text for text in drawn(picture).findall(f"{SVG}text") if text.get("dx")]
        assert sum(parse_amount(str(text.text), currency) for text in over) == sum(whole.values())
        ribbons = [path for path in drawn(picture).iter(f"{SVG}path") if "ribbon" in str(path.get("class"))]
        assert len(ribbons) == len(over)


@given(accounts())
def test_what_expires_of_any_account(account: Account) -> None:
    pictures = what_expires(account.credits.values(), on=DAY_ONE)
    found: Counter[tuple[str, str]] = Counter()
    for picture in pictures:
        currency = picture.title[-3:]
        for (label,), amount in table(picture, currency).items():
            found[currency, label] += 0 if label == "together" else amount
    expected: Counter[tuple[str, str]] = Counter()
    for lot in account.credits.values():
        if not lot.voided and not lot.has_expired(DAY_ONE):
            until = "never expires" if lot.expires_on is None else f"until {lot.expires_on}"
            expected[lot.currency, until] += lot.remaining_minor
    assert +found == +expected


def lots(count: int, currency: str = "GBP") -> dict[str, AccountCredit]:
    classes = (CreditClass.PAID, CreditClass.PROMOTIONAL)
    return {
        f"LOT-{number:03}": AccountCredit(
            f"LOT-{number:03}", "ann", currency, 100 + number, credit_class=classes[number % 2], issued_on=DAY_ONE
        )
        for number in range(count)
    }


def test_two_hundred_lots_stand_together_with_their_count_and_the_table_names_each() -> None:
    account = Account(credits=lots(200))
    (picture,) = credit_flow(account)
    labels = [text.text for text in drawn(picture).findall(f"{SVG}text")]
    assert "193 other credits" in labels
    assert len(picture.rows) == 200
    paid = Invoice("INV-1", "ann", "GBP", [Line("L1", 10**6)], issued_on=DAY_ONE)
    outcome = decide(
        ApplyCredit(invoice="INV-1"), Account(invoices={"INV-1": paid}, credits=lots(200)), GENEROUS, DAY_ONE
    )
    picture = what_paid(outcome.unwrap().invoice)
    assert "189 smaller ones" in shown(picture, "GBP")
    assert list(shown(picture, "GBP"))[-1] == "still owed"
    assert len(picture.rows) == 202


@pytest.mark.parametrize(("currency", "written"), [("JPY", "1234 JPY"), ("GBP", "12.34 GBP"), ("KWD", "1.234 KWD")])
def test_amounts_have_the_digits_of_their_currency(currency: str, written: str) -> None:
    invoice = Invoice("INV-1", "ann", currency, [Line("L1", 1234)], issued_on=DAY_ONE)
    texts = [text.text for text in drawn(what_paid(invoice)).iter(f"{SVG}text")]
    assert texts == ["still owed", written]


def test_hostile_and_long_ids_are_escaped_and_shortened() -> None:
    hostile = '</svg><script>alert("x")</script>&' + "x" * 90
    lot = AccountCredit(hostile, "ann", "GBP", 500, issued_on=DAY_ONE)
    invoice = Invoice(hostile, "ann", "GBP", [Line("L1", 500)], issued_on=DAY_ONE)
    account = Account(invoices={hostile: invoice}, credits={hostile: lot})
    outcome = decide(ApplyCredit(invoice=hostile), account, GENEROUS, DAY_ONE).unwrap()
    account = account.record(outcome, on=DAY_ONE)
    for picture in (*credit_flow(account), where_credit_went(account, lot), what_paid(account.invoices[hostile])):
        assert "<script" not in picture.svg
        assert any(hostile in cell for row in picture.rows for cell in row) or hostile in picture.title
        assert all(len(str(text.text)) <= 40 for text in drawn(picture).iter(f"{SVG}text"))


def test_nothing_is_drawn_as_nothing() -> None:
    assert credit_flow(Account()) == ()
    assert what_expires([], on=DAY_ONE) == ()
    free = Invoice("INV-1", "ann", "GBP", [Line("L1", 0)], issued_on=DAY_ONE)
    assert [text.text for text in drawn(what_paid(free)).iter(f"{SVG}text")] == ["Nothing yet."]


def told() -> Account:
    """An account on which something happened: a gift, a credit note, and what expired."""
    paid = Invoice("INV-1", "ann", "GBP", [Line("L1", 10_000)], issued_on=DAY_ONE, paid_minor=8_000)
    terms = Terms(expires_on=date(2030, 1, 1))
    gift = Grant(id="GIFT", account="ann", amount=Money(5_000, "GBP"), kind=GrantKind.PROMOTIONAL, terms=terms)
    raised = RaiseCredit(invoice="INV-1", amount=Money(5_000, "GBP"))
    account = Account()
    for command in (AddInvoice(paid), gift, ApplyCredit(invoice="INV-1"), raised, Expire("ann")):
        on = date(2031, 1, 1) if isinstance(command, Expire) else DAY_ONE
        account = account.record(decide(command, account, GENEROUS, on).unwrap(), on=on)
    return account


def test_a_picture_says_by_itself_what_it_shows() -> None:
    account = told()
    pictures = [
        what_paid(account.invoices["INV-1"]),
        where_credit_went(account, account.credits["GIFT"]),
        *credit_flow(account),
        *what_expires(account.credits.values(), on=DAY_ONE),
    ]
    for picture in pictures:
        svg = drawn(picture)
        title, desc = svg.find(f"{SVG}title"), svg.find(f"{SVG}desc")
        assert title is not None
        assert desc is not None
        assert svg.get("role") == "img"
        assert svg.get("aria-labelledby") == f"{title.get('id')} {desc.get('id')}"
        assert title.text == picture.title
        assert all(row[-1] in str(desc.text) for row in picture.rows)
        patterns = {str(each.get("id")) for each in svg.iter(f"{SVG}pattern")}
        used = {str(each.get("fill"))[5:-1] for each in svg.iter(f"{SVG}rect") if "url(" in str(each.get("fill"))}
        assert used
        assert used <= patterns
        assert not any("style" in each.attrib for each in svg.iter())
    assert len({picture.title for picture in pictures}) == len(pictures)
    assert shown(pictures[1], "GBP") == {"expired": 50_00}


def test_classes_are_told_apart_without_colour() -> None:
    svg = drawn(what_paid(told().invoices["INV-1"]))
    tiles = {str(each.get("id")): [part.attrib.get("d") for part in each] for each in svg.iter(f"{SVG}pattern")}
    assert len(tiles) == len({str(tile) for name, tile in tiles.items() if not name.endswith(("cash", "left"))}) + 2
