"""Plays the core and the reference side by side for a number of steps: `python -m laws.soak`, in the folder `tests`.

The steps come in runs of ten accounts. A run's number seeds it, so an interrupted soak goes on at `--seed`, and a run
that found a difference finds it again. What is told then is the shortest play that shows it.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from datetime import date
from typing import TypeAlias

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from credit_rules import Command, Policy
from credit_rules_adapters.testing import Step
from laws.side_by_side import SideBySide

# No more: the first ten examples of a run are drawn afresh, later ones are mostly made of copied parts of those.
ACCOUNTS_A_RUN = 10
HOW = settings(
    max_examples=ACCOUNTS_A_RUN,
    phases=[Phase.generate],
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)

Played: TypeAlias = Sequence[tuple[date, Command]]


def run(number: int, watch: Callable[[Step], None] = lambda step: None) -> None:
    """Play one run; `watch` sees each step that was right.

    :raises AssertionError: a law is broken, or the core and the reference differ; it tells the shortest play
    """

    class Recording(SideBySide):
        def __init__(self) -> None:
            super().__init__()
            self.played: list[tuple[date, Command]] = []

        def play(self, command: Command) -> Step:
            self.played.append((self.on, command))
            try:
                step = super().play(command)
            except AssertionError as difference:
                shortest = minimal(self.policy, self.played)
                play = [f"    {on}: {each}" for on, each in shortest]
                raise AssertionError("\n".join([f"run {number}: {difference}", f"{self.policy}:", *play])) from None
            watch(step)
            return step

    run_state_machine_as_test(seed(number)(Recording), settings=HOW)


def minimal(policy: Policy, played: Played) -> Played:
    """Return a part of a play that still shows a difference, and none without any one of its commands."""
    size = len(played)
    while size > 0:
        parts = [[*played[:start], *played[start + size :]] for start in range(0, len(played), size)]
        shorter = next((part for part in parts if _differs(policy, part)), None)
        played, size = (played, size // 2) if shorter is None else (shorter, min(size, len(shorter)))
    return played


def _differs(policy: Policy, played: Played) -> bool:
    machine = SideBySide()
    machine.policy = policy
    try:
        for on, command in played:
            machine.on = on
            machine.play(command)
    except AssertionError:
        return True
    except KeyError:  # a plan whose draft is no longer there
        return False
    return False


def main() -> None:
    """Play until the steps are taken; say after each run how far it is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, default=100_000, help="how many steps to take (default 100000)")
    parser.add_argument("--seed", type=int, default=1, help="the number of the first run (default 1)")
    asked = parser.parse_args()
    taken: list[Step] = []
    number, steps = asked.seed, 0
    while steps < asked.steps:
        taken.clear()
        run(number, taken.append)
        steps += len(taken)
        print(f"run {number}: no difference; {steps} of {asked.steps} steps", flush=True)
        number += 1
    print(f"{steps} steps in runs {asked.seed} to {number - 1}, no difference; go on with --seed {number}")


if __name__ == "__main__":
    main()
