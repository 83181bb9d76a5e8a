"""How much a property is tried: a modest number of examples and of kills, or many more in the thorough profile."""

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


def kills(number: int) -> int:
    """Return how many commands to kill: the number when thorough, half of it else."""
    return number if THOROUGH else (number + 1) // 2
