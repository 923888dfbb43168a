"""What waits for a second person: looked at, approved, rejected, withdrawn."""

from __future__ import annotations

from typing import Annotated, Any

from litestar import Controller, Request, Response
from litestar.params import JSONBody, QueryParameter

from credit_rules_adapters.access.callers import Caller
from credit_rules_adapters.access.waiting import State
from credit_rules_adapters.http import asked as asking
from credit_rules_adapters.http import views
from credit_rules_adapters.http.asked import Asking
from credit_rules_adapters.http.bodies.parts import Id
from credit_rules_adapters.http.bodies.settling import RejectBody
from credit_rules_adapters.http.decoding import understood
from credit_rules_adapters.http.guards import for_staff
from credit_rules_adapters.http.handlers import PathId, PathNumber, change, read, settle
from credit_rules_adapters.http.lists import Number, WantedPart, listed, page_of
from credit_rules_adapters.http.views import Answered, Page, ShownApproval

OfState = Annotated[State | None, QueryParameter(name="state", description="how it stands")]
OfActor = Annotated[str | None, QueryParameter(name="actor", max_length=128, description="who asked")]


@listed(["/approvals", "/accounts/{account:str}/approvals"], guards=[for_staff], tags=["approvals"])
def list_approvals(
    request: Request[Caller, Any, Any],
    wanted: WantedPart,
    standing: OfState = None,
    actor: OfActor = None,
) -> Response[Page[ShownApproval]]:
    """List what waits or waited for approval, by account and number; a clerk sees what they asked for themselves."""
    part = wanted.settings.approvals.of(
        request.user,
        account=wanted.account,
        state=standing,
        actor=actor,
        after=wanted.after(tuple[Id, Number]),
        limit=wanted.limit,
    )
    return page_of(part, ShownApproval.of)


class ApprovalsOfAccount(Controller):
    """What waits on one account."""

    path = "/accounts/{account:str}/approvals/{number:str}"
    tags = ("approvals",)
    guards = (for_staff,)

    @read("/")
    def show(self, request: Request[Caller, Any, Any], account: PathId, number: PathNumber) -> Response[ShownApproval]:
        """Show what waits, or how it ended."""
        found = request.app.state.settings.approvals.find(request.user, account, int(number))
        return views.respond(ShownApproval.of(found))

    @change("/approve")
    def approve(self, asked: Asking, account: PathId, number: PathNumber) -> Response[Answered]:
        """Carry out what waits, as a second person; where it is refused by now, it stays pending."""
        key = asked.demand_key()
        approvals, which = asked.settings.approvals, (asked.caller, account, int(number))
        if asked.preview:
            answer = approvals.preview_approval(*which, on=asked.on, seen=asked.seen)
        else:
            answer = approvals.approve(*which, key=key, on=asked.on, seen=asked.seen)
        return asking.respond(account, answer)

    @settle("/reject")
    def reject(
        self, request: Request[Caller, Any, Any], account: PathId, number: PathNumber, data: JSONBody[RejectBody]
    ) -> Response[ShownApproval]:
        """Reject what waits, and say why; the same again changes nothing, so it needs no key."""
        approvals, which = request.app.state.settings.approvals, (request.user, account, int(number))
        return views.respond(ShownApproval.of(understood(lambda: approvals.reject(*which, reason=data.reason))))

    @settle("/withdraw")
    def withdraw(
        self, request: Request[Caller, Any, Any], account: PathId, number: PathNumber
    ) -> Response[ShownApproval]:
        """Withdraw what one asked for; the same again changes nothing, so it needs no key."""
        ended = request.app.state.settings.approvals.withdraw(request.user, account, int(number))
        return views.respond(ShownApproval.of(ended))
