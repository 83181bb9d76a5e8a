"""The questions over all accounts that concern the ledger an audit covers: its own sides, at its sites.

The team learns of another ledger that it has a side, nothing more, as the audited organisation does; and nothing of
sites of the organisation that are not in the scope: where a question reaches beyond them, its figures are left out. For
as long as the audit runs, its team reads them through the workbench, and its entries can be pinned.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from casthouse.assurance.document_comparison import asks_the_same
from casthouse.assurance.ledger_anomaly import Anomaly
from casthouse.custody.movement import Movement
from casthouse.measure.period import Period
from casthouse.provenance.anomaly_kind import AnomalyKind
from casthouse.provenance.chain_anomaly import LISTED_MAX, AnomalySide, ChainAnomaly, EntryQuery
from casthouse.service.audited_ledger import AuditedLedger
from casthouse.service.chain_anomaly import AskedAnomaly, found_in, with_clearances, with_entries
from casthouse.service.document_comparison import ComparedDocument
from casthouse.storage import chain_entry as entry_store
from casthouse.storage import facility as facility_store
from casthouse.storage import movement_list as list_store
from casthouse.storage.chain_anomaly import FactPart

BEYOND = "some of its entries lie at sites that this audit does not cover; its figures are left out"
OTHER_SIDE = "it has another side in another ledger"
ONE_DAY = timedelta(days=1)


def chain_anomalies_of(
    ledger: AuditedLedger, asked_already: Sequence[ComparedDocument] = ()
) -> list[Anomaly]:
    """Return the questions over all accounts that concern an audited ledger, period after period.

    What the comparison of the documents of the ledger asks already is left out.
    """
    part = FactPart(
        organisation=ledger.organisation, sites=ledger.file.sites, at_no_site=_has_all_sites(ledger)
    )
    found = [each for period in ledger.periods for each in found_in(_until(period, ledger), part)]
    narrowed = [_since(ledger.span.first, each) for each in found]
    covered = list(_covered(with_entries(narrowed, part.sites), ledger))
    listed = _not_asked_yet(covered, asked_already)
    return [_anomaly(each) for each in with_clearances(listed, is_told=True)]


def _not_asked_yet(
    anomalies: Sequence[ChainAnomaly], documents: Sequence[ComparedDocument]
) -> list[ChainAnomaly]:
    of_movement: dict[str, list[ComparedDocument]] = defaultdict(list)
    for document in documents:
        of_movement[document.pair.movement].append(document)

    def is_asked(anomaly: ChainAnomaly) -> bool:
        entries = {reference for side in anomaly.sides for reference in side.references}
        those = (each for entry in entries for each in of_movement.get(entry, ()))
        return any(asks_the_same(anomaly, each.pair, each.differences) for each in those)

    return [each for each in anomalies if not is_asked(each)]


def _has_all_sites(ledger: AuditedLedger) -> bool:
    """Say whether an audit covers every site of the organisation on all days, and so what is at none of them."""
    always = {each.facility_id for each in ledger.file.sites if each.is_always}
    return always.issuperset(facility_store.facility_ids(ledger.organisation).values())


def _until(period: Period, ledger: AuditedLedger) -> Period:
    """Return a period up to the last day that is audited."""
    return Period(start=period.start, end=min(period.end, ledger.span.last + ONE_DAY))


def _since(first: date, found: ChainAnomaly) -> ChainAnomaly:
    """Return a question whose entries are named from the first audited day on; its figures stay what they are."""
    sides = [
        side
        if side.query is None
        else replace(side, query=replace(side.query, first=max(side.query.first, first)))
        for side in found.sides
    ]
    return replace(found, sides=tuple(sides))


def _covered(anomalies: Sequence[ChainAnomaly], ledger: AuditedLedger) -> Iterator[ChainAnomaly]:
    """Yield what has an entry that the audit covers, or needs none."""
    movements, totals = _named_movements(anomalies, ledger), _ring_totals(anomalies)
    for each in anomalies:
        sides = [
            kept
            for side in each.sides
            if (kept := _of_document(side, ledger, movements) if side.references else _of_many(side, totals))
        ]
        if sides:
            yield replace(each, sides=tuple(sides))


def _named_movements(anomalies: Sequence[ChainAnomaly], ledger: AuditedLedger) -> dict[str, Movement]:
    named = {each for one in anomalies for side in one.sides for each in side.references}
    ids = list_store.ids_of_references(ledger.file.organisation_id, sorted(named))
    return {each.reference: each for each in list_store.movements(ledger.organisation, ids)}


def _ring_totals(anomalies: Sequence[ChainAnomaly]) -> dict[EntryQuery, int]:
    """Return how many entries the sales of rings have at all sites: of them alone the facts are of all."""
    queries = [
        side.query
        for each in anomalies
        for side in each.sides
        if side.query is not None and each.kind is AnomalyKind.CIRCULAR_SALES
    ]
    found = entry_store.first_entries(queries)
    return {query: total for query, (_, total) in zip(queries, found, strict=True)}


def _of_document(
    side: AnomalySide, ledger: AuditedLedger, movements: Mapping[str, Movement]
) -> AnomalySide | None:
    held = [movements[each] for each in side.references]
    covered = tuple(each.reference for each in held if ledger.covers(each.facility, each.day))
    if not covered:
        return None
    is_within = all(ledger.file.scope.holds(each.facility, each.day) for each in held)
    seen = side.seen if is_within else BEYOND
    return replace(side, seen=seen, references=covered, entries_total=len(covered))


def _of_many(side: AnomalySide, totals: Mapping[EntryQuery, int]) -> AnomalySide | None:
    if side.query is None:
        return side
    if not side.entries_total:
        return None
    is_within = totals.get(side.query, side.entries_total) == side.entries_total
    return side if is_within else replace(side, seen=BEYOND)


def _anomaly(asked: AskedAnomaly) -> Anomaly:
    found = asked.anomaly
    entries = [each.reference for side in found.sides for each in side.entries]
    entries += [each for side in found.sides for each in side.references]
    told = list(dict.fromkeys(side.seen for side in found.sides))
    told += [OTHER_SIDE] if found.is_shared else []
    return Anomaly(
        code=f"chain_{found.kind.value}",
        severity=found.severity,
        meaning=found.words.meaning,
        detail="; ".join(told),
        clearing=found.words.clearing,
        entries=tuple(entries[:LISTED_MAX]),
        entries_total=sum(side.entries_total for side in found.sides),
        key=found.key,
        digest=found.digest,
        cleared=_cleared(asked),
    )


def _cleared(asked: AskedAnomaly) -> str:
    said = asked.cleared or asked.reopened
    if said is None:
        return ""
    why = f" ({said.reason})" if said.reason else ""
    since = "" if asked.cleared else ", for other evidence"
    return f"cleared by the {said.role} on {said.at:%Y-%m-%d}{since}{why}"
