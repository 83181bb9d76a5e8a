"""Samples from a ledger as commands and the API print them; pages read the same members."""

from typing import Any

from casthouse.assurance.ledger_population import DIGEST_METHOD
from casthouse.assurance.ledger_sample import METHOD_WORDS, shares_of
from casthouse.service.ledger_sample import SampleView
from casthouse.storage.ledger_sample import LedgerSample, SampledEntry


def sample_json(sample: LedgerSample) -> dict[str, Any]:
    """Return the members of a sample in a list."""
    request = sample.request
    return {
        "audit": sample.audit,
        "number": sample.number,
        "over": request.over.value,
        "method": request.method.value,
        "how": METHOD_WORDS[request.method],
        "size": request.size,
        "drawn": len(sample.entries),
        "strata_by": list(request.dimensions),
        "seed": request.seed,
        "is_seed_given": sample.is_seed_given,
        "first_day": sample.first_day.isoformat(),
        "last_day": sample.last_day.isoformat(),
        "facilities": list(sample.facilities),
        "population": {
            "entries": sample.population_entries,
            "mass_g": sample.population_mass_g,
            "digest": sample.population_digest,
            "digest_method": DIGEST_METHOD,
        },
        "at": sample.at.isoformat(),
        "by": sample.by,
        "sent_at": sample.sent_at.isoformat() if sample.sent_at else None,
    }


def sample_view_json(view: SampleView) -> dict[str, Any]:
    """Return a sample with its entries; what makes an entry risky is for auditors only."""
    sample, audits = view.sample, view.digest_now is not None
    return {
        **sample_json(sample),
        "digest_now": view.digest_now,
        "is_changed": view.is_changed if audits else None,
        "strata": [
            {
                "name": each.stratum.name,
                "entries": each.stratum.entries,
                "mass_g": each.stratum.mass_g,
                "size": each.size,
                "interval_g": each.interval_g,
                "start_g": each.start_g,
                "drawn": sum(entry.stratum == each.stratum.name for entry in sample.entries),
            }
            for each in shares_of(sample.request, sample.strata)
        ],
        "weights": {sign.value: weight for sign, weight in view.rules.weights.items()} if audits else None,
        "weights_verified": False,
        "entries": [_entry_json(each, audits=audits) for each in sample.entries],
    }


def _entry_json(entry: SampledEntry, *, audits: bool) -> dict[str, Any]:
    told = {
        "position": entry.position,
        "key": entry.key,
        "stratum": entry.stratum,
        "mass_g": entry.mass_g,
        "line": entry.line,
        "digest": entry.digest,
    }
    risk = {"hits": entry.hits, "score": entry.score, "signs": [sign.value for sign in entry.signs]}
    return {**told, **risk} if audits else told
