"""R25: voiding a credit note, the exact inverse of raising it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from attrs import evolve
from returns.result import Failure, Success

from credit_rules.allocation import Allocation
from credit_rules.credit import AccountCredit
from credit_rules.invoice import Invoice, Status
from credit_rules.money import Money
from credit_rules.note import CreditNote
from credit_rules.outcome import CreditUnapplied, NoteVoided, Outcome
from credit_rules.policy import JOININ, Policy, VoidUsed
from credit_rules.rejection import CreditAlreadyUsed, NoteAlreadyVoid, NoteRefunded, Rejection
from credit_rules.result import Decision
from credit_rules.rules.at_hand import by_id
from credit_rules.rules.gates import refuse_unless_issued
from credit_rules.rules.unapplying import unapplied


def void_note(
    note: CreditNote, invoices: Iterable[Invoice], credits: Iterable[AccountCredit], *, policy: Policy = JOININ
) -> Decision:
    """Void a credit note: what it freed is creditable again, restored credit stands again in its old place (R25).

    It needs back the whole new lot and, on every lot it restored, the sum it gave back. Where a lot has less and the
    policy's `void_used` is `unapply`, what was applied from that lot after the note is unapplied first, newest first
    over all issued invoices, no more than is missing.

    :param invoices: the note's own, and with `unapply` every one on which its lots stand: what is not given cannot be
        unapplied, and the note is refused. Their allocations and the note need the `at` of the entry that recorded
        them, which says what came after the note; without an `Account`, who keeps the states keeps it too
    :param credits: the lots the note created and restored

    Refused, in this order: the status of the invoice (R2), `note_already_void`, `credit_already_used`,
    `note_refunded`. Law: `void_inverts_raise`.

    :raises ValueError: two invoices, or two lots, have the same id
    :raises KeyError: the note's invoice, or a lot that it created or restored, is not given
    """
    now, lots = by_id("invoices", invoices), by_id("credits", credits)
    refusal = refuse_unless_issued(now[note.invoice]) or (NoteAlreadyVoid(note.id) if note.voided else None)
    if refusal is not None:
        return Failure(refusal)
    freed: list[CreditUnapplied] = []
    needed = _needed(note)
    for lot, needed_minor in needed.items():
        found = _free(lots[lot], needed_minor, note, invoices=now, policy=policy)
        if not isinstance(found, tuple):
            return Failure(found)
        freed.extend(found)
    if note.refund_minor > 0:
        return Failure(NoteRefunded(note.id, Money(note.refund_minor, note.currency)))
    for effect in freed:
        now[effect.invoice] = now[effect.invoice].without_allocations([effect.allocation])
        lots[effect.allocation.credit] = lots[effect.allocation.credit].plus(effect.allocation.amount_minor)
    now[note.invoice] = now[note.invoice].without_note(note)
    changed = dict.fromkeys([note.invoice, *(effect.invoice for effect in freed)])
    return Success(
        Outcome(
            effects=(*freed, NoteVoided(evolve(note, voided=True))),
            rules=("R25", "R23") if freed else ("R25",),
            policy=policy.fingerprint,
            invoices=tuple(now[id] for id in changed),
            credits=tuple(take_back(lots[lot], amount, note) for lot, amount in needed.items()),
        )
    )


def _needed(note: CreditNote) -> Mapping[str, int]:
    """Return what the note needs back, by lot: its new lot first, then those it restored."""
    needed = {note.id: note.account_credit_minor} if note.account_credit_minor > 0 else {}
    for piece in note.restored:
        needed[piece.credit] = needed.get(piece.credit, 0) + piece.amount_minor
    return needed


def take_back(lot: AccountCredit, amount_minor: int, note: CreditNote) -> AccountCredit:
    """Return a lot less what a voided note takes back; the note's own lot is void with it (R25)."""
    return evolve(lot.plus(-amount_minor), voided=lot.voided or lot.id == note.id)


def _free(
    lot: AccountCredit, needed_minor: int, note: CreditNote, *, invoices: Mapping[str, Invoice], policy: Policy
) -> tuple[CreditUnapplied, ...] | Rejection:
    """Unapply what the policy allows of what is missing on a lot, or refuse."""
    missing = needed_minor - lot.remaining_minor
    freed: list[CreditUnapplied] = []
    if policy.void_used is VoidUsed.UNAPPLY:
        for invoice, piece in _later_uses(lot, note, invoices):
            part = min(missing, piece.amount_minor)
            if part > 0:
                freed.extend(unapplied(invoice, [evolve(piece, amount_minor=part)]))
                missing -= part
    if missing > 0:
        money = Money(needed_minor, note.currency), Money(lot.remaining_minor, note.currency)
        return CreditAlreadyUsed(lot.id, *money)
    return tuple(freed)


def _later_uses(
    lot: AccountCredit, note: CreditNote, invoices: Mapping[str, Invoice]
) -> list[tuple[Invoice, Allocation]]:
    """Return where a lot was applied after the note, newest first; a written-off invoice changes no more (R27)."""
    uses = [
        (invoice, piece)
        for invoice in invoices.values()
        if invoice.status is Status.ISSUED
        for piece in invoice.allocations
        if piece.credit == lot.id and piece.at > note.at
    ]
    return sorted(uses, key=lambda use: use[1].at, reverse=True)
