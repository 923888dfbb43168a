"""What must hold of a whole table: no id twice, and no account's sum beyond 64 bits."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from credit_rules_adapters.columnar.arrays.blocks import Block
from credit_rules_adapters.columnar.reading.mistakes import Mistakes
from credit_rules_adapters.columnar.reading.repeats import has_repeats
from credit_rules_adapters.columnar.reading.sums import totals
from credit_rules_adapters.columnar.words.keys import Key, extent

LARGEST = 2**63


def check_ids(table: pa.Table, blocks: Sequence[Block], key: Key, mistakes: Mistakes, shown: pa.ChunkedArray) -> None:
    """Note each row whose id another row has too."""
    if has_repeats(blocks, "id", key):
        counts = pc.value_counts(table.column("id"))
        twice = counts.field("values").filter(pc.greater(counts.field("counts"), 1))
        rows = np.flatnonzero(pc.is_in(table.column("id"), value_set=twice).to_numpy())
        mistakes.add_rows(shown, "id", rows, "it occurs more than once; allowed are different ids")


def check_sums(table: pa.Table, currencies: Sequence[str], mistakes: Mistakes) -> None:
    """Note each account whose amounts in a currency add up to 2⁶³ or more; only a great amount makes it look closer."""
    amount = table.column("amount")
    if len(amount) == 0 or extent(amount)[1] * len(amount) < LARGEST:
        return
    keys = [name for name in ("account", "currency") if name in table.column_names]
    for (account, *currency), total in totals(table, "amount", keys):
        if total.amount_minor >= LARGEST:
            code = currencies[currency[0] if currency else 0]
            what = f"its amounts in {code} add up to {total.amount_minor} minor units; allowed is less than 2^63"
            mistakes.add(f"account {written(account)}", what)


def written(key: object) -> str:
    """Write an id or account for a person; sixteen bytes are a UUID."""
    return str(UUID(bytes=key)) if isinstance(key, bytes) else str(key)
