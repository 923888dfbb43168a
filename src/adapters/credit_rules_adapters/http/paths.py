"""Ids in paths: a slash within an id is written %2F, and stays a part of it."""

from __future__ import annotations

from urllib.parse import quote, unquote

from litestar.types import ASGIApp, Receive, Scope, Send

_STAND_IN = "\x1f"
"""Stands for a slash while the path is taken apart; no id holds it, for it cannot be printed."""


def root_of(scope: Scope) -> str:
    """Return where an application is mounted, as it stands in URLs: "" or a path."""
    return quote(scope.get("root_path", "").rstrip("/"))


class SlashesInIds:
    """Keeps an escaped slash from being taken for one that parts."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, its path with the stand-in."""
        raw = scope.get("raw_path")
        if isinstance(raw, bytes) and b"%2f" in raw.lower():
            path = raw.partition(b"?")[0].decode("ascii", "replace")
            scope["path"] = unquote(path.replace("%2F", _STAND_IN).replace("%2f", _STAND_IN))
        await self._app(scope, receive, send)


def whole_ids(app: ASGIApp) -> ASGIApp:
    """Give the parts of a path, once it is taken apart, their slashes back."""

    async def pass_on(scope: Scope, receive: Receive, send: Send) -> None:
        parts = scope.get("path_params", {})
        scope["path_params"] = {name: part.replace(_STAND_IN, "/") for name, part in parts.items()}
        await app(scope, receive, send)

    return pass_on
