"""Samples that auditors drew from a ledger."""

from dataclasses import dataclass
from datetime import date, datetime

from casthouse.assurance.ledger_population import PopulationOver, Stratum
from casthouse.assurance.ledger_risk import RiskSign
from casthouse.assurance.ledger_sample import SampleMethod, SampleRequest
from casthouse.custody.scope import FacilityDays
from casthouse.storage.models import (
    LedgerSampleEntryRow,
    LedgerSampleRow,
    LedgerSampleSendingRow,
    LedgerSampleStratumRow,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SampledEntry:
    """An entry of a sample as it was when it was drawn; `place` counts from 0 in the population."""

    position: int
    place: int
    key: str
    stratum: str
    mass_g: int
    hits: int
    score: int
    signs: tuple[RiskSign, ...]
    line: str
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSample:
    """A sample to keep: how it was drawn, the population, and the entries."""

    request: SampleRequest
    is_seed_given: bool
    first_day: date
    last_day: date
    sites: tuple[FacilityDays, ...]
    population_entries: int
    population_mass_g: int
    population_digest: str
    ledger_mark: int
    strata: tuple[Stratum, ...]
    entries: tuple[SampledEntry, ...]

    @property
    def facilities(self) -> tuple[str, ...]:
        """The codes of the sites."""
        return tuple(dict.fromkeys(each.facility for each in self.sites))


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerSample(NewSample):
    """A sample as it was kept, and when it was sent to the organisation, if it was."""

    audit: str
    number: int
    at: datetime
    by: str
    sent_at: datetime | None
    sent_by: str


def samples(audit: str, *, number: int | None = None) -> list[LedgerSample]:
    """Return the samples of an audit, or the one with the number, the latest first."""
    rows = LedgerSampleRow.objects.filter(audit__reference=audit).select_related("audit", "sending")
    if number is not None:
        rows = rows.filter(number=number)
    found = list(rows.order_by("-number"))
    numbers = [each.id for each in found]
    entries: dict[int, list[SampledEntry]] = {each: [] for each in numbers}
    for entry in LedgerSampleEntryRow.objects.filter(sample__in=numbers).order_by("position"):
        entries[entry.sample_id].append(_entry(entry))
    strata: dict[int, list[Stratum]] = {each: [] for each in numbers}
    for row in LedgerSampleStratumRow.objects.filter(sample__in=numbers).order_by("id"):
        strata[row.sample_id].append(Stratum(name=row.name, entries=row.entries, mass_g=int(row.mass_g)))
    return [_sample(row, tuple(strata[row.id]), tuple(entries[row.id])) for row in found]


def sample(audit: str, number: int) -> LedgerSample | None:
    """Return a sample of an audit, or None."""
    return next(iter(samples(audit, number=number)), None)


def _entry(row: LedgerSampleEntryRow) -> SampledEntry:
    return SampledEntry(
        position=row.position,
        place=row.place,
        key=row.key,
        stratum=row.stratum,
        mass_g=row.mass_g,
        hits=row.hits,
        score=row.score,
        signs=tuple(RiskSign(each) for each in row.signs),
        line=row.line,
        digest=row.digest,
    )


def _sample(
    row: LedgerSampleRow, strata: tuple[Stratum, ...], entries: tuple[SampledEntry, ...]
) -> LedgerSample:
    sending = getattr(row, "sending", None)
    return LedgerSample(
        audit=row.audit.reference,
        number=row.number,
        request=SampleRequest(
            over=PopulationOver(row.over),
            method=SampleMethod(row.method),
            size=row.size,
            dimensions=tuple(row.dimensions),
            seed=row.seed,
        ),
        is_seed_given=row.is_seed_given,
        first_day=row.first_day,
        last_day=row.last_day,
        sites=tuple(
            FacilityDays(facility=code, first=date.fromisoformat(first), last=date.fromisoformat(last))
            for code, first, last in row.facilities
        ),
        population_entries=row.population_entries,
        population_mass_g=int(row.population_mass_g),
        population_digest=row.population_digest,
        ledger_mark=row.ledger_mark,
        strata=strata,
        entries=entries,
        at=row.at,
        by=row.by,
        sent_at=sending.at if sending else None,
        sent_by=sending.by if sending else "",
    )


def append_sample(audit_id: int, new: NewSample, *, at: datetime, by: str) -> int:
    """Append a sample of an audit that the caller holds; return its number."""
    number = LedgerSampleRow.objects.filter(audit_id=audit_id).count() + 1
    row = LedgerSampleRow.objects.create(
        audit_id=audit_id,
        number=number,
        over=new.request.over.value,
        method=new.request.method.value,
        size=new.request.size,
        dimensions=list(new.request.dimensions),
        seed=new.request.seed,
        is_seed_given=new.is_seed_given,
        first_day=new.first_day,
        last_day=new.last_day,
        facilities=[[each.facility, each.first.isoformat(), each.last.isoformat()] for each in new.sites],
        population_entries=new.population_entries,
        population_mass_g=str(new.population_mass_g),
        population_digest=new.population_digest,
        ledger_mark=new.ledger_mark,
        at=at,
        by=by,
    )
    _append_parts(row, new)
    return number


def _append_parts(row: LedgerSampleRow, new: NewSample) -> None:
    LedgerSampleStratumRow.objects.bulk_create(
        LedgerSampleStratumRow(sample=row, name=each.name, entries=each.entries, mass_g=str(each.mass_g))
        for each in new.strata
    )
    LedgerSampleEntryRow.objects.bulk_create(
        LedgerSampleEntryRow(
            sample=row,
            position=each.position,
            place=each.place,
            key=each.key,
            stratum=each.stratum,
            mass_g=each.mass_g,
            hits=each.hits,
            score=each.score,
            signs=[sign.value for sign in each.signs],
            line=each.line,
            digest=each.digest,
        )
        for each in new.entries
    )


def append_sending(audit_id: int, number: int, *, at: datetime, by: str) -> None:
    """Append that a sample was sent; the caller holds the audit."""
    row = LedgerSampleRow.objects.get(audit_id=audit_id, number=number)
    LedgerSampleSendingRow.objects.create(sample=row, at=at, by=by)
