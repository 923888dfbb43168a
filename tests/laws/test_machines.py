"""The machine as a team uses it: on a policy of their own, in two lines."""

from __future__ import annotations

from hypothesis import settings

from credit_rules import PRESETS, Policy, Refunds, Surplus, VoidUsed
from credit_rules_adapters.testing import account_machine

our_policy = Policy(refunds=Refunds.ALLOWED, surplus=Surplus.CASH_FIRST, void_used=VoidUsed.UNAPPLY)

TestOurPolicy = account_machine(our_policy).TestCase
TestJoinin = account_machine(PRESETS["joinin"]).TestCase

TestOurPolicy.settings = TestJoinin.settings = settings(max_examples=20, deadline=None)
