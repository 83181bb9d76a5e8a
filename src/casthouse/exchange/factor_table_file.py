"""The factor tables inside the package."""

from functools import cache
from importlib.resources import files

from casthouse.footprint.factor import FactorTable
from casthouse.footprint.factor_text import factor_table_from_text
from casthouse.refusal import Refusal


@cache
def built_in_factor_tables() -> dict[str, FactorTable]:
    """Return every factor table that comes with Casthouse, by code."""
    folder = files("casthouse.footprint").joinpath("factor_tables")
    texts = sorted((each.name, each.read_text(encoding="utf-8")) for each in folder.iterdir())
    tables = [factor_table_from_text(text) for name, text in texts if name.endswith(".toml")]
    return {table.code: table for table in tables}


def factor_table(code: str) -> FactorTable:
    """Return a factor table by its code.

    Raises:
        Refusal: `factor_table_unknown`.
    """
    found = built_in_factor_tables().get(code)
    if found is None:
        raise Refusal(
            "factor_table_unknown",
            found=f"the factor table “{code[:64]}”",
            expected="one of " + ", ".join(sorted(built_in_factor_tables())),
            todo="correct the code",
        )
    return found
