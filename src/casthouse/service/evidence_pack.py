"""The evidence pack of an audit: everything that the workbench shows, in one archive that verifies from itself.

In it are the samples with their entries, the source of each, the tie-out of each period, both sides of the documents,
the anomalies, the findings with the entries pinned to them, the CoC Documents of drawn and pinned entries, a summary.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any

from casthouse.assurance.finding_file import FindingFile, standing_files
from casthouse.assurance.ledger_anomaly import Anomaly
from casthouse.assurance.ledger_population import PopulationOver
from casthouse.assurance.pinned_entry import PinnedOver
from casthouse.exchange.evidence_pack import Content, csv_content, json_content, write_pack
from casthouse.exchange.evidence_pack_pdf import pack_pdf
from casthouse.service import clock
from casthouse.service.audit import audit_held
from casthouse.service.audit_json import audit_json
from casthouse.service.audited_ledger import AuditedLedger, audited_ledger
from casthouse.service.document_comparison import ComparedDocument, compared
from casthouse.service.evidence import kept_content
from casthouse.service.evidence_pack_summary import PackFacts, summary_of
from casthouse.service.finding_file import finding_file_json
from casthouse.service.ledger_anomaly import anomalies_of, anomaly_json
from casthouse.service.ledger_finding import PinView, pins_of
from casthouse.service.ledger_sample import SampleView, digest_now
from casthouse.service.ledger_sample_json import sample_view_json
from casthouse.service.permission import Act, Actor
from casthouse.service.tie_out import PeriodTieOut, period_json, tied_period
from casthouse.storage import audit_finding as finding_store
from casthouse.storage import finding_file as file_store
from casthouse.storage import ledger_sample as sample_store
from casthouse.storage import tie_out as tie_store
from casthouse.storage.audit_finding import AuditFinding

README = """Evidence pack of an audit, made by Casthouse.

summary.pdf         what the pack says, to read
audit.json          the audit, the sites and the days that it covers
samples/            each sample with method, seed, population digest and entries, as JSON and as CSV
tie-out/            each accounting period from its statement down to the imports
comparison.*        both sides of every CoC Document
anomalies.json      what looks unusual, and how it is cleared
findings.json       the findings of the audit that count, with the entries pinned to them and the files behind them
finding-files/      what the team put behind the findings, as far as it stands
documents/          contents of CoC Documents of drawn and pinned entries, named by their SHA-256
index.json          every file with its size and SHA-256
SHA256SUMS          the same for sha256sum -c

