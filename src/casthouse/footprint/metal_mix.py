"""What primary metal of a charge was made of: by which power it was smelted, in which country it was smelted.

Followed along the accounts of a chain: what a scope smelted itself is known from its plants, metal of a supplier that
discloses is mixed as that supplier's was, and everything else is unknown. The unknown part is never dropped. Scrap is
no primary metal and is left out. All masses are tonnes.
"""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from casthouse.custody.stage import Material, Stage
from casthouse.footprint.chain_value import rounded_value
from casthouse.footprint.emission_line import Reckoning
from casthouse.footprint.measurement_kind import MeasurementKind as Kind
from casthouse.footprint.stage_account import AccountKey, StageAccount
from casthouse.provenance.exact_system import solved
from casthouse.provenance.flow_group import flow_groups

ZERO = Fraction(0)
UNKNOWN = "unknown"
RENEWABLE = "renewable"
POWER_OF: Mapping[str, str] = {
    **dict.fromkeys(("hydro", "wind", "solar", "geothermal", "biomass"), RENEWABLE),
    **{each: each for each in ("nuclear", "coal", "gas", "oil")},
}
"""What a source of electricity counts as; a grid whose mix nobody told is unknown."""
POWERS: tuple[str, ...] = (RENEWABLE, "nuclear", "gas", "oil", "coal", UNKNOWN)
Mix = Mapping[str, Fraction]


def smelted_by_power(reckoning: Reckoning) -> dict[str, Fraction]:
    """Return the metal that a scope smelted in a period, by the power of the plant that made it."""
    found: dict[str, Fraction] = {}
    for facility, made_t in reckoning.produced.items():
        used: dict[str, Fraction] = {}
        for each in reckoning.of(Kind.ELECTRICITY, facility=facility):
            _add(used, POWER_OF.get(each.item, UNKNOWN), reckoning.counted(each))
        whole = sum(used.values(), ZERO)
        parts = {name: amount / whole for name, amount in used.items()} if whole else {UNKNOWN: Fraction(1)}
        for name, share in parts.items():
            _add(found, name, made_t * share)
    return found


def primary_mix(
    accounts: Mapping[AccountKey, StageAccount], smelted: Mapping[AccountKey, Mix], subject: AccountKey
) -> dict[str, Fraction]:
    """Return the tonnes of primary metal that an account took in or smelted, by what they are made of.

    Args:
        accounts: resolved ones, and that of the subject.
        smelted: what accounts smelted themselves, by what it is made of.
        subject: whose metal.
    """
    metal = {key: each for key, each in accounts.items() if key.stage is Stage.ALUMINIUM}
    if subject not in metal:
        return {}
    draws = {key: [source for source, _ in _sources(each, metal)] for key, each in sorted(metal.items())}
    found: dict[AccountKey, Mix] = {}
    for group in flow_groups(draws):
        _solve(group, metal, smelted, found)
    mix = _own(metal[subject], metal, smelted)
    for source, mass_t in _sources(metal[subject], metal):
        for name, share in found[source].items():
            _add(mix, name, mass_t * share)
    return {name: rounded_value(mass_t) for name, mass_t in mix.items() if mass_t}


def _sources(
    account: StageAccount, metal: Mapping[AccountKey, StageAccount]
) -> Iterator[tuple[AccountKey, Fraction]]:
    for each in account.inflows:
        if each.source is not None and each.material is Material.ALUMINIUM and each.source in metal:
            yield each.source, each.mass_t


def _own(
    account: StageAccount, metal: Mapping[AccountKey, StageAccount], smelted: Mapping[AccountKey, Mix]
) -> dict[str, Fraction]:
    mix = dict(smelted.get(account.key, {}))
    told = sum((mass_t for _, mass_t in _sources(account, metal)), ZERO)
    came = sum((each.mass_t for each in account.inflows if each.material is Material.ALUMINIUM), ZERO)
    _add(mix, UNKNOWN, came - told)
    return mix


def _charged(
    account: StageAccount, metal: Mapping[AccountKey, StageAccount], smelted: Mapping[AccountKey, Mix]
) -> Fraction:
    """Return all metal and scrap that went in."""
    own = sum(_own(account, metal, smelted).values(), ZERO)
    told = sum((mass_t for _, mass_t in _sources(account, metal)), ZERO)
    return own + told + sum((each.mass_t for each in account.inflows if each.is_scrap), ZERO)


def _solve(
    group: Sequence[AccountKey],
    metal: Mapping[AccountKey, StageAccount],
    smelted: Mapping[AccountKey, Mix],
    found: dict[AccountKey, Mix],
) -> None:
    """Reckon what a tonne charged into each account of a group holds; a circle that nothing enters tells nothing."""
    places = {key: place for place, key in enumerate(group)}
    matrix = [[Fraction(int(row == column)) for column in range(len(group))] for row in range(len(group))]
    rights: list[dict[str, Fraction]] = []
    for place, key in enumerate(group):
        account = metal[key]
        whole = _charged(account, metal, smelted) or Fraction(1)
        right = {name: mass_t / whole for name, mass_t in _own(account, metal, smelted).items()}
        for source, mass_t in _sources(account, metal):
            if source in places:
                matrix[place][places[source]] -= mass_t / whole
                continue
            for name, share in found[source].items():
                _add(right, name, share * mass_t / whole)
        rights.append(right)
    names = sorted({UNKNOWN, *(name for right in rights for name in right)})
    values = {
        name: solved([list(row) for row in matrix], [right.get(name, ZERO) for right in rights])
        for name in names
    }
    for place, key in enumerate(group):
        found[key] = _told(values, place)


def _told(values: Mapping[str, Sequence[Fraction] | None], place: int) -> Mix:
    shares = {name: rounded_value(each[place]) for name, each in values.items() if each is not None}
    if len(shares) < len(values) or any(share < 0 for share in shares.values()):
        return {UNKNOWN: Fraction(1)}
    return {name: share for name, share in shares.items() if share}


def _add(mix: dict[str, Fraction], name: str, mass_t: Fraction) -> None:
    mix[name] = mix.get(name, ZERO) + mass_t
