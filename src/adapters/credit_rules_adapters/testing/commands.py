"""Commands for a given account, of every kind: those it gives cause for come often."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from attrs import frozen
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from credit_rules import Account, AddCredit, AddInvoice, Command, Invoice, Status
from credit_rules_adapters.testing import crediting, using
from credit_rules_adapters.testing.entering import credit_entering, invoice_entering
from credit_rules_adapters.testing.parts import DAY_ONE, SMALL
from credit_rules_adapters.testing.scene import Drawing, Scene
from credit_rules_adapters.testing.states import portfolios

_FEW, _ENOUGH = 3, 5


def commands(account: Account, *, on: date = DAY_ONE, largest: int = SMALL) -> SearchStrategy[Command]:
    """Commands for that account on that date: mostly sensible, sometimes wrong.

    Amounts lie around the figures they are held against: on a bound, a unit beside it, seldom zero or less, seldom in
    another currency. Ids are seldom unknown; lots are sometimes another account's. What enters has amounts of at most
    `largest` minor units.
    """
    scene = Scene(account, on, largest)

    def draw_first_with_cause(drawn: tuple[_Kind, ...]) -> SearchStrategy[Command]:
        return next((kind for kind in drawn if kind.gives_cause(scene)), drawn[0]).drawing(scene)

    return _THREE_KINDS.flatmap(draw_first_with_cause)


@st.composite
def beginnings(draw: st.DrawFn, *, on: date = DAY_ONE, largest: int = SMALL) -> list[Command]:
    """The commands that enter a few invoices and lots, for others to follow."""
    invoices, credits = draw(portfolios(on=on, largest=largest, most=4))
    return [*map(AddInvoice, invoices), *map(AddCredit, credits)]


@frozen
class _Kind:
    """A kind of command, how often it comes, and whether an account gives cause for it."""

    drawing: Drawing
    often: int
    gives_cause: Callable[[Scene], bool]


def _live_invoices(scene: Scene) -> int:
    return sum(invoice.status in {Status.DRAFT, Status.ISSUED} for invoice in scene.account.invoices.values())


def _live_lots(scene: Scene) -> int:
    lots = scene.account.credits.values()
    return sum(lot.remaining_minor > 0 and not (lot.voided or lot.paused or lot.has_expired(scene.on)) for lot in lots)


def _has(which: Callable[[Invoice], bool]) -> Callable[[Scene], bool]:
    return lambda scene: any(map(which, scene.account.invoices.values()))


def _could_apply(scene: Scene) -> bool:
    return _has(using.is_owed)(scene) and _live_lots(scene) > 0


# What ends the life of an invoice or a lot comes seldom, so that accounts grow old.
_KINDS = (
    _Kind(crediting.raising, 5, _has(crediting.may_be_credited)),
    _Kind(crediting.raising_many, 1, _has(crediting.may_be_credited)),
    _Kind(crediting.comparing, 1, _has(crediting.may_be_credited)),
    _Kind(crediting.leaving, 1, _has(crediting.may_be_credited)),
    _Kind(crediting.leaving_as_planned, 1, _has(crediting.may_be_credited)),
    _Kind(using.applying, 5, _could_apply),
    _Kind(using.allocating, 2, _could_apply),
    _Kind(using.issuing, 6, _has(lambda invoice: invoice.status is Status.DRAFT)),
    _Kind(using.unapplying, 3, _has(using.has_credit)),
    _Kind(using.voiding, 4, lambda scene: not all(note.voided for note in scene.account.notes.values())),
    _Kind(using.paying, 3, _has(using.is_payable)),
    _Kind(using.pausing, 1, lambda scene: bool(scene.account.credits)),
    _Kind(using.expiring, 1, lambda scene: bool(scene.account.credits)),
    _Kind(using.spending, 2, lambda scene: _live_lots(scene) > _FEW),
    _Kind(invoice_entering, 3, lambda scene: _live_invoices(scene) < _ENOUGH),
    _Kind(credit_entering, 4, lambda scene: _live_lots(scene) < _ENOUGH),
    _Kind(using.closing, 1, lambda scene: _live_invoices(scene) > _FEW),
)
_A_KIND = st.sampled_from([kind for kind in _KINDS for _ in range(kind.often)])
_THREE_KINDS = st.tuples(_A_KIND, _A_KIND, _A_KIND)
