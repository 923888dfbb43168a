"""No decision need span two accounts: one for each of them comes to the same (R14, R21, R29, R31)."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from credit_rules import split_by_account
from credit_rules_adapters.testing import Step, carry_out, plays
from credit_rules_adapters.testing.crediting import leaving, raising_many
from credit_rules_adapters.testing.scene import Drawing, Scene
from credit_rules_adapters.testing.using import allocating, expiring
from laws.showing import state_of

OF_MANY: list[Drawing] = [raising_many, leaving, allocating, expiring]


@settings(max_examples=80)
@given(plays(), st.sampled_from(OF_MANY), st.data())
def test_one_account_at_a_time(played: list[Step], kind: Drawing, data: st.DataObject) -> None:
    account, policy, on = played[-1].after, played[-1].policy, played[-1].on
    command = data.draw(kind(Scene(account, on)))
    together = carry_out(command, account, policy, on).after
    apart = account
    for one in split_by_account(command, account):
        apart = carry_out(one, apart, policy, on).after
    assert state_of(apart, policy, on) == state_of(together, policy, on)
