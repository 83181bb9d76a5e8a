"""Pinning ledger entries, and anomalies of the chain, to findings of an audit, as they were seen.

A pin keeps the entry's canonical line and its digest. Movements never change, but they are taken back, and documents
are corrected: the page says when an entry is another one today.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import polars as pl

from casthouse.assurance.ledger_population import Population, PopulationOver
from casthouse.assurance.pinned_entry import PinnedOver
from casthouse.custody.movement import CocMark, Movement
from casthouse.refusal import Refusal
from casthouse.service.anomaly_clearance import anomaly_unknown
from casthouse.service.audit import audit_held
from casthouse.service.audit_finding import standing_finding
from casthouse.service.audited_anomaly import chain_anomalies_of
from casthouse.service.audited_ledger import AuditedLedger, audited_ledger
from casthouse.service.entered import optional_text
from casthouse.service.permission import Act, Actor
from casthouse.service.tie_out import covered_movement
from casthouse.storage import ledger_finding as pin_store
from casthouse.storage import ledger_population as population_store
from casthouse.storage import movement_list as list_store
from casthouse.storage.ledger_finding import PinnedEntry, SeenEntry

NOTE_MAX = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedPin:
    """What is pinned to what: a movement by reference, a document by issuer and number, or an anomaly by key."""

    item: str
    site: str
    reference: str = ""
    issuer: str = ""
    number: str = ""
    anomaly: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PinView:
    """A pinned entry, and what its digest is today; None where it is no more among the entries of the audit."""

    pinned: PinnedEntry
    digest_now: str | None

    @property
    def is_changed(self) -> bool:
        """Say whether the entry is another one today."""
        return self.digest_now != self.pinned.digest

    def as_json(self) -> dict[str, Any]:
        """Return its members."""
        return {
            "number": self.pinned.number,
            "item": self.pinned.item,
            "site": self.pinned.site,
            "over": self.pinned.over.value,
            "key": self.pinned.key,
            "line": self.pinned.line,
            "digest": self.pinned.digest,
            "digest_now": self.digest_now,
            "is_changed": self.is_changed,
            "note": self.pinned.note,
            "at": self.pinned.at.isoformat(),
            "by": self.pinned.by,
        }


def pin(actor: Actor, *, audit: str, wanted: WantedPin) -> int:
    """Pin an entry to the finding of an item at a site that counts now; return the number of the pin.

    Raises:
        Refusal: `not_permitted`, `audit_unknown`, `ledger_not_audited`, `movement_unknown`, `document_unknown`,
            `anomaly_unknown`, `finding_unknown`, `text_invalid`.
    """
    ledger = audited_ledger(actor, Act.LEDGER_FINDING_PIN, audit)
    note = optional_text(wanted.note, "note", length_max=NOTE_MAX)
    seen = _wanted_entry(ledger, wanted)
    with audit_held(actor, Act.LEDGER_FINDING_PIN, audit) as held:
        finding_id = standing_finding(audit, item=wanted.item, site=wanted.site)
        number = pin_store.append_pin(
            held.audit_id, finding_id=finding_id, seen=seen, note=note, at=held.at, by=actor.name
        )
        held.journal(Act.LEDGER_FINDING_PIN, number=number, item=wanted.item, entry=seen.key)
    return number


def _wanted_entry(ledger: AuditedLedger, wanted: WantedPin) -> SeenEntry:
    if wanted.anomaly:
        return _seen_anomaly(ledger, wanted.anomaly)
    return _seen_document(ledger, wanted) if wanted.number else _seen_movement(ledger, wanted.reference)


def _seen_anomaly(ledger: AuditedLedger, key: str) -> SeenEntry:
    found = next((each for each in chain_anomalies_of(ledger) if each.key == key), None)
    if found is None:
        raise anomaly_unknown(key)
    return SeenEntry(over=PinnedOver.ANOMALIES, key=key, line=found.line, digest=_digest(found.line))


def _digest(line: str) -> str:
    return sha256(line.encode()).hexdigest()


def _seen_movement(ledger: AuditedLedger, reference: str) -> SeenEntry:
    movement, _ = covered_movement(ledger, reference)
    return _seen(PopulationOver.MOVEMENTS, _frame([movement]))


def _frame(movements: Sequence[Movement]) -> pl.DataFrame:
    """Return movements with the columns of a canonical line."""
    return pl.DataFrame(
        [
            {
                "key": each.reference,
                "day": each.day,
                "facility": each.facility,
                "kind": each.kind.value,
                "material": each.material.value if each.material else "",
                "mass_g": each.quantity_g,
                "coc": CocMark.of(each.coc),
                "counterparty": each.counterparty,
                "document": each.document,
                "lot": each.lot,
                "reversed_by": each.reversed_by,
            }
            for each in movements
        ]
    )


def _seen_document(ledger: AuditedLedger, wanted: WantedPin) -> SeenEntry:
    frame = population_store.document_frame(ledger.part)
    key = f"{wanted.issuer}/{wanted.number}"
    found = frame.filter(pl.col("key") == key)
    if found.is_empty():
        raise Refusal(
            "document_unknown",
            found=f"document “{wanted.number[:80]}” of “{wanted.issuer[:80]}”",
            expected="a CoC Document that the audit covers",
            todo="look it up in the comparison of both sides",
        )
    return _seen(PopulationOver.DOCUMENTS, found[:1])


def _seen(over: PopulationOver, frame: pl.DataFrame) -> SeenEntry:
    (line,) = Population(over=over, frame=frame).lines([0])
    return SeenEntry(over=PinnedOver(over.value), key=frame["key"][0], line=line, digest=_digest(line))


def pins(actor: Actor, *, audit: str) -> list[PinView]:
    """Return the entries pinned to the findings of an audit, each with what it is today.

    Raises:
        Refusal: `not_permitted`, `audit_unknown`, `ledger_not_audited`.
    """
    return pins_of(audited_ledger(actor, Act.WORKBENCH_READ, audit))


def pins_of(ledger: AuditedLedger) -> list[PinView]:
    """Return the pinned entries of an audited ledger, each with what it is today."""
    pinned = pin_store.pinned_entries(ledger.record.reference)
    now = _digests_now(ledger, pinned)
    return [PinView(pinned=each, digest_now=now.get((each.over, each.key))) for each in pinned]


def _digests_now(ledger: AuditedLedger, pinned: Sequence[PinnedEntry]) -> dict[tuple[PinnedOver, str], str]:
    """Return the digests of pinned entries as they are today, by what they are and their keys."""
    references = [each.key for each in pinned if each.over is PinnedOver.MOVEMENTS]
    ids = list_store.ids_of_references(ledger.file.organisation_id, references)
    found = list_store.movements(ledger.organisation, ids)
    frames = [(PopulationOver.MOVEMENTS, _frame(found))] if found else []
    if any(each.over is PinnedOver.DOCUMENTS for each in pinned):
        frames.append((PopulationOver.DOCUMENTS, population_store.document_frame(ledger.part)))
    now: dict[tuple[PinnedOver, str], str] = {}
    if any(each.over is PinnedOver.ANOMALIES for each in pinned):
        now |= {(PinnedOver.ANOMALIES, each.key): _digest(each.line) for each in chain_anomalies_of(ledger)}
    for over, frame in frames:
        population = Population(over=over, frame=frame)
        digests = population.line_digests(range(frame.height))
        now |= {
            (PinnedOver(over.value), key): digest for key, digest in zip(frame["key"], digests, strict=True)
        }
    return now
