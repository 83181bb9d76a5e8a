"""Who answers for what an audit found, once the certificates of its scope have passed to other organisations.

What is open goes with the certificate: the holder of today corrects it, its auditors verify it, and it counts when that
certificate is decided. A scope may have passed certificates on more than once; what an audit found goes with the first
that passed after its last day on site, and with that one's successors.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from casthouse.assurance.certificate_transfer import PassedSite
from casthouse.standard.standard_name import StandardName


@dataclass(frozen=True, slots=True, kw_only=True)
class Succession:
    """A certificate that passed: from which scope to which, of whom, from which day on, with which sites.

    `order` is its place among all successions, in the order of recording.
    """

    order: int
    standard: StandardName
    certificate: str
    successor: str
    before: str
    after: str
    organisation: str
    day: date
    sites: tuple[PassedSite, ...]


def succession_of(
    successions: Iterable[Succession], *, scope: str, standard: StandardName, day: date
) -> tuple[Succession, ...]:
    """Return the successions that take along what was found in a scope up to a day, the last holder's last."""
    chain: list[Succession] = []
    at, since = scope, day
    for each in sorted(successions, key=lambda s: s.order):
        if (each.before, each.standard) == (at, standard) and each.day >= since:
            chain.append(each)
            at, since = each.after, each.day
    return tuple(chain)


def scopes_before(successions: Sequence[Succession], scope: str, standard: StandardName) -> tuple[str, ...]:
    """Return the other scopes from which certificates of a standard came to a scope, directly or through others."""
    found = {scope}
    for each in sorted(successions, key=lambda s: s.order, reverse=True):
        if each.standard is standard and each.after in found:
            found.add(each.before)
    return tuple(sorted(found - {scope}))


def site_after(chain: Iterable[Succession], site: str) -> str:
    """Return the code that the last holder of a chain has for a site."""
    for each in chain:
        site = next((s.after for s in each.sites if s.before == site), site)
    return site


def site_succession(
    successions: Iterable[Succession], *, site: str, standard: StandardName
) -> Succession | None:
    """Return the last succession in which a certificate of a site passed on, under whichever code; None without."""
    last: Succession | None = None
    for each in sorted(successions, key=lambda s: s.order):
        after = next((s.after for s in each.sites if s.before == site), None)
        if each.standard is standard and after is not None:
            site, last = after, each
    return last
