"""Import of invoices and lots into a store: every row decided by the core, and all of them recorded, or none."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

from attrs import field, frozen
from attrs.validators import optional
from returns.result import Success

from credit_rules import (
    JOININ,
    Account,
    AddCredit,
    AddInvoice,
    Entry,
    Grant,
    Money,
    Needs,
    Outcome,
    Policy,
    checks,
    decide,
    fold,
    needs,
)
from credit_rules_adapters.asking import Answer, text_of_answer
from credit_rules_adapters.exchange.entering import Entering, Entrant, read
from credit_rules_adapters.refusals import IdempotencyKeyReused, Refusal
from credit_rules_adapters.service import refusal_of
from credit_rules_adapters.stores.protocol import Changes, KeptAnswer, Recorded, Store, Unit
from credit_rules_adapters.text.mistakes import Mistake, Mistakes
from credit_rules_adapters.text.rejections import describe


class RowsRefused(Exception):
    """A rule or the store refuses rows; it holds every such row that is told, and how many more there are."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__("\n".join(map(str, self.mistakes)))


@frozen(kw_only=True)
class Import:
    """How rows enter: by whom, when, on which business date and under which policy.

    `currency` is that of files without the column, and then all rows must be in it; a `preview` decides and records
    nothing. Under a `key` of the actor the same table enters once, and is answered again as it was (R36).

    :raises ValueError: the key is no id
    """

    actor: str
    at: datetime
    on: date
    policy: Policy = JOININ
    currency: str | None = None
    preview: bool = False
    key: str | None = field(default=None, validator=optional(checks.identifier))


@frozen
class Imported:
    """What entered: how many invoices or lots, into how many accounts, and their sums in minor units by currency."""

    entered: int
    accounts: int
    sums: Mapping[str, int]


@frozen
class _Plan:
    """What rows do with an account: all of it as one outcome, its entry, and the states that makes."""

    outcome: Outcome
    entry: Entry
    changes: Changes


def import_table(store: Store, path: Path, table: str, how: Import) -> Imported:
    """Let the rows of a file enter a store: an entry an account, with an effect an invoice or lot (R1, R28).

    :param path: a CSV file, or, with the extra `bulk`, a Parquet or Arrow one, by its ending
    :param table: invoices or credits

    It is one transaction on all the accounts, locked in the order of their ids: all is recorded, or nothing, and then
    no answer is kept under a key.

    :raises NotUnderstood: mistakes in the file, each with row, column, value and what is allowed; twenty are told
    :raises RowsRefused: a rule or the store refuses rows: an id that is taken, a grant the policy forbids, a date
        before an account's last entry; or another table entered one of the accounts under the key
    :raises StoreError: the store could not; whether it was done is told by asking again: under its key it is answered
        as it was, without one every id is taken
    """
    by_account: defaultdict[str, list[Entrant]] = defaultdict(list)
    for entrant in read(path, table, on=how.on, currency=how.currency):
        by_account[entrant.account].append(entrant)
    asked, refused = _fingerprint(path, table, how), Mistakes(str(path))
    with store.together({account: _needs(found) for account, found in by_account.items()}) as units:
        if not _entered_before(units.values(), asked, how, refused):
            plans = {account: _plan(units[account], found, how, refused) for account, found in by_account.items()}
            if refused.told:
                raise RowsRefused(refused.all())
            for account, plan in plans.items():
                _record(units[account], plan, asked, how)
    return _imported(by_account)


def _fingerprint(path: Path, table: str, how: Import) -> str:
    """Return a hash of what is asked for: the day is none of it, so that midnight makes no other request of it."""
    asked = hashlib.sha256(f"import {table} {how.currency} ".encode())
    asked.update(path.read_bytes())
    return asked.hexdigest()


def _entered_before(units: Iterable[Unit], asked: str, how: Import, refused: Mistakes) -> bool:
    """Tell whether this very table entered under its key.

    :raises RowsRefused: another did
    """
    if how.key is None or how.preview:
        return False
    kept = [each for unit in units if (each := unit.answered(how.actor, how.key)) is not None]
    if any(each.request != asked for each in kept):
        refused.add("", _told(IdempotencyKeyReused(how.key)))
        raise RowsRefused(refused.all())
    return bool(kept)


def _record(unit: Unit, plan: _Plan, asked: str, how: Import) -> None:
    if how.preview:
        return
    unit.append(Recorded(plan.entry, how.actor, how.at, how.key), plan.changes)
    if how.key is not None:
        answer = text_of_answer(Answer(result=Success(plan.outcome), on=how.on, version=unit.version))
        unit.keep(KeptAnswer(actor=how.actor, key=how.key, request=asked, answer=answer, at=how.at))


def _imported(by_account: Mapping[str, Sequence[Entrant]]) -> Imported:
    sums: Counter[str] = Counter()
    for found in by_account.values():
        for entrant in found:
            amount = _amount(entrant.command)
            sums[amount.currency] += amount.amount_minor
    return Imported(sum(map(len, by_account.values())), len(by_account), dict(sorted(sums.items())))


def _amount(command: Entering) -> Money:
    match command:
        case AddInvoice(invoice):
            return Money(invoice.total_minor, invoice.currency)
        case AddCredit(lot):
            return Money(lot.amount_minor, lot.currency)
        case Grant(amount=amount):
            return amount


def _needs(found: Sequence[Entrant]) -> Needs:
    each = [needs(entrant.command) for entrant in found]
    return Needs(
        invoices=tuple(id for one in each for id in one.invoices),
        credits=tuple(id for one in each for id in one.credits),
    )


def _plan(unit: Unit, found: Sequence[Entrant], how: Import, refused: Mistakes) -> _Plan:
    """Decide the rows of an account. No two of them share an id, so each is decided on the account as it was."""
    before = unit.load(_needs(found))
    decided = [outcome for entrant in found for outcome in _decided(entrant, before, how, refused)]
    outcome = Outcome(
        effects=tuple(effect for each in decided for effect in each.effects),
        rules=tuple(dict.fromkeys(rule for each in decided for rule in each.rules)),
        policy=how.policy.fingerprint,
    )
    entry = Entry(unit.version + 1, how.on, outcome.effects, outcome.policy)
    changes = Changes.between(before, before.replay([entry]))
    refusal = refusal_of(found[0].account, unit, entry, changes)
    if refusal is not None:
        refused.add(f"row {found[0].row}", _told(refusal))
    return _Plan(outcome, entry, changes)


def _decided(entrant: Entrant, before: Account, how: Import, refused: Mistakes) -> Sequence[Outcome]:
    """Return the outcome of a row, or, where it is refused, none."""

    def refuse(refusal: Refusal) -> Sequence[Outcome]:
        refused.add(f"row {entrant.row}", _told(refusal))
        return ()

    def accept(outcome: Outcome) -> Sequence[Outcome]:
        return (outcome,)

    try:
        return fold(decide(entrant.command, before, how.policy, how.on), accept, refuse)
    except ValueError as error:  # a kind that does not fit the class, terms that make no lot
        refused.add(f"row {entrant.row}", str(error))
        return ()


def _told(refusal: Refusal) -> str:
    return f"{describe(refusal)} ({refusal.code}, {refusal.rule})"
