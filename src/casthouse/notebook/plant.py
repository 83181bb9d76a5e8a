"""What tables tell of a plant in some days: the accounts of its stages, for a footprint."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from casthouse.custody.movement import Kind
from casthouse.custody.stage import STAGES, Material, Stage, stage_of
from casthouse.exchange.footprint_method_file import factors_of, gwp_of
from casthouse.exchange.range_file import built_in_ranges
from casthouse.footprint.emission_line import Reckoning
from casthouse.footprint.footprint_method import FootprintMethod
from casthouse.footprint.measurement import Measurement
from casthouse.footprint.plant_account import StageMovement, plant_account
from casthouse.footprint.plant_emission import stage_of_facility
from casthouse.footprint.received_metal import ReceivedMetal
from casthouse.footprint.stage_account import AccountKey, StageAccount
from casthouse.measure.period import Period
from casthouse.notebook.lot_book import PLANT
from casthouse.notebook.moved_metal import Moved
from casthouse.parties.facility import Facility

G_PER_T = 1_000_000
WHY_NO_SOURCE = "no figure of the supplier's own is at hand"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plant:
    """A plant, a method and some days; `moved` and `measured` may reach beyond them."""

    method: FootprintMethod
    period: Period
    facilities: Sequence[Facility]
    moved: Sequence[Moved]
    measured: Sequence[Measurement]

    def key(self, stage: Stage) -> AccountKey:
        """Return the key of a stage's account."""
        return AccountKey(PLANT, self.period.start, stage)

    @property
    def keys(self) -> list[AccountKey]:
        """The keys of all stages, in their order."""
        return [self.key(stage) for stage in STAGES]

    def account(self, key: AccountKey) -> StageAccount | None:
        """Return the account of a stage; None where no facility works at it and nothing came in."""
        here = [each for each in self.facilities if stage_of_facility(each) is key.stage]
        codes = {each.code for each in here}
        moved = [each for each in self.moved if each.day in self.period]
        measured = [each for each in self.measured if each.overlaps(self.period.start, self.period.last_day)]
        reckoning = Reckoning(
            method=self.method,
            factors=factors_of(self.method, self.period.last_day),
            gwp=gwp_of(self.method),
            period=self.period,
            measured=tuple(each for each in measured if each.facility in codes),
            produced={
                code: _tonnes(
                    e for e in moved if e.facility == code and e.kind is Kind.PRODUCTION and _is_metal(e)
                )
                for code in codes
            },
        )
        return plant_account(
            key,
            organisation=PLANT,
            facilities=here,
            reckoning=reckoning,
            moved=_stage_movement(moved, key.stage),
            declared=measured,
            ranges=built_in_ranges(),
        )


def _is_metal(each: Moved) -> bool:
    return each.material is Material.ALUMINIUM


def _tonnes(moved: Iterable[Moved]) -> Fraction:
    return Fraction(sum(each.mass_g for each in moved), G_PER_T)


def _stage_movement(moved: Sequence[Moved], stage: Stage) -> StageMovement:
    here = [each for each in moved if stage_of(each.material) is stage]
    shipped = [each for each in moved if each.kind is Kind.SHIPMENT]
    return StageMovement(
        received=[
            ReceivedMetal(
                material=each.material,
                mass_t=Fraction(each.mass_g, G_PER_T),
                shipper=each.counterparty,
                reference=each.reference,
                day=each.day,
                document=each.document,
                lot=each.lot,
                source=None,
                reason=WHY_NO_SOURCE,
            )
            for each in here
            if each.kind is Kind.RECEIPT
        ],
        made_t=_tonnes(each for each in here if each.kind is Kind.PRODUCTION),
        mined_t=_tonnes(each for each in here if each.kind is Kind.EXTRACTION),
        shipped_t={
            material: _tonnes(each for each in shipped if each.material is material)
            for material in {each.material for each in shipped}
        },
    )
