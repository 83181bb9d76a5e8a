"""Searching what is public: members, facilities, certificates and summary reports, in one statement a page.

Names are searched folded and sorted by bytes, so that both stores give the same answers in the same order. What is
hidden is hidden here and nowhere else: members whose standing is lost with everything of theirs, certificates that
are only applied for, facilities that no certificate ever named, audits that are not decided. A certificate asked for
by its number alone is answered wherever it stands.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Min

from casthouse.assurance.certificate_state import ENTITLING, CertificateState
from casthouse.assurance.public_register import REPORTED, PublicEntry, PublicKind
from casthouse.parties.activity import Activity
from casthouse.standard.standard_name import StandardName
from casthouse.storage.dialect import by_bytes, day_argument, stored_day
from casthouse.storage.models import CertificateRow, CertificateSiteRow, DecisionRow, FacilityRow

Argument = str | int | date


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicQuestion:
    """What is asked: words that all occur, and what the rest must be; None or empty: anything.

    `day` is the day on which states and sites are looked at, `today` the one on which standing counts. `facility` and
    `organisation` narrow to what belongs to one of them, by code.
    """

    day: date
    today: date
    words: tuple[str, ...] = ()
    kind: PublicKind | None = None
    standard: StandardName | None = None
    state: CertificateState | None = None
    activity: Activity | None = None
    country: str = ""
    organisation: str = ""
    facility: str = ""


Place = tuple[str, str, str]
"""Where a page begins: sort text, kind and code of the entry before."""

_COLUMNS = "kind, code, name, organisation, organisation_name, country, standard, state, first, last, sort"
_LISTED = (
    "COALESCE((SELECT mf.standing FROM membership_fact mf WHERE mf.organisation_id = o.id AND mf.standing <> '' "
    "AND mf.effective <= %s ORDER BY mf.id DESC LIMIT 1), 'good') = 'good'"
)
_HELD = (
    "SELECT 1 FROM certificate hc JOIN scope hs ON hs.id = hc.scope_id "
    "JOIN certificate_phase hp ON hp.certificate_id = hc.id AND hp.first <= %s AND hp.last >= %s "
)
_STOOD = (
    "SELECT 1 FROM certificate_site fs JOIN certificate hc ON hc.id = fs.certificate_id "
    "JOIN certificate_phase hp ON hp.certificate_id = hc.id AND hp.first <= %s AND hp.last >= %s "
    "WHERE fs.facility_id = f.id AND fs.first <= %s AND fs.last >= %s "
)
_ENTITLING = ", ".join(f"'{each.value}'" for each in sorted(ENTITLING))
_REPORTED = ", ".join(f"'{each.value}'" for each in sorted(REPORTED))


class _Part:
    """One of the statements that make the whole: its text and its arguments, in order."""

    def __init__(self, sql: str, *arguments: Argument) -> None:
        self.sql = sql
        self.arguments: list[Argument] = list(arguments)

    def add(self, condition: str, *arguments: Argument) -> None:
        """Add a condition."""
        self.sql += f" AND {condition}"
        self.arguments += arguments


def public_entries(asked: PublicQuestion, *, after: Place | None, limit: int) -> list[PublicEntry]:
    """Return what is found, by name, from behind a place on."""
    whole = _whole(asked)
    sql, arguments = f"SELECT {_COLUMNS} FROM ({whole.sql}) found", whole.arguments
    if after is not None:
        sql += f" WHERE ({by_bytes('sort')}, {by_bytes('kind')}, {by_bytes('code')}) > (%s, %s, %s)"
        arguments += after
    sql += f" ORDER BY {by_bytes('sort')}, {by_bytes('kind')}, {by_bytes('code')} LIMIT %s"
    with connection.cursor() as cursor:
        cursor.execute(sql, [*arguments, limit])
        return [_entry(row) for row in cursor.fetchall()]


def public_counts(asked: PublicQuestion) -> dict[PublicKind, int]:
    """Return how many of each kind are found; every kind is there."""
    whole = _whole(asked)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT kind, COUNT(*) FROM ({whole.sql}) found GROUP BY kind", whole.arguments)
        found = {PublicKind(kind): int(count) for kind, count in cursor.fetchall()}
    return {each: found.get(each, 0) for each in PublicKind}


def public_places(asked: PublicQuestion) -> list[tuple[Any, ...]]:
    """Return the facilities that are found, by name: code, name, organisation, country, place, entitled on the day."""
    part = _facilities(asked)
    sql = (
        "SELECT found.code, found.name, found.organisation_name, found.country, f.latitude, f.longitude, "
        f"EXISTS ({_STOOD} AND hp.state IN ({_ENTITLING})) "
        f"FROM ({part.sql}) found JOIN facility f ON f.code = found.code "
        f"ORDER BY {by_bytes('found.sort')}, {by_bytes('found.code')}"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [*_four(asked), *part.arguments])
        return list(cursor.fetchall())


def known_words(asked: PublicQuestion) -> set[str]:
    """Return every word of a name that is public: for whoever mistyped one."""
    whole = _whole(asked)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT DISTINCT sort FROM ({whole.sql}) found", whole.arguments)
        return {word for (text,) in cursor.fetchall() for word in text.split()}


def public_countries(today: date) -> list[str]:
    """Return the countries of members and holders that are listed, by code."""
    sql = (
        "SELECT DISTINCT o.country FROM organisation o "
        f"WHERE {_LISTED} AND (o.membership <> '' OR EXISTS (SELECT 1 FROM certificate c JOIN scope s "
        "ON s.id = c.scope_id WHERE s.organisation_id = o.id AND c.valid_from IS NOT NULL))"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [day_argument(today)])
        return sorted(country for (country,) in cursor.fetchall())


def _whole(asked: PublicQuestion) -> _Part:
    """Return the kinds that are asked for, one below the other."""
    parts = [
        _PARTS[kind](asked)
        for kind in PublicKind
        if asked.kind in {None, kind} and not (asked.facility and kind is PublicKind.MEMBER)
    ]
    if not parts:
        return _Part(_NOTHING)
    return _Part(
        " UNION ALL ".join(each.sql for each in parts), *(a for each in parts for a in each.arguments)
    )


_NOTHING = (
    "SELECT '' AS kind, '' AS code, '' AS name, '' AS organisation, '' AS organisation_name, '' AS country, "
    "'' AS standard, '' AS state, NULL AS first, NULL AS last, '' AS sort WHERE 1 = 0"
)


def _members(asked: PublicQuestion) -> _Part:
    part = _Part(
        "SELECT 'member' AS kind, o.code AS code, o.name AS name, o.code AS organisation, "
        "o.name AS organisation_name, o.country AS country, '' AS standard, '' AS state, "
        "CAST(NULL AS DATE) AS first, CAST(NULL AS DATE) AS last, o.folded AS sort "
        "FROM organisation o WHERE o.membership <> ''"
    )
    _narrow(part, asked, "o.folded")
    if asked.activity is not None:
        part.add(
            f"EXISTS (SELECT 1 FROM facility f WHERE f.organisation_id = o.id AND EXISTS ({_STOOD} "
            "AND fs.activity = %s))",
            *_four(asked),
            asked.activity.value,
        )
    if asked.standard is not None or asked.state is not None:
        condition, more = _certified(asked)
        part.add(f"EXISTS ({_HELD} WHERE hs.organisation_id = o.id{condition})", *_two(asked), *more)
    return part


def _facilities(asked: PublicQuestion) -> _Part:
    part = _Part(
        "SELECT 'facility' AS kind, f.code AS code, f.name AS name, o.code AS organisation, "
        "o.name AS organisation_name, o.country AS country, '' AS standard, '' AS state, "
        "CAST(NULL AS DATE) AS first, CAST(NULL AS DATE) AS last, f.folded AS sort "
        "FROM facility f JOIN organisation o ON o.id = f.organisation_id "
        "WHERE EXISTS (SELECT 1 FROM certificate_site ps WHERE ps.facility_id = f.id)"
    )
    _narrow(part, asked, "f.folded || o.folded")
    if asked.facility:
        part.add("f.code = %s", asked.facility)
    if asked.activity is not None or asked.standard is not None or asked.state is not None:
        condition, more = _certified(asked)
        if asked.activity is not None:
            condition, more = f"{condition} AND fs.activity = %s", [*more, asked.activity.value]
        part.add(f"EXISTS ({_STOOD}{condition})", *_four(asked), *more)
    return part


def _certificates(asked: PublicQuestion) -> _Part:
    part = _Part(
        "SELECT 'certificate' AS kind, c.number AS code, c.number AS name, o.code AS organisation, "
        "o.name AS organisation_name, o.country AS country, c.standard AS standard, p.state AS state, "
        "c.valid_from AS first, p.valid_to AS last, c.folded AS sort "
        "FROM certificate c JOIN scope s ON s.id = c.scope_id JOIN organisation o ON o.id = s.organisation_id "
        "JOIN certificate_phase p ON p.certificate_id = c.id AND p.first <= %s AND p.last >= %s WHERE 1 = 1",
        *_two(asked),
    )
    _narrow(part, asked, "c.folded || o.folded")
    for column, value in (("c.standard", asked.standard), ("p.state", asked.state)):
        if value is not None:
            part.add(f"{column} = %s", value.value)
    for column, wanted in (
        ("fs.activity", asked.activity and asked.activity.value),
        ("f.code", asked.facility),
    ):
        if wanted:
            part.add(
                "EXISTS (SELECT 1 FROM certificate_site fs JOIN facility f ON f.id = fs.facility_id "
                f"WHERE fs.certificate_id = c.id AND fs.first <= %s AND fs.last >= %s AND {column} = %s)",
                *_two(asked),
                wanted,
            )
    return part


def _reports(asked: PublicQuestion) -> _Part:
    part = _Part(
        "SELECT 'report' AS kind, a.reference AS code, a.reference AS name, o.code AS organisation, "
        "o.name AS organisation_name, o.country AS country, a.standard AS standard, d.outcome AS state, "
        "d.decided_on AS first, CAST(NULL AS DATE) AS last, o.folded AS sort "
        "FROM audit a JOIN scope s ON s.id = a.scope_id JOIN organisation o ON o.id = s.organisation_id "
        "JOIN decision d ON d.audit_id = a.id AND d.number = (SELECT MAX(l.number) FROM decision l "
        "WHERE l.audit_id = a.id AND l.decided_on <= %s) "
        f"WHERE EXISTS (SELECT 1 FROM decision g WHERE g.audit_id = a.id AND g.outcome IN ({_REPORTED}))",
        day_argument(asked.day),
    )
    _narrow(part, asked, "o.folded || ' ' || LOWER(a.reference)")
    for column, value in (("a.standard", asked.standard), ("d.outcome", asked.state)):
        if value is not None:
            part.add(f"{column} = %s", value.value)
    for column, wanted in (
        ("fs.activity", asked.activity and asked.activity.value),
        ("f.code", asked.facility),
    ):
        if wanted:
            part.add(
                "EXISTS (SELECT 1 FROM audit_visit v JOIN facility f ON f.id = v.facility_id "
                "JOIN certificate_site fs ON fs.facility_id = f.id "
                f"WHERE v.audit_id = a.id AND {column} = %s)",
                wanted,
            )
    return part


_PARTS = {
    PublicKind.MEMBER: _members,
    PublicKind.FACILITY: _facilities,
    PublicKind.CERTIFICATE: _certificates,
    PublicKind.REPORT: _reports,
}


def _narrow(part: _Part, asked: PublicQuestion, searched: str) -> None:
    """Add what holds for every kind: listed, in the country, of the organisation, with the words."""
    part.add(_LISTED, day_argument(asked.today))
    if asked.country:
        part.add("o.country = %s", asked.country)
    if asked.organisation:
        part.add("o.code = %s", asked.organisation)
    if asked.words:
        part.add(_words_begin(f"({searched})", len(asked.words)), *_words_arguments(asked.words))


def _certified(asked: PublicQuestion) -> tuple[str, list[Argument]]:
    """Return the condition that a certificate is of the standard and in the state that are asked for."""
    conditions, arguments = "", list[Argument]()
    for column, value in (("hc.standard", asked.standard), ("hp.state", asked.state)):
        if value is not None:
            conditions += f" AND {column} = %s"
            arguments.append(value.value)
    return conditions, arguments


def _two(asked: PublicQuestion) -> Sequence[Argument]:
    day = day_argument(asked.day)
    return day, day


def _four(asked: PublicQuestion) -> Sequence[Argument]:
    return (*_two(asked), *_two(asked))


def _entry(row: Sequence[object]) -> PublicEntry:
    kind, code, name, organisation, organisation_name, country, standard, state, first, last, sort = row
    return PublicEntry(
        kind=PublicKind(str(kind)),
        code=str(code),
        name=str(name),
        organisation=str(organisation),
        organisation_name=str(organisation_name),
        country=str(country),
        standard=str(standard),
        state=str(state),
        first=_day(first),
        last=_day(last),
        sort=str(sort),
    )


def _day(value: object) -> date | None:
    return None if value is None else stored_day(value)  # type: ignore[arg-type]  # a day, or its text


@dataclass(frozen=True, slots=True, kw_only=True)
class DecidedAudit:
    """An audit behind a certificate whose summary report is public: its reference and the name of the firm."""

    reference: str
    firm: str


def certificate_number(text: str) -> str | None:
    """Return the number of a granted certificate that is exactly, or but for its case, what was asked for."""
    rows = CertificateRow.objects.exclude(valid_from=None).filter(number__in={text, text.upper()})
    return rows.order_by("number").values_list("number", flat=True).first()


def decided_audits(number: str) -> list[DecidedAudit]:
    """Return the audits whose decisions concern a certificate, the first one first."""
    rows = DecisionRow.objects.filter(certificate=number, outcome__in=[each.value for each in REPORTED])
    named = rows.order_by("audit_id").values_list("audit__reference", "audit__firm__name").distinct()
    return [DecidedAudit(reference=reference, firm=firm) for reference, firm in named]


def certified_since(scope: str, standard: StandardName) -> date | None:
    """Return the first day on which any certificate of the scope under the standard began."""
    rows = CertificateRow.objects.filter(scope__code=scope, standard=standard.value)
    return rows.aggregate(first=Min("valid_from"))["first"]  # type: ignore[no-any-return]  # a day, or None


def certified_activities(facility: str, day: date) -> tuple[Activity, ...]:
    """Return what a facility is certified for on a day, by any certificate, in the order of the chain."""
    return site_facts([facility], day)[facility][2]


def is_listed(organisation: str, today: date) -> bool:
    """Say whether a member has a page: it is a member, and its standing is good."""
    asked = PublicQuestion(day=today, today=today, kind=PublicKind.MEMBER, organisation=organisation)
    return bool(public_entries(asked, after=None, limit=1))


def is_told(organisation: str, today: date) -> bool:
    """Say whether something of an organisation may be listed: its standing is good, or it is no member."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT 1 FROM organisation o WHERE o.code = %s AND {_LISTED}",
            [organisation, day_argument(today)],
        )
        return cursor.fetchone() is not None


