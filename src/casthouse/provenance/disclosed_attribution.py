"""What the accounts attribute as somebody may see it: ends of the trail that look alike to whoever asks are made one.

The exact share of an end behind the pool of a company that does not disclose its lots says in which ratio that company
bought, and what is possible of it how much in a year. Such ends are told in hundredths of all of them together, and
what is possible of them as if the pools behind held any amount. All others stand with their exact share and grams;
these and the sum of those in hundredths are the subject, exactly. The trail goes on behind what is not disclosed.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from math import floor
from operator import itemgetter
from typing import TypeVar

from casthouse.parties.disclosure import DisclosedParty, Disclosure
from casthouse.provenance.attribution import Attribution
from casthouse.provenance.disclosed_trace import Place
from casthouse.provenance.origin_share import largest_remainder
from casthouse.provenance.pool import Account, AttributionRule, Pool, PoolBooks, PoolEntry, PoolSubject
from casthouse.provenance.possible_share import PossibleShare, PossibleShares
from casthouse.provenance.share_order import falling_ratio

End = TypeVar("End")

STOCK = "stock"
STEPS = 100
"""So many steps there are for ends of which the exact share is not told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenPoolOrigin:
    """Where the trail ends, as it may be seen: its share of the subject lies between two, and what is possible.

    `share` and `mass_g` are exact; None where they would tell what is not disclosed.
    """

    place: Place
    share: Fraction | None
    mass_g: int | None
    share_from: Fraction
    share_to: Fraction
    possible: PossibleShare


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenInSteps:
    """What all ends that are told in steps are of the subject together, exactly."""

    share: Fraction
    mass_g: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenEnds:
    """The ends of a trail as somebody may see them, the largest first, and those in steps together."""

    ends: tuple[SeenPoolOrigin, ...]
    in_steps: SeenInSteps


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class SeenRule:
    """By which rule somebody's accounts on the trail attribute; who it is stands empty where it is not disclosed."""

    organisation: str
    rule: AttributionRule
    accounts: int


def seen_pool_origins(
    found: Attribution, books: PoolBooks, subject: PoolSubject, parties: Mapping[str, DisclosedParty]
) -> SeenEnds:
    """Return the ends of a trail as somebody may see them, the largest first."""
    return _seen(found, books, subject, parties, told=lambda place: place)


def seen_sources(
    found: Attribution, books: PoolBooks, subject: PoolSubject, parties: Mapping[str, DisclosedParty]
) -> SeenEnds:
    """Return the same put together: all that came to one company in one way, and from one supplier if it is told."""
    return _seen(
        found, books, subject, parties, told=lambda place: replace(place, facility="", lot="", reference="")
    )


def pools_behind(books: PoolBooks, parties: Mapping[str, DisclosedParty], pools: Iterable[Pool]) -> set[Pool]:
    """Return the pools of companies that do not disclose their lots, and all pools that metal came from into these."""
    behind = {
        each for each in pools if not parties[each.account.organisation].level.includes(Disclosure.LOTS)
    }
    step = list(behind)
    while step:
        sources = {source for pool in step for source in books.sources(pool)}
        step = list(sources - behind)
        behind |= sources
    return behind


@dataclass(slots=True, kw_only=True)
class _Alike:
    """The ends that look alike to whoever asks."""

    share: Fraction = Fraction(0)
    entries: list[PoolEntry] = field(default_factory=list)
    stocks: list[Pool] = field(default_factory=list)


_Ends = dict[tuple[bool, Place], _Alike]
"""Ends by whether they are told in steps, and by what may be seen of where they are."""


