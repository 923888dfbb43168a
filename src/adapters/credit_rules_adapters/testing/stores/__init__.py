"""The suite any store can be put through: what it must keep, whatever crashes, retries or races."""

from credit_rules_adapters.testing.stores.crashing import Crash, CrashingStore, CrashPoints
from credit_rules_adapters.testing.stores.durable import DurableStoreSuite
from credit_rules_adapters.testing.stores.suite import StoreSuite

__all__ = ["Crash", "CrashPoints", "CrashingStore", "DurableStoreSuite", "StoreSuite"]
