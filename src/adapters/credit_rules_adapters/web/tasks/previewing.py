"""What a command would do, shown before it is done; and what changed since, where somebody was faster."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import takewhile

from attrs import evolve, frozen

from credit_rules import Account, Invoice, Outcome, decide, fold
from credit_rules_adapters.asking import Request
from credit_rules_adapters.http.settings import Settings
from credit_rules_adapters.stores.protocol import Recorded
from credit_rules_adapters.text.rejections import describe
from credit_rules_adapters.text.telling import Told, tell, tell_effect, unused


@frozen(kw_only=True)
class Preview:
    """What would be done, or why it is refused; of the request whose fingerprint is `plan`, on the account's `version`.

    `waits` says why a second person would have to approve it.
    """

    told: Sequence[Told] = ()
    invoices: Sequence[Invoice] = ()
    not_used: Sequence[tuple[str, str]] = ()
    refusal: str = ""
    waits: str = ""
    version: int
    plan: str


@frozen
class Step:
    """An entry that somebody made, told line by line."""

    recorded: Recorded
    told: Sequence[Told]


@frozen
class Difference:
    """What was done since a preview was seen, and what that preview said."""

    meanwhile: Sequence[Step]
    before: Preview


def plan_of(request: Request) -> str:
    """Return what tells one request from another, whatever version of the account it saw."""
    return evolve(request, seen=None).fingerprint


def preview(settings: Settings, request: Request) -> Preview:
    """Ask the service what a request would do now.

    :raises NotPermitted: the asker may not do this at all
    """
    answer, needed = settings.approvals.preview(evolve(request, seen=None, key=None))
    plan = plan_of(request)
    waits = "" if needed is None else str(needed)
    return fold(
        answer.result,
        lambda outcome: _shown(outcome, answer.version, plan, waits),
        lambda refusal: Preview(refusal=describe(refusal), version=answer.version, plan=plan),
    )


def _shown(outcome: Outcome, version: int, plan: str, waits: str = "") -> Preview:
    return Preview(
        told=tell(outcome),
        invoices=outcome.invoices,
        not_used=unused(outcome),
        waits=waits,
        version=version,
        plan=plan,
    )


def difference(settings: Settings, request: Request, seen: int) -> Difference:
    """Return what was done on the account since that version, and what the request would have done then."""
    on = request.on or settings.now().date()
    with settings.store.reading(request.account) as reading:
        entries = list(reading.recorded())
    then = Account().replay(recorded.entry for recorded in takewhile(lambda each: each.entry.number <= seen, entries))
    plan = plan_of(request)
    before = fold(
        decide(request.command, then, settings.policy, on),
        lambda outcome: _shown(outcome, seen, plan),
        lambda refusal: Preview(refusal=describe(refusal), version=seen, plan=plan),
    )
    return Difference([step_of(recorded) for recorded in entries[seen:]], before)


def step_of(recorded: Recorded) -> Step:
    """Tell an entry."""
    return Step(recorded, list(_effects(recorded)))


def _effects(recorded: Recorded) -> Iterator[Told]:
    for effect in recorded.entry.effects:
        yield from tell_effect(effect)
