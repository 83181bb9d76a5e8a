"""The guidance inside the package: one TOML file an edition, for those editions that have one."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from casthouse.parties.activity import Activity
from casthouse.standard.guidance import CriterionGuidance, Guidance
from casthouse.standard.rule import Tag
from casthouse.standard.toml_text import toml_tables

GUIDED_EDITIONS = ("ps-v3",)


@cache
def built_in_guidance() -> Mapping[str, Guidance]:
    """Return the guidance by the code of its edition."""
    folder = files("casthouse.standard").joinpath("guidance")
    return {
        code: guidance_from_text(folder.joinpath(f"{code}.toml").read_text(encoding="utf-8"))
        for code in GUIDED_EDITIONS
    }


def guidance_from_text(text: str) -> Guidance:
    """Return the guidance in a text of ours; one with a mistake is a bug, not a refusal."""
    tables: Any = toml_tables(text)
    head = tables["guidance"]
    assert set(tables) == {"guidance", "criterion"}, "no other table"
    criteria = {each["number"]: _criterion(each) for each in tables["criterion"]}
    assert len(criteria) == len(tables["criterion"]), "each criterion once"
    return Guidance(
        edition=head["edition"], tag=Tag(head["tag"]), verified=head["verified"], criteria=criteria
    )


def _criterion(table: dict[str, Any]) -> CriterionGuidance:
    assert set(table) <= {"number", "asks", "evidence", "good", "activity"}, table
    return CriterionGuidance(
        number=table["number"],
        asks=table["asks"],
        evidence=tuple(table["evidence"]),
        good=table["good"],
        for_activity={Activity(name): text for name, text in table.get("activity", {}).items()},
    )
