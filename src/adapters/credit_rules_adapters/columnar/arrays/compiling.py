"""How the kernels are compiled: once, without the interpreter's lock, and kept on disk."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from numba import njit

_Arguments = ParamSpec("_Arguments")
_Result = TypeVar("_Result")


def compiled(function: Callable[_Arguments, _Result]) -> Callable[_Arguments, _Result]:
    """Compile a function of arrays at its first call; threads run it side by side.

    The machine code is kept beside the source, where that cannot be written in the user's cache directory, and
    `NUMBA_CACHE_DIR` names another place. Where none can be written, as in a locked-down container, each process
    compiles for itself.
    """
    try:
        return njit(nogil=True, cache=True)(function)
    except RuntimeError:  # numba found no place for its files
        return njit(nogil=True)(function)


def inlined(function: Callable[_Arguments, _Result]) -> Callable[_Arguments, _Result]:
    """Compile a function into those that call it: for what is done once a row, where a call would cost as much."""
    return njit(nogil=True, forceinline=True)(function)
