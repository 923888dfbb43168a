"""Some hundred accounts played into the core and the reference side by side; `make soak` plays as many as one likes."""

from __future__ import annotations

from typing import get_args

import pytest

from credit_rules import Command, Effect, Reason, Rejection
from credit_rules_adapters.testing import Step
from laws import soak
