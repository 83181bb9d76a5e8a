"""What a tonne carries where the walk from a lot ends: as the account of that period has it.

A supplier's account counts, else what it declared, else a stand-in; own emissions are those of the account of the stage
per tonne of its output. What is not known of the organisation itself is missing, never zero.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction

from casthouse.custody.stage import Material
from casthouse.footprint.chain_value import ChainRules, ChainValue, carried_value, own_value
from casthouse.footprint.lot_footprint import LotBasis
from casthouse.footprint.lot_inflow import Receipts
from casthouse.footprint.lot_need import EndKind, LotEnd
from casthouse.footprint.product_footprint import missing_of
from casthouse.footprint.received_metal import STAGE_BEFORE, stand_in
from casthouse.footprint.stage_account import AccountKey, Basis, Inflow, StageAccount

NOTHING = ChainValue(parts={}, primary=Fraction(0), variance=0.0)
BURDENLESS = {
    EndKind.EXTRACTED: (LotBasis.EXTRACTED, "mined here"),
    EndKind.SCRAP: (LotBasis.SCRAP, "own scrap"),
}
Identity = tuple[str, AccountKey | None, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainAccounts:
    """The accounts of a chain: all that were loaded, each inflow with what it carries, and what they carry themselves.

    `values` are of those that something can be told from; `made_t` is what was made in each from the stage before;
    `receipts` says where a receipt stands among the inflows of its account.
    """

    every: Mapping[AccountKey, StageAccount]
    values: Mapping[AccountKey, ChainValue]
    made_t: Mapping[AccountKey, Fraction]
    receipts: Receipts


@dataclass(frozen=True, slots=True, kw_only=True)
class EndValue:
    """What a tonne of one end carries: so many times a value, whose uncertainty all ends of an identity share."""

    identity: Identity
    value: ChainValue
    basis: LotBasis
    times: Fraction = Fraction(1)
    shipper: str = ""
    told: str = ""


@dataclass(slots=True, kw_only=True)
class EndValues:
    """Looks up what ends carry; `missing` is filled with what is not known of the organisation itself."""

    accounts: ChainAccounts
    rules: ChainRules
    missing: dict[str, None] = field(default_factory=dict)

    def of(self, end: LotEnd) -> EndValue | None:
        """Return what a tonne carries; None where it is missing."""
        match end.kind:
            case EndKind.OWN:
                return self._own(end)
            case EndKind.CAME:
                return self._came(end)
            case EndKind.MADE:
                return self._made(end)
            case EndKind.EXTRACTED | EndKind.SCRAP:
                return _nothing(*BURDENLESS[end.kind])
            case EndKind.WHOLE:
                return self._whole(end)
            case EndKind.UNRECORDED:
                return self._unrecorded(end.material, "nothing on record brought it in")

    def _own(self, end: LotEnd) -> EndValue | None:
        key = end.account
        if key is None:
            self.missing[f"what {end.shipper or 'a facility'} emitted while it stood in no scope"] = None
            return None
        account = self.accounts.every.get(key)
        if account is not None and account.is_pool:
            return _nothing(LotBasis.OWN_STAGE, "")
        if account is None or not account.is_known:
            lacking = account.sheet.missing if account is not None else []
            words = f"activity data and output of {key.scope} in the period from {key.start}"
            self.missing |= dict.fromkeys(lacking or [words])
            return None
        self.missing |= dict.fromkeys(account.sheet.missing)
        value = own_value(account, self.rules)
        return EndValue(identity=("own", key, ""), value=value, basis=LotBasis.OWN_STAGE)

    def _whole(self, end: LotEnd) -> EndValue | None:
        """Return what the account has of all that left, for a lot of which only that is on record."""
        key = end.account
        if key is None or key not in self.accounts.values:
            return self._own(end)
        self.missing |= dict.fromkeys(missing_of(self.accounts.every, key))
        words = "nothing on record brought it in; the mean of all that left in the period"
        return EndValue(
            identity=("value", key, ""), value=self.accounts.values[key], basis=LotBasis.ACCOUNT, told=words
        )

    def _came(self, end: LotEnd) -> EndValue:
        place = None if end.account is None else self.accounts.receipts.get((end.account, end.reference))
        if place is None or end.account is None:
            why = "it came to a site in no scope"
            plain = Inflow(
                material=end.material, mass_t=Fraction(1), basis=Basis.STAND_IN, shipper=end.shipper, told=why
            )
            return self._carried(stand_in(plain, self.rules.factors), ("stand in", None, end.material.value))
        return self._carried(
            self.accounts.every[end.account].inflows[place], ("came", end.account, str(place))
        )

    def _made(self, end: LotEnd) -> EndValue:
        """Return what the stage before brought along, for a production of which no process tells."""
        account = None if end.account is None else self.accounts.every.get(end.account)
        made_t = None if end.account is None else self.accounts.made_t.get(end.account)
        own = [each for each in account.inflows if each.shipper == STAGE_BEFORE] if account else []
        if not own or not made_t:
            return self._unrecorded(end.material, "nothing tells what it was made of")
        (inflow,) = own
        if inflow.source is not None:
            self.missing |= dict.fromkeys(missing_of(self.accounts.every, inflow.source))
        carried = self._carried(inflow, ("made", end.account, ""))
        return replace(carried, times=inflow.mass_t / made_t)

    def _carried(self, inflow: Inflow, identity: Identity) -> EndValue:
        counts = self.rules.counts(inflow)
        return EndValue(
            identity=("value", inflow.source, "") if inflow.source is not None and counts else identity,
            value=carried_value(inflow, self.rules, self.accounts.values),
            basis=LotBasis.SCRAP if inflow.is_scrap and not counts else LotBasis(inflow.basis.value),
            shipper=inflow.shipper,
            told=inflow.told,
        )

    def _unrecorded(self, material: Material, why: str) -> EndValue:
        plain = Inflow(material=material, mass_t=Fraction(1), basis=Basis.STAND_IN, told=why)
        found = self._carried(stand_in(plain, self.rules.factors), ("stand in", None, material.value))
        return replace(found, basis=LotBasis.UNRECORDED)


def _nothing(basis: LotBasis, shipper: str) -> EndValue:
    return EndValue(identity=("nothing", None, ""), value=NOTHING, basis=basis, shipper=shipper)
