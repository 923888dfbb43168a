"""Finance reports over a store, for HTTP and pages: the rows of `credit_rules_adapters.reports`, of one account or all.

Each report reads one committed state of the store, and computes nothing itself.
"""

from credit_rules_adapters.finance.over_a_store import (
    ageing,
    balance,
    expiring,
    journal,
    roll_forward,
    statement,
)
from credit_rules_adapters.finance.trail import TrailLine, trail

__all__ = ["TrailLine", "ageing", "balance", "expiring", "journal", "roll_forward", "statement", "trail"]
