"""What a caller may do: asked before a command is decided, and again once it is known what it would do."""

from __future__ import annotations

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
    Expire,
    Grant,
    Money,
    NoteRaised,
    NoteVoided,
    Outcome,
    Removal,
    Unapply,
    WriteOff,
)
from credit_rules_adapters.access.callers import Caller, Right, Role

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
    """A credit note is above the clerk's limit: an administrator raises it."""

    code = "approval_required"
    amount: Money
    limit: Money

    def __str__(self) -> str:
        return "A credit note of this amount is above your limit; an administrator must raise it."

    @property
    def figures(self) -> dict[str, object]:
        """The amount, and the limit."""
        return {"amount": self.amount, "limit": self.limit}


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


def permit_outcome(caller: Caller, outcome: Outcome) -> None:
    """Let a caller do what was decided.

    :raises NotPermitted: a clerk's note is above the limit, or cash or a paid lot would leave without the right to it;
        a customer would take credit back while the invoice is being collected
    """
    if caller.role is Role.ADMINISTRATOR:
        return
    for effect in outcome.effects:
        match effect:
            case NoteRaised(note):
                amount = Money(note.amount_minor, note.currency)
                limit = Money(caller.limits.get(note.currency, 0), note.currency)
                if amount.amount_minor > limit.amount_minor:
                    raise ApprovalRequired(amount, limit)
                if note.refund_minor > 0:
                    _demand(caller, Right.PAY_OUT)
            case NoteVoided(note) if note.account_credit_minor > 0:
                _demand(caller, Right.VOID_PAID)
            case CreditRemoved(removal=Removal.PAID_OUT):
                _demand(caller, Right.PAY_OUT)
            case CreditRemoved(removal=Removal.VOIDED, credit_class=CreditClass.PAID):
                _demand(caller, Right.VOID_PAID)
            case _:
                pass
    if caller.role is Role.CUSTOMER and any(invoice.pending_minor > 0 for invoice in outcome.invoices):
        raise NotPermitted("The invoice is being collected; credit stays on it until that has ended.")


def _demand(caller: Caller, right: Right) -> None:
    if right not in caller.rights:
        raise NotPermitted(f"This needs the right {right}.")


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
