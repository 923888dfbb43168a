"""R14: many credit notes at once, each decided after the one before."""

from __future__ import annotations

from collections.abc import Iterable

from credit_rules.invoice import Invoice
from credit_rules.note import NoteReason
from credit_rules.outcome import Outcome
from credit_rules.policy import JOININ, Policy
from credit_rules.rejection import InvoiceNotFound, Rejection
from credit_rules.result import Decision, fold
from credit_rules.rules.at_hand import by_id
from credit_rules.rules.raising import Amount, raise_credit


def raise_credits(
    invoices: Iterable[Invoice],
    credits: Iterable[tuple[str, Amount]],
    *,
    policy: Policy = JOININ,
    reason: NoteReason = NoteReason.OTHER,
    memo: str = "",
) -> Outcome:
    """Raise a credit note for each (invoice id, amount) in order, each after the one before (R14).

    One refusal does not stop the rest: `Outcome.answers` holds, for each pair, the note's id or the refusal that
    `raise_credit` gives; an id that no invoice has is answered `invoice_not_found`. An invoice
    may be named in several pairs.

    :raises ValueError: two invoices have the same id
    """
    now = by_id("invoices", invoices)
    raised: list[Outcome] = []
    answers: list[str | Rejection] = []

    def accept(outcome: Outcome) -> str:
        raised.append(outcome)
        now[outcome.invoice.id] = outcome.invoice
        return outcome.note.id

    for invoice_id, amount in credits:
        if invoice_id not in now:
            answers.append(InvoiceNotFound(invoice_id))
            continue
        decision: Decision = raise_credit(now[invoice_id], amount, policy=policy, reason=reason, memo=memo)
        answers.append(fold(decision, accept, lambda refusal: refusal))
    changed = dict.fromkeys(outcome.invoice.id for outcome in raised)
    return Outcome(
        effects=tuple(effect for outcome in raised for effect in outcome.effects),
        rules=tuple(dict.fromkeys(["R14", *(rule for outcome in raised for rule in outcome.rules)])),
        policy=policy.fingerprint,
        invoices=tuple(now[id] for id in changed),
        answers=tuple(answers),
    )
