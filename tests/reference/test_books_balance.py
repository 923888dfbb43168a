"""Books played at random: the reference's own sums and postings agree, and a refused step changes nothing."""

import copy
import random
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from reference import postings
from reference.facts import Answer
from reference.model import DATED, TIMELESS, Book
from reference.orders import JOININ

START = date(2026, 1, 1)
EVERY_CODE = {
    *("invoice_exists", "invoice_not_found", "note_not_found", "credit_not_found", "invoice_not_issued"),
    *("invoice_cancelled", "invoice_written_off", "invoice_fully_credited", "amount_not_positive"),
    *("currency_mismatch", "amount_exceeds_creditable", "invoice_part_paid", "payment_pending"),
    *("refund_not_allowed", "refund_exceeds_cash", "line_not_found", "amount_exceeds_line"),
    *("invoice_already_issued", "not_same_account", "collection_in_progress", "nothing_outstanding"),
    *("amount_exceeds_outstanding", "insufficient_credit", "nothing_applied", "amount_exceeds_applied"),
    *("note_already_void", "credit_already_used", "note_refunded", "invoice_has_payments", "grant_not_allowed"),
    *("credit_exists", "promotional_not_refundable", "nothing_remaining", "amount_exceeds_pending"),
}
POLICIES: list[dict[str, Any]] = [
    {"grants": "allowed", "refunds": "allowed", "void_used": "unapply", "pending_payment": "reserve"},
    {"grants": "allowed", "surplus": "cash_first", "credit_order": ["largest"], "invoice_order": ["smallest"]},
    {"surplus": "proportional", "void_used": "unapply", "minimum_collection": {"GBP": 30}, "refunds": "allowed"},
    {"part_paid": "reject", "invoice_order": ["newest"]},
]
# What ends an invoice's or a lot's life comes seldom, so that books grow old enough for notes to be voided.
OFTEN = ["raise_credit", "apply_credit", "void_note", "record_payment", "unapply", "clear_payment", "issue", "allocate"]
LOT_STEPS = ["void_credit", "pause", "resume", "resume", "refund_credit"]
ON_AN_INVOICE = [*OFTEN[:2], *OFTEN[3:7], "compare_with_refund", "fail_payment", "cancel", "write_off"]
OTHERS = ["grant", "expire", "remove_from_product", "cancel_session", "raise_credits"]


def sometimes(draw: random.Random) -> bool:
    return draw.randrange(3) == 0


