"""Faults to plant in the engine: each an exact change of its source, which proofs and laws must notice.

A text that does not occur exactly once is an error, so no fault is lost when the source changes.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

from attrs import frozen

PACKAGE = "credit_rules"


@frozen
class Mutant:
    """A fault: in this module, that text for this one; `unguarded` if states no longer check their invariants, either."""

    name: str
    module: str
    text: str
    planted: str
    unguarded: bool = False

    def sources(self) -> Mapping[str, str]:
        """The source of every module it changes, by full name.

        :raises ValueError: a text to be changed does not occur exactly once
        """
        changes = [(self.module, self.text, self.planted), *(GUARDS if self.unguarded else ())]
        sources: dict[str, str] = {}
        for module, text, planted in changes:
            name = f"{PACKAGE}.{module}"
            source = sources[name] if name in sources else _source(name)
            if source.count(text) != 1:
                raise ValueError(f"{self.name}: {text!r} occurs {source.count(text)} times in {name}, not once")
            sources[name] = source.replace(text, planted)
        return sources


def _source(module: str) -> str:
    found = find_spec(module)
    assert found is not None
    assert found.origin is not None
    return Path(found.origin).read_text(encoding="utf-8")


GUARDS = (
    ("invoice", "broken = self._broken_invariant()", "broken = None"),
    ("credit", "if self.remaining_minor > self.amount_minor:", "if False:"),
    ("line", "if self.net_left_minor < 0 or self.tax_left_minor < 0:", "if False:"),
    ("note", "if parts <= 0 or parts != self.amount_minor:", "if False:"),
    ("checks", "    if value < 0:", "    if False:"),
    ("checks", "    if value <= 0:", "    if False:"),
)
"""What makes a state refuse to be built; without it a law must notice by itself."""

RAISING, DRAWING, VOIDING = "rules.raising", "rules.drawing", "rules.voiding_notes"
ISSUING, REMOVING, LEAVING = "rules.issuing", "rules.removing", "rules.leaving"
AVAILABLE, APPLYING, PAYING = "rules.availability", "rules.applying", "rules.paying"

DIVIDING = (
    Mutant("ties to the later component", "money", "-remainders[place])", "(-remainders[place], -place))"),
    Mutant("one unit too many spread", "money", "if rank < left:", "if rank <= left:"),
    Mutant("smallest remainder first", "money", "key=lambda place: -remainders", "key=lambda place: remainders"),
    Mutant("the whole cannot be spread", "money", "amount_minor > whole:", "amount_minor >= whole:"),
    Mutant("half down", "money", "(2 * numerator + denominator)", "(2 * numerator + denominator - 1)"),
    Mutant("rounded down", "money", "(2 * numerator + denominator) //", "(2 * numerator) //"),
    Mutant("spread over what was, not what is left", "rules.spreading", "(line.net_left_minor,", "(line.net_minor,"),
    Mutant("empty shares", "rules.spreading", "if net or tax", "if True"),
    Mutant("line's limit by one", "rules.spreading", "amount.amount_minor > left:", "amount.amount_minor >= left:"),
    Mutant("every line named", "rules.spreading", "for line in lines if line.id in amounts for", "for line in lines for"),
    Mutant("restored first in, first out", "allocation", "in reversed(standing):", "in standing:"),
    Mutant("too much restored", "allocation", "            amount_minor -= part\n", "            pass\n"),
    Mutant("a piece taken whole", "allocation", "amount_minor=piece.amount_minor - part.amount_minor", "amount_minor=1"),
    Mutant("an empty allocation stands", "allocation", "part.amount_minor < piece", "part.amount_minor <= piece", True),
    Mutant("put back over what stands", "allocation", "piece.amount_minor + added", "piece.amount_minor"),
    Mutant("put back at the end", "allocation", "in sorted(by_number))", "in by_number)"),
)

STATES = (
    Mutant("released is not credited", "invoice", " + self.restored_minor + self.released_minor", " + self.restored_minor", True),
    Mutant("pending is still owed", "invoice", "self.paid_minor + self.pending_minor + self.applied", "self.paid_minor + self.applied", True),
    Mutant("restored credit is owed", "invoice", " - self.reduced_minor - self.restored_minor - settled", " - self.reduced_minor - settled", True),
    Mutant("drafts owe", "invoice", "return self.balance_minor if self.status is Status.ISSUED else 0", "return self.balance_minor"),
    Mutant("part-paid by cash alone", "invoice", "(self.paid_minor > 0 or self.applied_minor > 0)", "self.paid_minor > 0"),
    Mutant("a note takes no number", "invoice", "notes_raised=self.notes_raised + 1", "notes_raised=self.notes_raised", True),
    Mutant("voiding frees no cash", "invoice", "self.released_minor - note.released_minor", "self.released_minor", True),
    Mutant("voiding frees no lines", "invoice", "_credited(self.lines, note, -1)", "self.lines", True),
    Mutant("allocations keep no count", "invoice", "allocations=standing, allocations_made=made", "allocations=standing", True),
    Mutant("a lot grows when it pays", "credit", "self.remaining_minor + amount_minor", "self.remaining_minor + abs(amount_minor)", True),
    Mutant("the expiry date is not too late", "credit", "self.expires_on <= on", "self.expires_on < on"),
)

CREDITING = (
    Mutant("credit: limit by one", RAISING, "if amount_minor > possible + at.pending", "if amount_minor >= possible + at.pending"),
    Mutant("credit: no limit", RAISING, "if amount_minor > possible + at.pending_minor:", "if False:", True),
    Mutant("credit: part-paid means owing", RAISING, " and at.settled_minor > 0:", ":"),
    Mutant("credit: part-paid means settled", RAISING, "at.outstanding_minor > 0 and at.settled", "at.settled"),
    Mutant("credit: pending ignored", RAISING, "if at.pending_minor > 0 and policy", "if False and policy"),
    Mutant("credit: reserve gives all", RAISING, "    if amount_minor > possible:", "    if False:", True),
    Mutant("credit: refund of one unit", RAISING, "if refund_minor > 0 and policy", "if refund_minor > 1 and policy"),
    Mutant("credit: max for min", RAISING, "reduced = min(amount_minor,", "reduced = max(amount_minor,", True),
    Mutant("credit: give back first", RAISING, "reduced = min(amount_minor, at.outstanding_minor)", "reduced = max(0, amount_minor - at.applied_minor - at.cash_minor)"),
    Mutant("credit: a gift is refunded", RAISING, "if refund_minor > released:", "if refund_minor > released + restored:", True),
    Mutant("credit: refund limit by one", RAISING, "if refund_minor > released:", "if refund_minor >= released > 0:"),
    Mutant("credit: a gift becomes money", RAISING, "return min(surplus_minor, at.applied_minor)", "return 0", True),
    Mutant("credit: cash first is applied first", RAISING, "return max(0, surplus_minor - at.cash_minor)", "return min(surplus_minor, at.applied_minor)"),
    Mutant("credit: cash first by what settled", RAISING, "surplus_minor - at.cash_minor)", "surplus_minor - at.settled_minor)", True),
    Mutant("credit: proportional, ties to cash", RAISING, "apportion(surplus_minor, (at.applied_minor, at.cash_minor))[0]", "apportion(surplus_minor, (at.cash_minor, at.applied_minor))[1]"),
    Mutant("credit: cash released twice", RAISING, "invoice.paid_minor - invoice.released_minor", "invoice.paid_minor", True),
    Mutant("credit: settled by cash alone", RAISING, "settled_minor=invoice.paid_minor + applied", "settled_minor=invoice.paid_minor"),
    Mutant("credit: offered by what two would do", RAISING, "split(position(invoice), 1, 0, policy)", "split(position(invoice), 2, 0, policy)"),
    Mutant("credit: the refund is kept", RAISING, "released - refund_minor, refund_minor)", "released, refund_minor)", True),
    Mutant("credit: a refund is forgotten", RAISING, "refund_minor=parts.refund_minor", "refund_minor=0", True),
    Mutant("credits: each on the first state", "rules.raising_many", "        now[outcome.invoice.id] = outcome.invoice\n", ""),
    Mutant("refund costs by the total", "rules.comparing", "* cash, invoice.paid_minor)", "* cash, invoice.total_minor)"),
    Mutant("a refund of nothing costs", "rules.comparing", "if cash > 0 else 0", "if cash > 0 else fees.refund_minor"),
)

USING = (
    Mutant("pay: room ignored", DRAWING, "min(owed_minor, remaining_minor, room_minor)", "min(owed_minor, remaining_minor)"),
    Mutant("pay: below zero", DRAWING, "paid = max(0, min(owed_minor, remaining_minor, room_minor))", "paid = min(owed_minor, remaining_minor, room_minor)"),
    Mutant("pay: more than is owed", DRAWING, "min(owed_minor, remaining_minor, room_minor)", "min(remaining_minor, room_minor)", True),
    Mutant("pay: more than remains", DRAWING, "min(owed_minor, remaining_minor, room_minor)", "min(owed_minor, room_minor)", True),
    Mutant("pay: only whole lots", DRAWING, "paid = max(0, min(owed_minor, remaining_minor, room_minor))", "paid = remaining_minor if remaining_minor <= min(owed_minor, room_minor) else 0"),
    Mutant("pay: nothing is spent", DRAWING, "owed_minor - paid, remaining_minor - paid)", "owed_minor - paid, remaining_minor)"),
    Mutant("draw: the class is lost", DRAWING, "credit_class=lot.credit_class", "credit_class=type(lot.credit_class).PAID"),
    Mutant("draw: scopes do not share", DRAWING, "            rooms[scope] -= paid_minor", "            pass"),
    Mutant("draw: scope ignored", DRAWING, "return limit_minor if scope is None else scope_left(invoice, scope)", "return limit_minor"),
    Mutant("draw: currency ignored", DRAWING, "self._queues[lot.account, lot.currency, lot.products]", 'self._queues[lot.account, "GBP", lot.products]'),
    Mutant("draw: last scope first", DRAWING, "heads = [(queue[0].rank, scope)", "heads = [(-queue[0].rank, scope)"),
    Mutant("draw: spent lots stay full", DRAWING, "lot.plus(-used[lot.id])", "lot.plus(0 * used[lot.id])"),
    Mutant("scope: notes ignored", AVAILABLE, "sum(line.creditable_minor for line in in_scope)", "sum(line.gross_minor for line in in_scope)"),
    Mutant("scope: allocations ignored", AVAILABLE, "in_scope) - sum(taken)", "in_scope)"),
    Mutant("scope: unlimited lots count", AVAILABLE, "if piece.products is not None and not shared.isdisjoint(piece.products)", "if piece.products is None or not shared.isdisjoint(piece.products)"),
    Mutant("scope: more than is owed", AVAILABLE, "max(0, min(owed, scope_left(invoice, products)))", "max(0, scope_left(invoice, products))"),
    Mutant("usable a day late", AVAILABLE, "if on < lot.usable_from:", "if on <= lot.usable_from:"),
    Mutant("usable too early", AVAILABLE, "if on < lot.usable_from:", "if False:"),
    Mutant("paused lots pay", AVAILABLE, "if lot.paused:", "if False:"),
    Mutant("void lots pay", AVAILABLE, "if lot.voided:", "if False:"),
    Mutant("apply: while collecting", APPLYING, "if invoice.pending_minor > 0:", "if False:"),
    Mutant("apply: one unit short", APPLYING, "found < limit:", "found + 1 < limit:"),
    Mutant("apply: above what is owed", APPLYING, "amount.amount_minor > invoice.outstanding_minor", "amount.amount_minor > invoice.total_minor", True),
    Mutant("apply: exactly what is owed", APPLYING, "amount.amount_minor > invoice.outstanding_minor", "amount.amount_minor >= invoice.outstanding_minor"),
    Mutant("issue: held back at the minimum", ISSUING, "if owed_minor >= minimum_minor and", "if owed_minor > minimum_minor and"),
    Mutant("issue: held back by one too many", ISSUING, "return minimum_minor - left if", "return minimum_minor - left + 1 if"),
    Mutant("issue: first lot held back", ISSUING, "last_first(drawn, held_back", "last_first(drawn[::-1], held_back"),
    Mutant("issue: the minimum is not collected", ISSUING, "if left_minor >= minimum_minor", "if left_minor > minimum_minor"),
    Mutant("issue: manual is automatic", ISSUING, "if invoice.collection is Collection.MANUAL:", "if False:"),
    Mutant("run: while collecting", "rules.allocating", " and invoice.pending_minor == 0 and", " and"),
    Mutant("run: only the first invoice", "rules.allocating", "for invoice in open_invoices]", "for invoice in open_invoices[:1]]"),
    Mutant("lots without an id", "ordering", "for key in keys), lot.id))", "for key in keys),))"),
    Mutant("invoices without an id", "ordering", "for key in keys), invoice.id))", "for key in keys),))"),
    Mutant("a spent lot unexplained", "rules.reasons", "if lot.remaining_minor == 0}", "if lot.remaining_minor <= 1}"),
    Mutant("unapply: all of it cannot be", "rules.unapplying", "amount.amount_minor > applied:", "amount.amount_minor >= applied:"),
    Mutant("unapply: from any lot", "rules.unapplying", "if credit is None or piece.credit == credit)", ")"),
    Mutant("unapply: always all", "rules.unapplying", "applied if amount is None else amount.amount_minor)", "applied)"),
)

UNDOING = (
    Mutant("void: only its lot is needed", VOIDING, "    for piece in note.restored:", "    for piece in ():"),
    Mutant("void: its lot lives on", VOIDING, "voided=lot.voided or lot.id == note.id", "voided=lot.voided"),
    Mutant("void: what was used before counts", VOIDING, "piece.credit == lot.id and piece.at > note.at", "piece.credit == lot.id"),
    Mutant("void: oldest use first", VOIDING, "key=lambda use: use[0], reverse=True)", "key=lambda use: use[0])"),
    Mutant("void: more than is missing", VOIDING, "part = min(missing, piece.amount_minor)", "part = piece.amount_minor"),
    Mutant("void: one unit missing", VOIDING, "if missing > 0:", "if missing > 1:", True),
    Mutant("void: with its refund", VOIDING, "if note.refund_minor > 0:", "if note.refund_minor > 1:"),
    Mutant("void: twice", VOIDING, "if note.voided else None)", "if False else None)", True),
    Mutant("void: the lot keeps its sum", "account", "-note.account_credit_minor, voided=True", "0, voided=True"),
    Mutant("void: the lots keep what came back", "account", "self._add(piece.credit, -piece.amount_minor)\n        if note", "pass\n        if note"),
    Mutant("cancel: with cash", "rules.cancelling", "invoice.paid_minor > 0 or invoice.pending", "invoice.paid_minor > 0 and invoice.pending", True),
    Mutant("cancel: newest stays", "rules.cancelling", "tuple(reversed(invoice.allocations))", "tuple(reversed(invoice.allocations[:-1]))"),
    Mutant("write off: while paying", "rules.writing_off", "if invoice.pending_minor > 0:", "if False:", True),
    Mutant("write off: nothing", "rules.writing_off", "invoice.outstanding_minor > 0 else", "invoice.outstanding_minor >= 0 else"),
    Mutant("pay out: limit by one", REMOVING, "if amount.amount_minor > there:", "if amount.amount_minor >= there:"),
    Mutant("pay out: a gift", REMOVING, "if credit.credit_class is CreditClass.PROMOTIONAL:", "if False:"),
    Mutant("pay out: forbidden", REMOVING, "if policy.refunds is Refunds.FORBIDDEN:", "if False:"),
    Mutant("expire: a part", REMOVING, "evolve(lot, remaining_minor=0) for lot in expired", "evolve(lot, remaining_minor=1) for lot in expired"),
    Mutant("expire: nothing, again", REMOVING, "lot.has_expired(on) and lot.remaining_minor > 0", "lot.has_expired(on)"),
    Mutant("payment: above what is owed", PAYING, "amount.amount_minor > invoice.outstanding_minor", "amount.amount_minor > invoice.total_minor", True),
    Mutant("payment: cleared, still pending", PAYING, "amount.amount_minor, -amount.amount_minor, policy", "amount.amount_minor, 0, policy", True),
    Mutant("payment: failed, but paid", PAYING, "_moved(invoice, 0, -amount", "_moved(invoice, amount.amount_minor, -amount"),
    Mutant("payment: more than is pending", PAYING, "amount.amount_minor > invoice.pending_minor", "amount.amount_minor > invoice.total_minor", True),
    Mutant("leaving: more than is left", LEAVING, "min(creditable_minor, half_up", "max(creditable_minor, half_up"),
    Mutant("leaving: placed on each", LEAVING, "            left -= part\n", "            pass\n"),
    Mutant("leaving: oldest first", LEAVING, "InvoiceKey.NEWEST,", "InvoiceKey.ISSUED_ON,"),
    Mutant("leaving: all sessions", LEAVING, "gross_minor * price.unused", "gross_minor * price.sessions"),
)

RECORDING = (
    Mutant("an effect dropped: pausing", "account", "evolve(self.credits[credit], paused=paused)", "self.credits[credit]"),
    Mutant("an effect dropped: spending", "account", "                self._add(piece.credit, -piece.amount_minor)\n            case CreditUn", "            case CreditUn"),
    Mutant("an effect dropped: restoring", "account", "            self._add(piece.credit, piece.amount_minor)\n        lot =", "            pass\n        lot ="),
    Mutant("entries counted by one", "account", "number=self.number + len(entries)", "number=self.number + 1"),
    Mutant("the entry is not stamped", "account", "with_allocations([evolve(piece, at=at)])", "with_allocations([piece])"),
    Mutant("the new lot is a gift", "note", "account_credit_minor, issued_on=on)", "account_credit_minor, issued_on=on, credit_class=__import__('credit_rules').CreditClass.PROMOTIONAL)"),
    Mutant("a posting's sign", "journal", '    yield "receivable", -note.reduced_minor', '    yield "receivable", note.reduced_minor'),
    Mutant("a posting dropped", "journal", '    yield "cash", -note.refund_minor', "    yield from ()"),
    Mutant("a working set without lots", "needs", "return Needs(invoices=(invoice,), remaining_credits=True)", "return Needs(invoices=(invoice,))"),
    Mutant("a working set of the open alone", "needs", "if invoice.outstanding_minor > 0}", "if invoice.outstanding_minor > 9}"),
)

MUTANTS: tuple[Mutant, ...] = (*DIVIDING, *STATES, *CREDITING, *USING, *UNDOING, *RECORDING)
