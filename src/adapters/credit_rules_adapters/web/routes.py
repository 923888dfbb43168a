"""Every page and form."""

from __future__ import annotations

from typing import Any

from litestar import Response, Router

from credit_rules_adapters.access.callers import Role
from credit_rules_adapters.web import (
    approving,
    customers,
    everyone,
    importing,
    invoices,
    my_account,
    notes,
    one_invoice,
    reporting,
    trail,
)
from credit_rules_adapters.web.asking import Asked
from credit_rules_adapters.web.handlers import shown
from credit_rules_adapters.web.signing_in import demand_own_form, sign_in, sign_in_form, sign_out
from credit_rules_adapters.web.templating import see_other


@shown("/")
def home(request: Asked) -> Response[Any]:
    """Go to the page that somebody works on."""
    return see_other("/my-account" if request.user.role is Role.CUSTOMER else "/invoices")


_SIGNING_IN = (home, sign_in_form, sign_in, sign_out)

_PAGES = (invoices, one_invoice, customers, notes, reporting, trail, approving, everyone, importing, my_account)

ROUTES = [
    Router(
        "/",
        route_handlers=[*_SIGNING_IN, *(handler for page in _PAGES for handler in page.HANDLERS)],
        before_request=demand_own_form,
    )
]
"""Forms are looked over before anything of them is read."""
