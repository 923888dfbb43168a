"""`StoreSuite`: what every store must keep, as tests that a class of yours inherits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from itertools import count
from traceback import clear_frames
from typing import TypeAlias

from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from credit_rules import Account
from credit_rules_adapters.asking import Answer, Request
from credit_rules_adapters.stores.protocol import Store
from credit_rules_adapters.testing.parts import DAY_ONE
from credit_rules_adapters.testing.stores.answering import AnsweringTests
from credit_rules_adapters.testing.stores.base import service_of, whole
from credit_rules_adapters.testing.stores.crashing import Crash, CrashingStore, CrashPoints
from credit_rules_adapters.testing.stores.machine import store_machine
from credit_rules_adapters.testing.stores.racing import RacingTests
from credit_rules_adapters.testing.stores.sharing import SharingTests
from credit_rules_adapters.testing.stores.story import POLICY, expected, story
from credit_rules_adapters.testing.stores.together import TogetherTests, crediting_all

Crashing: TypeAlias = Callable[[Store, CrashPoints], AbstractContextManager[Store]]
"""Makes, for a time, a store that crashes at one of its moments."""


class StoreSuite(AnsweringTests, SharingTests, RacingTests, TogetherTests):
    """Put a store through everything: subclass it in a test module, and make a store.

        class TestOurStore(StoreSuite):
            def make_store(self):
                return OurStore(...)

    pytest runs each method as a test. `faults` is how many crashes are played at least, `machine` how the state machine
    runs.
    """

    faults = 300
    machine = settings(max_examples=12, stateful_step_count=12, deadline=None, suppress_health_check=[*HealthCheck])

    def crashings(self) -> Sequence[Crashing]:
        """Return the ways to crash: the usual one is before and after each call of the protocol and its commit."""
        return [lambda store, points: nullcontext(CrashingStore(store, points))]

    def check(self, store: Store, account: str) -> None:
        """Look at an account of a store by means of its own, after a crash; by default there are none."""

    def test_every_command_does_over_a_store_what_it_does_in_the_core(self) -> None:
        """The same answers and the same states, for commands of every kind, repeated requests among them."""
        run_state_machine_as_test(store_machine(self.make_store()), settings=self.machine)

    def test_a_crash_at_any_moment_loses_nothing_and_does_nothing_twice(self) -> None:
        """Each request is crashed at its first moment, asked again, crashed at its second, and so on to its end."""
        for crashing in self.crashings():
            store, crashes = self.make_store(), 0
            for number in count(1):
                crashes += self._play(store, crashing, number)
                if crashes >= self.faults / len(self.crashings()):
                    break
            numbers = [place for account in store.accounts() for place in _numbers(store, account)]
            assert sorted(numbers) == list(range(1, len(numbers) + 1))

    def test_a_crash_among_many_accounts_keeps_all_or_nothing(self) -> None:
        """Whatever the moment, either every account has its entry or none; asking again completes it once."""
        for crashing in self.crashings():
            store, at = self.make_store(), 1
            requests = crediting_all(store)
            before = [whole(store, request.account) for request in requests]
            while (answers := _answers(store, crashing, requests, at)) is None:
                at += 1
                store = self.reopen(store)
                found = [whole(store, request.account) for request in requests]
                assert found == before or all(each.number == 2 for each in found)
                for request in requests:
                    self.check(store, request.account)
            assert at > len(requests)
            assert [answer.version for answer in answers] == [2] * len(requests)
            assert [whole(store, each.account).invoices["A"].reduced_minor for each in requests] == [10] * len(requests)

    def _play(self, store: Store, crashing: Crashing, number: int) -> int:
        """Play a story with a crash at each moment; return how many there were."""
        account, model, crashes = f"story-{number}", Account(), 0
        for request in story(account, number):
            told = expected(request, model, POLICY, DAY_ONE)
            found, at = model, 1
            while (answer := _answer(store, crashing, request, at)) is None:
                at += 1
                store = self.reopen(store)
                found = whole(store, account)
                assert found in (model, told.after)
                self.check(store, account)
            assert (answer.result, answer.version) == (told.answer, told.after.number)
            assert answer.replayed or found == model
            assert whole(store, account) == told.after
            model, crashes = told.after, crashes + at - 1
        return crashes


def _answer(store: Store, crashing: Crashing, request: Request, at: int) -> Answer | None:
    """Ask a request with a crash at a moment; None where it came."""
    try:
        with crashing(store, CrashPoints(at)) as fragile:
            return service_of(fragile).carry_out(request)
    except Crash as crash:
        clear_frames(crash.__traceback__)  # a process that ends holds no cursor open
        return None


def _answers(store: Store, crashing: Crashing, requests: Sequence[Request], at: int) -> Sequence[Answer] | None:
    """Ask requests together with a crash at a moment; None where it came."""
    try:
        with crashing(store, CrashPoints(at)) as fragile:
            return service_of(fragile).carry_out_together(requests)
    except Crash as crash:
        clear_frames(crash.__traceback__)
        return None


def _numbers(store: Store, account: str) -> list[int]:
    with store.reading(account) as reading:
        return [place.number for place in reading.numbers().values()]
