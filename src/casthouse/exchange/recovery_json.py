"""Recovery as JSON: masses are exact grams, shares exact fractions; null means not known, never zero."""

from fractions import Fraction
from typing import Any

from casthouse.exchange.footprint_json import figure
from casthouse.footprint.avoided_emission import Avoided, Recovery
from casthouse.footprint.measurement_kind import MeasurementKind
from casthouse.footprint.melt_account import (
    Retention,
    Told,
    dross_recovery,
    net_loss,
    output_content,
    retentions,
)
from casthouse.footprint.recovery_account import RecoveryAccount, StepBalance
from casthouse.footprint.recovery_entry import FigureEntries
from casthouse.footprint.scrap_loop import Loop
from casthouse.measure.share import share_text


def recovery_json(found: Recovery) -> dict[str, Any]:
    """Return the document of `casthouse recovery` and of the API."""
    account = found.account
    return {
        "organisation": account.organisation,
        "from": account.first.isoformat(),
        "to": account.last.isoformat(),
        "boundary": account.boundary.value,
        "shipped_g": account.shipped_g,
        "recycled_content": _content(account),
        "steps": [_step(each) for each in account.steps],
        "recycled_content_output": _output_content(account),
        "dross": _dross(account),
        "net_melt_loss": _told(net_loss(account)),
        "loops": [_loop(each) for each in account.loops],
        "sold": [
            {"material": each.material.value, "to": each.counterparty or None, "mass_g": each.mass_g}
            for each in account.sold
        ],
        "retention": [_retention(each) for each in retentions(account)],
        "avoided": None if found.avoided is None else _avoided(found.avoided),
    }


def figure_entries_json(behind: FigureEntries, *, of: str) -> dict[str, Any]:
    """Return the entries behind a figure; `counts` is the exact part of each that does."""
    return {
        "figure": of,
        "is": behind.words,
        "mass_g": behind.mass_g,
        "entries": [
            {
                "process": each.entry.process,
                "step": each.entry.step.value,
                "facility": each.entry.facility,
                "direction": each.entry.direction.value,
                "lot": each.entry.lot,
                "material": each.entry.material.value,
                "mass_g": each.entry.mass_g,
                "counted_g": each.whole_g,
                "counts": share_text(each.counted_g / each.entry.mass_g),
            }
            for each in behind.entries
        ],
    }


def _content(account: RecoveryAccount) -> dict[str, Any]:
    content, charge = account.content, account.charge
    return {
        "basis": "input",
        "scrap_elsewhere_g": account.scrap_elsewhere_g,
        "post_consumer_g": _grams(charge.post_consumer),
        "pre_consumer_g": _grams(charge.pre_consumer),
        "primary_g": _grams(charge.primary),
        "runaround_g": _grams(charge.runaround),
        "whole_g": _grams(charge.counted),
        "post_consumer": share_text(None if content is None else content.post_share),
        "pre_consumer": share_text(None if content is None else content.pre_share),
        "share": share_text(None if content is None else content.share),
        "unknown": account.content_unknown or None,
        "entries": list(account.charge_entries),
    }


def _output_content(account: RecoveryAccount) -> dict[str, Any]:
    content, why = output_content(account)
    return {
        "basis": "output",
        "post_consumer": share_text(None if content is None else content.post_share),
        "pre_consumer": share_text(None if content is None else content.pre_share),
        "share": share_text(None if content is None else content.share),
        "unknown": why or None,
        "entries": list(account.told.entries.get(MeasurementKind.MELT_YIELD, ())),
    }


def _dross(account: RecoveryAccount) -> dict[str, Any]:
    grams = account.told.grams
    held, won = grams.get(MeasurementKind.DROSS_METAL), grams.get(MeasurementKind.DROSS_RECOVERED)
    return {
        "made_g": account.dross_g,
        "charged_g": account.dross_charged_g,
        "metal_g": None if held is None else _grams(held),
        "metal_recovered": None if won is None else _grams(won),
        "recovery": _told(dross_recovery(account)),
    }


def _told(each: Told) -> dict[str, Any]:
    return {
        "share": share_text(each.ratio.share if each.ratio else None),
        "part_g": _grams(each.ratio.part) if each.ratio else None,
        "whole_g": _grams(each.ratio.whole) if each.ratio else None,
        "unknown": each.unknown or None,
        "entries": list(each.entries),
    }


def _retention(each: Retention) -> dict[str, Any]:
    return {
        "loop": each.kind.value,
        "collection": share_text(each.collection),
        "processing": share_text(each.processing),
        "melting": share_text(each.melting),
        "retained": share_text(each.retained),
        "mean_uses": share_text(each.uses),
        "unknown": each.unknown or None,
    }


def _step(each: StepBalance) -> dict[str, Any]:
    return {
        "step": each.step.value,
        "charged_g": each.charged_g,
        "made_g": each.made_g,
        "scrap_g": each.scrap_g,
        "dross_g": each.dross_g,
        "loss_g": each.loss_g,
        "yield": share_text(each.made.share),
        "loss": share_text(each.lost.share),
        "entries": list(each.entries),
    }


def _loop(each: Loop) -> dict[str, Any]:
    return {
        "loop": each.kind.value,
        "returned_g": each.returned_g,
        "whole_g": each.whole_g,
        "whole_is": each.whole_is,
        "share": share_text(each.share),
        "entries": list(each.entries),
    }


def _avoided(each: Avoided) -> dict[str, Any]:
    return {
        "method": "substitution",
        "t_co2e": figure(each.co2e_t),
        "per_t_scrap": figure(each.per_t),
        "scrap_t": figure(each.scrap_t),
        "factors": each.factors,
        "verified": each.is_verified,
    }


def _grams(mass: Fraction) -> int | str:
    """Return grams as a number, or as "a/b" where a sorted lot was own to a part of a gram."""
    return int(mass) if mass.denominator == 1 else f"{mass.numerator}/{mass.denominator}"
