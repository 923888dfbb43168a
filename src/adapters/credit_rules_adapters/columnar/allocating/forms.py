"""Which words the rows of a table become in a run."""

from __future__ import annotations

import numpy as np
from attrs import evolve, frozen

from credit_rules_adapters.columnar.arrays import views
from credit_rules_adapters.columnar.arrays.blocks import Block
from credit_rules_adapters.columnar.arrays.memory import Words, room
from credit_rules_adapters.columnar.kernel.layout import ABSENT, Accounts, Level, Side
from credit_rules_adapters.columnar.words.keys import WORD, Key, WholeKey
from credit_rules_adapters.columnar.words.ordering import Order
from credit_rules_adapters.columnar.words.words import GATHERED, spread

_ALL = np.uint64(2**WORD - 1)


@frozen
class AccountForm:
    """How accounts become words: spread over 2**pieces pieces; the rows of a piece do without the bits that number it.

    In one piece (`pieces` is 0) they are not spread, and keep their order. Whole numbers are counted from the lowest of
    those that are allocated together.
    """

    key: Key
    pieces: int

    @property
    def bits(self) -> int:
        """The bits used of the last word."""
        return WORD if self.key.words > 1 else spread_bits(self.key) - self.pieces

    def spread(self, block: Block, low: int, staged: Words) -> None:
        """Write the words of a block's accounts, spread: the upper bits of the first number the piece."""
        self._count(block, low, staged)
        spread(staged, spread_bits(self.key))

    def write(self, block: Block, low: int, staged: Words) -> None:
        """Write the words of a block's accounts as they stand in their pieces."""
        if self.pieces == 0:
            self._count(block, low, staged)
            return
        self.spread(block, low, staged)
        staged[0] <<= np.uint64(self.pieces)
        if self.key.words == 1:
            staged[0] >>= np.uint64(WORD - self.bits)

    def _count(self, block: Block, low: int, staged: Words) -> None:
        key = WholeKey(low, self.key.bits) if isinstance(self.key, WholeKey) else self.key
        key.write(block.batch.column("account"), staged)

    def told(self, low: int) -> Accounts:
        """Say how a kernel tells whole numbers again."""
        if not isinstance(self.key, WholeKey):
            return Accounts(np.uint64(0), np.uint64(0), np.uint64(0), np.uint64(0))
        if self.pieces == 0:
            return Accounts(np.uint64(0), np.uint64(1), _ALL, np.uint64(low % 2**WORD))
        mask = _ALL >> np.uint64(WORD - spread_bits(self.key))
        return Accounts(np.uint64(self.bits), np.uint64(GATHERED), mask, np.uint64(low % 2**WORD))


def spread_bits(key: Key) -> int:
    """Say over how many bits accounts of one word are spread: enough to number a piece, and to leave one."""
    return max(2, key.bits)


@frozen
class Form:
    """How rows of a table become words: the account's, the order's, then the amount and what else the run needs.

    The order begins with the keys that part an account's rows, `parts` of them: first the currency, if there are
    `several_currencies`, and the product, if every lot is for one. Otherwise, if `labelled`, a product or scope comes
    behind the amount; last, if `numbered`, the number of the row.
    """

    account: AccountForm
    order: Order
    parts: int
    several_currencies: bool
    labelled: bool
    numbered: bool

    @property
    def words(self) -> int:
        """All words of a row."""
        return self.order.words + 1 + self.labelled + self.numbered

    @property
    def side(self) -> Side:
        """Where everything stands in a row."""
        group, amount = self._level(self.parts), self.order.words
        within = group.shift > 0
        first = self.order.fields if self.account.key.words == 1 else ()
        return Side(
            account=self._level(0),
            currency=self._level(int(self.several_currencies)),
            group=group,
            order=group.words - int(within),
            order_mask=(np.uint64(1) << group.shift) - np.uint64(1) if within else _ALL,
            amount=amount,
            label=amount + 1 if self.labelled else ABSENT,
            row=self.words - 1 if self.numbered else ABSENT,
            words=self.words,
            used=self.account.bits + sum(field.bits for field in first if field.word == 0),
        )

    def lying(self) -> Form | None:
        """Return the form of rows that keep the order they lie in, all else alike; None: accounts don't fit."""
        account = AccountForm(self.account.key, 0)
        first = sum(field.bits for field in self.order.fields if field.word == 0)
        return evolve(self, account=account) if account.bits + (account.key.words == 1) * first <= WORD else None

    def _level(self, parts: int) -> Level:
        """Find where the account and the first keys of the order end."""
        word = self.order.fields[parts - 1].word if parts else self.account.key.words - 1
        return Level(word + 1, np.uint64(sum(field.bits for field in self.order.fields[parts:] if field.word == word)))

    def write(self, block: Block, low: int) -> Words:
        """Write the rows of a block, word by word: the words of one kind lie side by side."""
        batch, accounts = block.batch, self.account.key.words
        staged: Words = room((self.words, batch.num_rows), np.uint64)
        self.account.write(block, low, staged[:accounts])
        self.order.write(batch, staged, accounts)
        staged[self.order.words] = views.numbers(batch.column("amount"))
        if self.labelled:
            staged[self.order.words + 1] = views.numbers(batch.column("label"))
        if self.numbered:
            staged[-1] = np.arange(block.start, block.stop, dtype=np.uint64)
        return staged
