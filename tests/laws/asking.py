"""A command of the core put to the reference, and its answer in the words that `telling` has for the core's."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from credit_rules import (
    AddCredit,
    AddInvoice,
    ApplyCredit,
    CarryOutRemoval,
    Command,
    Invoice,
    RefundCredit,
    RemovalPlan,
)
from laws.translating import amount_of, entered_credit, entered_invoice, step_of
from reference import postings
from reference.facts import Answer
from reference.model import Book
from reference.sums import remaining
from reference.using import reason_before


def ask(book: Book, command: Command, invoices: Mapping[str, Invoice], on: date) -> Answer:
    """Put a command to the reference; the answer tells the postings of every step, and what came back unusable."""
    lots = {name: book.credit(name) for name in book.credit_ids()}
    notes = set(book.note_ids())
    before = _reasons_before(book, command, on) if isinstance(command, ApplyCredit) else {}
    answer = _ask(book, command, invoices, on)
    if "rejected" in answer:
        return _same_figures(answer, command, lots, on)
    if isinstance(command, ApplyCredit):
        used_up = {name for name in before if before[name] is None and book.credit(name)["remaining"] == 0}
        return {**answer, "reasons": {name: why for name, why in before.items() if name not in used_up}}
    if "notes" in answer:
        new = [book.facts.notes[name] for name in book.note_ids() if name not in notes]
        rows = [row for note in new for row in postings.of_note(book.facts, note)]
        return {"removed_lines": {}, "left_out": 0, **answer, "postings": postings.summed(rows)}
    returned = answer.get("returned", answer.get("restored"))
    if returned is None:
        return {"postings": [], **answer}
    # What voiding a note unapplies is taken again at once: nothing of it stays on a lot.
    stays = {} if "reapplied" in answer else returned
    unusable = {(lot, why): amount for lot, amount in stays.items() if (why := _why_unusable(lots[lot], on))}
    return {**{name: value for name, value in answer.items() if name != "expired"}, "unusable": unusable}


def _reasons_before(book: Book, command: ApplyCredit, on: date) -> dict[str, str | None]:
    """Why each lot that applying looks at can't be used, by the figures before it: the first of R21's reasons.

    Those are the lots named, or every lot of the account that holds something. None: it may be used.
    """
    invoice = book.facts.invoices.get(command.invoice)
    if invoice is None:
        return {}
    own = [one for one in book.facts.lots.values() if one.account == invoice.account and remaining(book.facts, one) > 0]
    named = [one for one in book.facts.lots.values() if one.id in (command.chosen or ())]
    return {one.id: reason_before(book.facts, one, [invoice], on) for one in (own if command.chosen is None else named)}


def _same_figures(answer: Answer, command: Command, lots: Mapping[str, Answer], on: date) -> Answer:
    """Of a lot that is void or past its date, the core tells what of it may be paid out, the reference what remains.

    Of several lots of which a note needs more back than remains, either may be told: `side_by_side` looks at that one.
    """
    if isinstance(command, RefundCredit) and "remaining" in answer:
        lost = _why_unusable(lots[command.credit], on) in {"expired", "voided"}
        return {"rejected": answer["rejected"], "available": 0 if lost else answer["remaining"]}
    return {name: figure for name, figure in answer.items() if name != "missing"}


def _why_unusable(lot: Mapping[str, Any], on: date) -> str | None:
    past = lot["expires_on"] is not None and lot["expires_on"] <= on
    causes = {"expired": past, "voided": lot["voided"], "paused": lot["paused"]}
    return next((why for why, holds in causes.items() if holds), None)


def _ask(book: Book, command: Command, invoices: Mapping[str, Invoice], on: date) -> Answer:
    match command:
        case AddInvoice(invoice):
            return book.add_invoice(entered_invoice(invoice))
        case AddCredit(lot):
            return book.add_credit(entered_credit(lot))
        case CarryOutRemoval(plan):
            return _carry_out(book, plan, invoices, on)
        case _:
            return book.step(step_of(command, invoices), on)


def _carry_out(book: Book, plan: RemovalPlan, invoices: Mapping[str, Invoice], on: date) -> Answer:
    """A plan that was edited: its notes as ordinary ones (R30), and its lines off drafts that it was made from."""
    asked = [
        {"invoice": id, **amount_of(shares, invoices.get(id)), "reason": "removed_from_product"}
        for id, shares in plan.credits
    ]
    notes = book.step({"do": "raise_credits", "credits": asked}, on)["notes"]
    for id, lines in plan.drafts:
        draft = book.facts.invoices[id]
        draft.lines = [line for line in draft.lines if line.id not in lines]
        draft.status = draft.status if draft.lines else "cancelled"
    removed = {id: list(lines) for id, lines in plan.drafts}
    left_out = 0 if plan.left_out is None else plan.left_out.amount_minor
    return {"notes": notes, "removed_lines": removed, "left_out": left_out}
