"""Whose pages these are: the customer who is signed in, and what stands on their account."""

from __future__ import annotations

from typing import Any

from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler

from credit_rules import Invoice
from credit_rules_adapters.access import directory
from credit_rules_adapters.access.callers import Caller, Role
from credit_rules_adapters.access.permits import NotPermitted
from credit_rules_adapters.http.looking import one_invoice
from credit_rules_adapters.http.settings import Settings
from credit_rules_adapters.web.asking import Asked


async def for_customers(connection: ASGIConnection[Any, Caller, Any, Any], _: BaseRouteHandler) -> None:
    """Let customers go on: nobody else has an account of their own.

    :raises NotPermitted: it is somebody else
    """
    if connection.user.role is not Role.CUSTOMER:
        raise NotPermitted("Only a customer has an account of their own; look for it among the invoices.")


def settings_of(request: Asked) -> Settings:
    """Return the server's settings."""
    settings: Settings = request.app.state.settings
    return settings


def account_of(request: Asked) -> str:
    """Return the account of the customer who asks."""
    return str(request.user.account)


def name_of(request: Asked) -> str:
    """Return what the customer is called."""
    person = directory.person_of(settings_of(request).store, account_of(request))
    return person.name if person is not None and person.name else account_of(request)


def own_invoice(request: Asked, id: str) -> Invoice:
    """Return an invoice of theirs."""
    return one_invoice(settings_of(request).store, account_of(request), id)
