"""In which currency an amount of a scenario file is written: what the file tells of its ids."""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import date

from attrs import define, field

_OF_NOTE = re.compile(r"(.*)-CN[0-9]+")


@define
class Names:
    """The ids read so far, with the currency of each; None where it could not be understood.

    `on` is the date that holds at this point of the file.
    """

    currency: str | None
    on: date
    invoices: dict[str, str | None] = field(factory=dict)
    credits: dict[str, str | None] = field(factory=dict)
    accounts: dict[str, set[str | None]] = field(factory=lambda: defaultdict(set))

    def of_invoice(self, id: str) -> str | None:
        """Return the currency of an invoice; the file's, if there is no such invoice."""
        return self.invoices.get(id, self.currency)

    def of_credit(self, id: str) -> str | None:
        """Return the currency of a lot or a note; the file's, if there is none."""
        note = _OF_NOTE.fullmatch(id or "")
        return self.of_invoice(note[1]) if note else self.credits.get(id, self.currency)

    def of_account(self, id: str) -> str | None:
        """Return the only currency of an account; the file's, if it has several."""
        own = self.accounts.get(id, set())
        return next(iter(own)) if len(own) == 1 else self.currency


def is_kept_for_notes(id: str) -> bool:
    """Tell whether only the lot of a note may have that id.

    >>> is_kept_for_notes("INV-1-CN2"), is_kept_for_notes("INV-1-CN")
    (True, False)
    """
    return _OF_NOTE.fullmatch(id) is not None
