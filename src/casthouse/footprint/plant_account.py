"""The account of one stage of a plant in a period, from what was measured there and what its ledger says moved."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from casthouse.custody.stage import Material
from casthouse.footprint.emission_line import Reckoning
from casthouse.footprint.measurement import Measurement
from casthouse.footprint.plant_emission import emission_sheet
from casthouse.footprint.plausible_range import Ranges
from casthouse.footprint.received_metal import ReceivedMetal, inflows_of, own_stage_inflow
from casthouse.footprint.stage_account import AccountKey, StageAccount
from casthouse.footprint.stage_output import stage_output
from casthouse.footprint.stage_range import unusual_sites
from casthouse.parties.facility import Facility


@dataclass(frozen=True, slots=True, kw_only=True)
class StageMovement:
    """What the ledger says of a stage: receipts, tonnes made and mined there, and what was shipped of each material."""

    received: Sequence[ReceivedMetal]
    made_t: Fraction
    mined_t: Fraction
    shipped_t: Mapping[Material, Fraction]


def plant_account(
    key: AccountKey,
    *,
    organisation: str,
    facilities: Sequence[Facility],
    reckoning: Reckoning,
    moved: StageMovement,
    declared: Sequence[Measurement],
    ranges: Ranges,
) -> StageAccount | None:
    """Return the account of a stage; None where no facility works at it and nothing came in.

    Args:
        key: which account.
        organisation: whose it is.
        facilities: those that work at the stage.
        reckoning: the method, the days and what was measured at these facilities.
        moved: what the ledger says.
        declared: measurements of the whole scope, for what suppliers declared.
        ranges: what quantities can be.
    """
    if not facilities and not moved.received and not moved.made_t:
        return None
    sheet = emission_sheet(reckoning, facilities)
    inflows = inflows_of(moved.received, reckoning, sheet, declared=declared)
    inflows += own_stage_inflow(key, reckoning, sheet, ranges, made_t=moved.made_t, mined_t=moved.mined_t)
    output = stage_output(
        key.stage, inflows, reckoning, sheet, shipped_t=moved.shipped_t, made_t=moved.made_t
    )
    sheet.warnings += unusual_sites(reckoning, sheet, facilities, output, ranges)
    return StageAccount(
        key=key,
        organisation=organisation,
        sheet=sheet,
        inflows=tuple(inflows),
        outputs=output.groups,
        scrap_t=output.scrap_t,
        output_entries=output.entries,
        output_told=output.told,
        is_pool=not facilities,
    )
