"""What is proved of the shipped functions: a module for each part of the rules."""

from __future__ import annotations

from proofs.theorem import Theorem
from proofs.theorems import leaving, over_runs, raising, spreading, steps, undoing, using

SPECIFIED: tuple[Theorem, ...] = tuple(
    theorem for part in (spreading, raising, using, undoing, leaving) for theorem in part.THEOREMS
)
"""Single functions and decisions, held against their specifications and the laws of their amounts."""

THEOREMS: tuple[Theorem, ...] = (*SPECIFIED, *over_runs.THEOREMS, *steps.THEOREMS)
"""These, and the laws of `credit_rules.laws` themselves, run on symbolic states."""
