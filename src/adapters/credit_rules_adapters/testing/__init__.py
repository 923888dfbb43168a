"""For tests: strategies that draw states, accounts and commands, and a machine that checks the laws on your policy.

    from credit_rules_adapters.testing import account_machine

    TestOurPolicy = account_machine(our_policy).TestCase

Everything is drawn by Hypothesis (the extra `testing`); amounts are minor units, dates lie about `DAY_ONE`. A store of
your own is put through `StoreSuite`.
"""

from credit_rules_adapters.testing.checking import RUN_LAWS, check_laws, check_step
from credit_rules_adapters.testing.commands import beginnings, commands
from credit_rules_adapters.testing.machine import AccountMachine, account_machine
from credit_rules_adapters.testing.parts import DAY_ONE, HUGE, SMALL, amounts, currencies, days, ids, money
from credit_rules_adapters.testing.playing import SCALES, Step, accounts, carry_out, entries, plays
from credit_rules_adapters.testing.policies import policies
from credit_rules_adapters.testing.states import invoices, lines, lots, portfolios
from credit_rules_adapters.testing.stores import Crash, CrashingStore, CrashPoints, DurableStoreSuite, StoreSuite

__all__ = [
    "DAY_ONE",
    "HUGE",
    "RUN_LAWS",
    "SCALES",
    "SMALL",
    "AccountMachine",
    "Crash",
    "CrashPoints",
    "CrashingStore",
    "DurableStoreSuite",
    "Step",
    "StoreSuite",
    "account_machine",
    "accounts",
    "amounts",
    "beginnings",
    "carry_out",
    "check_laws",
    "check_step",
    "commands",
    "currencies",
    "days",
    "entries",
    "ids",
    "invoices",
    "lines",
    "lots",
    "money",
    "plays",
    "policies",
    "portfolios",
]
