"""One request to an account: who asks, how, and the one way in which a command is put to the service."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from http import HTTPStatus
from typing import Annotated, Any
from urllib.parse import quote

from attrs import evolve, frozen
from litestar import Request as HttpRequest
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import HeaderParameter, QueryParameter

from credit_rules import (
    Allocate,
    CancelSession,
    Command,
    Expire,
    Outcome,
    RemoveFromProduct,
    fold,
    needs,
    plan_removal,
)
from credit_rules_adapters.access.callers import Caller
from credit_rules_adapters.access.permits import ApprovalRequired, asked_by, permit_command, permit_date
from credit_rules_adapters.access.waiting import Approval
from credit_rules_adapters.asking import Answer, Request
from credit_rules_adapters.http import problems, views
from credit_rules_adapters.http.decoding import understood
from credit_rules_adapters.http.paths import root_of
from credit_rules_adapters.http.problems import KeyRequiredProblem
from credit_rules_adapters.http.settings import Settings
from credit_rules_adapters.http.views import Answered, AnsweredByAccount, ShownApproval, ShownPlan
from credit_rules_adapters.refusals import Refusal
from credit_rules_adapters.text import readers

PreviewFlag = Annotated[bool, QueryParameter(name="preview", description="decide, and do nothing")]
Day = Annotated[date | None, QueryParameter(name="on", description="the business date; for administrators alone")]
Key = Annotated[
    str | None,
    HeaderParameter(name="Idempotency-Key", max_length=128, description="required on each change; a new one for each"),
]
Seen = Annotated[
    str | None,
    HeaderParameter(name="If-Match", pattern='^"[0-9]{1,18}"$', description="the version a preview answered with"),
]


_REPLAYED: dict[bool, dict[str, str]] = {True: {"Idempotency-Replayed": "true"}, False: {}}


@frozen(kw_only=True)
class Asked:
    """How something is asked for, and by whom."""

    settings: Settings
    caller: Caller
    root: str = ""
    preview: bool = False
    on: date | None = None
    seen: int | None = None
    key: str | None = None

    def carry_out(self, account: str, make: Callable[[], Command]) -> Response[Answered]:
        """Put a command on one account to the service, or preview it, and answer."""
        request = self._request(account, understood(make))
        approvals = self.settings.approvals
        if self.preview:
            answer, waits = approvals.preview(request)
            return respond(account, answer, waits)
        done = approvals.carry_out(self.caller, request)
        return self._waiting(done) if isinstance(done, Approval) else respond(account, done)

    def compare(self, account: str, make: Callable[[], Command]) -> Response[Answered]:
        """Put a question to the service that changes nothing."""
        return evolve(self, preview=True).carry_out(account, make)

    def plan(self, account: str, make: Callable[[], RemoveFromProduct]) -> Response[ShownPlan]:
        """Plan what a command would credit, and answer with the plan (R30)."""
        command = understood(make)
        permit_command(self.caller, command)
        with self.settings.store.reading(account) as reading:
            invoices = reading.load(needs(command)).invoices.values()
        planned = plan_removal(invoices, command.leaving, command.credit)
        return fold(planned, lambda plan: views.respond(ShownPlan.of(plan)), _refused)

    def carry_out_everywhere(
        self, make: Callable[[], Allocate | CancelSession | Expire]
    ) -> Response[tuple[AnsweredByAccount, ...]]:
        """Put a command on all accounts to the service, one account after the other, and answer each."""
        command = understood(make)
        self.demand_key()
        permit_command(self.caller, command)
        service = self.settings.service
        ask = service.preview if self.preview else service.carry_out
        requests = service.requests(command, actor=self.caller.name, on=self.on, key=self.key)
        return views.respond(tuple(_by_account(request.account, ask(request)) for request in requests))

    def _request(self, account: str, command: Command) -> Request:
        self.demand_key()
        return understood(lambda: asked_by(self.caller, account, command, on=self.on, seen=self.seen, key=self.key))

    def demand_key(self) -> str:
        """Return the key of a change; a preview needs none."""
        if self.key is None and not self.preview:
            raise KeyRequiredProblem("Send an Idempotency-Key, a new one for each change.")
        return self.key or ""

    def _waiting(self, approval: Approval) -> Response[Any]:
        place = f"{self.root}/v1/accounts/{quote(approval.account, safe='')}/approvals/{approval.number}"
        headers = {"Location": place} | _REPLAYED[approval.replayed]
        return views.respond(ShownApproval.of(approval), headers, status=HTTPStatus.ACCEPTED)


Asking = NamedDependency[Asked]


def asked(
    request: HttpRequest[Caller, Any, Any],
    *,
    preview: PreviewFlag = False,
    on: Day = None,
    idempotency_key: Key = None,
    if_match: Seen = None,
) -> Asked:
    """Read how something is asked for."""
    if on is not None:
        permit_date(request.user)
    return Asked(
        settings=request.app.state.settings,
        caller=request.user,
        root=root_of(request.scope),
        preview=preview,
        on=on,
        seen=None if if_match is None else int(if_match.strip('"')),
        key=None if idempotency_key is None else understood(lambda: readers.identifier(idempotency_key)),
    )


def respond(account: str, answer: Answer, waits: ApprovalRequired | None = None) -> Response[Answered]:
    """Answer a request to an account with what came of it, or with the problem that its refusal is."""
    headers = {"ETag": f'"{answer.version}"'} | _REPLAYED[answer.replayed]

    def done(outcome: Outcome) -> Response[Any]:
        return views.respond(Answered.of(account, answer, outcome, waits=waits), headers)

    return fold(answer.result, done, partial(_refused, headers=headers))


def _refused(refusal: Refusal, headers: Mapping[str, str] | None = None) -> Response[Any]:
    return problems.respond(problems.of_refusal(refusal), headers)


def _by_account(account: str, answer: Answer) -> AnsweredByAccount:
    return fold(
        answer.result,
        lambda outcome: AnsweredByAccount(account=account, answered=Answered.of(account, answer, outcome)),
        lambda refusal: AnsweredByAccount(account=account, problem=problems.of_refusal(refusal)),
    )
