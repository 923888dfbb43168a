"""The store in memory passes the suite."""

from __future__ import annotations

from credit_rules_adapters.stores.memory import MemoryStore
from credit_rules_adapters.testing import StoreSuite


class TestMemoryStore(StoreSuite):
    def make_store(self) -> MemoryStore:
        return MemoryStore()
