"""What the core answers, in the words of a scenario's `expect`, with amounts in minor units."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from credit_rules import (
    Allocate,
    Allocation,
    ApplyCredit,
    Cancel,
    CancelSession,
    CarryOutRemoval,
    CompareWithRefund,
    CreditNote,
    CreditRemoved,
    CreditUnapplied,
    Expire,
    Issue,
    LinesRemoved,
    NoteVoided,
    Outcome,
    RaiseCredit,
    RaiseCredits,
    Reason,
    RefundCredit,
    Rejection,
    RemoveFromProduct,
    Unapply,
    VoidNote,
    fold,
    postings,
)
from credit_rules_adapters.testing import Step

Told = dict[str, Any]

# By code: the reference's name of a figure, and the core's.
FIGURES: dict[str, dict[str, str]] = {
    "amount_exceeds_creditable": {"creditable": "creditable"},
    "payment_pending": {"pending": "pending"},
    "refund_exceeds_cash": {"cash": "cash"},
    "amount_exceeds_line": {"left": "creditable"},
    "collection_in_progress": {"pending": "pending"},
    "amount_exceeds_outstanding": {"outstanding": "outstanding"},
    "insufficient_credit": {"available": "available"},
    "amount_exceeds_applied": {"applied": "applied"},
    "note_refunded": {"refunded": "refund"},
    "invoice_has_payments": {"paid": "paid", "pending": "pending"},
    "amount_exceeds_pending": {"pending": "pending"},
}


def told(step: Step) -> Told:
    """The refusal with its figures, or everything that may be expected of the command."""
    return fold(step.answer, lambda outcome: {**_of_command(step, outcome), "postings": posted(outcome)}, refused)


def refused(refusal: Rejection) -> Told:
    """The code, and the figures that the reference tells too, by its names."""
    figures = FIGURES.get(refusal.code, {})
    return {"rejected": refusal.code, **{name: getattr(refusal, ours).amount_minor for name, ours in figures.items()}}


def _of_command(step: Step, outcome: Outcome) -> Told:
    match step.command:
        case RaiseCredit():
            return {**_note(outcome.note), "unusable": _unusable(step, outcome)}
        case CompareWithRefund():
            costs = outcome.comparison
            assert costs is not None
            return {"refund_cost": costs.refund_cost.amount_minor, "credit_cost": costs.credit_cost.amount_minor}
        case Issue():
            assert outcome.collect is not None
            return {"allocated": _allocated(outcome), "collect": outcome.collect.amount_minor}
        case ApplyCredit():
            # Two reasons are the core's own: the lot could have paid, and others, or the amount asked for, came before.
            own = {Reason.NOTHING_LEFT_OWING, Reason.AMOUNT_REACHED}
            reasons = {lot: None if why in own else why.value for lot, why in outcome.reasons}
            return {"allocated": _allocated(outcome), "reasons": reasons}
        case Allocate():
            assert len(dict(outcome.reasons)) == len(outcome.reasons)
            return {"allocated": _allocated(outcome), "reasons": {lot: why.value for lot, why in outcome.reasons}}
        case Unapply() | Cancel():
            return {"returned": _unapplied(outcome), "unusable": _unusable(step, outcome)}
        case VoidNote():
            (note,) = (effect.note for effect in outcome.effects if isinstance(effect, NoteVoided))
            returned = {"returned": _unapplied(outcome), "unusable": _unusable(step, outcome)}
            return {**returned, "reapplied": _by_lot(note.restored)}
        case Expire():
            return {"expired": _removed(outcome)}
        case RefundCredit():
            return {"refunded": sum(_removed(outcome).values())}
        case RaiseCredits() | RemoveFromProduct() | CarryOutRemoval() | CancelSession():
            return _of_many(outcome)
        case _:
            return {}


def _of_many(outcome: Outcome) -> Told:
    return {
        "notes": [one if isinstance(one, str) else f"rejected:{one.code}" for one in outcome.answers],
        "removed_lines": {
            effect.invoice.id: list(effect.lines) for effect in outcome.effects if isinstance(effect, LinesRemoved)
        },
        "left_out": 0 if outcome.left_out is None else outcome.left_out.amount_minor,
    }


def _note(note: CreditNote) -> Told:
    return {
        "note": note.id,
        "reduced": note.reduced_minor,
        "account_credit": note.account_credit_minor,
        "refunded": note.refund_minor,
        "restored": _by_lot(note.restored),
        "credited_lines": {share.line: {"net": share.net_minor, "tax": share.tax_minor} for share in note.shares},
    }


def _by_lot(pieces: Iterable[Allocation]) -> dict[str, int]:
    sums: Counter[str] = Counter()
    for piece in pieces:
        sums[piece.credit] += piece.amount_minor
    return dict(sums)


def _allocated(outcome: Outcome) -> list[list[str | int]]:
    return [[each.allocation.credit, each.invoice, each.allocation.amount_minor] for each in outcome.applied]


def _unapplied(outcome: Outcome) -> dict[str, int]:
    return _by_lot(effect.allocation for effect in outcome.effects if isinstance(effect, CreditUnapplied))


def _removed(outcome: Outcome) -> dict[str, int]:
    return {effect.credit: effect.amount_minor for effect in outcome.effects if isinstance(effect, CreditRemoved)}


def _unusable(step: Step, outcome: Outcome) -> dict[tuple[str, str], int]:
    """What came back to lots that can't be used, by lot and reason."""
    sums: Counter[tuple[str, str]] = Counter()
    for lot, amount_minor, why in step.before.returned_unusable(outcome, step.on):
        sums[lot, why.value] += amount_minor
    return dict(sums)


def posted(outcome: Outcome) -> list[list[str | int]]:
    """The postings, sums of one account and currency added up, without zeros."""
    sums: Counter[tuple[str, str]] = Counter()
    for posting in postings(outcome.effects):
        sums[posting.account, posting.currency] += posting.amount_minor
    return [[account, amount, currency] for (account, currency), amount in sorted(sums.items()) if amount != 0]
