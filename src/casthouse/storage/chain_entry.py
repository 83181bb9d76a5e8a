"""The movements behind figures of many, the first and what stands for all: a statement for many figures."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Any

from django.db import connection

from casthouse.custody.movement import KIND_CODES
from casthouse.custody.stage import MATERIAL_CODES
from casthouse.provenance.chain_anomaly import LISTED_MAX, ChainEntry, EntryQuery
from casthouse.storage.dialect import joined_text, stored_day
from casthouse.storage.movement import NOT_REVERSED
from casthouse.storage.movement_key import first_id, last_id
from casthouse.storage.organisation import organisation_ids
from casthouse.storage.site_days import SiteDays, within

TOGETHER = 100
HASHED_TOGETHER = 10
Found = tuple[tuple[ChainEntry, ...], int]


def first_entries(queries: Sequence[EntryQuery], sites: Sequence[SiteDays] | None = None) -> list[Found]:
    """Return, a query each, the first movements that it asks for and how many there are; of some sites, if named."""
    if not queries:
        return []
    identifiers = organisation_ids()
    found: list[Found] = []
    for start in range(0, len(queries), TOGETHER):
        found += _together(queries[start : start + TOGETHER], identifiers, sites)
    return found


def _together(
    queries: Sequence[EntryQuery], identifiers: dict[str, int], sites: Sequence[SiteDays] | None
) -> list[Found]:
    of_sites, named = ("", []) if sites is None else within(sites, "m")
    parts, arguments = [], list[Any]()
    for number, query in enumerate(queries):
        condition, given = _condition(query, identifiers[query.organisation])
        condition += f" AND {of_sites}" if of_sites else ""
        parts.append(
            "SELECT * FROM (SELECT CAST(%s AS INTEGER) AS query, m.reference, m.date, f.code, m.quantity_g, "
            "COUNT(*) OVER () AS total, m.id FROM movement m JOIN facility f ON f.id = m.facility_id "
            f"LEFT JOIN counterparty c ON c.id = m.counterparty_id WHERE {condition} AND {NOT_REVERSED.format('m')} "
            f"ORDER BY m.id LIMIT {LISTED_MAX}) AS part{number}"
        )
        arguments += [number, *given, *named]
    entries: dict[int, list[ChainEntry]] = defaultdict(list)
    totals: dict[int, int] = {}
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts) + " ORDER BY 1, 7", arguments)
        for number, reference, day, facility, mass_g, total, _ in cursor.fetchall():
            entry = ChainEntry(
                reference=reference, day=stored_day(day), facility=facility, mass_g=int(mass_g)
            )
            entries[number].append(entry)
            totals[number] = total
    return [(tuple(entries[number]), totals.get(number, 0)) for number in range(len(queries))]


def entries_evidence(
    queries: Iterable[EntryQuery], sites: Sequence[SiteDays] | None = None
) -> dict[EntryQuery, str]:
    """Return what stands for all movements that each query asks for: how many, and a hash of which; of some sites."""
    asked = list(dict.fromkeys(queries))
    identifiers = organisation_ids() if asked else {}
    found: dict[EntryQuery, str] = {}
    for start in range(0, len(asked), HASHED_TOGETHER):
        some = asked[start : start + HASHED_TOGETHER]
        for number, evidence in _hashed(some, identifiers, sites):
            found[some[number]] = evidence
    return found


def _hashed(
    queries: Sequence[EntryQuery], identifiers: dict[str, int], sites: Sequence[SiteDays] | None
) -> Iterable[tuple[int, str]]:
    of_sites, named = ("", []) if sites is None else within(sites, "m")
    parts, arguments = [], list[Any]()
    for number, query in enumerate(queries):
        condition, given = _condition(query, identifiers[query.organisation])
        condition += f" AND {of_sites}" if of_sites else ""
        parts.append(
            f"SELECT CAST(%s AS INTEGER), {joined_text('m.id')} FROM movement m "
            "JOIN facility f ON f.id = m.facility_id LEFT JOIN counterparty c ON c.id = m.counterparty_id "
            f"WHERE {condition} AND {NOT_REVERSED.format('m')}"
        )
        arguments += [number, *given, *named]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), arguments)
        for number, joined in cursor.fetchall():
            identities = sorted(joined.split(",")) if joined else []
            yield number, f"{len(identities)} {sha256(','.join(identities).encode()).hexdigest()}"


def _condition(query: EntryQuery, organisation_id: int) -> tuple[str, list[Any]]:
    conditions = ["m.id BETWEEN %s AND %s", "m.kind < 5"]
    arguments: list[Any] = [first_id(organisation_id, query.first), last_id(organisation_id, query.last)]
    for column, values in (
        ("m.kind", [KIND_CODES[each] for each in query.kinds]),
        ("m.material", [MATERIAL_CODES[each] for each in query.materials]),
        ("c.name", list(query.counterparty_names)),
        ("f.code", [query.facility] if query.facility else []),
        ("m.coc", [] if query.coc is None else [int(query.coc)]),
    ):
        if values:
            conditions.append(f"{column} IN ({', '.join(['%s'] * len(values))})")
            arguments += values
    return " AND ".join(conditions), arguments
