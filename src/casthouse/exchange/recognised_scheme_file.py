"""The recognised schemes inside the package: one TOML file an edition, for those editions that name some."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from casthouse.assurance.recognised_scheme import RecognisedScheme
from casthouse.standard.rule import Tag
from casthouse.standard.toml_text import toml_tables

RECOGNISING_EDITIONS = ("ps-v2", "ps-v3")
MEMBERS = frozenset(("code", "name", "about", "items", "clause", "tag", "source", "verified"))


@cache
def built_in_schemes() -> Mapping[str, Mapping[str, RecognisedScheme]]:
    """Return by the code of an edition its recognised schemes, by their own code and in the order of the file."""
    folder = files("casthouse.standard").joinpath("recognised_schemes")
    return {
        code: _schemes(code, folder.joinpath(f"{code}.toml").read_text(encoding="utf-8"))
        for code in RECOGNISING_EDITIONS
    }


def _schemes(edition: str, text: str) -> Mapping[str, RecognisedScheme]:
    """Return the schemes in a text of ours; one with a mistake is a bug, not a refusal."""
    tables: Any = toml_tables(text)
    assert set(tables) == {"recognition", "scheme"}, "no other table"
    assert tables["recognition"] == {"edition": edition}, edition
    found = {each["code"]: _scheme(each) for each in tables["scheme"]}
    assert len(found) == len(tables["scheme"]), "each scheme once"
    return found


def _scheme(table: dict[str, Any]) -> RecognisedScheme:
    assert set(table) == MEMBERS, table
    given = {**table, "items": tuple(table["items"]), "tag": Tag(table["tag"])}
    return RecognisedScheme(**given)
