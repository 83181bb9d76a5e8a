"""Drawing samples from an audited ledger, keeping them, and sending them to the organisation.

A sample is kept with its method, its seed and the digest of the population, so that anybody who may read the ledger
can draw it again. The seed is chance unless somebody gives one, and then the sample says so; each draw stays on
record, so nobody draws until a sample pleases. The organisation sees a sample from the moment it is sent: then it
gathers the papers, and can no longer choose what is looked at.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from casthouse.assurance.ledger_population import Population, PopulationOver, strata_of
from casthouse.assurance.ledger_risk import RiskRules, RiskSign, scores_of, signs_of
from casthouse.assurance.ledger_sample import DrawnEntry, SampleMethod, SampleRequest, draw_sample
from casthouse.refusal import Refusal
from casthouse.service.accreditation import known_word
from casthouse.service.audit import audit_held, readable_audit
from casthouse.service.audited_ledger import AuditedLedger, audited_ledger, ledger_of
from casthouse.service.entered import optional_text
from casthouse.service.ledger_population import entries_in, population_of
from casthouse.service.permission import Act, Actor, may
from casthouse.storage import facility as facility_store
from casthouse.storage import ledger_population as population_store
from casthouse.storage import ledger_sample as sample_store
from casthouse.storage.ledger_population import LedgerPart
from casthouse.storage.ledger_sample import LedgerSample, NewSample, SampledEntry
from casthouse.storage.site_days import SiteDays

SEED_BYTES, SEED_MAX = 8, 64


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedSample:
    """What an auditor asks for; no size: that of the manual; no seed: chance."""

    over: str = PopulationOver.MOVEMENTS.value
    method: str = SampleMethod.SIMPLE_RANDOM.value
    size: int | None = None
    dimensions: tuple[str, ...] = ()
    seed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleView:
    """A sample as its page shows it: beside what it was drawn from, what the population is now.

    `digest_now` is that of the same sites and days today, None for whoever may not read the ledger; `rules` are the
    weights behind the scores.
    """

    sample: LedgerSample
    digest_now: str | None
    rules: RiskRules

    @property
    def is_changed(self) -> bool:
        """Say whether the population is another one today."""
        return self.digest_now is not None and self.digest_now != self.sample.population_digest


def draw(actor: Actor, *, audit: str, wanted: WantedSample) -> LedgerSample:
    """Draw a sample from the ledger that an audit covers, and keep it.

    Raises:
        Refusal: `not_permitted`, `audit_unknown`, `ledger_not_audited`, `word_unknown`, `sample_size_invalid`,
            `sample_population_empty`, `sample_dimension_unknown`, `sample_too_small`, `text_invalid`.
    """
    ledger = audited_ledger(actor, Act.SAMPLE_DRAW, audit)
    request = _request(ledger, wanted)
    mark = population_store.ledger_mark(
        ledger.file.organisation_id
    )  # before reading: what comes between shows later
    new = drawn(ledger, request, is_seed_given=bool(wanted.seed), mark=mark)
    with audit_held(actor, Act.SAMPLE_DRAW, audit) as held:
        number = sample_store.append_sample(held.audit_id, new, at=held.at, by=actor.name)
        held.journal(Act.SAMPLE_DRAW, number=number, method=request.method.value, seed=request.seed)
    kept = sample_store.sample(audit, number)
    assert kept is not None
    return kept


def _request(ledger: AuditedLedger, wanted: WantedSample) -> SampleRequest:
    limits = ledger.manual.ledger_sample
    size = limits.size if wanted.size is None else wanted.size
    if not 1 <= size <= limits.size_max:
        raise Refusal(
            "sample_size_invalid",
            found=f"a sample of {size}",
            expected=f"from 1 to {limits.size_max} entries",
            todo="draw fewer; another sample may follow",
        )
    return SampleRequest(
        over=known_word(PopulationOver, wanted.over, "population"),
        method=known_word(SampleMethod, wanted.method, "method"),
        size=size,
        dimensions=wanted.dimensions,
        seed=optional_text(wanted.seed, "seed", length_max=SEED_MAX) or secrets.token_hex(SEED_BYTES),
    )


def drawn(ledger: AuditedLedger, request: SampleRequest, *, is_seed_given: bool, mark: int) -> NewSample:
    """Return the sample that a request draws from a ledger as it stands now."""
    population = population_of(ledger, request.over)
    rules = ledger.manual.ledger_risk
    signs = signs_of(population, rules, ledger.periods)
    scores = scores_of(signs, rules)
    found = draw_sample(population, request, scores)
    places = [each.place for each in found]
    borne = [
        tuple(RiskSign(name) for name, is_borne in row.items() if is_borne)
        for row in signs[places].iter_rows(named=True)
    ]
    return NewSample(
        request=request,
        is_seed_given=is_seed_given,
        first_day=ledger.span.first,
        last_day=ledger.span.last,
        sites=ledger.sites,
        population_entries=population.entries,
        population_mass_g=population.mass_g,
        population_digest=population.digest(),
        ledger_mark=mark,
        strata=tuple(strata_of(population, request.dimensions)),
        entries=_entries(population, found, [scores[place] for place in places], borne),
    )


def _entries(
    population: Population,
    found: Sequence[DrawnEntry],
    scores: Sequence[int],
    borne: Sequence[tuple[RiskSign, ...]],
) -> tuple[SampledEntry, ...]:
    places = [each.place for each in found]
    lines, digests = population.lines(places), population.line_digests(places)
    chosen = population.frame[places]
    return tuple(
        SampledEntry(
            position=position,
            place=each.place,
            key=key,
            stratum=each.stratum,
            mass_g=mass_g,
            hits=each.hits,
            score=score,
            signs=signs,
            line=line,
            digest=digest,
        )
        for position, (each, key, mass_g, score, signs, line, digest) in enumerate(
            zip(found, chosen["key"], chosen["mass_g"], scores, borne, lines, digests, strict=True), start=1
        )
    )


def send(actor: Actor, *, audit: str, number: int) -> LedgerSample:
    """Send a sample to the organisation; sent again it stays as it is.

    Raises:
        Refusal: `not_permitted`, `audit_unknown`, `sample_unknown`.
    """
    with audit_held(actor, Act.SAMPLE_SEND, audit) as held:
        sample = found_sample(audit, number)
        if sample.sent_at is None:
            sample_store.append_sending(held.audit_id, number, at=held.at, by=actor.name)
            held.journal(Act.SAMPLE_SEND, number=number)
    return found_sample(audit, number)


def samples(actor: Actor, *, audit: str) -> list[LedgerSample]:
    """Return the samples of an audit, the latest first: to the organisation those that were sent.

    Raises:
        Refusal: `not_permitted`, `audit_unknown`.
    """
    record = readable_audit(actor, Act.SAMPLE_READ_SENT, audit)
    found = sample_store.samples(audit)
    if may(actor, Act.WORKBENCH_READ, record.organisation, audit=audit):
        return found
    return [each for each in found if each.sent_at is not None]


def sample_view(actor: Actor, *, audit: str, number: int) -> SampleView:
    """Return a sample, and for auditors whether the population is still the one it was drawn from.

    Raises:
        Refusal: `not_permitted`, `audit_unknown`, `sample_unknown`, `ledger_not_audited`.
    """
    record = readable_audit(actor, Act.SAMPLE_READ_SENT, audit)
    sample = found_sample(audit, number)
    audits = may(actor, Act.WORKBENCH_READ, record.organisation, audit=audit)
    if not audits and sample.sent_at is None:
        raise sample_unknown(audit, number)
    ledger = ledger_of(record)
    return SampleView(
        sample=sample,
        digest_now=digest_now(ledger, sample) if audits else None,
        rules=ledger.manual.ledger_risk,
    )


def digest_now(ledger: AuditedLedger, sample: LedgerSample) -> str:
    """Return the digest of a sample's population today; movements are read only where any came since."""
    organisation_id = ledger.file.organisation_id
    over = sample.request.over
    mark = population_store.ledger_mark(organisation_id)
    if over is PopulationOver.MOVEMENTS and mark == sample.ledger_mark:
        return sample.population_digest
    known = facility_store.facility_ids(ledger.organisation)
    part = LedgerPart(
        organisation_id=organisation_id,
        facilities={code: known[code] for code in sample.facilities},
        sites=tuple(
            SiteDays(facility_id=known[each.facility], first=each.first, last=each.last)
            for each in sample.sites
        ),
        first=sample.first_day,
        last=sample.last_day,
    )
    return entries_in(part, over).digest()


def found_sample(audit: str, number: int) -> LedgerSample:
    """Return a sample of an audit.

    Raises:
        Refusal: `sample_unknown`.
    """
    sample = sample_store.sample(audit, number)
    if sample is None:
        raise sample_unknown(audit, number)
    return sample


def sample_unknown(audit: str, number: int) -> Refusal:
    """Return the refusal of a sample that is not there, or not there for the one who asks."""
    return Refusal(
        "sample_unknown",
        found=f"sample {number} of {audit}",
        expected="the number of a sample of the audit",
        todo="look at the list of the samples",
    )
