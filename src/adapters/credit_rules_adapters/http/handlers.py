"""What the handlers have in common: how they are run, and what else they may answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from litestar import delete, get, post, put
from litestar.datastructures import ResponseHeader
from litestar.di import Provide
from litestar.handlers import HTTPRouteHandler
from litestar.openapi import ResponseSpec
from litestar.params import PathParameter

from credit_rules_adapters.http.asked import asked
from credit_rules_adapters.http.problems import MEDIA_TYPE, Problem
from credit_rules_adapters.http.threads import in_a_thread
from credit_rules_adapters.http.views import ShownApproval

PathNumber = Annotated[str, PathParameter(pattern="^[1-9][0-9]{0,17}$", description="a number from 1 up")]
PathId = Annotated[str, PathParameter(min_length=1, max_length=140, description="an id; a slash in it is written %2F")]

_TOLD = {
    400: "not understood",
    401: "no valid token came with it",
    403: "not for this caller",
    404: "there is no such thing",
    409: "the account has changed, or an id or key is taken",
    413: "the body is too large",
    415: "the body is no JSON",
    422: "refused by a rule",
    429: "too many requests in this minute",
    503: "the store cannot be reached or written, or too many requests wait already",
}


def specified(*statuses: int) -> dict[int, ResponseSpec]:
    """Describe the problems that may be answered with those statuses."""
    return {
        status: ResponseSpec(Problem, description=_TOLD[status], media_type=MEDIA_TYPE, generate_examples=False)
        for status in statuses
    }


_READING = specified(400, 401, 403, 404, 429, 503)
_CHANGING = specified(*_TOLD)


MAY_WAIT = _CHANGING | {
    202: ResponseSpec(
        ShownApproval, description="above the clerk's limit: it waits for approval", generate_examples=False
    )
}
"""What a change may answer that a clerk's limit is for."""


def _handler(
    kind: Callable[..., Callable[[Callable[..., Any]], HTTPRouteHandler]], **settled: Any
) -> Callable[..., Callable[[Callable[..., Any]], HTTPRouteHandler]]:
    """Return the decorator of one kind of handlers, with what is settled for all of them."""

    def with_options(path: str | list[str], **options: Any) -> Callable[[Callable[..., Any]], HTTPRouteHandler]:
        register = kind(path, **{**settled, **options})
        return lambda function: register(in_a_thread(function))

    return with_options


_VERSION = ResponseHeader(name="ETag", description="the account's version after it", documentation_only=True)
_REPLAYED = ResponseHeader(
    name="Idempotency-Replayed", description="true: it was done before, under the same key", documentation_only=True
)

read = _handler(get, responses=_READING, response_description="what was asked for")
change = _handler(
    post,
    status_code=200,
    responses=_CHANGING,
    response_description="what came of it; of a preview, what would",
    response_headers=[_VERSION, _REPLAYED],
    dependencies={"asked": Provide(asked, sync_to_thread=False)},
)
settle = _handler(post, status_code=200, responses=_CHANGING, response_description="how it ended")
replace = _handler(put, responses=_CHANGING, response_description="what is written now")
erase = _handler(delete, responses=_READING, response_description="it is erased")
