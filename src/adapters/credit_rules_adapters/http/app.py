"""The API as an ASGI application, to be served by itself or mounted in another."""

from __future__ import annotations

from importlib.metadata import version

from litestar import Litestar, Router
from litestar.datastructures import State
from litestar.middleware import DefineMiddleware
from litestar.types import ASGIApp

from credit_rules_adapters.http.access import OPEN, Authentication
from credit_rules_adapters.http.accounts import Accounts, Everywhere, People, Removals, show_policy
from credit_rules_adapters.http.approving import ApprovalsOfAccount, list_approvals
from credit_rules_adapters.http.credits import Credits, Notes
from credit_rules_adapters.http.describing import DESCRIPTION, FormsOfTheCore, StrictBodies, description
from credit_rules_adapters.http.invoices import Invoices
from credit_rules_adapters.http.lists import LISTS
from credit_rules_adapters.http.paths import SlashesInIds, whole_ids
from credit_rules_adapters.http.problems import of_error
from credit_rules_adapters.http.reports import REPORTS
from credit_rules_adapters.http.settings import Settings
from credit_rules_adapters.http.strictness import StrictRequest, look_over
from credit_rules_adapters.http.watching import Watched, health, metrics, readiness

_OF_ACCOUNTS = (Accounts, Invoices, Credits, Notes, Removals, People, ApprovalsOfAccount)
LARGEST_BODY = 64 * 1024


def api(settings: Settings) -> ASGIApp:
    """Return the API over a store: every workflow, lists, health and metrics, described at `/openapi.json`."""
    return Watched(unwatched(settings))


def unwatched(settings: Settings) -> ASGIApp:
    """Return the API as a part of an application that is `Watched` as a whole."""
    routes = Router(
        "/v1",
        route_handlers=[*_OF_ACCOUNTS, Everywhere, show_policy, list_approvals, *LISTS, *REPORTS],
        before_request=look_over,
    )
    app = Litestar(
        [routes, health, readiness, metrics],
        state=State({"settings": settings}),
        middleware=[
            whole_ids,
            DefineMiddleware(Authentication, exclude_from_auth_key=OPEN, exclude=DESCRIPTION, exclude_http_methods=[]),
        ],
        exception_handlers={Exception: of_error},
        request_class=StrictRequest,
        request_max_body_size=LARGEST_BODY,
        openapi_config=description(version("credit-rules")),
        plugins=[StrictBodies(), FormsOfTheCore()],
        logging_config=None,
    )
    return SlashesInIds(app)
