"""What the accounts attribute as somebody may see it: ends of the trail that look alike to whoever asks are made one.

Each stands with its exact share, its grams, which sum to the subject's, and what of the subject may physically have
come from there. What is not disclosed is named so; the trail went on behind it.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction

from casthouse.parties.disclosure import DisclosedParty, Disclosure
from casthouse.provenance.attribution import Attribution
from casthouse.provenance.disclosed_trace import Place
from casthouse.provenance.origin_share import largest_remainder
from casthouse.provenance.pool import Account, AttributionRule, Pool, PoolBooks, PoolEntry, PoolSubject
from casthouse.provenance.possible_share import PossibleShare, PossibleShares

STOCK = "stock"


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenPoolOrigin:
    """Where the trail ends, as it may be seen: its exact share of the subject, its grams, and what is possible."""

    place: Place
    share: Fraction
    mass_g: int
    possible: PossibleShare


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class SeenRule:
    """By which rule somebody's accounts on the trail attribute; who it is stands empty where it is not disclosed."""

    organisation: str
    rule: AttributionRule
    accounts: int


def seen_pool_origins(
    found: Attribution, books: PoolBooks, subject: PoolSubject, parties: Mapping[str, DisclosedParty]
) -> tuple[SeenPoolOrigin, ...]:
    """Return the ends of a trail as somebody may see them, the largest first."""
    return _seen(found, books, subject, parties, told=lambda place: place)


def seen_sources(
    found: Attribution, books: PoolBooks, subject: PoolSubject, parties: Mapping[str, DisclosedParty]
) -> tuple[SeenPoolOrigin, ...]:
    """Return the same put together: all that came to one company in one way, and from one supplier if it is told."""
    return _seen(
        found, books, subject, parties, told=lambda place: replace(place, facility="", lot="", reference="")
    )


@dataclass(slots=True, kw_only=True)
class _Alike:
    """The ends that look alike to whoever asks."""

    share: Fraction = Fraction(0)
    entries: list[PoolEntry] = field(default_factory=list)
    stocks: list[Pool] = field(default_factory=list)


def _seen(
    found: Attribution,
    books: PoolBooks,
    subject: PoolSubject,
    parties: Mapping[str, DisclosedParty],
    *,
    told: Callable[[Place], Place],
) -> tuple[SeenPoolOrigin, ...]:
    alike: dict[Place, _Alike] = defaultdict(_Alike)
    for ending in found.endings:
        grams: dict[Place, int] = defaultdict(int)
        party = parties[ending.entries[0].organisation]  # all came into one pool
        for entry in ending.entries:
            place = told(_entry_place(entry, party))
            grams[place] += entry.mass_g
            alike[place].entries.append(entry)
        for place, mass_g in grams.items():
            alike[place].share += ending.per_gram * mass_g
    for pool, share in found.stock.items():
        held = alike[told(_stock_place(parties[pool.account.organisation]))]
        held.share += share
        held.stocks.append(pool)
    possible = PossibleShares(books, subject)
    places = sorted(alike, key=lambda place: (-alike[place].share, place))
    masses = largest_remainder([alike[place].share for place in places], subject.mass_g)
    return tuple(
        SeenPoolOrigin(
            place=place,
            share=alike[place].share,
            mass_g=mass_g,
            possible=possible.of(alike[place].entries, alike[place].stocks),
        )
        for place, mass_g in zip(places, masses, strict=True)
    )


def _entry_place(entry: PoolEntry, party: DisclosedParty) -> Place:
    shows = party.level.includes
    return Place(
        country=party.country if shows(Disclosure.COUNTRY) else "",
        organisation=party.code if shows(Disclosure.COMPANY) else "",
        facility=entry.facility if shows(Disclosure.SITE) else "",
        lot=entry.lot if shows(Disclosure.LOTS) else "",
        reference=entry.reference if shows(Disclosure.LOTS) else "",
        counterparty=entry.counterparty if shows(Disclosure.LOTS) else "",
        kind=entry.kind.value if shows(Disclosure.LOTS) else "",
    )


def _stock_place(party: DisclosedParty) -> Place:
    return Place(
        country=party.country if party.level.includes(Disclosure.COUNTRY) else "",
        organisation=party.code if party.level.includes(Disclosure.COMPANY) else "",
        kind=STOCK if party.level.includes(Disclosure.LOTS) else "",
    )


def seen_rules(
    pools: Iterable[Pool], books: PoolBooks, parties: Mapping[str, DisclosedParty]
) -> tuple[SeenRule, ...]:
    """Return by which rules the accounts of a trail attribute, and how many do."""
    counts: dict[tuple[str, AttributionRule], set[Account]] = {}
    for pool in pools:
        party = parties[pool.account.organisation]
        who = party.code if party.level.includes(Disclosure.COMPANY) else ""
        counts.setdefault((who, books.rule(pool)), set()).add(pool.account)
    return tuple(
        sorted(
            SeenRule(organisation=who, rule=rule, accounts=len(accounts))
            for (who, rule), accounts in counts.items()
        )
    )
