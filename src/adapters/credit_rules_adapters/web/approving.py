"""What waits for a second person: seen with what it would do now, approved, rejected or withdrawn."""

from __future__ import annotations

import secrets
from http import HTTPStatus
from typing import Any

from litestar import Response

from credit_rules import fold
from credit_rules_adapters.access.approvals import AskerNotPermitted
from credit_rules_adapters.access.permits import NotPermitted
from credit_rules_adapters.access.waiting import Approval, ApprovalSettled, State
from credit_rules_adapters.asking import Answer
from credit_rules_adapters.http.guards import for_staff
from credit_rules_adapters.http.handlers import PathId
from credit_rules_adapters.http.problems import NotFoundProblem
from credit_rules_adapters.http.settings import Settings
from credit_rules_adapters.text.rejections import describe
from credit_rules_adapters.text.telling import tell
from credit_rules_adapters.web import cursors, words
from credit_rules_adapters.web.asking import Asked, Form, identifier, one_of, whole_number
from credit_rules_adapters.web.handlers import SentForm, shown, submitted
from credit_rules_adapters.web.templating import path_to, see_other, show

_LOOK_AGAIN = "Look at what it would do now, and approve it from here."


@shown("/approvals", guards=[for_staff])
def list_approvals(request: Asked) -> Response[Any]:
    """List what waits, or how it ended."""
    settings: Settings = request.app.state.settings
    form = Form(dict(request.query_params))
    state = form.read("state", one_of(State), State.PENDING)
    part = settings.approvals.of(request.user, state=state, after=cursors.numbered_key_of(form.text("after")))
    return show(
        request,
        "approvals.html",
        approvals=part.rows,
        tabs=[(words.WAITING[each], f"/approvals?state={each}", each is state) for each in State],
        following="" if part.last is None else f"/approvals?state={state}&after={cursors.text_of(part.last)}",
    )


@shown("/accounts/{account:str}/approvals/{number:str}", guards=[for_staff])
def show_approval(request: Asked, account: PathId, number: PathId) -> Response[Any]:
    """Show what waits, and what it would do now."""
    return _page(request, _found(request, account, number))


def _found(request: Asked, account: str, number: str) -> Approval:
    if not number.isdecimal() or len(number) > 18:
        raise NotFoundProblem("There is no such approval.")
    settings: Settings = request.app.state.settings
    return settings.approvals.find(request.user, account, int(number))


def _page(request: Asked, approval: Approval, *, status: int = HTTPStatus.OK, mistake: str = "") -> Response[Any]:
    approvals = request.app.state.settings.approvals
    answer: Answer | None = None
    barred = ""
    try:
        answer = approvals.preview_approval(request.user, approval.account, approval.number)
    except AskerNotPermitted as error:  # then it can be rejected alone
        barred = str(error)
    except (NotPermitted, ApprovalSettled):  # then it is shown, and not to be settled by them
        pass
    told = None if answer is None else fold(answer.result, tell, lambda _: None)
    refusal = barred if answer is None else fold(answer.result, lambda _: "", describe)
    return show(
        request,
        "approval.html",
        status=status,
        approval=approval,
        told=told,
        refusal=refusal,
        version=None if answer is None else answer.version,
        may_settle=answer is not None or barred,
        may_withdraw=approval.state is State.PENDING and approval.actor == request.user.name,
        mistake=mistake,
        key=secrets.token_urlsafe(16),
    )


@submitted("/accounts/{account:str}/approvals/{number:str}", guards=[for_staff])
def settle(request: Asked, account: PathId, number: PathId, form: SentForm) -> Response[Any]:
    """Approve, reject or withdraw what waits."""
    approval = _found(request, account, number)
    approvals, caller = request.app.state.settings.approvals, request.user
    which = (caller, account, approval.number)
    match form.text("do"):
        case "approve":
            seen, key = form.read("seen", whole_number, None), form.needed("key", identifier, "")
            if not form.understood:
                return _page(request, approval, status=HTTPStatus.UNPROCESSABLE_ENTITY, mistake=_LOOK_AGAIN)
            try:
                answer = approvals.approve(*which, key=key, seen=seen)
            except AskerNotPermitted:
                return _page(request, approval, status=HTTPStatus.CONFLICT)
            refusal = fold(answer.result, lambda _: "", describe)
            if refusal:
                return _page(request, approval, status=HTTPStatus.CONFLICT, mistake=refusal)
            return see_other(f"{path_to('accounts', account)}?done={answer.version}")
        case "reject" if not form.text("reason"):
            return _page(request, approval, status=HTTPStatus.UNPROCESSABLE_ENTITY, mistake="Say why it is rejected.")
        case "reject":
            approvals.reject(*which, reason=form.text("reason"))
        case "withdraw":
            approvals.withdraw(*which)
    return see_other(path_to("accounts", account, "approvals", number))


HANDLERS = (list_approvals, show_approval, settle)
