"""What a caller may do: asked before a command is decided, and again once it is known what it would do."""

from __future__ import annotations

from datetime import date
from functools import partial

from attrs import frozen

from credit_rules import (
    AddCredit,
    AddInvoice,
    Allocate,
    ApplyCredit,
    Cancel,
    CancelSession,
    Command,
    CompareWithRefund,
    CreditClass,
    CreditRemoved,
    CreditUnapplied,
    Effect,
    Expire,
    Grant,
    Money,
    NoteRaised,
    NoteVoided,
    Outcome,
    PaymentMoved,
    Removal,
    Unapply,
    WriteOff,
)
from credit_rules_adapters.access.callers import Caller, Right, Role
from credit_rules_adapters.asking import Request
from credit_rules_adapters.stores.protocol import Reading

OF_CUSTOMERS = (ApplyCredit, Unapply)
OF_ADMINISTRATORS = (AddInvoice, AddCredit, Grant, Allocate, Expire, CancelSession, Cancel, WriteOff)


class NotPermitted(Exception):
    """The caller may not do this; `code` and `figures` say what would be needed."""

    code = "forbidden"

    @property
    def figures(self) -> dict[str, object]:
        """What it turned on."""
        return {}


@frozen
class ApprovalRequired(NotPermitted):
    """A credit note is above the clerk's limit, and all else is permitted: a second person must approve it."""

    code = "approval_required"
    amount: Money
    limit: Money

    def __str__(self) -> str:
        return "A credit note of this amount is above your limit; an administrator must approve it."

    @property
    def figures(self) -> dict[str, object]:
        """The amount, and the limit."""
        return {"amount": self.amount, "limit": self.limit}


def asked_by(
    caller: Caller,
    account: str,
    command: Command,
    *,
    on: date | None = None,
    seen: int | None = None,
    key: str | None = None,
) -> Request:
    """Return the request for a command as that caller may make it.

    :raises NotPermitted: the role does not allow it, or does not choose the date; whatever else is not permitted, the
        service is told once it knows what the command would do
    :raises ValueError: the command is about another account, or an id is none
    """
    permit_command(caller, command)
    if on is not None:
        permit_date(caller)
    permit = partial(permit_outcome, caller)
    return Request(account=account, actor=caller.name, command=command, on=on, seen=seen, key=key, permit=permit)


def permit_command(caller: Caller, command: Command) -> None:
    """Let a caller ask for a command.

    :raises NotPermitted: the role does not allow it, whatever it would do
    """
    if not may_ask(caller, type(command)):
        raise NotPermitted(f"This is not for the role {caller.role}.")


def may_ask(caller: Caller, kind: type[Command]) -> bool:
    """Tell whether a caller's role allows a kind of command, whatever it would do."""
    return {
        Role.ADMINISTRATOR: True,
        Role.CLERK: not issubclass(kind, OF_ADMINISTRATORS),
        Role.CUSTOMER: issubclass(kind, OF_CUSTOMERS),
        Role.VIEWER: issubclass(kind, CompareWithRefund),
    }[caller.role]


def permit_outcome(caller: Caller, outcome: Outcome, before: Reading) -> None:
    """Let a caller do what was decided.

    :param before: the account on which it was decided
    :raises NotPermitted: cash or a paid lot would leave without the right to it; or a customer would take credit back
        while the invoice is being collected, or after something was paid on it since (R23)
    :raises ApprovalRequired: nothing but a clerk's limit stands against it
    """
    if caller.role is Role.ADMINISTRATOR:
        return
    for effect in outcome.effects:
        _demand_right(caller, effect)
    if caller.role is Role.CUSTOMER:
        _demand_uncollected(outcome, before)
    for note in outcome.notes:
        limit = Money(caller.limits.get(note.currency, 0), note.currency)
        if note.amount_minor > limit.amount_minor:
            raise ApprovalRequired(Money(note.amount_minor, note.currency), limit)


def _demand_right(caller: Caller, effect: Effect) -> None:
    match effect:
        case NoteRaised(note) if note.refund_minor > 0:
            _demand(caller, Right.PAY_OUT)
        case NoteVoided(note) if note.account_credit_minor > 0:
            _demand(caller, Right.VOID_PAID)
        case CreditRemoved(removal=Removal.PAID_OUT):
            _demand(caller, Right.PAY_OUT)
        case CreditRemoved(removal=Removal.VOIDED, credit_class=CreditClass.PAID):
            _demand(caller, Right.VOID_PAID)
        case _:
            pass


def _demand(caller: Caller, right: Right) -> None:
    if right not in caller.rights:
        raise NotPermitted(f"This needs the right {right}.")


def _demand_uncollected(outcome: Outcome, before: Reading) -> None:
    """Let a customer take back only what they applied to an invoice on which nothing was paid since (R23)."""
    if any(invoice.pending_minor > 0 for invoice in outcome.invoices):
        raise NotPermitted("The invoice is being collected; credit stays on it until that has ended.")
    taken = [effect for effect in outcome.effects if isinstance(effect, CreditUnapplied)]
    if not taken:
        return
    applied_at = min(effect.allocation.at for effect in taken)
    invoices = {effect.invoice for effect in taken}
    since = (effect for recorded in before.recorded(applied_at[0]) for effect in recorded.entry.effects)
    if any(isinstance(each, PaymentMoved) and each.paid_minor > 0 and each.invoice in invoices for each in since):
        raise NotPermitted("Something was paid on the invoice since; the credit stays on it.")


def permit_date(caller: Caller) -> None:
    """Let a caller choose the business date.

    :raises NotPermitted: only an administrator may
    """
    if caller.role is not Role.ADMINISTRATOR:
        raise NotPermitted("Only an administrator chooses the date.")


def permit_role(caller: Caller, *roles: Role) -> None:
    """Let callers of these roles, and administrators, go on.

    :raises NotPermitted: the caller has another
    """
    if caller.role not in {Role.ADMINISTRATOR, *roles}:
        raise NotPermitted(f"This is not for the role {caller.role}.")
