"""How what waits for a second person ends."""

from __future__ import annotations

from typing import Annotated

import msgspec

from credit_rules_adapters.http.bodies.parts import Body


class RejectBody(Body, kw_only=True):
    """Why what waits is rejected: who asked reads it."""

    reason: Annotated[str, msgspec.Meta(min_length=1, max_length=2000)]
