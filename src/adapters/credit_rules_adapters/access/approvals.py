"""A clerk's command above their limit: kept until a second person approves it, or it is rejected or withdrawn.

HTTP and pages ask here alike. All that is written of an account's approvals is written while the account is locked, in
one transaction with what an approval records.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from attrs import evolve, frozen
from returns.result import Failure
from sqlalchemy import Connection, select

from credit_rules import fold
from credit_rules_adapters.access import tokens, waiting
from credit_rules_adapters.access.callers import Caller, Role
from credit_rules_adapters.access.permits import ApprovalRequired, NotPermitted, may_ask, permit_role
from credit_rules_adapters.access.waiting import Approval, State
from credit_rules_adapters.asking import Answer, Approved, Request, anything
from credit_rules_adapters.refusals import IdempotencyKeyReused
from credit_rules_adapters.service import Service
from credit_rules_adapters.stores.sql import SqlStore
from credit_rules_adapters.stores.sql.listing import Part
from credit_rules_adapters.stores.sql.tables import accounts


class ApprovalNotFound(LookupError):
    """There is no such approval, or it is another clerk's."""


class AskerNotPermitted(Exception):
    """Who asked may not ask for it any more: their token was revoked, has expired or is of another role."""

    def __init__(self, actor: str) -> None:
        super().__init__(f"{actor} may not ask for this any more. Reject it; whoever may can ask for it anew.")
        self.actor = actor


@frozen
class Approvals:
    """What clerks asked for above their limits, over the store of a service."""

    store: SqlStore
    service: Service

    def preview(self, request: Request) -> tuple[Answer, ApprovalRequired | None]:
        """Answer as `carry_out` would now, and change nothing; with it, why it would have to wait, if it would.

        :raises NotPermitted: the asker may not do this at all
        """
        try:
            return self.service.preview(request), None
        except ApprovalRequired as needed:
            return self.service.preview(evolve(request, permit=anything)), needed

    def carry_out(self, caller: Caller, request: Request) -> Answer | Approval:
        """Carry a caller's request out (see `asked_by`), or keep it for approval where it is above their limit.

        What a rule or the store refuses is refused at once. The same request under the same key gives the same
        approval, as it stands by then; another one under that key is refused with `idempotency_key_reused` (R36).

        :raises NotPermitted: the caller may not do this at all
        :raises ValueError: it must wait, and has no key
        """
        if caller.role is not Role.CLERK:
            return self.service.carry_out(request)
        with self._locked(request.account) as (connection, service):
            kept = waiting.by_key(connection, request.account, request.actor, request.key)
            if kept is not None:
                return _again(kept, request, service)
            try:
                return service.carry_out(request)
            except ApprovalRequired as needed:
                return _keep(connection, service, request, needed)

    def of(
        self,
        caller: Caller,
        *,
        account: str | None = None,
        state: State | None = None,
        actor: str | None = None,
        after: tuple[str, int] | None = None,
        limit: int = 50,
    ) -> Part[Approval]:
        """Return what waits or waited, by account and number: of a clerk what they asked for themselves.

        :raises NotPermitted: a customer asks
        """
        permit_role(caller, Role.CLERK, Role.VIEWER)
        if caller.role is Role.CLERK and actor not in {None, caller.name}:
            return Part([], None)
        actor = caller.name if caller.role is Role.CLERK else actor
        where = {"account": account, "state": state, "actor": actor}
        with self.store.reading_connection() as connection:
            return waiting.listed(connection, where, after=after, limit=limit)

    def find(self, caller: Caller, account: str, number: int) -> Approval:
        """Return one approval.

        :raises NotPermitted: a customer asks
        :raises ApprovalNotFound: there is none of that number, or a clerk asks for another's
        """
        with self.store.reading_connection() as connection:
            return _found(connection, caller, account, number)

    def preview_approval(
        self, caller: Caller, account: str, number: int, *, on: date | None = None, seen: int | None = None
    ) -> Answer:
        """Answer as `approve` would now, and change nothing.

        :raises NotPermitted, ApprovalNotFound, ApprovalSettled, AskerNotPermitted: as `approve` does
        """
        with self.store.reading_connection() as connection:
            approval = _found(connection, caller, account, number)
            request = _approved(caller, approval, on=on, seen=seen)
            self._demand_open(connection, approval)
        return self.service.preview(request)

    def approve(
        self, caller: Caller, account: str, number: int, *, key: str, on: date | None = None, seen: int | None = None
    ) -> Answer:
        """Carry out what waits, and record it as the asker's with its approver.

        Where it is refused by now, nothing comes of it, or who asked may not do so any more, it stays pending. Under
        the same key of the approver it is answered once.

        :raises NotPermitted: the caller is no administrator, or asked for it themselves
        :raises ApprovalNotFound: there is none of that number
        :raises ApprovalSettled: it is not pending any more
        :raises AskerNotPermitted: who asked has no good token any more, or one of a role that may not ask for it
        """
        with self._locked(account) as (connection, service):
            approval = _found(connection, caller, account, number)
            request = evolve(_approved(caller, approval, on=on, seen=seen), key=key)
            replayed = service.replay(request)
            if replayed is not None:
                return replayed
            self._demand_open(connection, approval)
            answer = service.carry_out(request)
            if fold(answer.result, lambda outcome: bool(outcome.effects), lambda _: False):
                self._settle(connection, approval, State.APPROVED, caller, entry=answer.version)
            return answer

    def reject(self, caller: Caller, account: str, number: int, *, reason: str) -> Approval:
        """Reject what waits; doing it again, for the same reason, changes nothing.

        :raises NotPermitted: the caller is no administrator
        :raises ApprovalNotFound: there is none of that number
        :raises ApprovalSettled: it is not pending any more
        :raises ValueError: there is no reason
        """
        permit_role(caller)
        if not reason.strip():
            raise ValueError("a rejection needs a reason")
        return self._end(caller, account, number, state=State.REJECTED, reason=reason)

    def withdraw(self, caller: Caller, account: str, number: int) -> Approval:
        """Withdraw what the caller asked for; doing it again changes nothing.

        :raises NotPermitted: somebody else asked for it
        :raises ApprovalNotFound: there is none of that number, or a clerk names another's
        :raises ApprovalSettled: it is not pending any more
        """
        return self._end(caller, account, number, state=State.WITHDRAWN, reason=None)

    def _end(self, caller: Caller, account: str, number: int, *, state: State, reason: str | None) -> Approval:
        with self._locked(account) as (connection, _):
            approval = _found(connection, caller, account, number)
            if state is State.WITHDRAWN and caller.name != approval.actor:
                raise NotPermitted("Only who asked for it withdraws it.")
            if (approval.state, approval.settled_by, approval.reason) == (state, caller.name, reason):
                return evolve(approval, replayed=True)
            approval.demand_pending()
            return self._settle(connection, approval, state, caller, reason=reason)

    def _demand_open(self, connection: Connection, approval: Approval) -> None:
        """Go on only where it is pending, and who asked might ask for it still."""
        approval.demand_pending()
        asker = tokens.find_name(connection, approval.actor, now=self.service.now())
        if asker is None or not may_ask(asker, type(approval.command)):
            raise AskerNotPermitted(approval.actor)

    def _settle(
        self, connection: Connection, approval: Approval, state: State, caller: Caller, **settled: object
    ) -> Approval:
        at = self.service.now()
        return waiting.settle(connection, approval, state, settled_by=caller.name, settled_at=at, **settled)

    @contextmanager
    def _locked(self, account: str) -> Iterator[tuple[Connection, Service]]:
        """Open a transaction on a locked account, with a service that takes part in it."""
        with self.store.joined() as (connection, store):
            connection.execute(select(accounts.c.account).where(accounts.c.account == account).with_for_update())
            yield connection, evolve(self.service, store=store)


