"""What waits for a second person, as rows: kept, found by key or number, and settled once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from attrs import evolve, frozen
from sqlalchemy import ColumnElement, Connection, func, insert, select, tuple_, update

from credit_rules import Command, Money
from credit_rules_adapters.stores.sql.listing import Part, part_of
from credit_rules_adapters.stores.sql.tables import approvals
from credit_rules_adapters.text.json_form import command_of, form_of_command, line_of, read_line


class State(StrEnum):
    """How it stands with an approval; all but the first are final."""

    PENDING = "pending"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class ApprovalSettled(Exception):
    """The approval is not pending any more; `state` says how it ended."""

    def __init__(self, state: State) -> None:
        super().__init__(f"This was {state} already.")
        self.state = state


@frozen(kw_only=True)
class Approval:
    """A command that waits, or waited, for a second person's approval.

    `amount` is that of the first credit note that was above the `limit` of `actor`, who asked at `at` under `key`,
    seeing the account at `version`; `request` is the fingerprint of what was asked. `settled_by` approved, rejected
    (for that `reason`) or withdrew it; `entry` is the number of the entry it became.
    """

    account: str
    number: int
    actor: str
    key: str
    request: str
    command: Command
    version: int
    at: datetime
    amount: Money
    limit: Money
    state: State = State.PENDING
    settled_by: str | None = None
    settled_at: datetime | None = None
    reason: str | None = None
    entry: int | None = None
    replayed: bool = False

    def demand_pending(self) -> None:
        """Go on only where it is pending.

        :raises ApprovalSettled: it is not any more
        """
        if self.state is not State.PENDING:
            raise ApprovalSettled(self.state)


def next_number(connection: Connection, account: str) -> int:
    """Return the number of the account's next approval; the account is locked."""
    last = select(func.max(approvals.c.number)).where(approvals.c.account == account)
    return (connection.execute(last).scalar_one() or 0) + 1


def keep(connection: Connection, approval: Approval) -> None:
    """Keep an approval that is new."""
    connection.execute(
        insert(approvals).values(
            account=approval.account,
            number=approval.number,
            actor=approval.actor,
            key=approval.key,
            request=approval.request,
            command=line_of(form_of_command(approval.command)),
            version=approval.version,
            at=approval.at,
            currency=approval.amount.currency,
            amount_minor=approval.amount.amount_minor,
            limit_minor=approval.limit.amount_minor,
            state=approval.state.value,
        )
    )


def settle(connection: Connection, approval: Approval, state: State, **settled: Any) -> Approval:
    """Settle a pending approval; the account is locked."""
    of_it = (approvals.c.account == approval.account) & (approvals.c.number == approval.number)
    connection.execute(update(approvals).where(of_it).values(state=state.value, **settled))
    return evolve(approval, state=state, **settled)


def by_key(connection: Connection, account: str, actor: str, key: str | None) -> Approval | None:
    """Return what that actor asked for under that key, if it had to wait."""
    return _one(connection, approvals.c.account == account, approvals.c.actor == actor, approvals.c.key == key)


def by_number(connection: Connection, account: str, number: int) -> Approval | None:
    """Return an approval."""
    return _one(connection, approvals.c.account == account, approvals.c.number == number)


def _one(connection: Connection, *where: ColumnElement[bool]) -> Approval | None:
    row = connection.execute(select(approvals).where(*where)).mappings().one_or_none()
    return None if row is None else _approval(row)


def listed(
    connection: Connection, where: Mapping[str, str | None], *, after: tuple[str, int] | None, limit: int
) -> Part[Approval]:
    """Return approvals by account and number.

    :param where: what columns must hold; None: anything
    """
    found = select(approvals).where(*(approvals.c[name] == value for name, value in where.items() if value is not None))
    key = tuple_(approvals.c.account, approvals.c.number)
    found = found if after is None else found.where(key > after)
    rows = connection.execute(found.order_by(approvals.c.account, approvals.c.number).limit(limit + 1)).mappings()
    return part_of([((row["account"], row["number"]), _approval(row)) for row in rows], limit)


def _approval(row: Mapping[Any, Any]) -> Approval:
    fields = dict(row)
    currency = fields.pop("currency")
    return Approval(
        command=command_of(read_line(fields.pop("command"))),
        amount=Money(fields.pop("amount_minor"), currency),
        limit=Money(fields.pop("limit_minor"), currency),
        state=State(fields.pop("state")),
        **fields,
    )
