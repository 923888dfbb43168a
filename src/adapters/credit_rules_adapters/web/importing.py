"""Invoices and account credit from a table: read and decided as a whole, shown, and then taken as a whole."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from attrs import evolve
from litestar import Request, Response
from litestar.datastructures import UploadFile

from credit_rules import AddCredit, Money
from credit_rules_adapters.access.permits import NotPermitted, may_ask
from credit_rules_adapters.exchange.importing import Import, Imported, RowsRefused, import_table
from credit_rules_adapters.http.guards import for_administrators
from credit_rules_adapters.http.settings import Settings
from credit_rules_adapters.text.mistakes import Mistake, NotUnderstood
from credit_rules_adapters.web.asking import Asked, Form, identifier
from credit_rules_adapters.web.handlers import SentForm, shown, submitted
from credit_rules_adapters.web.tasks.working import CHANGED
from credit_rules_adapters.web.templating import show

LARGEST_TABLE = 2 * 1024 * 1024
_TABLES = {"credits": "Account credit", "invoices": "Invoices"}


@shown("/import", guards=[for_administrators])
def begin(request: Asked) -> Response[Any]:
    """Show the form for a table."""
    return _page(request, Form())


async def _with_file(request: Request[Any, Any, Any]) -> Form:
    """Read a form whose file, if one was chosen, takes the place of the table that was typed."""
    given = await request.form()
    form = Form({name: value for name, value in given.items() if isinstance(value, str)})
    file = given.get("file")
    if isinstance(file, UploadFile) and file.filename:
        try:
            text = (await file.read()).decode("utf-8-sig")
        except UnicodeDecodeError:
            form.mistakes["file"] = "This is no text in UTF-8; save the table as CSV, UTF-8."
            return form
        return evolve(form, typed={**form.typed, "table": text, "do": "preview"})
    return form


@submitted("/import", guards=[for_administrators], read_form=_with_file, request_max_body_size=LARGEST_TABLE)
def work(request: Asked, form: SentForm) -> Response[Any]:
    """Preview what a table would let enter, or let it enter as previewed; the same form sent again enters once."""
    if not may_ask(request.user, AddCredit):
        raise NotPermitted("This is not for your role.")
    kind = form.text("kind")
    if kind not in _TABLES:
        form.mistakes["kind"] = "Choose one of these."
    if not form.text("table"):
        form.mistakes.setdefault("file", "Choose a file, or write the table below.")
    if not form.understood:
        return _page(request, form, status=422)
    is_wanted, is_seen = form.text("do") == "carry_out", form.text("plan") == _plan_of(form)
    key = form.read("key", identifier, None) if is_wanted and is_seen else None
    try:
        taken = _import(request, kind, form.text("table"), key)
    except (NotUnderstood, RowsRefused) as error:
        return _page(request, form, status=422, mistakes=error.mistakes)
    return _page(request, form, taken=taken, done=key is not None, notice=CHANGED if is_wanted and not is_seen else "")


def _plan_of(form: Form) -> str:
    """Return a hash of what is previewed; a browser writes the ends of lines its own way."""
    lines = [form.text("kind"), *form.text("table").splitlines()]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _import(request: Asked, kind: str, table: str, key: str | None) -> Imported:
    """Let a table enter under the key of its form; without one it is previewed."""
    settings: Settings = request.app.state.settings
    now = settings.now()
    how = Import(actor=request.user.name, at=now, on=now.date(), policy=settings.policy, preview=key is None, key=key)
    with TemporaryDirectory(prefix="credit-rules-") as folder:
        file = Path(folder, "table.csv")
        file.write_text(table, encoding="utf-8", newline="")
        return import_table(settings.store, file, kind, how)


def _page(
    request: Asked,
    form: Form,
    *,
    status: int = 200,
    mistakes: Sequence[Mistake] = (),
    taken: Imported | None = None,
    done: bool = False,
    notice: str = "",
) -> Response[Any]:
    return show(
        request,
        "import.html",
        status=status,
        form=form,
        kinds=_TABLES,
        mistakes=[": ".join(filter(None, (each.key, each.what))) for each in mistakes],
        taken=taken,
        sums=[] if taken is None else [Money(minor, currency) for currency, minor in taken.sums.items()],
        done=done,
        notice=notice,
        key=secrets.token_urlsafe(16),
        plan=_plan_of(form),
    )


HANDLERS = (begin, work)
