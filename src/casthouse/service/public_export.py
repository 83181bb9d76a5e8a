"""The public register as open tables: the same rows that its pages show, for whoever wants them all.

The tables may be used by anybody for anything, as long as the source is named (CC BY 4.0). Each comes with the day on
which it was made and the version of Casthouse that made it, and with the meaning of each column.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from typing import Any

from casthouse.assurance.public_register import PublicEntry, PublicKind
from casthouse.parties.membership import member_state
from casthouse.refusal import Refusal
from casthouse.service import clock
from casthouse.service.permission import Act, Actor, authorise
from casthouse.service.public_statistics import published_releases
from casthouse.storage import membership as membership_store
from casthouse.storage import public_register as store
from casthouse.storage.public_register import Place, PublicQuestion

PIECE = 500
LICENCE, LICENCE_ADDRESS = "CC-BY-4.0", "https://creativecommons.org/licenses/by/4.0/"
Row = dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenTable:
    """A table: its name, what a row is, and what each column means, in order."""

    name: str
    about: str
    columns: Mapping[str, str]


OF_ANY = {
    "organisation": "code of the organisation",
    "organisation_name": "its name",
    "country": "its country, ISO 3166-1 alpha-2",
}
TABLES = (
    OpenTable(
        name="members",
        about="a member in good standing today",
        columns={
            "code": "its code",
            "name": "its name",
            "country": "its country, ISO 3166-1 alpha-2",
            "membership": "its membership class",
            "joined": "the day on which it joined; empty where that is not known",
        },
    ),
    OpenTable(
        name="facilities",
        about="a facility that stands or stood in the scope of a granted certificate",
        columns={
            "code": "its code",
            "name": "its name",
            **OF_ANY,
            "latitude": "degrees north; empty where it is not known",
            "longitude": "degrees east; empty where it is not known",
            "activities": "what it is certified for today under any standard, with blanks between",
        },
    ),
    OpenTable(
        name="certificates",
        about="a granted certificate, whatever became of it",
        columns={
            "number": "its number",
            **OF_ANY,
            "standard": "the standard: performance or chain_of_custody",
            "state": "its state today",
            "valid_from": "its first day",
            "valid_to": "its last day, inclusive, as it stands today",
        },
    ),
    OpenTable(
        name="reports",
        about="an audit whose summary report is public",
        columns={
            "reference": "its reference",
            **OF_ANY,
            "standard": "the standard: performance or chain_of_custody",
            "outcome": "the outcome of the latest decision",
            "decided": "the day of that decision",
        },
    ),
    OpenTable(
        name="findings",
        about="a published count of ratings; lines of a year and edition have no rating in common",
        columns={
            "year": "the calendar year of the first decision on the audits",
            "edition": "the edition of the standard",
            "principle": "number of the principle; empty: all that no other line shows",
            "activity": "the first certified activity of the site; empty: all that no other line shows",
            "ratings": "the ratings counted together, with blanks between",
            "count": "how many there are",
            "published_at": "the instant of publication",
        },
    ),
    OpenTable(
        name="volumes",
        about="a published mass of a stage and year, from closed accounts",
        columns={
            "year": "the calendar year in which the accounting periods ended",
            "stage": "bauxite, alumina or aluminium",
            "flows": "what is counted together, with blanks between; empty: withheld",
            "mass_g": "the mass in grams; empty: withheld",
            "published_at": "the instant of publication",
        },
    ),
)


def open_table(name: str) -> OpenTable:
    """Return a table by its name.

    Raises:
        Refusal: `public_table_unknown`.
    """
    found = next((each for each in TABLES if each.name == name), None)
    if found is None:
        raise Refusal(
            "public_table_unknown",
            found=f"table “{name[:40]}”",
            expected=", ".join(each.name for each in TABLES),
            todo="choose one of these",
        )
    return found


def table_header(table: OpenTable) -> dict[str, Any]:
    """Return what goes with a table: day, version, licence, meaning of the columns."""
    return {
        "table": table.name,
        "row": table.about,
        "as_of": clock.today().isoformat(),
        "casthouse": version("casthouse"),
        "licence": LICENCE,
        "licence_address": LICENCE_ADDRESS,
        "columns": dict(table.columns),
    }


def table_rows(actor: Actor, *, table: str) -> Iterator[Row]:
    """Return the rows of a table, read piece by piece as they are asked for.

    Raises:
        Refusal: `not_permitted`, `public_table_unknown`; at once, before any row.
    """
    authorise(actor, Act.PUBLIC_REGISTER_READ)
    return _MAKERS[open_table(table).name](actor)


def _pieces(kind: PublicKind) -> Iterator[list[PublicEntry]]:
    """Yield everything of a kind, some hundreds at a time; what changes in between neither repeats nor hides a row."""
    today = clock.today()
    after: Place | None = None
    while True:
        piece = store.public_entries(
            PublicQuestion(day=today, today=today, kind=kind), after=after, limit=PIECE
        )
        if piece:
            yield piece
            after = (piece[-1].sort, piece[-1].kind.value, piece[-1].code)
        if len(piece) < PIECE:
            return


def _members(_: Actor) -> Iterator[Row]:
    for piece in _pieces(PublicKind.MEMBER):
        facts = membership_store.membership_facts(each.code for each in piece)
        for each in piece:
            held = member_state(facts.get(each.code, []), clock.today())
            yield {
                "code": each.code,
                "name": each.name,
                "country": each.country,
                "membership": held.membership.value if held.membership else None,
                "joined": _day(held.joined),
            }


def _facilities(_: Actor) -> Iterator[Row]:
    for piece in _pieces(PublicKind.FACILITY):
        sites = store.site_facts([each.code for each in piece], clock.today())
        for each in piece:
            latitude, longitude, activities = sites[each.code]
            yield {
                "code": each.code,
                "name": each.name,
                **_of(each),
                "latitude": latitude,
                "longitude": longitude,
                "activities": " ".join(activity.value for activity in activities),
            }


def _certificates(_: Actor) -> Iterator[Row]:
    for piece in _pieces(PublicKind.CERTIFICATE):
        for each in piece:
            yield {
                "number": each.code,
                **_of(each),
                "standard": each.standard,
                "state": each.state,
                "valid_from": _day(each.first),
                "valid_to": _day(each.last),
            }


def _reports(_: Actor) -> Iterator[Row]:
    for piece in _pieces(PublicKind.REPORT):
        for each in piece:
            yield {
                "reference": each.code,
                **_of(each),
                "standard": each.standard,
                "outcome": each.state,
                "decided": _day(each.first),
            }


def _findings(actor: Actor) -> Iterator[Row]:
    for release in published_releases(actor):
        for sheet in release.findings:
            for line in sheet.lines:
                for figure in line.figures:
                    yield {
                        "year": sheet.year,
                        "edition": sheet.edition,
                        "principle": line.principle,
                        "activity": line.activity.value if line.activity else None,
                        "ratings": " ".join(sorted(each.value for each in figure.ratings)),
                        "count": figure.count,
                        "published_at": release.at.isoformat(),
                    }


def _volumes(actor: Actor) -> Iterator[Row]:
    for release in published_releases(actor):
        for each in release.volumes.stages:
            named: Sequence[tuple[str, int | None]] = [
                (" ".join(sorted(flow.value for flow in figure.flows)), figure.mass_g)
                for figure in each.figures
            ]
            for flows, mass_g in named or [("", None)]:
                yield {
                    "year": release.year,
                    "stage": each.stage.value,
                    "flows": flows,
                    "mass_g": mass_g,
                    "published_at": release.at.isoformat(),
                }


_MAKERS: Mapping[str, Callable[[Actor], Iterator[Row]]] = {
    "members": _members,
    "facilities": _facilities,
    "certificates": _certificates,
    "reports": _reports,
    "findings": _findings,
    "volumes": _volumes,
}


def _of(entry: PublicEntry) -> Row:
    return {
        "organisation": entry.organisation,
        "organisation_name": entry.organisation_name,
        "country": entry.country,
    }


def _day(value: date | None) -> str | None:
    return value.isoformat() if value else None
