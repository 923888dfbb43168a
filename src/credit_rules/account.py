"""An account: the invoices, lots and notes at hand, and the one way they change: recording an outcome."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import partial
from types import MappingProxyType
from typing import Any

from attrs import evolve, field, frozen

from credit_rules import checks
from credit_rules.allocation import Allocation
from credit_rules.credit import AccountCredit
from credit_rules.folding import Pages
from credit_rules.invoice import Invoice
from credit_rules.note import CreditNote
from credit_rules.outcome import CreditUnapplied, Effect, NoteRaised, NoteVoided, Outcome, Reason


@frozen
class Entry:
    """One recorded outcome: its number (1, 2, …), its date, its effects, its policy's fingerprint."""

    number: int
    on: date = field(validator=checks.day)
    effects: tuple[Effect, ...]
    policy: str


def _frozen(mapping: Mapping[str, Any]) -> Mapping[str, Any]:
    return MappingProxyType(dict(mapping))


@frozen(kw_only=True)
class Account:
    """A working set: invoices, lots and notes by id, how many entries there are, and those recorded here.

    It may hold less than the whole past (`needs(command)` names what a decision must see) and the states of several
    customers' accounts, where these share one namespace of ids, as in a file.
    """

    invoices: Mapping[str, Invoice] = field(factory=dict, converter=_frozen)
    credits: Mapping[str, AccountCredit] = field(factory=dict, converter=_frozen)
    notes: Mapping[str, CreditNote] = field(factory=dict, converter=_frozen)
    number: int = 0
    entries: tuple[Entry, ...] = ()

    def __reduce__(self) -> tuple[Any, ...]:
        """Let an account be copied and pickled: its read-only mappings by themselves cannot."""
        mappings: dict[str, Any] = {
            "invoices": dict(self.invoices),
            "credits": dict(self.credits),
            "notes": dict(self.notes),
        }
        return partial(Account, **mappings, number=self.number, entries=self.entries), ()

    def record(self, outcome: Outcome, *, on: date) -> Account:
        """Return the account once the outcome is recorded on that date; one without effects changes nothing.

        New lots take the date; allocations and notes keep the entry's number. Laws: `after_equals_record`,
        `entries_rebuild_state`.

        :raises ValueError: the outcome was decided for another date, or by states that have changed since (as when it
            is recorded twice)
        :raises KeyError: an effect concerns an invoice, lot or note that is not at hand
        """
        if outcome.on not in {None, on}:
            raise ValueError(f"decided for {outcome.on}, so it cannot be recorded on {on}")
        if not outcome.effects:
            return self
        return self.replay([Entry(self.number + 1, on, outcome.effects, outcome.policy)])

    def replay(self, entries: Iterable[Entry]) -> Account:
        """Return the account once those entries follow; from an empty account, all entries make it again (one pass).

        :raises ValueError: an entry's number is not the next, or its effects do not follow from what is at hand
        """
        entries = tuple(entries)
        pages = Pages(dict(self.invoices), dict(self.credits), dict(self.notes))
        for number, entry in enumerate(entries, self.number + 1):
            if entry.number != number:
                raise ValueError(f"entry {number} must come next, not {entry.number}")
            for place, effect in enumerate(entry.effects):
                pages.write(effect, entry.on, (entry.number, place))
        return evolve(
            self,
            invoices=pages.invoices,
            credits=pages.credits,
            notes=pages.notes,
            number=self.number + len(entries),
            entries=self.entries + entries,
        )

    def returned_unusable(self, outcome: Outcome, on: date) -> tuple[tuple[str, int, Reason], ...]:
        """Tell which credit the outcome gives back to lots that can't be used on that date: lot, amount, why (R9, R29).

        The amounts are minor units; the reason is `expired`, `voided` or `paused`, the first that holds.
        """
        if any(isinstance(effect, NoteVoided) for effect in outcome.effects):
            return ()  # what it unapplied it takes again at once: nothing stays
        pieces = [piece for effect in outcome.effects for piece in _returned(effect)]
        found = ((piece, _why_stranded(self.credits[piece.credit], on)) for piece in pieces)
        return tuple((piece.credit, piece.amount_minor, why) for piece, why in found if why is not None)


def _returned(effect: Effect) -> tuple[Allocation, ...]:
    match effect:
        case NoteRaised(note):
            return note.restored
        case CreditUnapplied(allocation=piece):
            return (piece,)
        case _:
            return ()


def _why_stranded(lot: AccountCredit, on: date) -> Reason | None:
    if lot.has_expired(on):
        return Reason.EXPIRED
    if lot.voided:
        return Reason.VOIDED
    return Reason.PAUSED if lot.paused else None
