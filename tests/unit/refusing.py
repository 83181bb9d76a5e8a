"""Expecting a refusal by its code."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from casthouse.refusal import Refusal


@contextmanager
def refused(code: str, *, found: str = "") -> Iterator[None]:
    """Expect that the block is refused with exactly this code, and says what was found and what to do.

    Args:
        code: the code.
        found: words that must stand in what was found.
    """
    with pytest.raises(Refusal) as caught:
        yield
    assert caught.value.code == code
    assert found in caught.value.text.found
    assert all(caught.value.text.as_json().values())
