"""Proofs about Python functions as they are shipped, for all integers.

The function itself is run on symbolic integers. Arithmetic on them builds z3 terms; the truth of a comparison forks,
and the function is run again until every feasible side of every fork has been taken. The claim, a Python predicate
over arguments and result, is run on them too and must hold on every path. Before that it is tried on a thousand small
plain arguments: most of what is wrong shows there.

>>> def smaller(first: int, second: int) -> int:
...     return first if first < second else second
>>> bool(prove("the least", smaller, claim=lambda a, result: result == min(a.first, a.second)))
True
>>> wrong = prove("the first", smaller, given=lambda a: a.second > 1, claim=lambda a, result: result == a.first)
>>> wrong.standing.value, wrong.counterexample, wrong.detail
('refuted', 'smaller(first=3, second=2)', 'returns 2')

What has to be trusted: z3, where it says "unsat"; that the operators in `values.py` mean what they mean in Python
(property tests hold them to it); that the function takes an int for an int, since `is`, `type(x)` and `id(x)` tell a
symbolic one apart and cannot be intercepted. Against errors in these, each path is also run on one example in plain
integers, which must end the same way (`Disagreement`). A counterexample was run on plain integers, too: it is real
whatever one trusts.

What cannot be followed exactly stops with `CannotFollow`: `/`, `**`, shifts, bit operations, hash (sets, keys), index
(`range`, slices), iteration, `int()`, `float()`, text of an integer other than in an exception that is raised, and code
that decides otherwise when it is run again. Loops whose number of turns has no bound end in `OutOfTime`. A claim sees
arguments as the function leaves them: it should not change them.

Paths multiply: in assumptions and claims `&` and `|` fork less than `and`, `or`, `min` and `max`.
"""

from proofs.symbolic.paths import CannotFollow, OutOfTime
from proofs.symbolic.proving import Claim, Disagreement, Given, Path, Standing, Verdict, explore, prove
from proofs.symbolic.shapes import INTEGER, Built, Choice
from proofs.symbolic.values import SymbolicBool, SymbolicInt

__all__ = [
    "INTEGER",
    "Built",
    "CannotFollow",
    "Choice",
    "Claim",
    "Disagreement",
    "Given",
    "OutOfTime",
    "Path",
    "Standing",
    "SymbolicBool",
    "SymbolicInt",
    "Verdict",
    "explore",
    "prove",
]