def _keep(connection: Connection, service: Service, request: Request, needed: ApprovalRequired) -> Approval:
    if request.key is None:
        raise ValueError("what must be approved needs an idempotency key")
    with service.store.reading(request.account) as reading:
        version = reading.version if request.seen is None else request.seen
    approval = Approval(
        account=request.account,
        number=waiting.next_number(connection, request.account),
        actor=request.actor,
        key=request.key,
        request=request.fingerprint,
        command=request.command,
        version=version,
        at=service.now(),
        amount=needed.amount,
        limit=needed.limit,
    )
    waiting.keep(connection, approval)
    return approval


def _again(kept: Approval, request: Request, service: Service) -> Answer | Approval:
    if kept.request == request.fingerprint:
        return evolve(kept, replayed=True)
    with service.store.reading(request.account) as reading:
        on = request.on or service.now().date()
        return Answer(result=Failure(IdempotencyKeyReused(kept.key)), on=on, version=reading.version)


def _found(connection: Connection, caller: Caller, account: str, number: int) -> Approval:
    permit_role(caller, Role.CLERK, Role.VIEWER)
    approval = waiting.by_number(connection, account, number)
    if approval is None or (caller.role is Role.CLERK and caller.name != approval.actor):
        raise ApprovalNotFound("There is no such approval.")
    return approval


def _approved(caller: Caller, approval: Approval, *, on: date | None, seen: int | None) -> Request:
    """Return the request for what waits, approved by the caller."""
    permit_role(caller)
    if caller.name == approval.actor:
        raise NotPermitted("Nobody approves what they asked for.")
    return Request(
        account=approval.account,
        actor=approval.actor,
        command=approval.command,
        on=on,
        seen=seen,
        approved=Approved(caller.name, approval.number),
    )
