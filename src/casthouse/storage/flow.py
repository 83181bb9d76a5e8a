"""Flows of a scope: sums of its movements by period, from the totals or recomputed from the movements themselves."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection

from casthouse.custody.flow import flow_of
from casthouse.custody.position import NO_FLOW, Flow
from casthouse.custody.stage import MATERIAL_CODES, Stage, stage_of
from casthouse.storage.dialect import day_argument
from casthouse.storage.models import MovementTotalRow
from casthouse.storage.movement_key import first_id, last_id
from casthouse.storage.site_days import SiteDays, rows_within, within

REVERSAL = 5
SPANS_AT_ONCE = 4_000
"""So many spans are named in one statement: both stores take six times as many arguments."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Days from `first` to `last`, inclusive, of one period, on all of which a scope is certified or on none."""

    number: int
    first: date
    last: date
    certified: bool


def flows_of_spans(
    *, organisation_id: int, sites: Sequence[SiteDays], spans: Sequence[Span]
) -> dict[int, dict[Stage, Flow]]:
    """Return the flows of each span's period by stage, from the totals; one statement for all spans."""
    if not spans or not sites:
        return {}
    values = ", ".join(["(%s, %s, %s, %s)"] * len(spans))
    arguments: list[int | date | str] = []
    for span in spans:
        arguments += [span.number, int(span.certified), day_argument(span.first), day_argument(span.last)]
    of_sites, site_arguments = within(sites, "t")
    sql = (
        f"WITH span(number, certified, first_day, last_day) AS (VALUES {values}) "
        "SELECT span.number, span.certified, t.kind, t.material, t.coc, SUM(t.quantity_g) "
        "FROM span JOIN movement_total t ON t.organisation_id = %s "
        f"AND t.date BETWEEN span.first_day AND span.last_day AND {of_sites} "
        "WHERE t.kind < %s GROUP BY 1, 2, 3, 4, 5"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [*arguments, organisation_id, *site_arguments, REVERSAL])
        return _flows(cursor.fetchall())


def _flows(rows: Iterable[Sequence[int]]) -> dict[int, dict[Stage, Flow]]:
    flows: dict[int, dict[Stage, Flow]] = {}
    for number, certified, kind, material, coc, quantity_g in rows:
        stage, flow = flow_of(
            kind_code=kind,
            material_code=material,
            coc=coc == 1,
            certified=certified == 1,
            quantity_g=int(quantity_g),
        )
        held = flows.setdefault(number, {})
        held[stage] = held.get(stage, NO_FLOW) + flow
    return flows


@dataclass(frozen=True, slots=True, kw_only=True)
class SpansOf:
    """The spans of periods of a scope, whose ledger they are in, and which sites stand in it."""

    organisation_id: int
    sites: Sequence[SiteDays]
    spans: Sequence[Span]


def flows_of_all(scopes: Sequence[SpansOf]) -> list[dict[Stage, Flow]]:
    """Return what moved at each of many scopes in all of its spans, in order: a statement for thousands of spans."""
    found: list[dict[Stage, Flow]] = [{} for _ in scopes]
    rows = [row for number, each in enumerate(scopes) for row in _site_spans(number, each)]
    for start in range(0, len(rows), SPANS_AT_ONCE):
        held = rows[start : start + SPANS_AT_ONCE]
        sql = (
            f"WITH span(number, certified, organisation_id, facility_id, first_day, last_day) AS (VALUES "
            f"{', '.join(['(%s, %s, %s, %s, %s, %s)'] * len(held))}) "
            "SELECT span.number, span.certified, t.kind, t.material, t.coc, SUM(t.quantity_g) "
            "FROM span JOIN movement_total t ON t.organisation_id = span.organisation_id "
            "AND t.date BETWEEN span.first_day AND span.last_day AND t.facility_id = span.facility_id "
            "WHERE t.kind < %s GROUP BY 1, 2, 3, 4, 5"
        )
        with connection.cursor() as cursor:
            cursor.execute(sql, [*(value for row in held for value in row), REVERSAL])
            for number, flows in _flows(cursor.fetchall()).items():
                for stage, flow in flows.items():
                    found[number][stage] = found[number].get(stage, NO_FLOW) + flow
    return found


