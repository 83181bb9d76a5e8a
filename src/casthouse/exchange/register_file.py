"""The register file: organisations, facilities, scopes, certificates and openings as TOML (contract section 1).

The file is read into domain values; whether they fit what is registered already is decided by the use case.
"""

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import available_timezones

from casthouse.assurance.certificate import Certificate
from casthouse.custody.boundary import ScopeKind
from casthouse.custody.position import Carried
from casthouse.custody.scope import Scope
from casthouse.custody.stage import Stage
from casthouse.measure.period import MONTHS_MAX
from casthouse.parties.activity import Activity
from casthouse.parties.facility import Facility
from casthouse.parties.organisation import CODE_PATTERN, Membership, Organisation
from casthouse.refusal import Refusal
from casthouse.standard.standard_name import StandardName

SIZE_MAX = 64 << 20
MASS_MAX_G = 10**18
PRODUCT_LENGTH_MAX = 300
START_YEAR_MAX = 9990  # so that periods have an end that a date can name
LATITUDE_MAX, LONGITUDE_MAX = 90.0, 180.0
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What the accounts before Casthouse hand over at one stage of a scope."""

    scope: str
    stage: Stage
    carried: Carried


@dataclass(frozen=True, slots=True, kw_only=True)
class ScopeOutline:
    """What the file says of a scope beside its facilities; None: it says nothing."""

    kind: ScopeKind | None = None
    name: str | None = None
    products: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterFile:
    """The entries of a register file, in their order.

    `joined` has the joining dates by organisation, `outlines` what the scopes are drawn around, by scope.
    """

    organisations: tuple[Organisation, ...]
    facilities: tuple[Facility, ...]
    scopes: tuple[Scope, ...]
    certificates: tuple[Certificate, ...]
    openings: tuple[Opening, ...]
    joined: Mapping[str, date]
    outlines: Mapping[str, ScopeOutline] = field(default_factory=dict)


def read_register_file(path: Path) -> RegisterFile:
    """Read a register file.

    Raises:
        Refusal: `file_unreadable`, `register_invalid` with the table and key that is wrong.
    """
    try:
        if path.stat().st_size > SIZE_MAX:
            raise _unreadable(path, f"more than {SIZE_MAX >> 20} MiB", "a smaller file")
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise _unreadable(path, error.strerror or "an unreadable file", "a readable file") from error
    except UnicodeDecodeError as error:
        raise _unreadable(path, f"bytes that are no UTF-8 at {error.start}", "UTF-8 text") from error
    return register_from_text(text)


def _unreadable(path: Path, found: str, expected: str) -> Refusal:
    return Refusal(
        "file_unreadable",
        found=f"{path.name}: {found}",
        expected=expected,
        todo="check the file's path and content",
    )


def register_from_text(text: str) -> RegisterFile:
    """Return the entries of a register's TOML text; refuses as `read_register_file` does."""
    try:
        content = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # a number of too many digits is a bare ValueError
        raise Refusal(
            "register_invalid", found=str(error), expected="TOML", todo="correct the file at that place"
        ) from error
    return register_from_tables(content)


def register_from_tables(content: Mapping[str, Any]) -> RegisterFile:
    """Return the entries of a register's tables, whoever wrote them; refuses as `read_register_file` does."""
    known = {"organisation", "facility", "scope", "certificate", "opening"}
    for name in content.keys() - known:
        raise _invalid(name, "an unknown table", f"one of {', '.join(sorted(known))}")
    return RegisterFile(
        organisations=_entries(content, "organisation", _organisation),
        facilities=_entries(content, "facility", _facility),
        scopes=_entries(content, "scope", _scope),
        certificates=_entries(content, "certificate", _certificate),
        openings=_entries(content, "opening", _opening),
        joined={code: day for code, day in _entries(content, "organisation", _joined) if day is not None},
        outlines=dict(_entries(content, "scope", _outline)),
    )


def _entries(content: Mapping[str, Any], table: str, read: "Callable[[_Entry], T]") -> tuple[T, ...]:
    tables = content.get(table, [])
    if not isinstance(tables, list) or not all(isinstance(entry, dict) for entry in tables):
        raise _invalid(table, "no array of tables", f"[[{table}]]")
    return tuple(read(_Entry(table, number, entry)) for number, entry in enumerate(tables, start=1))


def _invalid(place: str, found: str, expected: str) -> Refusal:
    return Refusal(
        "register_invalid",
        found=f"{place}: {found}",
        expected=expected,
        todo="correct the entry and load again",
    )


