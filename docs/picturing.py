"""The pictures of concepts.md. Their figures are asked of the engine when they are drawn, so that none can be wrong."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import date

from attrs import evolve

from credit_rules import (
    AccountCredit,
    AddInvoice,
    CreditClass,
    Invoice,
    Line,
    Money,
    Outcome,
    RaiseCredit,
    allocate,
    in_credit_order,
    in_invoice_order,
    raise_credit,
)
from credit_rules.policy import JOININ
from credit_rules_adapters.asking import Request
from credit_rules_adapters.service import Service
from credit_rules_adapters.stores.memory import MemoryStore
from credit_rules_adapters.text.money import format_amount
from drawing import Sheet

DAY = date(2026, 3, 1)
LOTS = (
    AccountCredit(
        "GIFT", "ann", "GBP", 2000, credit_class=CreditClass.PROMOTIONAL, issued_on=DAY, expires_on=date(2026, 6, 1)
    ),
    AccountCredit("INV-3-CN1", "ann", "GBP", 3000, issued_on=date(2026, 1, 10)),
    AccountCredit("INV-5-CN1", "ann", "GBP", 1500, issued_on=date(2026, 2, 20)),
)
INVOICES = tuple(
    Invoice(id, "ann", "GBP", [Line("L1", total)], issued_on=date(2026, 2, 1), due_on=due)
    for id, total, due in (("INV-8", 2500, date(2026, 3, 20)), ("INV-7", 3500, date(2026, 3, 5)))
)


def shown(amount_minor: int) -> str:
    """Return an amount in pounds."""
    return format_amount(amount_minor, "GBP")


def raising() -> Sheet:
    """Draw what a credit does to an unpaid, a part-paid and a paid invoice."""
    sheet = Sheet("What a credit does to an unpaid, a part-paid and a paid invoice of 100.00", 720, 372)
    for place, (paid, credit) in enumerate([(0, 2000), (6000, 7000), (10000, 3000)]):
        invoice = Invoice("INV-7", "ann", "GBP", [Line("L1", 10000)], issued_on=DAY, paid_minor=paid)
        outcome = raise_credit(invoice, Money(credit, "GBP")).unwrap()
        _raised(sheet, 16 + 120 * place, invoice, outcome)
    return sheet


def _raised(sheet: Sheet, top: float, invoice: Invoice, outcome: Outcome) -> None:
    note, after = outcome.note, outcome.invoice
    state = str(invoice.state).replace("_", "-").replace("reconciled", "paid")
    sheet.words(16, top + 16, f"{state.capitalize()}, credit {shown(note.amount_minor)}", "strong")
    for down, each in ((28, invoice), (62, after)):
        paid = each.paid_minor / 40
        sheet.bar(16, top + down, (paid, 24), "cash")
        sheet.bar(16 + paid, top + down, (each.outstanding_minor / 40, 24), "owed")
        told = f"{shown(each.paid_minor)} paid, {shown(each.outstanding_minor)} owed"
        sheet.words(280, top + down + 17, ("before: " if each is invoice else "after: ") + told, "small")
    if note.account_credit_minor:
        sheet.arrow([(470, top + 56), (520, top + 56)])
        sheet.bar(530, top + 40, (note.account_credit_minor / 40, 32), "paid")
        sheet.words(610, top + 53, "account credit", "small")
        sheet.words(610, top + 70, shown(note.account_credit_minor), "strong")


def lots() -> Sheet:
    """Draw three lots along the year: class, first usable day, expiry, and the order in which they are used."""
    sheet = Sheet("Three lots of one account, along time, in the order in which they are used", 720, 226)
    start, scale = date(2026, 1, 1), 1.55
    for month in range(1, 10):
        x = 190 + scale * (date(2026, month, 1) - start).days
        sheet.words(x, 20, date(2026, month, 1).strftime("%b"), "small")
        sheet.bar(x, 26, (0.6, 176), "box")
    for place, lot in enumerate(in_credit_order(LOTS, JOININ)):
        top, gift = 36 + 58 * place, lot.credit_class is CreditClass.PROMOTIONAL
        begin = 190 + scale * (lot.usable_from - start).days
        end = 190 + scale * ((lot.expires_on or date(2026, 12, 1)) - start).days
        sheet.words(16, top + 18, f"{place + 1}. {lot.id}", "strong")
        sheet.words(16, top + 36, f"{lot.credit_class}, {shown(lot.amount_minor)}", "small")
        sheet.bar(begin, top, (end - begin, 38), "gift" if gift else "paid")
        told = f"expires {lot.expires_on:%-d %B}" if lot.expires_on else "never expires"
        sheet.words(begin + 10, top + 24, told, "on")
    return sheet


def allocating() -> Sheet:
    """Draw which lot pays which invoice: bands as wide as the amounts."""
    run = allocate(INVOICES, LOTS, on=DAY)
    sheet = Sheet("Which credit pays which invoice: three lots, two invoices", 720, 300)
    left, right = dict[str, float](), dict[str, float]()
    for place, lot in enumerate(in_credit_order(LOTS, JOININ)):
        left[lot.id] = top = 40 + 84 * place
        gift = lot.credit_class is CreditClass.PROMOTIONAL
        sheet.bar(190, top, (12, lot.remaining_minor / 50), "gift" if gift else "paid")
        sheet.words(180, top + 16, lot.id, "strong end")
        sheet.words(180, top + 34, f"{lot.credit_class}, {shown(lot.remaining_minor)}", "small end")
    for place, invoice in enumerate(in_invoice_order(INVOICES, JOININ)):
        right[invoice.id] = top = 50 + 110 * place
        sheet.bar(510, top, (12, invoice.outstanding_minor / 50), "owed")
        sheet.words(534, top + 16, invoice.id, "strong")
        sheet.words(534, top + 34, f"due {invoice.due_on:%-d %B}, {shown(invoice.outstanding_minor)}", "small")
    drawn: dict[str, float] = defaultdict(float)
    for paid in run.applied:
        amount, lot_id = paid.allocation.amount_minor, paid.allocation.credit
        width = amount / 50
        start = left[lot_id] + drawn[lot_id] + width / 2
        end = right[paid.invoice] + drawn[paid.invoice] + width / 2
        drawn[lot_id] += width
        drawn[paid.invoice] += width
        sheet.flow((202, start), (510, end), width, "gift" if lot_id == "GIFT" else "paid")
        sheet.words(212, start + 5, shown(amount), "small")
    for lot in run.credits:
        if lot.remaining_minor:
            sheet.words(180, left[lot.id] + 52, f"{shown(lot.remaining_minor)} left", "small end")
    return sheet


def previewing() -> Sheet:
    """Draw a preview, somebody else's change, the refusal of the stale plan, and the second look."""
    service = Service(store=MemoryStore())
    entered = Request(account="ann", actor="kim", command=AddInvoice(INVOICES[1]), on=DAY)
    service.carry_out(entered)
    kim = evolve(entered, command=RaiseCredit(invoice="INV-7", amount=Money(1000, "GBP")))
    seen = service.preview(kim).version
    lee = evolve(entered, actor="lee", command=RaiseCredit(invoice="INV-7", amount=Money(2000, "GBP")))
    now = service.carry_out(lee).version
    refused = service.carry_out(evolve(kim, seen=seen)).result.failure()
    done = service.carry_out(evolve(kim, seen=now)).result.unwrap().note
    sheet = Sheet("A preview, a change by somebody else, and the stale plan refused", 720, 236)
    steps = [
        ("Kim previews", f"INV-7 would be lowered by {shown(1000)}; the account is at version {seen}"),
        ("Lee raises a credit", f"{shown(2000)} on INV-7; the account is at version {now}"),
        ("Kim commits", f"carrying version {seen}: {refused.code}, and nothing is done"),
        ("Kim looks, and commits again", f"carrying version {now}: {done.id} over {shown(done.amount_minor)} stands"),
    ]
    for place, (title, text) in enumerate(steps):
        top = 16 + 118 * (place // 2)
        sheet.box(16 + 360 * (place % 2), top, title, text, width=310, height=86)
    sheet.arrow([(326, 59), (372, 59)])
    sheet.arrow([(531, 102), (531, 118), (171, 118), (171, 130)])
    sheet.arrow([(326, 177), (372, 177)])
    return sheet


def recording() -> Sheet:
    """Draw the way from a command to effects, and all that follows from these."""
    sheet = Sheet("A command becomes an outcome; its effects are the record, and all else follows from them", 720, 330)
    sheet.box(16, 16, "command", "what is asked: credit INV-7 by 70.00")
    sheet.box(260, 16, "decide", "states, policy and date in; an outcome or a refusal out")
    sheet.box(504, 16, "outcome", "effects, reasons, rules, the policy's fingerprint")
    sheet.box(260, 128, "entries", "number, date, effects: appended, never changed", width=200)
    for x, title, text in (
        (16, "states", "invoices, lots and notes, by folding"),
        (192, "journal", "balanced postings, sum zero"),
        (368, "outbox", "events for your queue, in order"),
        (544, "reports", "statement, ageing, roll-forward"),
    ):
        sheet.box(x, 240, title, text, width=160)
        sheet.arrow([(360, 202), (360, 220), (x + 80, 220), (x + 80, 238)])
    sheet.arrow([(216, 53), (258, 53)])
    sheet.arrow([(460, 53), (502, 53)])
    sheet.arrow([(604, 90), (604, 165), (462, 165)])
    return sheet


PICTURES: Mapping[str, Callable[[], Sheet]] = {
    "raising": raising,
    "lots": lots,
    "allocating": allocating,
    "previewing": previewing,
    "recording": recording,
}
