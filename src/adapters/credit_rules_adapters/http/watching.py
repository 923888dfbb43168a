"""Seen from outside: one line of JSON a request, counts and times for Prometheus, health and readiness.

Neither a line nor a label holds an id, a name, a text somebody sent, or a token: paths are those of the description.
"""

from __future__ import annotations

import json
import logging
import time
import traceback
from functools import partial
from typing import Any

from litestar import MediaType, Request, Response, get
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send
from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

from credit_rules_adapters.http.access import OPEN
from credit_rules_adapters.http.guards import for_staff
from credit_rules_adapters.http.handlers import specified
from credit_rules_adapters.http.problems import NotReadyProblem
from credit_rules_adapters.http.threads import NEW, in_a_thread
from credit_rules_adapters.stores.protocol import StoreError
from credit_rules_adapters.stores.sql.opening import is_current

log = logging.getLogger("credit_rules.http")
_UNKNOWN = "(unknown)"


class Watched:
    """Counts, times and logs the requests of an application."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._registry = CollectorRegistry()
        labels = ("method", "path", "status")
        self._requests = Counter("credit_rules_requests", "Requests", labels, registry=self._registry)
        self._seconds = Histogram("credit_rules_seconds", "Seconds a request took", labels, registry=self._registry)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and note how it ended."""
        if scope["type"] != ScopeType.HTTP:
            await self._app(scope, receive, send)
            return
        status, begun = 500, time.perf_counter()

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        scope["state"] = {**scope.get("state", {}), "credit_rules_registry": self._registry}
        try:
            await self._app(scope, receive, noting)
        finally:
            self._note(scope, status, time.perf_counter() - begun)

    def _note(self, scope: Scope, status: int, seconds: float) -> None:
        path = scope.get("path_template", _UNKNOWN) or _UNKNOWN
        labels = (str(scope.get("method")), path, str(status))
        self._requests.labels(*labels).inc()
        self._seconds.labels(*labels).observe(seconds)
        line = {"method": labels[0], "path": path, "status": status, "milliseconds": round(seconds * 1000, 1)}
        error = scope["state"].get("credit_rules_error")
        log.log(logging.INFO if error is None else logging.ERROR, json.dumps(line | _told(error)))


def _told(error: Exception | None) -> dict[str, Any]:
    """Tell where an error of ours arose; its message may hold what somebody sent."""
    if error is None:
        return {}
    frames = traceback.extract_tb(error.__traceback__)
    return {"error": type(error).__name__, "at": [f"{frame.filename}:{frame.lineno}" for frame in frames[-5:]]}


@get(
    "/health",
    opt={OPEN: True},
    security=[{}],
    response_description="the server runs",
    sync_to_thread=False,
    tags=["operation"],
)
def health() -> dict[str, str]:
    """Tell that the server runs."""
    return {"status": "ok"}


@get(
    "/ready",
    opt={OPEN: True},
    security=[{}],
    responses=specified(503),
    response_description="the store can be reached and is current",
    tags=["operation"],
)
@partial(in_a_thread, most=NEW)
def readiness(request: Request[Any, Any, Any]) -> dict[str, str]:
    """Tell whether the store can be reached and its tables are those of this program."""
    try:
        current = is_current(request.app.state.settings.store.engine)
    except StoreError:
        current = False
    if not current:
        raise NotReadyProblem("The store cannot be reached, or its tables are of another version.")
    return {"status": "ready"}


@get(
    "/metrics",
    guards=[for_staff],
    responses=specified(400, 401, 403, 429, 503),
    response_description="counts and times, in Prometheus' text format",
    media_type=MediaType.TEXT,
    sync_to_thread=False,
    tags=["operation"],
)
def metrics(request: Request[Any, Any, Any]) -> Response[bytes]:
    """Return counts and times of requests in Prometheus' text format."""
    registry = request.scope["state"]["credit_rules_registry"]
    return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)
