"""Who asks, and how often: before anything else of a request is looked at."""

from __future__ import annotations

from typing import Any

from litestar.connection import ASGIConnection
from litestar.middleware import AbstractAuthenticationMiddleware, AuthenticationResult

from credit_rules_adapters.access import rates, tokens
from credit_rules_adapters.access.callers import Caller
from credit_rules_adapters.http.problems import TooManyRequestsProblem, UnauthenticatedProblem
from credit_rules_adapters.http.settings import Settings
from credit_rules_adapters.http.threads import begin

_SCHEME = "bearer "
OPEN = "open_to_everyone"
"""The mark of a handler that asks for no token."""


class Authentication(AbstractAuthenticationMiddleware):
    """Finds whose token came with a request, and counts the request."""

    async def authenticate_request(self, connection: ASGIConnection[Any, Any, Any, Any]) -> AuthenticationResult:
        """Return who asks.

        :raises UnauthenticatedProblem: no good token came with the request
        :raises ServerBusyProblem: too many requests wait already
        :raises TooManyRequestsProblem: the token has made all its requests of this minute
        """
        given = connection.headers.get("authorization", "")
        if not given.lower().startswith(_SCHEME):
            raise UnauthenticatedProblem
        settings: Settings = connection.app.state.settings
        caller = await begin(_admit, settings, given[len(_SCHEME) :].strip())
        return AuthenticationResult(user=caller, auth=None)


def _admit(settings: Settings, secret: str) -> Caller:
    now = settings.now()
    caller = tokens.find(settings.store, secret, now=now)
    if caller is None:
        raise UnauthenticatedProblem
    most = settings.requests_per_minute
    if most is not None and rates.count(settings.store, tokens.hash_of(secret), now=now) > most:
        wait = str(rates.seconds_left(now))
        raise TooManyRequestsProblem(f"At most {most} requests a minute.", headers={"Retry-After": wait})
    return caller
