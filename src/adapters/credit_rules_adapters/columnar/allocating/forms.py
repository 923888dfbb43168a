"""Which words the rows of a table become in a run."""

from __future__ import annotations

import numpy as np
from attrs import frozen

from credit_rules_adapters.columnar.arrays import views
from credit_rules_adapters.columnar.arrays.blocks import Block
from credit_rules_adapters.columnar.arrays.memory import Words, room
from credit_rules_adapters.columnar.kernel.layout import ABSENT, Side
from credit_rules_adapters.columnar.words.keys import Key
from credit_rules_adapters.columnar.words.ordering import Order


@frozen
class Form:
    """How rows of a table become words: the account's, then the order's, the amount and what else the run needs.

    A label (product or scope) comes last but one; if `by_label`, before the order.
    """

    account: Key
    order: Order
    several_currencies: bool
    labelled: bool
    by_label: bool
    numbered: bool

    @property
    def parts(self) -> int:
        """The words between the account's and the order's."""
        return self.several_currencies + self.by_label

    @property
    def amount(self) -> int:
        """The word of the amount."""
        return self.account.words + self.parts + self.order.words

    @property
    def words(self) -> int:
        """All words of a row."""
        return self.amount + 1 + (self.labelled and not self.by_label) + self.numbered

    @property
    def side(self) -> Side:
        """Where everything stands in a row."""
        return Side(
            accounts=self.account.words,
            currency=self.account.words if self.several_currencies else ABSENT,
            parts=self.parts,
            amount=self.amount,
            label=self._label if self.labelled else ABSENT,
            row=self.words - 1 if self.numbered else ABSENT,
            words=self.words,
        )

    @property
    def _label(self) -> int:
        return self.account.words + self.several_currencies if self.by_label else self.amount + 1

    def write(self, block: Block) -> Words:
        """Write the rows of a block, word by word: the words of one kind lie side by side."""
        batch, accounts = block.batch, self.account.words
        staged: Words = room((self.words, batch.num_rows), np.uint64).T
        self.account.write(batch.column("account"), staged, 0)
        if self.several_currencies:
            staged[:, accounts] = views.numbers(batch.column("currency"))
        self.order.write(batch, staged[:, self.amount - self.order.words : self.amount])
        staged[:, self.amount] = views.numbers(batch.column("amount"))
        if self.labelled:
            staged[:, self._label] = views.numbers(batch.column("label"))
        if self.numbered:
            staged[:, -1] = np.arange(block.start, block.start + batch.num_rows, dtype=np.uint64)
        return staged

    def accounts(self, block: Block) -> Words:
        """Write the accounts of a block alone."""
        words: Words = room((self.account.words, len(block.batch)), np.uint64).T
        self.account.write(block.batch.column("account"), words, 0)
        return words
