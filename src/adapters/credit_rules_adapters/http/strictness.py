"""What is looked at before a handler: nothing is passed over that a caller may have meant."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import cache, partial
from typing import Any

from litestar import Litestar, Request
from litestar.openapi.spec import Parameter

from credit_rules_adapters.http.bodies.parts import derived
from credit_rules_adapters.http.decoding import decode, understood
from credit_rules_adapters.http.problems import NotUnderstoodProblem, UnsupportedProblem
from credit_rules_adapters.text.mistakes import listed

_NO_CHARACTER = "\ufffd"
"""What a server puts where the bytes of a path are no character."""


class StrictRequest(Request[Any, Any, Any]):
    """A request whose body is read strictly, as the form its handler declares."""

    async def json(self) -> Any:
        """Return the body as the form that the handler declares."""
        if self.content_type[0] != "application/json":
            raise UnsupportedProblem("The body must be application/json.")
        field = self.route_handler.parsed_data_field
        assert field is not None, "only a handler with a body asks for it"
        return decode(await self.body(), field.annotation)


async def look_over(request: Request[Any, Any, Any]) -> None:
    """Refuse what the description of the endpoint does not have: a query parameter, a body, an id that is none.

    :raises NotUnderstoodProblem: it was sent nevertheless
    """
    if request.method == "OPTIONS":
        return  # nothing is read of it: the methods are answered
    for id in request.path_params.values():
        if _NO_CHARACTER in id:
            raise NotUnderstoodProblem("the path is no UTF-8")
        understood(partial(derived, id))
    known = _query_of(request)
    for name, times in Counter(name for name, _ in request.query_params.multi_items()).items():
        if name not in known:
            raise NotUnderstoodProblem(f"the query parameter {name!a} is unknown; {listed(sorted(known) or ['none'])}")
        if times > 1:
            raise NotUnderstoodProblem(f"the query parameter {name} stands {times} times; allowed is once")
        if "\0" in request.query_params[name]:
            raise NotUnderstoodProblem(f"the query parameter {name} holds a zero; allowed are whole characters")
    if request.route_handler.parsed_data_field is None and await request.body():
        raise NotUnderstoodProblem("there is a body; allowed here is none")


def _query_of(request: Request[Any, Any, Any]) -> frozenset[str]:
    return _queries(request.app)[request.scope["path_template"], request.method]


@cache
def _queries(app: Litestar) -> Mapping[tuple[str, str], frozenset[str]]:
    """Read from the description which query parameters each endpoint has."""
    return {
        (path, method.upper()): frozenset(
            each.name for each in operation.parameters or () if isinstance(each, Parameter) and each.param_in == "query"
        )
        for path, item in (app.openapi_schema.paths or {}).items()
        for method in ("get", "post", "put", "delete")
        if (operation := getattr(item, method)) is not None
    }