def random_invoice(draw: random.Random, name: str) -> dict[str, Any]:
    prices = [(draw.randint(0, 90), draw.randint(0, 20)) for _ in range(draw.randint(1, 3))]
    lines = [
        {"id": f"L{place}", "net": net, "tax": tax, "product": draw.choice("pq")}
        for place, (net, tax) in enumerate(prices)
    ]
    total = sum(net + tax for net, tax in prices)
    status = draw.choice(["draft", "issued", "issued"])
    paid = draw.choice([0, total, total // 2]) if status == "issued" else 0
    pending = draw.choice([0, 0, 0, total - paid]) if status == "issued" else 0
    start: dict[str, Any] = {"id": name, "account": draw.choice(["ann", "ann", "ann", "bob"]), "lines": lines}
    return start | {"status": status, "paid": paid, "pending": pending, "collection": draw.choice(["auto", "manual"])}


def random_lot(draw: random.Random, name: str, on: date) -> dict[str, Any]:
    lot: dict[str, Any] = {
        "id": name,
        "account": draw.choice(["ann", "ann", "ann", "bob"]),
        "amount": draw.randint(1, 80),
    }
    if sometimes(draw):
        lot["products"] = draw.choice([["p"], ["q"], ["p", "q"]])
    if sometimes(draw):
        lot["expires_on"] = on + timedelta(days=draw.randint(1, 30))
    return lot | {"class": draw.choice(["paid", "promotional"]), "currency": draw.choice(["GBP", "GBP", "EUR"])}


def on_an_invoice(draw: random.Random, book: Book, do: str) -> dict[str, Any]:
    invoice = draw.choice(book.invoice_ids())
    step = {"do": do, "invoice": invoice, "amount": draw.randint(0, 60), "fee": 7, "pending": sometimes(draw)}
    if do == "raise_credit" and sometimes(draw):
        del step["amount"]
        names = [*book.invoice(invoice)["lines"], "L9"]
        step["lines"] = {draw.choice(names): draw.randint(1, 40)}
    if do == "raise_credit" and sometimes(draw):
        step["refund"] = draw.choice([0, 1, 20])
        step["currency"] = draw.choice(["GBP", "GBP", "GBP", "EUR"])
    if do in ("apply_credit", "unapply") and sometimes(draw):
        del step["amount"]
    if do == "apply_credit" and sometimes(draw):
        step["credits"] = draw.sample([*book.credit_ids(), "none"], 2)
    return step


def random_step(draw: random.Random, book: Book, on: date) -> dict[str, Any]:
    do = draw.choice(OFTEN * 8 + LOT_STEPS + ON_AN_INVOICE + OTHERS)
    if do in ON_AN_INVOICE:
        return on_an_invoice(draw, book, do)
    amount = draw.randint(0, 60)
    pair = {"invoice": draw.choice(book.invoice_ids()), "amount": amount}
    plan = {"product": draw.choice("pq"), "credit": draw.choice(["price", "none", amount]), "unused": 2, "sessions": 3}
    others: dict[str, dict[str, Any]] = {
        "void_note": {"note": draw.choice([*book.note_ids(), "none"])},
        "grant": random_lot(draw, draw.choice([f"G{len(book.credit_ids())}", "C1"]), on),
        "raise_credits": {"credits": [pair, {"invoice": "none", "amount": 1}]},
        "expire": {},
        "allocate": {},
        **{do: {"credit": draw.choice([*book.credit_ids(), "none"]), "amount": amount} for do in LOT_STEPS},
    }
    return {"do": do, **others.get(do, {**plan, "account": draw.choice(["ann", "ann", "ann", "bob"])})}


def check_sums(book: Book) -> None:
    for name in book.invoice_ids():
        seen = book.invoice(name)
        sums = ("paid", "pending", "applied", "reduced", "restored", "released", "creditable", "outstanding")
        assert all(seen[each] >= 0 for each in sums), (name, seen)
        assert seen["released"] <= seen["paid"]
        lines = seen["lines"].values()
        assert sum(line["credited_net"] + line["credited_tax"] for line in lines) == seen["credited"]
        assert all(0 <= line["credited_net"] <= line["net"] for line in lines)
        assert all(0 <= line["credited_tax"] <= line["tax"] for line in lines)
        assert sum(amount for _, amount in seen["allocations"]) == seen["applied"]
    assert all(book.credit(name)["remaining"] >= 0 for name in book.credit_ids())


def check_ledger(book: Book, ledger: Counter[tuple[str, str]]) -> None:
    """The postings so far, added up, are what is owed to us and what we owe."""
    invoices = [book.invoice(name) for name in book.invoice_ids()]
    owed = sum(one["outstanding"] + (one["pending"] if one["status"] == "issued" else 0) for one in invoices)
    assert ledger["receivable", "GBP"] == owed
    lots = [book.credit(name) for name in book.credit_ids()]
    for currency in ("GBP", "EUR"):
        for kind in ("paid", "promotional"):
            held = sum(lot["remaining"] for lot in lots if (lot["class"], lot["currency"]) == (kind, currency))
            assert -ledger[f"account_credit:{kind}", currency] == held
    assert sum(ledger.values()) == 0


def posted(book: Book, answer: Answer) -> Iterator[postings.Row]:
    """The postings of a step; those with several notes state none, so that of each note is asked for."""
    yield from answer.get("postings", [])
    for name in answer.get("notes", []):
        if not name.startswith("rejected:"):
            yield from postings.of_note(book.facts, book.facts.notes[name])


def play(seed: int) -> tuple[set[str], set[str]]:
    """The steps that were taken and the codes that were given."""
    draw = random.Random(seed)
    book = Book(JOININ | POLICIES[seed % len(POLICIES)], "GBP", START)
    ledger: Counter[tuple[str, str]] = Counter()
    taken: set[str] = set()
    codes: set[str] = set()
    for number in range(80):
        on = START + timedelta(days=number // 2)
        before = copy.deepcopy(book.facts)
        step: dict[str, Any] = {"do": "enter"}
        if number % 8 == 0:
            answer = book.add_invoice(random_invoice(draw, draw.choice([f"I{number}", "I0"])))
        elif number % 8 == 1:
            answer = book.add_credit(random_lot(draw, f"C{number}", START))
        else:
            step = random_step(draw, book, on)
            answer = book.step(step, on)
        if "rejected" in answer:
            codes.add(answer["rejected"])
            assert book.facts == before, step
        else:
            taken.add(step["do"])
        codes |= {name.removeprefix("rejected:") for name in answer.get("notes", []) if name.startswith("rejected:")}
        for name, amount, currency in posted(book, answer):
            ledger[name, currency] += amount
        check_sums(book)
        check_ledger(book, ledger)
    return taken, codes


def test_random_books() -> None:
    taken: set[str] = set()
    codes: set[str] = set()
    for seed in range(40):
        also_taken, more_codes = play(seed)
        taken |= also_taken
        codes |= more_codes
    assert taken == {*DATED, *TIMELESS, "enter"}
    assert codes == EVERY_CODE
