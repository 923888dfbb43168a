"""The pages without a browser: somebody who is signed in, looks at pages and sends forms as a browser would."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from attrs import frozen
from httpx import Response
from litestar.testing import TestClient

from credit_rules_adapters.access.callers import Caller
from credit_rules_adapters.http import Settings
from credit_rules_adapters.stores.sql import open_store
from credit_rules_adapters.web import application
from credit_rules_adapters.web.asking import form_token
from credit_rules_adapters.web.signing_in import SESSION_COOKIE
from web.serving import PERMISSIVE, Site


@frozen
class Visitor:
    """Somebody with a session."""

    client: TestClient[Any]
    cookie: dict[str, str]

    def get(self, path: str, **headers: str) -> Response:
        """Look at a page; where it leads elsewhere, that is the answer."""
        return self.client.get(path, headers={**self._headers, **headers}, follow_redirects=False)

    def post(self, path: str, fields: dict[str, str] | None = None, **headers: str) -> Response:
        """Send a form that was shown in this session."""
        token = form_token(self.cookie["value"]) if self.cookie else ""
        sent = {"form_token": token, **(fields or {})}
        return self.client.post(path, data=sent, headers={**self._headers, **headers}, follow_redirects=False)

    def carry_out(self, path: str, fields: dict[str, str] | None = None) -> Response:
        """Preview a task, then send the form that the preview is a part of."""
        shown = self.post(path, fields).text
        return self.post(path, {**(fields or {}), **hidden(shown), "do": "carry_out"})

    @property
    def _headers(self) -> dict[str, str]:
        return {"Cookie": f"{self.cookie['name']}={self.cookie['value']}"} if self.cookie else {}


def hidden(page: str) -> dict[str, str]:
    """Read the hidden fields of a task's form."""
    return {name: found[1] for name in ("key", "seen", "plan") if (found := field(page, name))}


def field(page: str, name: str) -> re.Match[str] | None:
    """Find a hidden field."""
    return re.search(rf'<input type="hidden" name="{name}" value="([^"]*)"', page)


@frozen
class Visited:
    """The pages over a store, in this process."""

    site: Site
    client: TestClient[Any]

    def by(self, caller: Caller | None) -> Visitor:
        """Return a visitor; None: nobody is signed in."""
        return Visitor(self.client, {} if caller is None else self.site.session(caller))


@contextmanager
def visited(url: str, *, requests_per_minute: int | None = None) -> Iterator[Visited]:
    """Open the pages over a database."""
    store = open_store(url)
    settings = Settings(store=store, policy=PERMISSIVE, requests_per_minute=requests_per_minute)
    try:
        with TestClient(application(settings), raise_server_exceptions=False) as client:
            yield Visited(Site(settings), client)
    finally:
        store.close()


__all__ = ["SESSION_COOKIE", "Visited", "Visitor", "field", "hidden", "visited"]
