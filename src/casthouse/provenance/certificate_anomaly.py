"""Certificates against movements: CoC Material shipped on days without one, and members that fell silent."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from casthouse.custody.movement import Kind
from casthouse.custody.stage import Material
from casthouse.measure.count import counted
from casthouse.measure.mass import tonnes_words
from casthouse.measure.period import Period
from casthouse.provenance.anomaly_kind import AnomalyKind
from casthouse.provenance.anomaly_rules import AnomalyRules
from casthouse.provenance.chain_anomaly import AnomalySide, ChainAnomaly, EntryQuery
from casthouse.provenance.severity import Severity


class CocDay(NamedTuple):
    """What a facility shipped as CoC Material on a day."""

    organisation: str
    facility: str
    day: date
    mass_g: int


class EntitledSpan(NamedTuple):
    """A run of days, both inclusive, on which a custody certificate entitles a facility."""

    organisation: str
    facility: str
    first: date
    last: date


def lapsed_shipments(
    shipped: Sequence[CocDay], spans: Sequence[EntitledSpan], period: Period
) -> Iterator[ChainAnomaly]:
    """Return a question for each facility that shipped CoC Material on a day without a certificate."""
    entitled: dict[str, list[EntitledSpan]] = defaultdict(list)
    for span in spans:
        entitled[span.facility].append(span)
    bare: dict[tuple[str, str], list[CocDay]] = defaultdict(list)
    for each in shipped:
        if not any(span.first <= each.day <= span.last for span in entitled[each.facility]):
            bare[each.organisation, each.facility].append(each)
    for (organisation, facility), days in sorted(bare.items()):
        first, last = min(each.day for each in days), max(each.day for each in days)
        seen = (
            f"{tonnes_words(sum(each.mass_g for each in days))} t shipped as CoC Material from {facility} on "
            f"{counted(len(days), 'day')} without a certificate, {first if first == last else f'{first} to {last}'}"
        )
        query = EntryQuery(
            organisation=organisation,
            kinds=(Kind.SHIPMENT,),
            materials=tuple(Material),
            first=first,
            last=last,
            coc=True,
            facility=facility,
        )
        yield ChainAnomaly(
            kind=AnomalyKind.CERTIFICATE_LAPSED,
            severity=Severity.HIGH,
            subject=facility,
            period=period,
            sides=(AnomalySide(organisation=organisation, seen=seen, query=query),),
        )


def silent_members(
    latest: Mapping[str, date], spans: Sequence[EntitledSpan], rules: AnomalyRules, period: Period, on: date
) -> Iterator[ChainAnomaly]:
    """Return a question for each organisation that posted nothing for long up to a day while a certificate entitled it.

    Args:
        latest: day of the last movement of each organisation that has one.
        spans: on which days its facilities are entitled.
        rules: how long is long.
        period: what is looked at.
        on: the last day that is looked at.
    """
    since = on - timedelta(days=rules.whole("silent_days") - 1)
    facilities: dict[str, set[str]] = defaultdict(set)
    for span in _joined(spans):
        if span.first <= since and span.last >= on:
            facilities[span.organisation].add(span.facility)
    for organisation, those in sorted(facilities.items()):
        last = latest.get(organisation)
        if last is not None and last >= since:
            continue
        told = "no movement was ever posted" if last is None else f"the last movement is of {last}"
        seen = f"{told}; entitled from {since} to {on} at {', '.join(sorted(those))}"
        yield ChainAnomaly(
            kind=AnomalyKind.SILENT_MEMBER,
            severity=Severity.LOW,
            subject="",
            period=period,
            sides=(AnomalySide(organisation=organisation, seen=seen),),
        )


def _joined(spans: Sequence[EntitledSpan]) -> Iterator[EntitledSpan]:
    """Return the spans of each facility, those that adjoin or overlap as one: the certificate was renewed."""
    held: EntitledSpan | None = None
    for span in sorted(spans):
        if held is not None and held[:2] == span[:2] and (span.first - held.last).days <= 1:
            held = held._replace(last=max(held.last, span.last))
        else:
            if held is not None:
                yield held
            held = span
    if held is not None:
        yield held
