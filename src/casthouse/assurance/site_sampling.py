"""Which sites an audit visits: how many of n alike, which by risk, which by chance (fact sheet 5.6).

The number is the smallest k with k² ≥ f² n, in whole numbers only. Of them half go to the sites with the highest risk,
and at least a quarter of k are drawn at random from what is left. Sites with an open major non-conformance are always
in, and so is the head office. Sites are alike when they do the same activities.

Chance is an argument. A draw is `sha256(seed, newline, site code)`, the lowest first: whoever has the seed repeats it,
and nobody chooses a site by choosing its place in a list.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from hashlib import sha256
from math import ceil, isqrt

from casthouse.assurance.audit import AuditType
from casthouse.parties.activity import Activity

DRAW_METHOD = "sha256(seed + newline + site code), lowest first"


class ChosenBecause(StrEnum):
    """Why a site is in the sample."""

    HEAD_OFFICE = "head_office"
    OPEN_MAJOR = "open_major"
    RISK = "risk"
    RANDOM = "random"

    @property
    def words(self) -> str:
        """The reason as people read it beside the plan."""
        return _WORDS[self]


_WORDS = {
    ChosenBecause.HEAD_OFFICE: "the head office: always visited",
    ChosenBecause.OPEN_MAJOR: "a major non-conformance is open there: always visited",
    ChosenBecause.RISK: "among those of its kind with the highest risk",
    ChosenBecause.RANDOM: "drawn with the seed of the audit",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SampledSite:
    """A site that may be visited; a higher `risk` is more risk."""

    code: str
    activities: frozenset[Activity]
    risk: int = 0
    has_open_major: bool = False
    is_head_office: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ChosenSite:
    """A site of the sample, and why."""

    code: str
    because: ChosenBecause


@dataclass(frozen=True, slots=True, kw_only=True)
class SamplingRules:
    """The numbers of sampling: factors of the root of n, and the shares by risk and by chance."""

    initial: Fraction
    surveillance: Fraction
    recertification: Fraction
    risk_share: Fraction
    random_share: Fraction

    def factor(self, audit_type: AuditType) -> Fraction:
        """Return the factor of an audit; a change of scope is sampled as a first audit."""
        if audit_type is AuditType.SURVEILLANCE:
            return self.surveillance
        return self.recertification if audit_type is AuditType.RECERTIFICATION else self.initial


def sites_wanted(sites: int, factor: Fraction) -> int:
    """Return the smallest k with k² ≥ factor² × sites, never more than there are."""
    assert sites >= 0
    needed = factor * factor * sites
    smallest = isqrt(needed.numerator // needed.denominator)
    while smallest * smallest < needed:
        smallest += 1
    return min(smallest, sites)


def draw(seed: str, site: str) -> str:
    """Return the lot that a site draws under a seed."""
    return sha256(f"{seed}\n{site}".encode()).hexdigest()


def sample_sites(
    sites: Iterable[SampledSite], *, audit_type: AuditType, seed: str, rules: SamplingRules
) -> tuple[ChosenSite, ...]:
    """Return the sites to visit, by code.

    Args:
        sites: every site of the scope, once each.
        audit_type: what the audit is for.
        seed: recorded with the plan; the same seed draws the same sites.
        rules: numbers of the assurance manual.
    """
    assert seed
    every = sorted(sites, key=lambda each: each.code)
    chosen = [
        ChosenSite(code=each.code, because=ChosenBecause.HEAD_OFFICE) for each in every if each.is_head_office
    ]
    alike: dict[tuple[Activity, ...], list[SampledSite]] = {}
    for each in every:
        if not each.is_head_office:
            alike.setdefault(tuple(sorted(each.activities)), []).append(each)
    for group in alike.values():
        chosen += _of_group(group, sites_wanted(len(group), rules.factor(audit_type)), seed, rules)
    return tuple(sorted(chosen, key=lambda each: each.code))


def _of_group(group: Sequence[SampledSite], wanted: int, seed: str, rules: SamplingRules) -> list[ChosenSite]:
    forced = [each for each in group if each.has_open_major]
    rest = sorted((each for each in group if not each.has_open_major), key=lambda each: draw(seed, each.code))
    by_risk = max(0, int(rules.risk_share * wanted) - len(forced))
    riskiest = sorted(rest, key=lambda each: -each.risk)[:by_risk]  # equal risks: the lot decides
    left = [each for each in rest if each not in riskiest]
    at_random = max(wanted - len(forced) - len(riskiest), ceil(rules.random_share * wanted))
    return [
        *(ChosenSite(code=each.code, because=ChosenBecause.OPEN_MAJOR) for each in forced),
        *(ChosenSite(code=each.code, because=ChosenBecause.RISK) for each in riskiest),
        *(ChosenSite(code=each.code, because=ChosenBecause.RANDOM) for each in left[:at_random]),
    ]
