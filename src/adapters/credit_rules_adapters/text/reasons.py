"""Why a lot was not used, or not used up, as short phrases (R21)."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from credit_rules import Reason

PHRASES: Mapping[Reason, str] = MappingProxyType(
    {
        Reason.VOIDED: "voided",
        Reason.PAUSED: "paused",
        Reason.NOTHING_REMAINING: "nothing remains of it",
        Reason.NOT_YET_USABLE: "not usable yet",
        Reason.EXPIRED: "expired",
        Reason.NO_OPEN_INVOICE: "no open invoice",
        Reason.OTHER_CURRENCY: "in another currency",
        Reason.OUT_OF_SCOPE: "limited to other products",
        Reason.NOTHING_LEFT_OWING: "nothing is left owing",
        Reason.AMOUNT_REACHED: "the amount was reached before it",
        Reason.HELD_BACK: "held back for the minimum collection",
    }
)
