"""The published schemas of signed statements: shipped with the package, served as they are, checked without network.

A version never changes once it is published; a later one lies beside it. Formats (`date`, `date-time`, `uri`) are part
of what a schema demands.
"""

import json
import re
from functools import cache
from importlib.resources import files

import jsonschema_rs

from casthouse.passport.canonical import JsonObject
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


def schema_mistakes(credential: JsonObject, kind: StatementKind, version: int) -> list[str]:
    """Return what in a credential breaks the schema of its kind, each with the member it is about."""
    validator = _validator(kind.value, version)
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
def _validator(name: str, version: int) -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(json.loads(_text(name, version)), validate_formats=True)
