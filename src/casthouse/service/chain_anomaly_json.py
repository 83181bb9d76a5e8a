"""Anomalies of the chain as commands and the API print them."""

from typing import Any

from casthouse.provenance.anomaly_clearance import AnomalyClearance
from casthouse.provenance.chain_anomaly import AnomalySide
from casthouse.service.chain_anomaly import AskedAnomaly, ChainAnomalies


def asked_json(each: AskedAnomaly) -> dict[str, Any]:
    """Return the members of an anomaly as commands and the API print them; the last day is inclusive."""
    anomaly = each.anomaly
    before = each.reopened.digest if each.reopened and anomaly.is_whole else ""
    return {
        "key": anomaly.key,
        "kind": anomaly.kind.value,
        "severity": anomaly.severity.value,
        "subject": anomaly.subject,
        "meaning": anomaly.words.meaning,
        "could_mean": anomaly.words.could_mean,
        "clearing": anomaly.words.clearing,
        "period": {"start": anomaly.period.start.isoformat(), "end": anomaly.period.last_day.isoformat()},
        "organisations": list(anomaly.organisations),
        "together": anomaly.together,
        "is_shared": anomaly.is_shared,
        "sides": [_side_json(side) for side in anomaly.sides],
        "digest": anomaly.digest,
        "cleared": _clearance_json(each.cleared, digest=anomaly.digest),
        "cleared_before": _clearance_json(each.reopened, digest=before),
    }


def _side_json(side: AnomalySide) -> dict[str, Any]:
    named = [each.reference for each in side.entries] or list(side.references)
    return {
        "organisation": side.organisation,
        "key": side.key,
        "seen": side.seen,
        "entries": named,
        "entries_total": side.entries_total,
    }


def _clearance_json(said: AnomalyClearance | None, *, digest: str) -> dict[str, Any] | None:
    """Return the members of a clearance; the digest is of what is shown here."""
    if said is None:
        return None
    return {
        "at": said.at.isoformat(),
        "role": said.role,
        "actor": said.actor,
        "reason": said.reason,
        "is_told": said.is_told,
        "digest": digest,
    }


def anomalies_json(answer: ChainAnomalies) -> dict[str, Any]:
    """Return the members of the whole answer."""
    return {
        "organisation": answer.organisation,
        "period": {"start": answer.period.start.isoformat(), "end": answer.period.last_day.isoformat()},
        "open": len(answer.open),
        "anomalies": [asked_json(each) for each in answer.found],
    }
