"""The accounts behind a footprint, loaded along the chain: those of a scope, and of the suppliers that disclose.

A supplier's own figure counts where it discloses its site or more, whoever asks, and where its ledger bears out that it
shipped the metal; for all else what was declared counts, or a recorded stand-in. So a figure is the same for all who
may read it, and tells nothing that was kept back.
"""

from collections import defaultdict
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from casthouse.custody.movement import Kind
from casthouse.custody.scope import Scope
from casthouse.custody.stage import STAGES, Material, Stage, stage_of
from casthouse.footprint.emission_line import Reckoning
from casthouse.footprint.factor import FactorTable
from casthouse.footprint.footprint_method import FootprintMethod
from casthouse.footprint.measurement import Measurement
from casthouse.footprint.plant_account import StageMovement, plant_account
from casthouse.footprint.plant_emission import stage_of_facility
from casthouse.footprint.plausible_range import Ranges
from casthouse.footprint.received_metal import ReceivedMetal
from casthouse.footprint.stage_account import AccountKey, StageAccount
from casthouse.measure.period import Period
from casthouse.parties.facility import Facility
from casthouse.service.chain_register import ChainRegister
from casthouse.service.scope_ledger import sites_of
from casthouse.service.shipment_cover import receipts_borne_out, tells_its_figures
from casthouse.storage.stage_flow import StageFlow, StageInflow, stage_flow

ACCOUNTS_MAX = 600
G_PER_T = 1_000_000


