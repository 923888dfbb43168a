"""What the pages' handlers have in common: run beside each other, a form read once and known to be ours."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from litestar import Request, get, post
from litestar.di import NamedDependency, Provide
from litestar.handlers import HTTPRouteHandler

from credit_rules_adapters.http.access import OPEN
from credit_rules_adapters.http.threads import ADMITTED, NEW, in_a_thread
from credit_rules_adapters.web.asking import Form

SentForm = NamedDependency[Form]


async def _form(request: Request[Any, Any, Any]) -> Form:
    given = await request.form()
    return Form({name: value for name, value in given.items() if isinstance(value, str)})


def shown(path: str | list[str], **options: Any) -> Callable[[Callable[..., Any]], HTTPRouteHandler]:
    """Register a page."""
    return lambda function: get(path, **options)(_beside(function, options))


def submitted(
    path: str | list[str], *, read_form: Callable[[Request[Any, Any, Any]], Awaitable[Form]] = _form, **options: Any
) -> Callable[[Callable[..., Any]], HTTPRouteHandler]:
    """Register what takes a form."""
    settled: dict[str, Any] = {"status_code": 200, "dependencies": {"form": Provide(read_form)}, **options}
    return lambda function: post(path, **settled)(_beside(function, options))


def _beside(function: Callable[..., Any], options: Mapping[str, Any]) -> Callable[..., Awaitable[Any]]:
    """Let a handler run beside others; one that is open to everyone is the first that its request waits for."""
    return in_a_thread(function, most=NEW if OPEN in options.get("opt", {}) else ADMITTED)