def _seen(
    found: Attribution,
    books: PoolBooks,
    subject: PoolSubject,
    parties: Mapping[str, DisclosedParty],
    *,
    told: Callable[[Place], Place],
) -> SeenEnds:
    behind = pools_behind(books, parties, found.pools)
    alike = _alike(found, parties, behind, told)
    told_exactly = ((held.share, place) for (is_behind, place), held in alike.items() if not is_behind)
    exact = _by_share(told_exactly, lambda end: end)
    in_steps = sum((held.share for (is_behind, _), held in alike.items() if is_behind), Fraction(0))
    *masses, rest_g = largest_remainder([*(share for share, _ in exact), in_steps], subject.mass_g)
    possible = PossibleShares(books, subject)
    ends = [
        SeenPoolOrigin(
            place=place,
            share=share,
            mass_g=mass_g,
            share_from=share,
            share_to=share,
            possible=possible.of(alike[False, place].entries, alike[False, place].stocks),
        )
        for (share, place), mass_g in zip(exact, masses, strict=True)
    ]
    if in_steps:
        may_be = possible.of_any_amount(behind)
        ends += [
            _in_steps(place, held.share, in_steps, may_be)
            for (is_behind, place), held in alike.items()
            if is_behind
        ]
    return SeenEnds(
        ends=tuple(_by_share(ends, lambda each: (each.share_from, each.place))),
        in_steps=SeenInSteps(share=in_steps, mass_g=rest_g),
    )


def _by_share(ends: Iterable[End], said: Callable[[End], tuple[Fraction, Place]]) -> list[End]:
    """Put ends in order, the largest share first and equal ones by place.

    Many movements are of one mass, and their shares have thousands of digits: each share is put in its place once.
    """
    alike: dict[tuple[int, int], list[tuple[Place, End]]] = defaultdict(list)
    for end in ends:
        share, place = said(end)
        alike[share.numerator, share.denominator].append((place, end))
    order = sorted(alike, key=lambda share: falling_ratio(*share))
    return [end for share in order for _, end in sorted(alike[share], key=itemgetter(0))]


def _alike(
    found: Attribution,
    parties: Mapping[str, DisclosedParty],
    behind: set[Pool],
    told: Callable[[Place], Place],
) -> _Ends:
    alike: _Ends = defaultdict(_Alike)
    for ending in found.endings:
        pool = ending.entries[0].pool  # all came into one
        party, is_behind = parties[pool.account.organisation], pool in behind
        entries: dict[Place, list[PoolEntry]] = defaultdict(list)
        for entry in ending.entries:
            entries[told(entry_place(entry, party))].append(entry)
        for place, came in entries.items():
            held = alike[is_behind, place]
            held.share += ending.per_gram * sum(entry.mass_g for entry in came)
            held.entries += came
    for pool, share in found.stock.items():
        held = alike[pool in behind, told(stock_place(parties[pool.account.organisation]))]
        held.share += share
        held.stocks.append(pool)
    return alike


def _in_steps(place: Place, share: Fraction, whole: Fraction, possible: PossibleShare) -> SeenPoolOrigin:
    """Return an end by the step of the whole in which its share lies; one on the edge of a step looks like others.

    The step is one of the whole, since whoever asks may choose how large the whole is in a delivery, but not the parts.
    """
    step = min(STEPS - 1, floor(share * STEPS / whole))
    return SeenPoolOrigin(
        place=place,
        share=None,
        mass_g=None,
        share_from=whole * step / STEPS,
        share_to=whole * (step + 1) / STEPS,
        possible=possible,
    )


def entry_place(entry: PoolEntry, party: DisclosedParty) -> Place:
    """Return what of an entry at which the trail ends may be seen."""
    shows = party.level.includes
    if shows(Disclosure.LOTS):
        return Place(
            country=party.country,
            organisation=party.code,
            facility=entry.facility,
            lot=entry.lot,
            reference=entry.reference,
            counterparty=entry.counterparty,
            kind=entry.kind.value,
        )
    return Place(
        country=party.country if shows(Disclosure.COUNTRY) else "",
        organisation=party.code if shows(Disclosure.COMPANY) else "",
        facility=entry.facility if shows(Disclosure.SITE) else "",
    )


def stock_place(party: DisclosedParty) -> Place:
    """Return what of a stock from before may be seen."""
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
