"""One request to an account: who asks, how, and the one way in which a command is put to the service."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import Annotated, Any

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
from credit_rules_adapters.access.permits import permit_command, permit_date, permit_outcome
from credit_rules_adapters.asking import Answer, Request
from credit_rules_adapters.http import problems, views
from credit_rules_adapters.http.decoding import understood
from credit_rules_adapters.http.problems import KeyRequiredProblem
from credit_rules_adapters.http.settings import Settings
from credit_rules_adapters.http.views import Answered, AnsweredByAccount, ShownPlan
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


@frozen(kw_only=True)
class Asked:
    """How something is asked for, and by whom."""

    settings: Settings
    caller: Caller
    preview: bool = False
    on: date | None = None
    seen: int | None = None
    key: str | None = None

    def carry_out(self, account: str, make: Callable[[], Command]) -> Response[Answered]:
        """Put a command on one account to the service, or preview it, and answer."""
        request = self._request(account, understood(make))
        service = self.settings.service
        return _respond(account, service.preview(request) if self.preview else service.carry_out(request))

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
        self._demand_key()
        permit_command(self.caller, command)
        service = self.settings.service
        ask = service.preview if self.preview else service.carry_out
        requests = service.requests(command, actor=self.caller.name, on=self.on, key=self.key)
        return views.respond(tuple(_by_account(request.account, ask(request)) for request in requests))

    def _request(self, account: str, command: Command) -> Request:
        self._demand_key()
        permit_command(self.caller, command)
        return understood(
            lambda: Request(
                account=account,
                actor=self.caller.name,
                command=command,
                on=self.on,
                seen=self.seen,
                key=self.key,
                permit=lambda outcome: permit_outcome(self.caller, outcome),
            )
        )

    def _demand_key(self) -> None:
        if self.key is None and not self.preview:
            raise KeyRequiredProblem("Send an Idempotency-Key, a new one for each change.")


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
        preview=preview,
        on=on,
        seen=None if if_match is None else int(if_match.strip('"')),
        key=None if idempotency_key is None else understood(lambda: readers.identifier(idempotency_key)),
    )


def _respond(account: str, answer: Answer) -> Response[Answered]:
    headers = {"ETag": f'"{answer.version}"'} | ({"Idempotency-Replayed": "true"} if answer.replayed else {})

    def done(outcome: Outcome) -> Response[Any]:
        return views.respond(Answered.of(account, answer, outcome), headers)

    return fold(answer.result, done, partial(_refused, headers=headers))


def _refused(refusal: Refusal, headers: Mapping[str, str] | None = None) -> Response[Any]:
    return problems.respond(problems.of_refusal(refusal), headers)


def _by_account(account: str, answer: Answer) -> AnsweredByAccount:
    return fold(
        answer.result,
        lambda outcome: AnsweredByAccount(account=account, answered=Answered.of(account, answer, outcome)),
        lambda refusal: AnsweredByAccount(account=account, problem=problems.of_refusal(refusal)),
    )
