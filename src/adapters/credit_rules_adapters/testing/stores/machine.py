"""A state machine that plays commands of every kind over a store, beside the core alone."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import count
from typing import ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule
from returns.result import Failure

from credit_rules import Account, Command
from credit_rules_adapters.asking import Request
from credit_rules_adapters.refusals import IdempotencyKeyReused
from credit_rules_adapters.service import Service
from credit_rules_adapters.stores.protocol import Store
from credit_rules_adapters.testing.commands import beginnings, commands
from credit_rules_adapters.testing.parts import DAY_ONE, HUGE, SMALL
from credit_rules_adapters.testing.playing import SCALES
from credit_rules_adapters.testing.policies import policies
from credit_rules_adapters.testing.stores.story import Expected, expected, owned

_EARLIER_OR_LATER = st.sampled_from((0, 0, 0, 0, 0, 0, 1, 2, -1))
_OWNERS = st.sampled_from(("ann", "ann", "bob"))
_numbers = count(1)


class StoreMachine(RuleBasedStateMachine):
    """Plays two accounts whose ids are the same, and holds every answer and every state against the core's."""

    store: ClassVar[Store]

    def __init__(self) -> None:
        super().__init__()
        self.run = next(_numbers)  # accounts of its own, for the store outlives the run
        self.models: dict[str, Account] = {}
        self.kept: list[tuple[Request, Expected, int]] = []
        self.on = DAY_ONE
        self.largest = SMALL
        self.service = Service(store=self.store)

    @initialize(data=st.data())
    def begin(self, data: st.DataObject) -> None:
        """Choose the policy and how large amounts are, and enter what there is to play with."""
        self.service = Service(store=self.store, policy=data.draw(policies(), label="policy"))
        self.largest = data.draw(st.sampled_from(SCALES), label="largest amount")
        for command in data.draw(beginnings(largest=self.largest), label="beginning"):
            for owner in ("ann", "bob"):
                self.ask(owner, command, self.on, seen=None)

    def ask(self, owner: str, command: Command, on: date, *, seen: int | None) -> None:
        """Preview and carry out a command; demand what the core says."""
        account = f"{owner}-{self.run}"
        before = self.models.get(account, Account())
        request = Request(
            account=account, actor="machine", command=owned(command, account), on=on, seen=seen, key=f"{len(self.kept)}"
        )
        told = expected(request, before, self.service.policy, on)
        preview = self.service.preview(request)
        assert (preview.result, preview.version) == (told.answer, before.number)
        answer = self.service.carry_out(request)
        assert (answer.result, answer.version, answer.replayed) == (told.answer, told.after.number, False)
        self.models[account] = told.after
        self.kept.append((request, told.answer, told.after.number))
        self.check()

    def check(self) -> None:
        """Demand that the store holds what was recorded, and no more."""
        for account, model in self.models.items():
            with self.service.store.reading(account) as reading:
                assert reading.whole() == model
                assert reading.version == model.number
                assert reading.last_on == (model.entries[-1].on if model.entries else None)

    @rule(data=st.data(), owner=_OWNERS, days=_EARLIER_OR_LATER, behind=st.sampled_from((None, None, None, 0, 1)))
    def act(self, data: st.DataObject, owner: str, days: int, behind: int | None) -> None:
        """Ask one command, seldom for an earlier date or with the version of an older preview."""
        self.on = max(self.on, self.on + timedelta(days=days))
        model = self.models.get(f"{owner}-{self.run}", Account())
        command = data.draw(commands(model, on=self.on, largest=self.largest), label=f"{owner} on {self.on}")
        seen = None if behind is None else max(0, model.number - behind)
        self.ask(owner, command, self.on + timedelta(days=min(days, 0)), seen=seen)

    @precondition(lambda self: self.kept)
    @rule(data=st.data())
    def repeat(self, data: st.DataObject) -> None:
        """Ask again what was asked before, however long ago: the same answer, and nothing happens."""
        request, answer, version = data.draw(st.sampled_from(self.kept), label="again")
        again = self.service.carry_out(request)
        assert (again.result, again.version, again.replayed) == (answer, version, True)
        self.check()

    @precondition(lambda self: self.kept)
    @rule(data=st.data())
    def reuse(self, data: st.DataObject) -> None:
        """Ask another thing under a key that was used."""
        (used, *_), (other, *_) = (data.draw(st.sampled_from(self.kept), label=label) for label in ("key", "request"))
        request = Request(
            account=used.account,
            actor=used.actor,
            command=owned(other.command, used.account),
            on=other.on,
            seen=HUGE,
            key=used.key,
        )
        answer = self.service.carry_out(request)
        assert answer.result == Failure(IdempotencyKeyReused(str(used.key)))
        assert not answer.replayed
        self.check()


def store_machine(store: Store) -> type[StoreMachine]:
    """Return the machine over one store."""
    return type("StoreMachine", (StoreMachine,), {"store": store, "__doc__": StoreMachine.__doc__})
