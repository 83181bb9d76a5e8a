"""What the summary of an evidence pack says, as facts and tables."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from casthouse.assurance.ledger_anomaly import Anomaly
from casthouse.exchange.evidence_pack_pdf import PackSummary, SummaryTable
from casthouse.exchange.printed_figure import instant_figure, tonnes_figure
from casthouse.service.audited_ledger import AuditedLedger
from casthouse.service.document_comparison import ComparedDocument
from casthouse.service.ledger_finding import PinView
from casthouse.service.ledger_sample import SampleView
from casthouse.service.lookup import found_organisation
from casthouse.service.tie_out import PeriodTieOut
from casthouse.storage.audit_finding import AuditFinding


@dataclass(frozen=True, slots=True, kw_only=True)
class PackFacts:
    """Everything that a summary is made from."""

    ledger: AuditedLedger
    samples: Sequence[SampleView]
    periods: Sequence[PeriodTieOut]
    documents: Sequence[ComparedDocument]
    anomalies: Sequence[Anomaly]
    findings: Sequence[AuditFinding]
    pins: Sequence[PinView]
    made_at: datetime
    made_by: str


def summary_of(facts: PackFacts) -> PackSummary:
    """Return the summary of a pack."""
    ledger = facts.ledger
    record = ledger.record
    name = found_organisation(ledger.organisation).name
    return PackSummary(
        audit=record.reference,
        organisation=name,
        made=f"{instant_figure(facts.made_at)} by {facts.made_by}",
        facts=[
            ("Organisation", f"{name} ({ledger.organisation})"),
            ("Scope", f"{record.scope}, {record.edition}"),
            ("Audit", f"{record.audit_type.value.replace('_', ' ')} by {record.firm}, led by {record.lead}"),
            ("Sites", ", ".join(dict.fromkeys(each.facility for each in ledger.sites))),
            ("Days looked at", f"{ledger.span.first} to {ledger.span.last}"),
            ("Samples", str(len(facts.samples))),
            ("Findings", f"{len(facts.findings)}, with {len(facts.pins)} entries pinned"),
        ],
        tables=[
            _samples(facts.samples),
            _periods(facts.periods),
            _findings(facts),
            _differences(facts.documents),
            _anomalies(facts.anomalies),
        ],
    )


def _samples(samples: Sequence[SampleView]) -> SummaryTable:
    return SummaryTable(
        heading="Samples",
        note="Each can be drawn again from its method, seed and population; digests are shortened here.",
        columns=(
            ("No.", 0.07),
            ("Method", 0.2),
            ("Drawn", 0.15),
            ("Seed", 0.22),
            ("Population digest", 0.36),
        ),
        rows=[
            (
                str(each.sample.number),
                each.sample.request.method.value.replace("_", " "),
                f"{len(each.sample.entries)} of {each.sample.population_entries} {each.sample.request.over.value}",
                each.sample.request.seed,
                f"{each.sample.population_digest[:24]}…"
                + (" (another one today)" if each.is_changed else ""),
            )
            for each in samples
        ],
        empty="No sample was drawn.",
    )


def _periods(periods: Sequence[PeriodTieOut]) -> SummaryTable:
    return SummaryTable(
        heading="Tie-out",
        note="Figures against the sums of movements, documents against shipments, imports against what they posted.",
        columns=(("Period", 0.3), ("State", 0.15), ("Checks", 0.15), ("What does not agree", 0.4)),
        rows=[
            (
                f"{each.period.start} to {each.period.last_day}",
                "closed" if each.is_closed else "open",
                f"{sum(check.agrees is True for check in each.checks)} of {len(each.checks)} agree",
                "; ".join(check.subject for check in each.checks if check.agrees is False) or "–",
            )
            for each in periods
        ],
    )


def _findings(facts: PackFacts) -> SummaryTable:
    pinned: dict[tuple[str, str], list[str]] = {}
    for each in facts.pins:
        pinned.setdefault((each.pinned.item, each.pinned.site), []).append(each.pinned.key)
    return SummaryTable(
        heading="Findings",
        note="",
        columns=(
            ("Item", 0.1),
            ("Site", 0.16),
            ("Rating", 0.2),
            ("Statement", 0.3),
            ("Entries pinned", 0.24),
        ),
        rows=[
            (
                each.item,
                each.site,
                each.rating.value.replace("_", " "),
                each.statement,
                ", ".join(pinned.get((each.item, each.site), [])) or "–",
            )
            for each in facts.findings
        ],
        empty="Nothing is rated yet.",
    )


def _differences(documents: Sequence[ComparedDocument]) -> SummaryTable:
    differing = [each for each in documents if each.differences]
    return SummaryTable(
        heading="Both sides of CoC Documents",
        note=f"{len(documents)} documents, {len(documents) - len(differing)} of which agree; the first 100 others.",
        columns=(("Document", 0.3), ("Other side", 0.2), ("CoC mass", 0.15), ("What does not agree", 0.35)),
        rows=[
            (
                each.pair.number,
                each.pair.party,
                f"{tonnes_figure(each.pair.recorded.mass_g)} t",
                "; ".join(meaning for meaning, _ in each.words),
            )
            for each in differing[:100]
        ],
        empty="No difference.",
    )


def _anomalies(anomalies: Sequence[Anomaly]) -> SummaryTable:
    return SummaryTable(
        heading="Anomalies",
        note="Questions, not findings.",
        columns=(("Severity", 0.12), ("What", 0.4), ("Seen", 0.24), ("To clear it", 0.24)),
        rows=[
            (
                each.severity.value,
                each.meaning + (f" ({each.period.start}, {each.stage})" if each.period else ""),
                each.detail,
                each.clearing,
            )
            for each in anomalies
        ],
    )
