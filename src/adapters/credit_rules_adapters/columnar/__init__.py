"""Bulk allocation over Arrow tables: the run of R21 for millions of rows, equal to the core's."""

from credit_rules_adapters.columnar.batches import allocate_batches
from credit_rules_adapters.columnar.datasets import allocate_dataset
from credit_rules_adapters.columnar.tables import AllocationTables, allocate_table

__all__ = ["AllocationTables", "allocate_batches", "allocate_dataset", "allocate_table"]
