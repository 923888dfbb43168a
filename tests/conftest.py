"""Settings every test shares: Hypothesis draws the same examples each time, unless HYPOTHESIS_PROFILE=explore."""

from __future__ import annotations

import os

from hypothesis import settings

# No deadline: machines are shared, and a slow example is no failure. Repeatable, so that a red run is red again.
settings.register_profile("repeatable", deadline=None, derandomize=True, database=None)
settings.register_profile("explore", deadline=None, max_examples=2000, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))
