"""What the accounts attribute as somebody may see it: ends of the trail that look alike to whoever asks are made one.

Each stands with its exact share, its grams, which sum to the subject's, and what of the subject may physically have
come from there. What is not disclosed is named so; the trail went on behind it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from casthouse.parties.disclosure import DisclosedParty, Disclosure
from casthouse.provenance.attribution import Attribution
from casthouse.provenance.disclosed_trace import Place
from casthouse.provenance.origin_share import largest_remainder
from casthouse.provenance.pool import Account, AttributionRule, Pool, PoolBooks, PoolEntry, PoolSubject
from casthouse.provenance.pool_walk import End
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
    return _seen(found, books, subject, lambda end: _place(end, parties[_organisation(end)]))


def seen_sources(
    found: Attribution, books: PoolBooks, subject: PoolSubject, parties: Mapping[str, DisclosedParty]
) -> tuple[SeenPoolOrigin, ...]:
    """Return the same put together: all that came to one company in one way, and from one supplier if it is told."""

    def source(end: End) -> Place:
        return replace(_place(end, parties[_organisation(end)]), facility="", lot="", reference="")

    return _seen(found, books, subject, source)


def _seen(
    found: Attribution, books: PoolBooks, subject: PoolSubject, place_of: Callable[[End], Place]
) -> tuple[SeenPoolOrigin, ...]:
    ends: dict[Place, list[End]] = {}
    shares: dict[Place, Fraction] = {}
    told: list[tuple[End, Fraction]] = [*found.entries.items(), *found.stock.items()]
    for end, share in told:
        place = place_of(end)
        ends.setdefault(place, []).append(end)
        shares[place] = shares.get(place, Fraction(0)) + share
    possible = PossibleShares(books, subject)
    places = sorted(shares, key=lambda place: (-shares[place], place))
    grams = largest_remainder([shares[place] for place in places], subject.mass_g)
    return tuple(
        SeenPoolOrigin(
            place=place,
            share=shares[place],
            mass_g=mass_g,
            possible=possible.of(
                [each for each in ends[place] if isinstance(each, PoolEntry)],
                [each for each in ends[place] if isinstance(each, Pool)],
            ),
        )
        for place, mass_g in zip(places, grams, strict=True)
    )


def _organisation(end: End) -> str:
    return end.account.organisation if isinstance(end, Pool) else end.organisation


def _place(end: End, party: DisclosedParty) -> Place:
    return _stock_place(party) if isinstance(end, Pool) else _entry_place(end, party)


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