Check it, without any store: casthouse audit pack-check FILE, or unpack it and run sha256sum -c SHA256SUMS.
That proves that nothing was added, lost or changed since; it does not prove who made it.
"""

ENTRY_COLUMNS = (
    *("position", "key", "stratum", "mass_g", "hits", "score", "signs", "digest"),
    *("source", "source_digest", "source_row", "line"),
)
DOCUMENT_COLUMNS = (
    *("issuer", "number", "direction", "party", "state", "movement", "facility"),
    *(
        "recorded_day",
        "recorded_material",
        "recorded_mass_g",
        "booked_day",
        "booked_material",
        "booked_mass_g",
    ),
    *("receipts_g", "differences"),
)
PACK_NAME = "evidence-pack-{audit}.zip"


@dataclass(frozen=True, slots=True, kw_only=True)
class BuiltPack:
    """A pack that was written: the name it is to have, and the digest of its index."""

    name: str
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Gathered:
    """Everything that goes into a pack."""

    ledger: AuditedLedger
    samples: Sequence[SampleView]
    periods: Sequence[PeriodTieOut]
    documents: Sequence[ComparedDocument]
    anomalies: Sequence[Anomaly]
    findings: Sequence[AuditFinding]
    pins: Sequence[PinView]
    files: Sequence[FindingFile]


def build_pack(actor: Actor, *, audit: str, out: IO[bytes]) -> BuiltPack:
    """Write the evidence pack of an audit, and record in the journal that it was taken.

    Raises:
        Refusal: `not_permitted`, `audit_unknown`, `ledger_not_audited`, `evidence_lost`.
    """
    ledger = audited_ledger(actor, Act.EVIDENCE_PACK_BUILD, audit)
    made_at = clock.now()
    gathered = _gathered(ledger)
    head = {
        "audit": audit,
        "organisation": ledger.organisation,
        "scope": ledger.record.scope,
        "made_at": made_at.isoformat(),
        "made_by": actor.name,
    }
    digest = write_pack(out, dict(_contents(gathered, made_at, actor.name)), head=head)
    with audit_held(actor, Act.EVIDENCE_PACK_BUILD, audit) as held:
        held.journal(Act.EVIDENCE_PACK_BUILD, index_sha256=digest)
    return BuiltPack(name=PACK_NAME.format(audit=audit), digest=digest)


def _gathered(ledger: AuditedLedger) -> _Gathered:
    audit, rules = ledger.record.reference, ledger.manual.ledger_risk
    return _Gathered(
        ledger=ledger,
        samples=[
            SampleView(sample=each, digest_now=digest_now(ledger, each), rules=rules)
            for each in reversed(sample_store.samples(audit))
        ],
        periods=[tied_period(ledger, each.start) for each in ledger.periods],
        documents=compared(ledger),
        anomalies=anomalies_of(ledger),
        findings=[each.finding for each in finding_store.current(finding_store.findings(audit))],
        pins=pins_of(ledger),
        files=[each for each in file_store.finding_files(audit) if each.stands],
    )


def _contents(gathered: _Gathered, made_at: datetime, made_by: str) -> Iterator[tuple[str, Content]]:
    """Return the files of a pack by name."""
    ledger = gathered.ledger
    facts = PackFacts(
        ledger=ledger,
        samples=gathered.samples,
        periods=gathered.periods,
        documents=gathered.documents,
        anomalies=gathered.anomalies,
        findings=gathered.findings,
        pins=gathered.pins,
        made_at=made_at,
        made_by=made_by,
    )
    yield "README.txt", README.encode()
    yield "summary.pdf", pack_pdf(summary_of(facts))
    yield "audit.json", json_content({**audit_json(ledger.record), "covers": _covers(ledger)})
    yield from _of_samples(gathered)
    for each in gathered.periods:
        yield f"tie-out/{each.period.start}.json", json_content(period_json(each))
    lines = [each.as_json() for each in gathered.documents]
    yield "comparison.json", json_content({"documents": lines})
    yield "comparison.csv", csv_content(DOCUMENT_COLUMNS, map(_document_row, lines))
    yield "anomalies.json", json_content({"anomalies": [anomaly_json(each) for each in gathered.anomalies]})
    yield "findings.json", json_content(_findings(gathered))
    yield from _of_documents(gathered)
    for behind in gathered.files:
        yield _packed_name(behind), kept_content(behind.file)


def _covers(ledger: AuditedLedger) -> dict[str, Any]:
    return {
        "facilities": [
            {"facility": each.facility, "first": each.first.isoformat(), "last": each.last.isoformat()}
            for each in ledger.sites
        ],
        "first_day": ledger.span.first.isoformat(),
        "last_day": ledger.span.last.isoformat(),
    }


def _of_samples(gathered: _Gathered) -> Iterator[tuple[str, Content]]:
    organisation_id = gathered.ledger.file.organisation_id
    for view in gathered.samples:
        sample, told = view.sample, sample_view_json(view)
        is_of_movements = sample.request.over is PopulationOver.MOVEMENTS
        keys = [each.key for each in sample.entries] if is_of_movements else []
        sources = tie_store.entry_sources(organisation_id, keys)
        for entry in told["entries"]:
            source, digest, row = sources.get(entry["key"], ("", "", None))
            entry |= {"source": source, "source_digest": digest, "source_row": row}
        yield f"samples/sample-{sample.number}.json", json_content(told)
        yield (
            f"samples/sample-{sample.number}.csv",
            csv_content(
                ENTRY_COLUMNS, ([_cell(entry[name]) for name in ENTRY_COLUMNS] for entry in told["entries"])
            ),
        )


def _cell(value: object) -> object:
    return "; ".join(map(str, value)) if isinstance(value, list) else "" if value is None else value


def _document_row(line: Mapping[str, Any]) -> list[object]:
    sides = {
        f"{side}_{name}": (line[side] or {}).get(name)
        for side in ("recorded", "booked")
        for name in ("day", "material", "mass_g")
    }
    return [_cell({**line, **sides}[name]) for name in DOCUMENT_COLUMNS]


def _findings(gathered: _Gathered) -> dict[str, Any]:
    return {
        "findings": [
            {
                "item": each.item,
                "site": each.site,
                "rating": each.rating.value,
                "statement": each.statement,
                "evidence": list(each.evidence),
                "at": each.at.isoformat(),
                "by": each.by,
                "files": [
                    {**finding_file_json(file), "packed_as": _packed_name(file)}
                    for file in standing_files(gathered.files, item=each.item, site=each.site)
                ],
                "entries": [
                    view.as_json()
                    for view in gathered.pins
                    if (view.pinned.item, view.pinned.site) == (each.item, each.site)
                ],
            }
            for each in gathered.findings
        ]
    }


def _packed_name(each: FindingFile) -> str:
    return f"finding-files/{each.number}-{each.file.name}"


def _of_documents(gathered: _Gathered) -> Iterator[tuple[str, Content]]:
    """Return the contents of the documents of drawn and pinned entries, each once."""
    drawn = {
        (each.sample.request.over, entry.key) for each in gathered.samples for entry in each.sample.entries
    }
    drawn |= {
        (PopulationOver(each.pinned.over.value), each.pinned.key)
        for each in gathered.pins
        if each.pinned.over is not PinnedOver.ANOMALIES
    }
    wanted = {
        each.pair.digest
        for each in gathered.documents
        if (PopulationOver.DOCUMENTS, each.pair.key) in drawn
        or (PopulationOver.MOVEMENTS, each.pair.movement) in drawn
    }
    contents = tie_store.document_contents(gathered.ledger.file.organisation_id, sorted(wanted))
    for digest, content in contents.items():
        yield f"documents/{digest}.json", content.encode()
