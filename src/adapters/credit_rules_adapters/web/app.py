"""The pages as an ASGI application, and with the API beside them as the one that `credit-rules serve` serves."""

from __future__ import annotations

from pathlib import Path

from litestar import Litestar
from litestar.datastructures import CacheControlHeader, State
from litestar.middleware import DefineMiddleware
from litestar.plugins.jinja import JinjaTemplateEngine
from litestar.static_files import create_static_files_router
from litestar.template import TemplateConfig
from litestar.types import ASGIApp

from credit_rules_adapters.http.access import OPEN
from credit_rules_adapters.http.app import LARGEST_BODY, unwatched
from credit_rules_adapters.http.paths import SlashesInIds, whole_ids
from credit_rules_adapters.http.settings import Settings
from credit_rules_adapters.http.watching import Watched
from credit_rules_adapters.web.answering import page_of_error
from credit_rules_adapters.web.guarding import ApiBeside, SecureHeaders
from credit_rules_adapters.web.routes import ROUTES
from credit_rules_adapters.web.signing_in import SignedIn
from credit_rules_adapters.web.templating import environment

_STATIC = Path(__file__).with_name("static")
_ONE_YEAR = 31_536_000


def application(settings: Settings) -> ASGIApp:
    """Return the pages at `/` and the API at `/v1`, over one store."""
    return Watched(ApiBeside(_pages(settings), unwatched(settings)))


def pages(settings: Settings) -> ASGIApp:
    """Return the pages alone."""
    return Watched(_pages(settings))


def _pages(settings: Settings) -> ASGIApp:
    static = create_static_files_router(
        "/static",
        directories=[_STATIC],
        opt={OPEN: True},
        cache_control=CacheControlHeader(public=True, max_age=_ONE_YEAR, immutable=True),  # its name has its version
        include_in_schema=False,
    )
    app = Litestar(
        [*ROUTES, static],
        state=State({"settings": settings}),
        middleware=[whole_ids, DefineMiddleware(SignedIn, exclude_from_auth_key=OPEN, exclude_http_methods=[])],
        exception_handlers={Exception: page_of_error},
        template_config=TemplateConfig(instance=JinjaTemplateEngine.from_environment(environment())),
        request_max_body_size=LARGEST_BODY,
        openapi_config=None,
        logging_config=None,
    )
    return SecureHeaders(SlashesInIds(app))
