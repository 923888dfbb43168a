"""What is answered instead of an answer: problem documents of RFC 9457, one code a problem."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from attrs import field, frozen
from litestar import Request, Response
from litestar.exceptions import HTTPException, ValidationException

from credit_rules_adapters.access.approvals import ApprovalNotFound, AskerNotPermitted
from credit_rules_adapters.access.permits import NotPermitted
from credit_rules_adapters.access.waiting import ApprovalSettled
from credit_rules_adapters.refusals import Refusal
from credit_rules_adapters.stores.protocol import StoreCannotWrite, StoreError
from credit_rules_adapters.text.json_form import form_of, line_of
from credit_rules_adapters.text.rejections import describe

MEDIA_TYPE = "application/problem+json"
_NOT_FOUND = {"invoice_not_found", "note_not_found", "credit_not_found"}
_CONFLICT = {"stale_plan", "idempotency_key_reused", "date_before_last_entry", "invoice_exists", "credit_exists"}


@frozen(kw_only=True)
class Problem:
    """A problem document: what kind it is, a sentence for a person, and the figures it turned on."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    figures: Mapping[str, Any] = field(factory=dict)


class ProblemError(Exception):
    """Something that ends a request with a problem."""

    status = HTTPStatus.BAD_REQUEST
    code = "not_understood"

    def __init__(self, detail: str, *, headers: Mapping[str, str] | None = None, **figures: object) -> None:
        super().__init__(detail)
        self.headers = dict(headers or {})
        self.figures = figures


class NotUnderstoodProblem(ProblemError):
    """A part of the request could not be understood."""


class UnsupportedProblem(ProblemError):
    """The body is of another kind than JSON."""

    status, code = HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type"


class KeyRequiredProblem(ProblemError):
    """A change was asked for without an idempotency key."""

    code = "idempotency_key_required"


class TooLargeProblem(ProblemError):
    """A number is beyond 64 bits."""

    status, code = HTTPStatus.UNPROCESSABLE_ENTITY, "amount_too_large"

    def __init__(self, largest_minor: int) -> None:
        super().__init__("A number is larger than any amount that is kept.", largest_minor=largest_minor)


class UnauthenticatedProblem(ProblemError):
    """No good token came with the request: none, an unknown, a revoked or an expired one, all the same."""

    status, code = HTTPStatus.UNAUTHORIZED, "unauthenticated"

    def __init__(self) -> None:
        super().__init__("A valid token is needed.", headers={"WWW-Authenticate": "Bearer"})


class NotFoundProblem(ProblemError):
    """There is no such thing, or it is somebody else's."""

    status, code = HTTPStatus.NOT_FOUND, "not_found"


class TooManyRequestsProblem(ProblemError):
    """The token has made all the requests it may in this minute."""

    status, code = HTTPStatus.TOO_MANY_REQUESTS, "too_many_requests"


class NotReadyProblem(ProblemError):
    """The server cannot do its work at present."""

    status, code = HTTPStatus.SERVICE_UNAVAILABLE, "not_ready"


class ServerBusyProblem(ProblemError):
    """Too many requests wait already; nothing was done."""

    status, code = HTTPStatus.SERVICE_UNAVAILABLE, "server_busy"

    def __init__(self) -> None:
        super().__init__("Too many requests wait here already; nothing was done.", headers={"Retry-After": "1"})


class RefusedProblem(Exception):
    """Something that was looked up is refused as a rule would refuse it."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal


def of_refusal(refusal: Refusal) -> Problem:
    """Return the problem that a refusal is, with its figures."""
    figures = form_of(refusal)
    code = figures.pop("code")
    status = (
        HTTPStatus.NOT_FOUND
        if code in _NOT_FOUND
        else HTTPStatus.CONFLICT
        if code in _CONFLICT
        else HTTPStatus.UNPROCESSABLE_ENTITY
    )
    return _problem(status, code, describe(refusal), {"rule": refusal.rule, **figures})


def _problem(status: HTTPStatus, code: str, detail: str, figures: Mapping[str, Any] | None = None) -> Problem:
    return Problem(
        type=f"urn:credit-rules:{code}",
        title=code.replace("_", " ").capitalize(),
        status=status,
        detail=detail,
        code=code,
        figures=figures or {},
    )


def respond(problem: Problem, headers: Mapping[str, str] | None = None) -> Response[Any]:
    """Return the response that a problem is."""
    body = line_of(form_of(problem)).encode()
    return Response(body, status_code=problem.status, media_type=MEDIA_TYPE, headers=dict(headers or {}))


def of_error(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    """Answer what was raised with its problem. Of an error that is ours nothing is told, and its kind is logged."""
    match error:
        case ProblemError():
            return respond(_problem(error.status, error.code, str(error), form_of(error.figures)), error.headers)
        case RefusedProblem():
            return respond(of_refusal(error.refusal))
        case ApprovalNotFound():
            return respond(_problem(HTTPStatus.NOT_FOUND, "not_found", str(error)))
        case ApprovalSettled():
            return respond(_problem(HTTPStatus.CONFLICT, "approval_settled", str(error), {"state": error.state}))
        case AskerNotPermitted():
            return respond(_problem(HTTPStatus.CONFLICT, "asker_not_permitted", str(error), {"actor": error.actor}))
        case NotPermitted():
            return respond(_problem(HTTPStatus.FORBIDDEN, error.code, str(error), form_of(error.figures)))
        case StoreError():
            code = "store_cannot_write" if isinstance(error, StoreCannotWrite) else "store_unavailable"
            detail = "Ask again with the same key: it tells whether this was done."
            return respond(_problem(HTTPStatus.SERVICE_UNAVAILABLE, code, detail), {"Retry-After": "1"})
        case ValidationException():
            told = [f"{each['key']}: {each['message']}" for each in error.extra or () if isinstance(each, dict)]
            return respond(_problem(HTTPStatus.BAD_REQUEST, "not_understood", "; ".join(told) or error.detail))
        case HTTPException() if error.status_code < HTTPStatus.INTERNAL_SERVER_ERROR:
            status = HTTPStatus(error.status_code)
            too_large = status is HTTPStatus.REQUEST_ENTITY_TOO_LARGE  # whose phrase Python 3.13 changed
            code = (
                "request_entity_too_large" if too_large else status.phrase.lower().replace(" ", "_").replace("-", "_")
            )
            return respond(_problem(status, code, status.description or status.phrase), error.headers)
        case _:
            request.scope["state"]["credit_rules_error"] = error
            detail = "Something went wrong here; nothing was done that the same key would not tell."
            return respond(_problem(HTTPStatus.INTERNAL_SERVER_ERROR, "internal_error", detail))
