"""What a command is drawn for: an account on a date, and how its ids and amounts are chosen."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence
from datetime import date
from typing import TypeAlias, TypeVar

from attrs import frozen
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from credit_rules import Account, AccountCredit, Command, Invoice, Money
from credit_rules_adapters.testing.parts import SHORT_IDS, SMALL, around, money

_State = TypeVar("_State")

NOBODY = "nobody's"
"""An id that no state has."""
LONGEST_ID = "x" * 128


@frozen
class Scene:
    """An account on a date, and the largest amount of what enters it, in minor units."""

    account: Account
    on: date
    largest: int = SMALL

    def invoice_id(self, likely: Callable[[Invoice], bool]) -> SearchStrategy[str]:
        """Ids of invoices at hand, most often likely ones; seldom unknown."""
        return _known(self.account.invoices, likely)

    def credit_id(self, likely: Callable[[AccountCredit], bool]) -> SearchStrategy[str]:
        """Ids of lots at hand, most often likely ones; seldom unknown."""
        return _known(self.account.credits, likely)

    def note_id(self) -> SearchStrategy[str]:
        """Ids of notes at hand, most often of one that stands; seldom unknown."""
        return _known(self.account.notes, lambda note: not note.voided)

    def new_id(self, taken: Container[str]) -> SearchStrategy[str]:
        """Ids for what enters: free ones; seldom a taken one, one of the form kept for notes, or the longest."""
        free = [id for id in (*SHORT_IDS, *(f"N{number}" for number in range(20))) if id not in taken]
        return st.sampled_from((*free[:5] * 4, SHORT_IDS[0], f"{SHORT_IDS[0]}-CN1", LONGEST_ID))

    def money_for(self, id: str, bounds: Callable[[Invoice], Sequence[int]]) -> SearchStrategy[Money]:
        """Money around those figures of an invoice, in its currency."""
        invoice = self.account.invoices.get(id)
        return money() if invoice is None else money(around(*bounds(invoice)), invoice.currency)


Drawing: TypeAlias = Callable[[Scene], SearchStrategy[Command]]


def _known(states: Mapping[str, _State], likely: Callable[[_State], bool]) -> SearchStrategy[str]:
    likely_ids = [id for id, state in states.items() if likely(state)]
    return st.sampled_from((*likely_ids * (20 // max(1, len(likely_ids))), *states, NOBODY))
