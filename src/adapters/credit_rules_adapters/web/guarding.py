"""What stands around the pages: headers that let a browser do nothing but what they need, and the API beside them."""

from __future__ import annotations

from typing import Any

from litestar.datastructures import MutableScopeHeaders
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from credit_rules_adapters.http.describing import DESCRIPTION

POLICY = "; ".join(
    [
        "default-src 'none'",
        *(f"{kind} 'self'" for kind in ("script-src", "style-src", "img-src", "font-src", "connect-src")),
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
)
"""Everything comes from here, nothing stands inline, and nobody frames it."""

HEADERS = {
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
_HTTPS_ALONE = ("Strict-Transport-Security", "max-age=31536000")
_OF_API = ("/v1", "/health", "/ready", "/metrics", DESCRIPTION)


class SecureHeaders:
    """Adds to every answer, errors and files too, what a browser is to hold to; pages are kept nowhere."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and its answer with the headers."""
        if scope["type"] != ScopeType.HTTP:
            await self._app(scope, receive, send)
            return

        async def adding(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers: Any = MutableScopeHeaders.from_message(message)
                for name, value in (*HEADERS.items(), *([_HTTPS_ALONE] if scope["scheme"] == "https" else [])):
                    headers[name] = value
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        await self._app(scope, receive, adding)


class ApiBeside:
    """Gives the API what is its own, and the pages the rest."""

    def __init__(self, pages: ASGIApp, api: ASGIApp) -> None:
        self._pages = pages
        self._api = api

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on to whose it is."""
        path = scope.get("path", "")
        of_api = any(path == own or path.startswith(f"{own}/") for own in _OF_API)
        await (self._api if of_api else self._pages)(scope, receive, send)
