"""Import of invoices and lots into a store: every row decided by the core, and all of them recorded, or none."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

from attrs import frozen

from credit_rules import JOININ, Account, Effect, Entry, Needs, Outcome, Policy, decide, fold, needs
from credit_rules_adapters.exchange.entering import Entrant, read
from credit_rules_adapters.refusals import Refusal
from credit_rules_adapters.service import refusal_of
from credit_rules_adapters.stores.protocol import Changes, Recorded, Store, Unit
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
    nothing.
    """

    actor: str
    at: datetime
    on: date
    policy: Policy = JOININ
    currency: str | None = None
    preview: bool = False


@frozen
class Imported:
    """What entered: how many invoices or lots, into how many accounts, and their sums in minor units by currency."""

    entered: int
    accounts: int
    sums: Mapping[str, int]


def import_table(store: Store, path: Path, table: str, how: Import) -> Imported:
    """Let the rows of a file enter a store: an entry an account, with an effect an invoice or lot (R1, R28).

    :param path: a CSV file, or, with the extra `bulk`, a Parquet or Arrow one, by its ending
    :param table: invoices or credits

    It is one transaction on all the accounts, locked in the order of their ids: all is recorded, or nothing.

    :raises NotUnderstood: mistakes in the file, each with row, column, value and what is allowed; twenty are told
    :raises RowsRefused: a rule or the store refuses rows: an id that is taken, a grant the policy forbids, a date
        before an account's last entry
    :raises StoreError: the store could not; whether it was done is told by asking again: then every id is taken
    """
    by_account: defaultdict[str, list[Entrant]] = defaultdict(list)
    for entrant in read(path, table, on=how.on, currency=how.currency):
        by_account[entrant.account].append(entrant)
    refused = Mistakes(str(path))
    sums: defaultdict[str, int] = defaultdict(int)
    with store.together({account: _needs(found) for account, found in by_account.items()}) as units:
        plans = {account: _plan(units[account], found, how, refused) for account, found in by_account.items()}
        if refused.told:
            raise RowsRefused(refused.all())
        for account, (entry, changes) in plans.items():
            for invoice in changes.invoices:
                sums[invoice.after.currency] += invoice.after.total_minor
            for lot in changes.credits:
                sums[lot.after.currency] += lot.after.amount_minor
            if not how.preview:
                units[account].append(Recorded(entry, how.actor, how.at), changes)
    return Imported(sum(map(len, by_account.values())), len(by_account), dict(sorted(sums.items())))


def _needs(found: Sequence[Entrant]) -> Needs:
    each = [needs(entrant.command) for entrant in found]
    return Needs(
        invoices=tuple(id for one in each for id in one.invoices),
        credits=tuple(id for one in each for id in one.credits),
    )


def _plan(unit: Unit, found: Sequence[Entrant], how: Import, refused: Mistakes) -> tuple[Entry, Changes]:
    """Decide the rows of an account. No two of them share an id, so each is decided on the account as it was."""
    before = unit.load(_needs(found))
    effects: list[Effect] = []
    for entrant in found:
        effects += _decided(entrant, before, how, refused)
    entry = Entry(unit.version + 1, how.on, tuple(effects), how.policy.fingerprint)
    changes = Changes.between(before, before.replay([entry]))
    refusal = refusal_of(found[0].account, unit, entry, changes)
    if refusal is not None:
        refused.add(f"row {found[0].row}", _told(refusal))
    return entry, changes


def _decided(entrant: Entrant, before: Account, how: Import, refused: Mistakes) -> Sequence[Effect]:
    def refuse(refusal: Refusal) -> Sequence[Effect]:
        refused.add(f"row {entrant.row}", _told(refusal))
        return ()

    def accept(outcome: Outcome) -> Sequence[Effect]:
        return outcome.effects

    try:
        return fold(decide(entrant.command, before, how.policy, how.on), accept, refuse)
    except ValueError as error:  # a kind that does not fit the class, terms that make no lot
        refused.add(f"row {entrant.row}", str(error))
        return ()


def _told(refusal: Refusal) -> str:
    return f"{describe(refusal)} ({refusal.code}, {refusal.rule})"
