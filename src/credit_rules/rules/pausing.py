"""R24: pausing and resuming a lot."""

from __future__ import annotations

from attrs import evolve
from returns.result import Success

from credit_rules.credit import AccountCredit
from credit_rules.outcome import CreditPaused, Outcome
from credit_rules.policy import JOININ, Policy
from credit_rules.result import Decision


def pause(credit: AccountCredit, *, policy: Policy = JOININ) -> Decision:
    """Pause a lot, so that it is never applied until it is resumed; pausing it again changes nothing (R24)."""
    return _set_paused(credit, policy, paused=True)


def resume(credit: AccountCredit, *, policy: Policy = JOININ) -> Decision:
    """Resume a paused lot; resuming it again changes nothing (R24)."""
    return _set_paused(credit, policy, paused=False)


def _set_paused(credit: AccountCredit, policy: Policy, *, paused: bool) -> Decision:
    changes = credit.paused is not paused
    return Success(
        Outcome(
            effects=(CreditPaused(credit.id, paused),) if changes else (),
            rules=("R24",),
            policy=policy.fingerprint,
            credits=(evolve(credit, paused=paused),) if changes else (),
        )
    )
