"""How many examples a property is tried on: a modest number, or many more in the thorough profile."""

import os

from hypothesis import settings

THOROUGH = os.environ.get("HYPOTHESIS_PROFILE") == "thorough"
ON_POSTGRESQL = os.environ.get("CASTHOUSE_DATABASE_URL", "").startswith("postgres")


def examples(number: int, **more: int | None) -> settings:
    """Return settings for so many examples; twentyfold when thorough, a third where each statement travels."""
    if THOROUGH:
        number *= 20
    elif ON_POSTGRESQL:
        number = (number + 2) // 3
    return settings(max_examples=number, **more)  # type: ignore[arg-type]
