"""The published schemas of signed statements: shipped with the package, served as they are, checked without network.

A version never changes once it is published; a later one lies beside it. Formats (`date`, `date-time`, `uri`) are part
of what a schema demands.
"""

import json
import re
from collections.abc import Sequence
from copy import deepcopy
from functools import cache
from importlib.resources import files
from typing import Any

import jsonschema_rs

from casthouse.passport.canonical import JsonObject
from casthouse.passport.hidden_part import ITEMS, PLACES
from casthouse.passport.statement_kind import KINDS, StatementKind
from casthouse.refusal import Refusal

MISTAKES_MAX = 20
_VERSION = re.compile(r"[1-9][0-9]?")


def schema_text(name: str, version: str) -> str:
    """Return a published schema as it is served.

    Raises:
        Refusal: `schema_unknown`.
    """
    known = name in set(StatementKind) and _VERSION.fullmatch(version)
    if not known or int(version) > KINDS[StatementKind(name)].version:
        raise Refusal(
            "schema_unknown",
            found=f"schema “{name[:60]}”, version “{version[:10]}”",
            expected="a published schema: "
            + ", ".join(f"{k.value}/{rule.version}" for k, rule in KINDS.items()),
            todo="take the address of the schema from a statement",
        )
    return _text(name, int(version))


def schema_mistakes(
    credential: JsonObject, kind: StatementKind, version: int, *, is_hideable: bool = False
) -> list[str]:
    """Return what in a credential breaks the schema of its kind, each with the member it is about.

    Args:
        credential: without its proof.
        kind: of which kind it is.
        version: of the schema.
        is_hideable: whether what may be hidden may be missing.
    """
    validator = _validator(kind.value, version, is_hideable)
    if validator.is_valid(credential):  # in a third of the time of looking for mistakes
        return []
    mistakes = []
    for error in validator.iter_errors(credential):
        place = ".".join(str(step) for step in error.instance_path) or "the statement"
        mistakes.append(f"{place}: {error.message:.200}")
        if len(mistakes) >= MISTAKES_MAX:
            break
    return mistakes


@cache
def _text(name: str, version: int) -> str:
    folder = files("casthouse.exchange").joinpath("statement_schemas")
    return folder.joinpath(f"{name}.{version}.json").read_text(encoding="utf-8")


@cache
def _validator(name: str, version: int, is_hideable: bool) -> jsonschema_rs.Draft202012Validator:  # noqa: FBT001
    schema = shown_schema(name, version) if is_hideable else json.loads(_text(name, version))
    return jsonschema_rs.Draft202012Validator(schema, validate_formats=True)


def shown_schema(name: str, version: int) -> dict[str, Any]:
    """Return the schema of what is shown of a statement: what its holder may hide is not demanded."""
    schema: dict[str, Any] = json.loads(_text(name, version))
    for place in PLACES:
        found = _schema_at(schema, schema, place.path)
        if found is not None and place.name in found["required"]:
            found["required"].remove(place.name)
    return schema


def _schema_at(schema: dict[str, Any], root: dict[str, Any], path: Sequence[str]) -> dict[str, Any] | None:
    """Return the schema of the object at a path, made its own where it is shared; None where there is none."""
    if not path:
        return schema
    step, *rest = path
    holder = schema if step == ITEMS else schema.get("properties", {})
    name = "items" if step == ITEMS else step
    if name not in holder:
        return None
    if "$ref" in holder[name]:
        holder[name] = deepcopy(root["$defs"][holder[name]["$ref"].removeprefix("#/$defs/")])
    return _schema_at(holder[name], root, rest)
