"""What is proved of the shipped functions: a module for each part of the rules."""

from __future__ import annotations

from proofs.theorem import Theorem
from proofs.theorems import leaving, over_runs, raising, spreading, steps, undoing, using

THEOREMS: tuple[Theorem, ...] = tuple(
    theorem for part in (spreading, raising, using, undoing, leaving, over_runs, steps) for theorem in part.THEOREMS
)
