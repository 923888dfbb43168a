"""What is done with all accounts at once: previewed, then carried out a stretch of accounts at a time.

A stretch is one request, so that nothing runs unseen, and a run that broke off is gone on with under its key: an
account that was done is answered as before.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeAlias

from attrs import evolve, frozen
from litestar import Response
from litestar.response import Stream

from credit_rules import Allocate, CancelSession, Expire, fold
from credit_rules_adapters.access.permits import asked_by, permit_command
from credit_rules_adapters.asking import Request
from credit_rules_adapters.http.guards import for_administrators
from credit_rules_adapters.http.handlers import PathId
from credit_rules_adapters.http.problems import NotFoundProblem
from credit_rules_adapters.http.settings import Settings
from credit_rules_adapters.stores.sql import listing
from credit_rules_adapters.text.csv_text import csv_lines
from credit_rules_adapters.text.rejections import describe
from credit_rules_adapters.web import moving
from credit_rules_adapters.web.asking import Asked, Form, identifier
from credit_rules_adapters.web.handlers import SentForm, shown, submitted
from credit_rules_adapters.web.moving import Sums
from credit_rules_adapters.web.tasks.previewing import plan_of
from credit_rules_adapters.web.tasks.removing import CREDIT_FIELDS, credit_of
from credit_rules_adapters.web.tasks.task import Field
from credit_rules_adapters.web.templating import show

_AT_ONCE = 100
_TOLD = 20
_ForAll: TypeAlias = Allocate | CancelSession | Expire


@frozen(kw_only=True)
class _Run:
    """What is done with everyone: what it is called, its fields, and the command they make."""

    title: str
    button: str
    hint: str
    read: Callable[[Form], _ForAll]
    fields: Sequence[Field] = ()


RUNS: Mapping[str, _Run] = {
    "allocate": _Run(
        title="Pay open invoices with credit",
        button="Pay them",
        hint="Every account's credit is used on its open invoices, in the order of the policy.",
        read=lambda _: Allocate(),
    ),
    "session": _Run(
        title="Cancel a session",
        button="Credit everyone",
        hint="Everyone who was invoiced for the product gets the same credit.",
        read=lambda form: CancelSession(form.needed("product", identifier, "-"), credit_of(form)),
        fields=(Field(name="product", label="Product"), *CREDIT_FIELDS),
    ),
    "expire": _Run(
        title="Remove expired credit",
        button="Remove it",
        hint="What is past its expiry counts in no balance any more; this takes it off the books.",
        read=lambda _: Expire(),
    ),
}


@shown("/everyone", guards=[for_administrators])
def choose(request: Asked) -> Response[Any]:
    """Show what can be done with everyone."""
    return show(request, "everyone.html", runs=RUNS)


def _run(name: str) -> _Run:
    if name not in RUNS:
        raise NotFoundProblem("There is no such thing to be done with everyone.")
    return RUNS[name]


@shown("/everyone/{run:str}", guards=[for_administrators])
def begin(request: Asked, run: PathId) -> Response[Any]:
    """Show the form of something that is done with everyone."""
    return _page(request, _run(run), Form())


@submitted("/everyone/{run:str}", guards=[for_administrators])
def work(request: Asked, run: PathId, form: SentForm) -> Response[Any]:
    """Preview it, or carry it out with the next accounts."""
    chosen, settings = _run(run), request.app.state.settings
    command = chosen.read(form)
    if not form.understood:
        return _page(request, chosen, form, status=422)
    permit_command(request.user, command)
    key = form.text("key")
    asked = settings.service.requests(command, actor=request.user.name, key=key)
    plan = plan_of(Request(account="-", actor=request.user.name, command=command))
    if form.text("do") != "carry_out" or form.text("plan") != plan:
        return _page(request, chosen, form, sums=_previewed(settings, asked), plan=plan)
    after = form.text("after")
    left = [each for each in asked if each.account > after]
    for each in left[:_AT_ONCE]:
        settings.service.carry_out(asked_by(request.user, each.account, each.command, key=key))
    goes_on = len(left) > _AT_ONCE
    return show(
        request,
        "run_progress.html",
        run=chosen,
        name=run,
        form=form,
        key=key,
        after=left[_AT_ONCE - 1].account if goes_on else "",
        done=len(asked) - len(left[_AT_ONCE:]),
        of=len(asked),
        sums=None if goes_on else _recorded(settings, request.user.name, key),
        most=_TOLD,
    )


def _previewed(settings: Settings, asked: Iterable[Request]) -> Sums:
    sums = Sums()
    for request in asked:
        answer = settings.service.preview(evolve(request, key=None))
        fold(
            answer.result,
            lambda outcome, account=request.account: sums.add(  # type: ignore[misc]
                account, outcome.effects, [describe(each) for each in outcome.answers if not isinstance(each, str)]
            ),
            lambda refusal, account=request.account: sums.add(account, (), [describe(refusal)]),  # type: ignore[misc]
        )
    return sums


def _recorded(settings: Settings, actor: str, key: str) -> Sums:
    sums = Sums()
    for account, recorded in listing.recorded_under(settings.store, actor, key):
        sums.add(account, recorded.entry.effects, ())
    return sums


def _page(
    request: Asked, run: _Run, form: Form, *, status: int = 200, sums: Sums | None = None, plan: str = ""
) -> Response[Any]:
    key = secrets.token_urlsafe(16)
    return show(request, "run.html", status=status, run=run, form=form, sums=sums, plan=plan, key=key, most=_TOLD)


@shown("/everyone/{run:str}/done.csv", guards=[for_administrators])
def download(request: Asked, run: PathId) -> Response[Any]:
    """Write what a run did, effect by effect."""
    _run(run)
    key, store = request.query_params.get("key", ""), request.app.state.settings.store
    lines = csv_lines(moving.TITLES, moving.cells(listing.recorded_under(store, request.user.name, key)))
    return Stream(lines, media_type="text/csv", headers={"Content-Disposition": f'attachment; filename="{run}.csv"'})


HANDLERS = (choose, begin, work, download)
