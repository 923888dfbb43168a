"""Who did what on an account and when; and the policy in force."""

from __future__ import annotations

from typing import Any

from litestar import Response

from credit_rules_adapters.http.guards import for_staff
from credit_rules_adapters.http.handlers import PathId
from credit_rules_adapters.http.settings import Settings
from credit_rules_adapters.stores.sql import listing
from credit_rules_adapters.text.policies import field_texts
from credit_rules_adapters.web.asking import Asked, Form, whole_number
from credit_rules_adapters.web.handlers import shown
from credit_rules_adapters.web.tasks.previewing import step_of
from credit_rules_adapters.web.templating import path_to, show

_AT_ONCE = 50


@shown("/accounts/{account:str}/trail", guards=[for_staff])
def show_trail(request: Asked, account: PathId) -> Response[Any]:
    """Show an account's entries, the last first."""
    store = request.app.state.settings.store
    with store.reading(account) as reading:
        version = reading.version
    last = min(version, Form(dict(request.query_params)).read("to", whole_number, version))
    first = max(0, last - _AT_ONCE)
    part = listing.recorded(store, account, after=first, limit=last - first or 1)
    here = path_to("accounts", account, "trail")
    return show(
        request,
        "trail.html",
        account=account,
        steps=[step_of(recorded) for recorded in reversed(part.rows) if recorded.entry.number <= last],
        first=here if last < version else "",
        following=f"{here}?to={first}" if first > 0 else "",
    )


@shown("/policy", guards=[for_staff])
def show_policy(request: Asked) -> Response[Any]:
    """Show the policy in force; it is the server's (R33)."""
    settings: Settings = request.app.state.settings
    policy = settings.policy
    return show(request, "policy.html", fields=field_texts(policy), fingerprint=policy.fingerprint)


HANDLERS = (show_trail, show_policy)
