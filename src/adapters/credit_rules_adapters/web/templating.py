"""The templates: where they are, what they can write, and what every page knows."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined
from litestar import MediaType, Request
from litestar.response import Redirect, Template
from markupsafe import Markup, escape

from credit_rules import Money
from credit_rules_adapters.access.permits import may_ask
from credit_rules_adapters.text.money import format_amount
from credit_rules_adapters.web import words
from credit_rules_adapters.web.asking import form_token, secret_of
from credit_rules_adapters.web.navigation import links_for

_STATIC = Path(__file__).with_name("static")


def path_to(*parts: str) -> str:
    """Return the path of a page; a part may hold any character, a slash too."""
    return "".join(f"/{quote(part, safe='')}" for part in parts)


@cache
def asset(name: str) -> str:
    """Return the address of a file of ours, with its version: it may be kept for ever."""
    version = hashlib.sha256((_STATIC / name).read_bytes()).hexdigest()[:12]
    return f"/static/{name}?v={version}"


def amount(amount_minor: int, currency: str) -> str:
    """Write minor units as people read them, in groups of three digits.

    >>> amount(123450000, "GBP"), amount(-999, "JPY")
    ('1,234,500.00', '-999')
    """
    whole, point, fraction = format_amount(amount_minor, currency).partition(".")
    return f"{int(whole):,}{point}{fraction}" if whole != "-0" else f"-0{point}{fraction}"


def money(value: Money) -> Markup:
    """Write an amount with its currency."""
    written = amount(value.amount_minor, value.currency)
    return Markup('<span class="money">{} <abbr>{}</abbr></span>').format(written, value.currency)


def day(value: date | None) -> Markup:
    """Write a date; nothing where there is none."""
    if value is None:
        return Markup("–")
    return Markup('<time datetime="{}">{} {:%b %Y}</time>').format(value.isoformat(), value.day, value)


def moment(value: datetime) -> Markup:
    """Write a time to the minute."""
    return Markup('<time datetime="{}">{} {:%b %Y, %H:%M}</time>').format(value.isoformat(), value.day, value)


def environment() -> Environment:
    """Make what reads and fills the templates: everything written is escaped, and an unknown name is an error."""
    made = Environment(
        loader=PackageLoader("credit_rules_adapters.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(amount=amount, money=money, day=day, moment=moment)
    made.globals.update(asset=asset, path_to=path_to, words=words, escape=escape)
    return made


def show(request: Request[Any, Any, Any], template: str, *, status: int = 200, **context: object) -> Template:
    """Return a page, or a part of one, with what every page knows: who is signed in, where to go, today."""
    return Template(template, context={**_known(request), **context}, status_code=status, media_type=MediaType.HTML)


def see_other(path: str) -> Redirect:
    """Return the answer to a form that was carried out: go and look at that page, so that a reload sends nothing."""
    return Redirect(path, status_code=303)


def _known(request: Request[Any, Any, Any]) -> Mapping[str, object]:
    caller = request.scope.get("user")
    settings = request.app.state.settings
    return {
        "caller": caller,
        "links": () if caller is None else links_for(caller),
        "here": request.url.path,
        "form_token": form_token(secret_of(request)),
        "today": settings.now().date(),
        "may": lambda kind: caller is not None and may_ask(caller, kind),
    }
