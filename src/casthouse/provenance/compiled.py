"""Loops over columns, compiled: Numba turns them into machine code and keeps it beside the module.

Numba carries no types of its own; this is the one place that tells mypy that a compiled function is called like the
plain one. What is compiled releases the interpreter's lock, so that two threads sweep two blocks at once.
"""

from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar, cast

import numba

Given = ParamSpec("Given")
Returned = TypeVar("Returned")


def compiled(function: Callable[Given, Returned]) -> Callable[Given, Returned]:
    """Return a function as machine code, made at its first call and kept for the next process."""
    make: Any = numba.njit(cache=True, nogil=True)
    return cast("Callable[Given, Returned]", make(function))
