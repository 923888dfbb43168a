"""Signing in with a token: a session in a cookie that scripts cannot read, and forms that are ours alone."""

from __future__ import annotations

import hmac
import secrets
from http import HTTPStatus
from ipaddress import IPv6Address, ip_address
from typing import Any

from litestar import Request, Response
from litestar.connection import ASGIConnection
from litestar.datastructures import Cookie
from litestar.middleware import AbstractAuthenticationMiddleware, AuthenticationResult

from credit_rules_adapters.access import rates, sessions
from credit_rules_adapters.access.sessions import LONGEST, Session
from credit_rules_adapters.http.access import OPEN
from credit_rules_adapters.http.problems import TooManyRequestsProblem
from credit_rules_adapters.http.settings import Settings
from credit_rules_adapters.http.threads import begin
from credit_rules_adapters.web.asking import VISIT_COOKIE, Asked, ForeignForm, NotSignedIn, form_token, secret_of
from credit_rules_adapters.web.handlers import SentForm, shown, submitted
from credit_rules_adapters.web.templating import see_other, show

SESSION_COOKIE = "credit_rules_session"
SIGN_INS_PER_MINUTE = 10
_NETWORK = 64
"""So many bits of an address of version 6 say whose it is; the rest its owner chooses freely."""


class SignedIn(AbstractAuthenticationMiddleware):
    """Finds whose session a request belongs to, and counts the request as one of its token."""

    async def authenticate_request(self, connection: ASGIConnection[Any, Any, Any, Any]) -> AuthenticationResult:
        """Return who asks.

        :raises NotSignedIn: there is no session, or it is over
        :raises ServerBusyProblem: too many requests wait already
        :raises TooManyRequestsProblem: the token has made all its requests of this minute
        """
        secret = connection.cookies.get(SESSION_COOKIE)
        if secret is None:
            raise NotSignedIn
        session = await begin(_admit, connection.app.state.settings, secret)
        return AuthenticationResult(user=session.caller, auth=session)


def _admit(settings: Settings, secret: str) -> Session:
    now = settings.now()
    session = sessions.find(settings.store, secret, now=now)
    if session is None:
        raise NotSignedIn
    _count(settings, session.token, settings.requests_per_minute, "requests")
    return session


def _count(settings: Settings, asker: str, most: int | None, of: str) -> None:
    now = settings.now()
    if most is not None and rates.count(settings.store, asker, now=now) > most:
        wait = str(rates.seconds_left(now))
        raise TooManyRequestsProblem(f"At most {most} {of} a minute.", headers={"Retry-After": wait})


async def demand_own_form(request: Request[Any, Any, Any]) -> None:
    """Refuse a form that another site sends, or that this browser was not shown (CSRF).

    :raises ForeignForm: it is one
    """
    if request.method != "POST":
        return
    form, secret = await request.form(), secret_of(request)
    site = request.headers.get("sec-fetch-site", "same-origin")
    if (
        not secret
        or site not in {"same-origin", "none"}
        or not hmac.compare_digest(str(form.get("form_token", "")).encode(), form_token(secret).encode())
    ):
        raise ForeignForm


@shown("/sign-in", opt={OPEN: True})
def sign_in_form(request: Request[Any, Any, Any]) -> Response[Any]:
    """Show the form for the token."""
    return _form(request, request.query_params.get("next", "/"))


def _form(request: Request[Any, Any, Any], next_path: str, mistake: str = "") -> Response[Any]:
    visit = request.cookies.get(VISIT_COOKIE) or secrets.token_urlsafe(16)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if mistake else HTTPStatus.OK
    page = show(
        request,
        "sign_in.html",
        status=status,
        form_token=form_token(visit),
        next=_own_path(next_path),
        mistake=mistake,
    )
    page.set_cookie(_cookie(request, VISIT_COOKIE, visit))
    return page


@submitted("/sign-in", opt={OPEN: True})
def sign_in(request: Request[Any, Any, Any], form: SentForm) -> Response[Any]:
    """Begin a session with a token that is good; how often one may try is counted by where it comes from."""
    settings: Settings = request.app.state.settings
    now = settings.now()
    rates.forget(settings.store, now=now)
    _count(settings, f"sign-in from {_network(request)}", SIGN_INS_PER_MINUTE, "attempts to sign in")
    secret = sessions.begin(settings.store, form.text("token").strip(), now=now)
    if secret is None:
        told = "This token is not known here, or it was revoked or has expired. Ask an administrator for a new one."
        return _form(request, form.text("next"), told)
    answer = see_other(_own_path(form.text("next")))
    answer.set_cookie(_cookie(request, SESSION_COOKIE, secret, max_age=int(LONGEST.total_seconds())))
    answer.delete_cookie(VISIT_COOKIE)
    return answer


@submitted("/sign-out")
def sign_out(request: Asked, form: SentForm) -> Response[Any]:  # noqa: ARG001
    """End the session."""
    sessions.end(request.app.state.settings.store, request.auth.secret)
    answer = see_other("/sign-in")
    answer.delete_cookie(SESSION_COOKIE)
    return answer


def _own_path(path: str) -> str:
    """Return a path of ours to go on to; never another site's, which begins with two slashes or a name."""
    return path if path.startswith("/") and path[1:2] not in {"/", "\\"} and path.isprintable() else "/"


def _cookie(request: Request[Any, Any, Any], name: str, value: str, max_age: int | None = None) -> Cookie:
    secure = request.url.scheme == "https"
    return Cookie(name, value=value, max_age=max_age, httponly=True, secure=secure, samesite="lax")


def _network(request: Request[Any, Any, Any]) -> str:
    host = request.client.host if request.client is not None else ""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if isinstance(address, IPv6Address):
        return str(IPv6Address(int(address) >> (128 - _NETWORK) << (128 - _NETWORK)))
    return str(address)