def site_facts(
    facilities: Sequence[str], day: date
) -> dict[str, tuple[float | None, float | None, tuple[Activity, ...]]]:
    """Return latitude, longitude and the activities that certificates entitle to on a day, of some facilities."""
    held: dict[str, set[str]] = {}
    rows = CertificateSiteRow.objects.filter(
        facility__code__in=facilities,
        first__lte=day,
        last__gte=day,
        certificate__certificatephaserow__first__lte=day,
        certificate__certificatephaserow__last__gte=day,
        certificate__certificatephaserow__state__in=[each.value for each in ENTITLING],
    )
    for code, activity in rows.values_list("facility__code", "activity").distinct():
        held.setdefault(code, set()).add(activity)
    places = FacilityRow.objects.filter(code__in=facilities).values_list("code", "latitude", "longitude")
    return {
        code: (
            latitude,
            longitude,
            tuple(each for each in Activity if each.value in held.get(code, set())),
        )
        for code, latitude, longitude in places
    }


def _words_begin(expression: str, count: int) -> str:
    """Return the condition that a folded text has words that begin with some words, each of them."""
    return " AND ".join([f"{expression} LIKE %s"] * count)


def _words_arguments(words: Sequence[str]) -> list[str]:
    """Return the arguments of `_words_begin`; folded words have no wildcard among their signs."""
    return [f"% {word}%" for word in words]
