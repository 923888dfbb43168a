"""R21's reasons as small numbers: their place in the table of names."""

from __future__ import annotations

from credit_rules import Reason

NAMES = tuple(reason.value for reason in Reason)
PAUSED = NAMES.index(Reason.PAUSED)
NOTHING_REMAINING = NAMES.index(Reason.NOTHING_REMAINING)
NOT_YET_USABLE = NAMES.index(Reason.NOT_YET_USABLE)
EXPIRED = NAMES.index(Reason.EXPIRED)
NO_OPEN_INVOICE = NAMES.index(Reason.NO_OPEN_INVOICE)
OTHER_CURRENCY = NAMES.index(Reason.OTHER_CURRENCY)
OUT_OF_SCOPE = NAMES.index(Reason.OUT_OF_SCOPE)
NOTHING_LEFT_OWING = NAMES.index(Reason.NOTHING_LEFT_OWING)
USED_UP = 255
"""No reason: nothing is left of the lot. Until it is known why not, a usable lot has this mark too."""
