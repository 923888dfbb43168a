"""What is answered: the core's own states and outcomes, with what follows from them. Amounts are minor units."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Generic, TypeVar

from attrs import frozen
from litestar import Response

from credit_rules import (
    Action,
    CreditState,
    Entry,
    Invoice,
    InvoiceState,
    Money,
    Outcome,
    Policy,
    RemovalPlan,
    available_actions,
)
from credit_rules_adapters.access.permits import ApprovalRequired
from credit_rules_adapters.access.waiting import Approval, State
from credit_rules_adapters.asking import Answer
from credit_rules_adapters.http.problems import Problem
from credit_rules_adapters.stores.protocol import NoteNumber, Recorded
from credit_rules_adapters.text.json_form import form_of, form_of_command, line_of
from credit_rules_adapters.text.saying import say

_Kind = TypeVar("_Kind")


@frozen(kw_only=True)
class OverLimit:
    """Why a request would have to wait: a credit note's amount, and the limit of who asks."""

    amount: Money
    limit: Money


@frozen(kw_only=True)
class Answered:
    """What came of a request: the account, its date and version, and what was decided.

    Of a preview `approval_required` says why the request would have to wait for a second person, if it would.
    """

    account: str
    on: date
    version: int
    replayed: bool
    numbers: Mapping[str, NoteNumber]
    outcome: Outcome
    approval_required: OverLimit | None = None

    @classmethod
    def of(cls, account: str, answer: Answer, outcome: Outcome, *, waits: ApprovalRequired | None = None) -> Answered:
        """Return what came of a request that was not refused."""
        return cls(
            account=account,
            on=answer.on,
            version=answer.version,
            replayed=answer.replayed,
            numbers=answer.numbers,
            outcome=outcome,
            approval_required=None if waits is None else OverLimit(amount=waits.amount, limit=waits.limit),
        )


@frozen(kw_only=True)
class AnsweredByAccount:
    """What came of a request on one of many accounts: an outcome, or why not."""

    account: str
    answered: Answered | None = None
    problem: Problem | None = None


@frozen(kw_only=True)
class ShownInvoice:
    """An invoice with the sums and states that follow from it, and what may be done with it (R2)."""

    invoice: Invoice
    total_minor: int
    applied_minor: int
    credited_minor: int
    creditable_minor: int
    outstanding_minor: int
    state: InvoiceState
    credit_state: CreditState
    actions: tuple[Action, ...]

    @classmethod
    def of(cls, invoice: Invoice, policy: Policy) -> ShownInvoice:
        """Return an invoice as it is shown."""
        return cls(
            invoice=invoice,
            total_minor=invoice.total_minor,
            applied_minor=invoice.applied_minor,
            credited_minor=invoice.credited_minor,
            creditable_minor=invoice.creditable_minor,
            outstanding_minor=invoice.outstanding_minor,
            state=invoice.state,
            credit_state=invoice.credit_state,
            actions=available_actions(invoice, policy),
        )


@frozen(kw_only=True)
class ShownEntry:
    """An entry: who asked for it, under which key and when, and who approved it if somebody had to."""

    account: str
    entry: Entry
    actor: str
    approver: str | None
    key: str | None
    at: str

    @classmethod
    def of(cls, account: str, recorded: Recorded) -> ShownEntry:
        """Return an entry as it is shown."""
        return cls(
            account=account,
            entry=recorded.entry,
            actor=recorded.actor,
            approver=recorded.approver,
            key=recorded.key,
            at=recorded.at.isoformat(),
        )


@frozen(kw_only=True)
class ShownApproval:
    """A command that waits, or waited, for a second person: what was asked, and the same in words (`asks`)."""

    account: str
    number: int
    actor: str
    asks: str
    command: Mapping[str, Any]
    version: int
    at: str
    amount: Money
    limit: Money
    state: State
    settled_by: str | None
    settled_at: str | None
    reason: str | None
    entry: int | None

    @classmethod
    def of(cls, approval: Approval) -> ShownApproval:
        """Return an approval as it is shown."""
        return cls(
            account=approval.account,
            number=approval.number,
            actor=approval.actor,
            asks=say(approval.command),
            command=form_of_command(approval.command),
            version=approval.version,
            at=approval.at.isoformat(),
            amount=approval.amount,
            limit=approval.limit,
            state=approval.state,
            settled_by=approval.settled_by,
            settled_at=None if approval.settled_at is None else approval.settled_at.isoformat(),
            reason=approval.reason,
            entry=approval.entry,
        )


@frozen(kw_only=True)
class ShownAccount:
    """An account: how many entries it has, and what its lots are worth on a date, by currency (R17, R29)."""

    account: str
    version: int
    last_on: date | None
    on: date
    balances: Mapping[str, int]
    available: Mapping[str, int]


@frozen(kw_only=True)
class Page(Generic[_Kind]):
    """A part of a list; `next`, where there is more, is the cursor of the following part."""

    items: tuple[_Kind, ...]
    next: str | None = None


@frozen(kw_only=True)
class Rows(Generic[_Kind]):
    """The rows of a report; amounts are minor units."""

    rows: tuple[_Kind, ...]


@frozen(kw_only=True)
class PlannedCredit:
    """What a plan credits on one invoice, by line."""

    invoice: str
    lines: Mapping[str, Money]


@frozen(kw_only=True)
class PlannedDraft:
    """What a plan takes off one draft."""

    invoice: str
    lines: tuple[str, ...]


@frozen(kw_only=True)
class ShownPlan:
    """A plan, in the form in which it may be edited and carried out (R30)."""

    credits: tuple[PlannedCredit, ...]
    drafts: tuple[PlannedDraft, ...]
    left_out: Money | None

    @classmethod
    def of(cls, plan: RemovalPlan) -> ShownPlan:
        """Return a plan as it is shown."""
        return cls(
            credits=tuple(PlannedCredit(invoice=invoice, lines=lines) for invoice, lines in plan.credits),
            drafts=tuple(PlannedDraft(invoice=invoice, lines=lines) for invoice, lines in plan.drafts),
            left_out=plan.left_out,
        )


@frozen(kw_only=True)
class PolicyInForce:
    """The policy of this server (R33)."""

    fingerprint: str
    fields: Mapping[str, str]


def respond(view: object, headers: Mapping[str, str] | None = None, *, status: int = 200) -> Response[Any]:
    """Return the response that shows something; it is written like the entries, with whole numbers of any size."""
    body = line_of(form_of(view)).encode()
    return Response(body, status_code=status, media_type="application/json", headers=dict(headers or {}))
