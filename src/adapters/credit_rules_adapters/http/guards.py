"""Who may look at what: asked before anything of a request is read."""

from __future__ import annotations

from typing import Any

from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler

from credit_rules_adapters.access.callers import Caller, Role
from credit_rules_adapters.access.permits import permit_role
from credit_rules_adapters.http.problems import NotFoundProblem

_Connection = ASGIConnection[Any, Caller, Any, Any]


async def own_account(connection: _Connection, _: BaseRouteHandler) -> None:
    """Let a customer reach their own account alone: any other is not there."""
    caller = connection.user
    account = connection.path_params.get("account")
    if account is None:
        permit_role(caller, Role.CLERK, Role.VIEWER)
    elif caller.role is Role.CUSTOMER and account != caller.account:
        raise NotFoundProblem("There is no such account.")


async def for_staff(connection: _Connection, _: BaseRouteHandler) -> None:
    """Let everyone but customers go on."""
    permit_role(connection.user, Role.CLERK, Role.VIEWER)


async def for_administrators(connection: _Connection, _: BaseRouteHandler) -> None:
    """Let administrators go on."""
    permit_role(connection.user)
