"""How many examples a property is tried on: a modest number, or many more in the thorough profile."""

import os

from hypothesis import settings

THOROUGH = os.environ.get("HYPOTHESIS_PROFILE") == "thorough"


def examples(number: int, **more: int) -> settings:
    """Return settings for so many examples, twentyfold when thorough."""
    return settings(max_examples=number * (20 if THOROUGH else 1), **more)  # type: ignore[arg-type]