def _site_spans(number: int, each: SpansOf) -> Iterable[tuple[int | date | str, ...]]:
    """Yield the days of each span on which each site stands in the scope."""
    for span in each.spans:
        for site in each.sites:
            first, last = max(span.first, site.first), min(span.last, site.last)
            if first <= last:
                days = day_argument(first), day_argument(last)
                yield number, int(span.certified), each.organisation_id, site.facility_id, *days


_SUMS: dict[str, str] = {
    "extraction": "m.kind = 1",
    "coc_receipt": "m.kind = 2 AND m.coc = 1",
    "receipt": "m.kind = 2 AND m.coc = 0",
    "production": "m.kind = 3",
    "outflow": "m.kind = 4",
    "coc_outflow": "m.kind = 4 AND m.coc = 1",
}


def recomputed_flows(
    *, organisation_id: int, sites: Sequence[SiteDays], spans: Sequence[Span]
) -> dict[int, dict[Stage, Flow]]:
    """Return the same figures as `flows_of_spans`, summed from the movements: all of them, less what was reversed."""
    flows: dict[int, dict[Stage, Flow]] = {}
    for span in spans:
        all_sums = _sums(organisation_id, sites, span, reversed_only=False)
        taken_back = _sums(organisation_id, sites, span, reversed_only=True)
        held = flows.setdefault(span.number, {})
        for stage in Stage:
            held[stage] = held.get(stage, NO_FLOW) + _flow(span, stage, all_sums, taken_back)
    return flows


def _flow(span: Span, stage: Stage, sums: dict[str, int], taken_back: dict[str, int]) -> Flow:
    net = {name: sums[f"{stage.value}_{name}"] - taken_back[f"{stage.value}_{name}"] for name in _SUMS}
    extracted = net["extraction"]
    return Flow(
        coc_inflow_g=net["coc_receipt"] + (extracted if span.certified else 0),
        non_coc_inflow_g=net["receipt"] + (0 if span.certified else extracted),
        production_g=net["production"],
        outflow_g=net["outflow"],
        coc_outflow_g=net["coc_outflow"],
    )


def _sums(
    organisation_id: int, sites: Sequence[SiteDays], span: Span, *, reversed_only: bool
) -> dict[str, int]:
    names, columns = [], []
    for stage in Stage:
        codes = ", ".join(str(c) for m, c in MATERIAL_CODES.items() if stage_of(m) is stage)
        for name, condition in _SUMS.items():
            names.append(f"{stage.value}_{name}")
            columns.append(f"SUM(m.quantity_g) FILTER (WHERE m.material IN ({codes}) AND {condition})")
    of_sites, site_arguments = within(sites, "m")
    source, bounds = "movement m", "m.id BETWEEN %s AND %s"
    if reversed_only:
        source = "movement r JOIN movement m ON m.id = r.reverses_id"
        bounds = "r.reverses_id IS NOT NULL AND r.reverses_id BETWEEN %s AND %s"
    sql = f"SELECT {', '.join(columns)} FROM {source} WHERE {bounds} AND {of_sites}"
    arguments = [first_id(organisation_id, span.first), last_id(organisation_id, span.last)]
    with connection.cursor() as cursor:
        cursor.execute(sql, [*arguments, *site_arguments])
        values = cursor.fetchone()
    return {name: int(value or 0) for name, value in zip(names, values, strict=True)}


def last_day_moved(*, organisation_id: int, sites: Sequence[SiteDays]) -> date | None:
    """Return the latest day with a movement at the facilities, or None."""
    return (
        MovementTotalRow.objects.filter(rows_within(sites), organisation=organisation_id)
        .order_by("-date")
        .values_list("date", flat=True)
        .first()
    )


def days_moved(*, organisation_id: int, sites: Sequence[SiteDays]) -> list[date]:
    """Return the days with movements at the facilities."""
    return list(
        MovementTotalRow.objects.filter(rows_within(sites), organisation=organisation_id)
        .values_list("date", flat=True)
        .distinct()
    )
