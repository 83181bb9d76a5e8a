"""Recovery of the whole chain as JSON: as it is published and kept, and in any days for the secretariat."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from casthouse.exchange.footprint_json import figure
from casthouse.footprint.chain_recovery import (
    ChainRecovery,
    RecoveryFigure,
    RecoverySheet,
)
from casthouse.footprint.charged_part import ChargedPart
from casthouse.footprint.recovery_account import StepBalance
from casthouse.measure.share import share_text


def recovery_sheet_json(sheet: RecoverySheet) -> dict[str, Any]:
    """Return a published sheet, masses in grams; what is put together names its parts."""
    return {
        "year": sheet.year,
        "withheld": not sheet.figures,
        "figures": [
            {
                "parts": [part.value for part in ChargedPart if part in each.parts],
                "mass_g": each.mass_g,
            }
            for each in sheet.figures
        ],
        "method": "substitution",
        "avoided_kg_co2e": sheet.avoided_kg,
        "factors": sheet.factors,
        "verified": sheet.is_verified,
        "scrap_untold": sheet.is_scrap_untold,
    }


def published_recovery_json(
    years: Sequence[int], at: datetime | None, sheet: RecoverySheet | None
) -> dict[str, Any]:
    """Return what was published: the years there are, when one of them was, and its sheet."""
    return {
        "years": list(years),
        "published_at": at and at.isoformat(),
        "recovery": sheet and recovery_sheet_json(sheet),
    }


def recovery_sheet_of(document: dict[str, Any]) -> RecoverySheet:
    """Return the sheet that was kept."""
    return RecoverySheet(
        year=document["year"],
        figures=tuple(
            RecoveryFigure(
                parts=frozenset(ChargedPart(part) for part in each["parts"]), mass_g=each["mass_g"]
            )
            for each in document["figures"]
        ),
        avoided_kg=document["avoided_kg_co2e"],
        factors=document["factors"],
        is_verified=document["verified"],
        is_scrap_untold=document.get("scrap_untold"),
    )


def chain_recovery_json(found: ChainRecovery) -> dict[str, Any]:
    """Return the whole chain in some days."""
    return {
        "from": found.first.isoformat(),
        "to": found.last.isoformat(),
        "boundary": "company",
        "organisations": found.organisations,
        "shipped_g": found.traded.shipped_g,
        "scrap_received_g": {
            "post_consumer": found.traded.post_consumer_g,
            "pre_consumer": found.traded.pre_consumer_g,
        },
        "scrap_elsewhere_g": found.elsewhere_g,
        "unknown": found.unknown or None,
        "charged": [
            {
                "part": part.value,
                "mass_g": found.charged_g[part],
                "organisations": found.behind[part],
                "recycled": share_text(found.share(part)),
            }
            for part in ChargedPart
        ],
        "steps": [_step(each) for each in found.steps],
        "avoided": None
        if found.avoided_t is None
        else {
            "method": "substitution",
            "t_co2e": figure(found.avoided_t),
            "factors": found.factors,
            "verified": found.is_verified,
        },
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
    }