@dataclass(slots=True, kw_only=True)
class AccountLoader:
    """Loads accounts under a method; each scope and period once, with few looks at the store.

    `register` may be that of other loaders of the same answer: what it knows is read once for all of them. `made_t` is
    what was made in each stage from the one before, as the ledger has it.
    """

    method: FootprintMethod
    factors: FactorTable
    gwp: FactorTable
    ranges: Ranges
    register: ChainRegister = field(default_factory=ChainRegister)
    accounts: dict[AccountKey, StageAccount] = field(default_factory=dict)
    reckonings: dict[AccountKey, Reckoning] = field(default_factory=dict)
    made_t: dict[AccountKey, Fraction] = field(default_factory=dict)
    _seen: set[tuple[str, date]] = field(default_factory=set)

    def load(self, scope: Scope, period: Period) -> None:
        """Load the accounts of a scope and period, and of all that they were supplied from, unless they are here."""
        waiting: list[tuple[Scope, Period]] = []
        self._await(waiting, scope, period)
        for here, days in waiting:  # it grows while it is gone through
            for found, when in self._load_one(here, days):
                self._await(waiting, found, when)

    def _await(self, waiting: list[tuple[Scope, Period]], scope: Scope, period: Period) -> None:
        key = (scope.code, period.start)
        if key not in self._seen and len(self._seen) < ACCOUNTS_MAX:
            self._seen.add(key)
            waiting.append((scope, period))

    def _load_one(self, scope: Scope, period: Period) -> list[tuple[Scope, Period]]:
        ids = self.register.facility_ids(scope.organisation)
        codes = set(scope.facilities_between(period.start, period.last_day))
        held = {
            each.code: each
            for each in self.register.facilities(scope.organisation)
            if each.code in codes and each.code in ids
        }
        measured = [
            each for each in self.register.measured(scope.organisation, period) if each.facility in held
        ]
        flow = stage_flow(
            organisation_id=self.register.organisations[scope.organisation],
            sites=sites_of(scope, ids),
            period=period,
        )
        sources: dict[tuple[str, date], tuple[Scope, Period]] = {}
        borne_out = receipts_borne_out(scope, period, flow, self.register)
        loaded = _Loaded(
            scope=scope,
            period=period,
            facilities=held,
            measured=measured,
            flow=flow,
            received=[
                self._received(each, self._source(each, scope, borne_out), sources)
                for each in flow.inflows
                if each.kind is Kind.RECEIPT
            ],
        )
        for stage in STAGES:
            account = self._account(stage, loaded)
            if account is not None:
                self.accounts[account.key] = account
        return list(sources.values())

    def _received(
        self,
        each: StageInflow,
        found: tuple[tuple[Scope, Period] | None, str],
        sources: dict[tuple[str, date], tuple[Scope, Period]],
    ) -> ReceivedMetal:
        source, reason = found
        if source is not None:
            sources[source[0].code, source[1].start] = source
        return ReceivedMetal(
            material=each.material,
            mass_t=Fraction(each.mass_g, G_PER_T),
            shipper=each.counterparty,
            reference=each.reference,
            day=each.day,
            document=each.document,
            lot=each.lot,
            source=source and AccountKey(source[0].code, source[1].start, stage_of(each.material)),
            reason=reason,
        )

    def _source(
        self, each: StageInflow, mine: Scope, borne_out: Container[str]
    ) -> tuple[tuple[Scope, Period] | None, str]:
        """Return the supplier's scope and period, or why there is none whose figure may be used."""
        shipper = each.counterparty
        if shipper not in self.register.organisations:
            return None, "the supplier is not registered"
        if not tells_its_figures(self.register, shipper, mine.organisation):
            return None, "the supplier does not disclose its figures"
        if each.reference not in borne_out:
            return None, "the supplier's ledger shows no shipment that covers it"
        scopes = [
            one for one in self.register.scopes[shipper] if one.calendar.number_on(each.day) is not None
        ]
        if each.shipped_from:
            scopes = [one for one in scopes if one.holds(each.shipped_from, each.day)]
        if len(scopes) != 1:
            return None, "it is not known which scope of the supplier shipped it"
        number = scopes[0].calendar.number_on(each.day)
        assert number is not None
        return (scopes[0], scopes[0].calendar.period(number)), ""

    def _account(self, stage: Stage, loaded: "_Loaded") -> StageAccount | None:
        facilities = [each for each in loaded.facilities.values() if stage_of_facility(each) is stage]
        came = [each for each in loaded.received if stage_of(each.material) is stage]
        made_t = _made(loaded.flow, stage, Kind.PRODUCTION)
        mined_t = _made(loaded.flow, stage, Kind.EXTRACTION)
        key = AccountKey(loaded.scope.code, loaded.period.start, stage)
        reckoning = self._reckoning(loaded, facilities)
        account = plant_account(
            key,
            organisation=loaded.scope.organisation,
            facilities=facilities,
            reckoning=reckoning,
            moved=StageMovement(
                received=came, made_t=made_t, mined_t=mined_t, shipped_t=_tonnes(loaded.flow.shipped_g)
            ),
            declared=loaded.measured,
            ranges=self.ranges,
        )
        if account is not None:
            self.reckonings[key] = reckoning
            self.made_t[key] = made_t
        return account

    def _reckoning(self, loaded: "_Loaded", facilities: Sequence[Facility]) -> Reckoning:
        here = {each.code for each in facilities}
        return Reckoning(
            method=self.method,
            factors=self.factors,
            gwp=self.gwp,
            period=loaded.period,
            measured=tuple(each for each in loaded.measured if each.facility in here),
            produced=_by_facility(loaded.flow),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Loaded:
    """What was read of a scope and period."""

    scope: Scope
    period: Period
    facilities: Mapping[str, Facility]
    measured: Sequence[Measurement]
    flow: StageFlow
    received: Sequence[ReceivedMetal]


def _made(flow: StageFlow, stage: Stage, kind: Kind) -> Fraction:
    grams = (each.mass_g for each in flow.inflows if each.kind is kind and stage_of(each.material) is stage)
    return Fraction(sum(grams), G_PER_T)


def _by_facility(flow: StageFlow) -> dict[str, Fraction]:
    made: defaultdict[str, Fraction] = defaultdict(Fraction)
    for each in flow.inflows:
        if each.kind is Kind.PRODUCTION and each.material is Material.ALUMINIUM:
            made[each.facility] += Fraction(each.mass_g, G_PER_T)
    return made


def _tonnes(grams: Mapping[Material, int]) -> dict[Material, Fraction]:
    return {material: Fraction(mass_g, G_PER_T) for material, mass_g in grams.items()}
