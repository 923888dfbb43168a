"""`DurableStoreSuite`: what a store must keep that outlives its process, on top of `StoreSuite`."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from itertools import chain, count, islice
from multiprocessing.connection import Connection
from random import Random
from time import sleep

from credit_rules import Account, Money, RaiseCredit
from credit_rules_adapters.asking import Answer, Request
from credit_rules_adapters.stores.protocol import Store, StoreCannotWrite
from credit_rules_adapters.testing.parts import DAY_ONE
from credit_rules_adapters.testing.stores.base import ask, entering, service_of, whole
from credit_rules_adapters.testing.stores.story import POLICY, expected, story
from credit_rules_adapters.testing.stores.suite import StoreSuite

_LARGE = RaiseCredit(invoice="A", amount=Money(10, "GBP"), memo="as agreed " * 20_000)
"""A change that no page has space for by chance."""


class DurableStoreSuite(StoreSuite):
    """Put a durable store through everything: also a killed process, a read-only store, a full one.

    `kills` is how many processes are killed, `latest_kill` how many seconds after their first answer at most.
    """

    kills = 5
    latest_kill = 0.3

    def opener(self, store: Store) -> Callable[[], Store]:
        """Return what opens the same store in another process; it must be picklable."""
        raise NotImplementedError(f"{type(self).__name__} must say how another process opens its store")

    def read_only(self, store: Store) -> AbstractContextManager[Store]:
        """Return, for a time, the same store as it is where nothing can be written."""
        raise NotImplementedError(f"{type(self).__name__} must open its store for reading alone")

    def full(self, store: Store) -> AbstractContextManager[Store]:
        """Return, for a time, the same store without space for anything more."""
        raise NotImplementedError(f"{type(self).__name__} must fill its store")

    def test_a_killed_process_loses_nothing_and_does_nothing_twice(self) -> None:
        """What was answered is there; what was not is wholly there or not at all; asking again completes it."""
        store = self.make_store()
        for number in range(self.kills):
            account = f"killed-{number}"
            answered = _killed(self.opener(store), account, Random(number).uniform(0, self.latest_kill))
            store = self.reopen(store)
            assert answered
            self._check_story(store, account, answered)

    def _check_story(self, store: Store, account: str, answered: list[Answer]) -> None:
        """Tell the story on from the start: the first answers are those given before the kill."""
        found, model = whole(store, account), Account()
        self.check(store, account)
        assert found == Account().replay(found.entries)
        for place, request in enumerate(islice(_stories(account), len(answered) + 2)):
            told = expected(request, model, POLICY, DAY_ONE)
            answer = service_of(store).carry_out(request)
            assert (answer.result, answer.version) == (told.answer, told.after.number)
            if place < len(answered):
                assert answer.replayed
                assert answer.numbers == answered[place].numbers
            model = told.after
        assert whole(store, account) == model
        assert model.number - found.number in range(3)
        self.check(store, account)

    def test_a_read_only_store_is_read_and_never_written(self) -> None:
        """Reading and previewing go on; a change raises `StoreCannotWrite`, and is done later under its key."""
        store = self.make_store()
        ask(store, entering(), key="enter")
        with self.read_only(store) as locked:
            assert whole(locked).number == 1
            _demand_no_writing(locked)
        self._demand_later(store)

    def test_a_full_store_keeps_what_it_has(self) -> None:
        """A change raises `StoreCannotWrite` and does nothing; with space again it is done under its key."""
        store = self.make_store()
        ask(store, entering(), key="enter")
        with self.full(store) as filled:
            _demand_no_writing(filled)
        self._demand_later(store)

    def _demand_later(self, store: Store) -> None:
        store = self.reopen(store)
        assert whole(store).number == 1
        self.check(store, "ann")
        answer = ask(store, _LARGE, key="credit")
        assert (answer.version, answer.replayed) == (2, False)
        self.check(store, "ann")


def _demand_no_writing(store: Store) -> None:
    try:
        ask(store, _LARGE, key="credit")
    except StoreCannotWrite:
        return
    raise AssertionError("a change was answered where nothing can be written")


def _killed(opener: Callable[[], Store], account: str, seconds: float) -> list[Answer]:
    """Let a process tell stories, kill it so many seconds after its first answer, return what it was answered."""
    fresh = multiprocessing.get_context("forkserver")  # it imports once what every writer needs
    fresh.set_forkserver_preload([__name__])
    here, there = fresh.Pipe(duplex=False)
    writer = fresh.Process(target=write, args=(opener, account, there))
    writer.start()
    there.close()
    answered = [here.recv()]
    sleep(seconds)
    os.kill(writer.pid or 0, signal.SIGKILL)
    writer.join()
    try:
        while True:
            answered.append(here.recv())
    except (EOFError, OSError):  # its last answer may have been cut
        return answered


def write(opener: Callable[[], Store], account: str, answers: Connection) -> None:
    """Tell stories on an account, one request after the other, until killed."""
    store = opener()
    for request in _stories(account):
        answers.send(service_of(store).carry_out(request))


def _stories(account: str) -> Iterator[Request]:
    """Yield the requests of stories without end."""
    return chain.from_iterable(story(account, number) for number in count(1))
