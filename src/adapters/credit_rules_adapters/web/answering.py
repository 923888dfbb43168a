"""What is shown instead of a page: where to sign in, what went wrong, and what to do about it."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from litestar import Request, Response
from litestar.exceptions import HTTPException

from credit_rules_adapters.access.approvals import ApprovalNotFound
from credit_rules_adapters.access.permits import NotPermitted
from credit_rules_adapters.access.waiting import ApprovalSettled
from credit_rules_adapters.http.problems import (
    ProblemError,
    RefusedProblem,
    ServerBusyProblem,
    TooManyRequestsProblem,
    of_refusal,
)
from credit_rules_adapters.stores.protocol import StoreError
from credit_rules_adapters.web.asking import ForeignForm, NotSignedIn
from credit_rules_adapters.web.templating import see_other, show

_NOT_FOUND = "It may never have been, or it is somebody else's. Ids in an address are told apart by every letter."
_TITLES = {
    400: "That could not be understood",
    403: "This is not for you",
    404: "There is no such page",
    405: "That cannot be done here",
    409: "This was settled already",
    413: "That is too much at once",
    500: "Something went wrong here",
    503: "The store cannot be reached",
}


def page_of_error(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    """Answer what was raised with a page that says what to do. Of an error that is ours nothing else is told."""
    match error:
        case NotSignedIn():
            return _to_sign_in(request)
        case ForeignForm():
            told = "It was not shown in this session, so nothing was done. Go back, load the page again and send it."
            return _page(request, HTTPStatus.FORBIDDEN, told, title="This form cannot be taken")
        case ApprovalNotFound():
            return _page(request, HTTPStatus.NOT_FOUND, str(error))
        case ApprovalSettled():
            return _page(request, HTTPStatus.CONFLICT, str(error))
        case NotPermitted():
            return _page(request, HTTPStatus.FORBIDDEN, str(error))
        case RefusedProblem():
            problem = of_refusal(error.refusal)
            return _page(request, problem.status, problem.detail)
        case TooManyRequestsProblem() | ServerBusyProblem():
            wait = error.headers["Retry-After"]
            told = f"{error} In {wait} {'second' if wait == '1' else 'seconds'} you can go on."
            answer = _page(request, error.status, told, title="Too many requests")
            answer.headers["Retry-After"] = wait
            return answer
        case ProblemError():
            return _page(request, error.status, str(error))
        case StoreError():
            told = "Nothing is lost: wait a moment and send the same page again; it tells whether it was done."
            return _page(request, HTTPStatus.SERVICE_UNAVAILABLE, told)
        case HTTPException(status_code=HTTPStatus.NOT_FOUND):
            return _page(request, HTTPStatus.NOT_FOUND, _NOT_FOUND)
        case HTTPException() if error.status_code < HTTPStatus.INTERNAL_SERVER_ERROR:
            return _page(request, error.status_code, HTTPStatus(error.status_code).description)
        case _:
            request.scope["state"]["credit_rules_error"] = error
            told = "It has been noted. Nothing was done by halves; go back and try again."
            return _page(request, HTTPStatus.INTERNAL_SERVER_ERROR, told)


def _to_sign_in(request: Request[Any, Any, Any]) -> Response[Any]:
    """Go to the sign-in form, and from there back to the page that was asked for."""
    asked = request.url.path if request.method == "GET" else "/"
    query = f"?{request.url.query}" if request.method == "GET" and request.url.query else ""
    target = f"/sign-in?next={quote(asked + query, safe='')}"
    if "hx-request" in request.headers:
        return Response(b"", status_code=HTTPStatus.UNAUTHORIZED, headers={"HX-Redirect": target})
    return see_other(target)


def _page(request: Request[Any, Any, Any], status: int, told: str, title: str | None = None) -> Response[Any]:
    return show(
        request,
        "error.html",
        status=status,
        title=title or _TITLES.get(status, HTTPStatus(status).phrase),
        told=told,
    )