class _Entry:
    """One table of the file, read key by key; a wrong key is refused with its place."""

    def __init__(self, table: str, number: int, content: Mapping[str, Any]) -> None:
        self._place = f"{table} {content.get('code') or content.get('number') or number}"
        self._content = content

    def refuse(self, key: str, expected: str) -> Refusal:
        found = repr(self._content[key]) if key in self._content else "nothing"
        return _invalid(f"{self._place}, {key}", found, expected)

    def text(self, key: str, *, default: str | None = None, length_max: int = 300) -> str:
        value = self._content.get(key, default)
        if (
            not isinstance(value, str)
            or len(value) > length_max
            or "\0" in value
            or (default is None and not value.strip())
        ):
            raise self.refuse(key, f"text of at most {length_max} characters")
        return value.strip()

    def code(self, key: str) -> str:
        value = self.text(key, length_max=64)
        if not re.fullmatch(CODE_PATTERN, value):
            raise self.refuse(key, "capital letters, digits and hyphens")
        return value

    def word(self, key: str, words: Callable[[str], T]) -> T:
        try:
            return words(self.text(key))
        except ValueError as error:
            raise self.refuse(key, "one of the words that the contract names") from error

    def words(self, key: str, words: Callable[[str], T]) -> tuple[T, ...]:
        values = self._content.get(key, [])
        if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
            raise self.refuse(key, "a list of texts")
        try:
            return tuple(words(value) for value in values)
        except ValueError as error:
            raise self.refuse(key, "words that the contract names") from error

    def day(self, key: str) -> date:
        value = self._content.get(key)
        if isinstance(value, str):
            try:
                return date.fromisoformat(value)
            except ValueError as error:
                raise self.refuse(key, "a day as YYYY-MM-DD") from error
        if not isinstance(value, date) or isinstance(value, datetime):
            raise self.refuse(key, "a day as YYYY-MM-DD")
        return value

    def optional_day(self, key: str) -> date | None:
        return self.day(key) if key in self._content else None

    def whole(self, key: str, *, default: int, least: int, most: int) -> int:
        value = self._content.get(key, default)
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise self.refuse(key, f"a whole number from {least} to {most}")
        return value

    def degrees(self, key: str, most: float) -> float | None:
        value = self._content.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or not -most <= value <= most:
            raise self.refuse(key, f"degrees from {-most} to {most}")
        return float(value)

    def has(self, key: str) -> bool:
        return key in self._content


def _organisation(entry: _Entry) -> Organisation:
    country = entry.text("country", length_max=2)
    if not re.fullmatch(r"[A-Z]{2}", country):
        raise entry.refuse("country", "two capital letters of ISO 3166-1")
    return Organisation(
        code=entry.code("code"),
        name=entry.text("name"),
        country=country,
        membership=entry.word("membership", Membership) if entry.has("membership") else None,
        address=entry.text("address", default="", length_max=500),
        responsible=entry.text("responsible", default=""),
        timezone=_timezone(entry),
    )


def _joined(entry: _Entry) -> tuple[str, date | None]:
    return entry.code("code"), entry.optional_day("joined")


def _timezone(entry: _Entry) -> str:
    name = entry.text("timezone", default="", length_max=64)
    if name and name not in available_timezones():
        raise entry.refuse("timezone", "a name of the IANA time zones, such as Europe/Berlin")
    return name


def _facility(entry: _Entry) -> Facility:
    return Facility(
        code=entry.code("code"),
        organisation=entry.code("organisation"),
        name=entry.text("name"),
        activities=entry.words("activities", Activity),
        latitude=entry.degrees("latitude", LATITUDE_MAX),
        longitude=entry.degrees("longitude", LONGITUDE_MAX),
    )


def _scope(entry: _Entry) -> Scope:
    facilities = entry.words("facilities", str)
    if not facilities or len(set(facilities)) != len(facilities):
        raise entry.refuse("facilities", "one facility or more, each once")
    start, last = entry.day("first_period_start"), entry.optional_day("last_day")
    if start.year > START_YEAR_MAX:
        raise entry.refuse("first_period_start", f"a day up to the year {START_YEAR_MAX}")
    if last is not None and last < start:
        raise entry.refuse("last_day", "a day from first_period_start on")
    return Scope(
        code=entry.code("code"),
        organisation=entry.code("organisation"),
        facilities=facilities,
        edition=entry.text("edition", length_max=64),
        first_period_start=start,
        period_months=entry.whole("period_months", default=MONTHS_MAX, least=1, most=MONTHS_MAX),
        last_day=last,
    )


def _outline(entry: _Entry) -> tuple[str, ScopeOutline]:
    products = entry.words("products", str) if entry.has("products") else None
    if products is not None and any(
        not each.strip() or len(each) > PRODUCT_LENGTH_MAX or "\0" in each for each in products
    ):
        raise entry.refuse("products", f"texts of at most {PRODUCT_LENGTH_MAX} characters")
    return entry.code("code"), ScopeOutline(
        kind=entry.word("kind", ScopeKind) if entry.has("kind") else None,
        name=entry.text("name", default="") if entry.has("name") else None,
        products=products,
    )


def _certificate(entry: _Entry) -> Certificate:
    valid_from, valid_to = entry.day("valid_from"), entry.day("valid_to")
    if valid_to < valid_from:
        raise entry.refuse("valid_to", f"a day from {valid_from} on")
    return Certificate(
        number=entry.text("number", length_max=64),
        scope=entry.code("scope"),
        standard=entry.word("standard", StandardName),
        valid_from=valid_from,
        valid_to=valid_to,
    )


def _opening(entry: _Entry) -> Opening:
    balance_g = entry.whole("positive_balance_g", default=0, least=0, most=MASS_MAX_G)
    overdraft_g = entry.whole("overdraft_g", default=0, least=0, most=MASS_MAX_G)
    if balance_g and overdraft_g:
        raise entry.refuse("overdraft_g", "a positive balance or an overdraft, not both")
    return Opening(
        scope=entry.code("scope"),
        stage=entry.word("stage", Stage),
        carried=Carried(positive_balance_g=balance_g, overdraft_g=overdraft_g),
    )
