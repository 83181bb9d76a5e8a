"""What the accounts attribute as a network: from where the trail ends through pools to the product, as it may be seen.

A pool is a stage of a scope in a period. It is a book-keeping picture and never mixed with that of known lots. Of a
company that does not disclose its lots stands what it delivered to those who do; behind it the ends are drawn with what
their hundredth tells (`provenance/disclosed_attribution.py`), and no way between: it tells no more than the list.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from math import floor

from casthouse.custody.stage import STAGES, Stage
from casthouse.measure.period import Period
from casthouse.parties.disclosure import DisclosedParty
from casthouse.picture.flow_network import Entries, FlowBand, FlowNetwork, FlowNode, Spot, Tone
from casthouse.picture.trace_flow import seen_name
from casthouse.provenance.attribution import Attribution
from casthouse.provenance.disclosed_attribution import (
    STOCK,
    SeenPoolOrigin,
    entry_place,
    pools_behind,
    stock_place,
)
from casthouse.provenance.disclosed_trace import UNDISCLOSED, Place
from casthouse.provenance.flow_group import flow_groups
from casthouse.provenance.long_share import half_even
from casthouse.provenance.pool import EntryKind, Pool, PoolBooks, PoolSubject

Ways = Mapping[tuple[Pool, Pool], Fraction]
"""The subject's share on the way from one pool into another."""

CAPTION = (
    "Attributed by mass balance, rule {rule} of {scope} in {period}. It does not say which metal it was."
)
NOTE = (
    "What the accounts attribute, in grams of the delivery, each rounded by itself; what known lots prove is another "
    "picture. Each scope on the trail attributes by its own rule. What goes round in a circle counts on each way."
)
BEHIND = (
    "Behind companies that do not disclose their lots each end stands with the least that its hundredth of all behind "
    "them tells, the rest as one; the ways between are not drawn."
)
LEAST = "at least"


@dataclass(frozen=True, slots=True, kw_only=True)
class AttributedTrail:
    """What the accounts attribute of a subject, with the ways between pools.

    Attributes:
        subject: what left.
        books: the accounts that the trail came through.
        found: where it ends.
        ways: which share came along which way.
        sources: the ends as they may be seen, of which those behind are told in hundredths.
    """

    subject: PoolSubject
    books: PoolBooks
    found: Attribution
    ways: Ways
    sources: Sequence[SeenPoolOrigin]


@dataclass(frozen=True, slots=True, kw_only=True)
class AttributedSight:
    """What each company discloses, where it lies if that may be seen, and what is asked about, on which day.

    `stage_spots` is at which site a company does a stage, of those that disclose their sites.
    """

    parties: Mapping[str, DisclosedParty]
    spots: Mapping[str, Spot]
    product: str
    day: date
    stage_spots: Mapping[tuple[str, Stage], Spot] = field(default_factory=dict)

    def spot_of(self, pool: Pool) -> Spot | None:
        """Return where a pool lies, as far as that may be seen."""
        organisation = pool.account.organisation
        return self.stage_spots.get((organisation, pool.stage)) or self.spots.get(organisation)


def attributed_network(trail: AttributedTrail, sight: AttributedSight) -> FlowNetwork:
    """Return the network of what the accounts attribute."""
    sheet = _Sheet(trail, sight)
    sheet.deliver()
    ends = [
        (entry.pool, entry_place(entry, sight.parties[entry.organisation]), ending.per_gram * entry.mass_g)
        for ending in trail.found.endings
        for entry in ending.entries
    ]
    # The order of ends is that of nothing: the same picture is to be drawn each time.
    for pool, place, share in sorted(ends, key=lambda each: (each[0], repr(each[1]))):
        sheet.end(pool, place, share)
    for pool, share in trail.found.stock.items():
        sheet.end(pool, stock_place(sight.parties[pool.account.organisation]), share)
    sheet.end_behind()
    return sheet.network()


class _Sheet:
    """The nodes and bands while they are put together; columns count from the product leftwards at first."""

    def __init__(self, trail: AttributedTrail, sight: AttributedSight) -> None:
        self.trail, self.sight, self.subject = trail, sight, trail.subject
        self.own = self.subject.pool.account.organisation
        self.behind = pools_behind(trail.books, sight.parties, trail.found.pools)
        self.columns = _columns(self.subject.pool, trail.ways, self.behind)
        self.gates = {self._gate(pool).key: self._gate(pool) for pool in self._gate_pools()}
        self.headings = self._headings()
        self.nodes: dict[str, FlowNode] = {}
        self.shares: dict[tuple[str, str], Fraction] = {}
        self.entries: dict[tuple[str, str], Entries] = {}
        self.told: list[FlowBand] = []
        spot = sight.spot_of(self.subject.pool)
        self.product = self._node(
            FlowNode(key="product", label=sight.product, column=0, tone=Tone.SUBJECT, spot=spot)
        )

    @property
    def last(self) -> int:
        """The column of the ends."""
        return len(self.headings) - 1

    def _gate_pools(self) -> set[Pool]:
        """Return the pools that all is behind: they delivered to one of which all is told, or the subject itself."""
        found = {
            source
            for (source, target), share in self.trail.ways.items()
            if share and source in self.behind and target not in self.behind
        }
        return found | ({self.subject.pool} & self.behind)

    def _headings(self) -> list[str]:
        """Return what stands over the columns, from the right."""
        stages = {column: pool.stage.value.capitalize() for pool, column in self.columns.items()}
        names = [stages[column] for column in sorted(stages)]
        gates = ["Not all told"] if self.gates else []
        return [
            "Delivery",
            *names,
            *gates,
            *(["Behind them"] if len(self.gates) > 1 else []),
            "The trail ends",
        ]

    def deliver(self) -> None:
        """Add what came from pool to pool and out of the last of them; the ways behind are not drawn."""
        self._add(self._pool(self.subject.pool), self.product, Fraction(1))
        for (source, target), share in sorted(self.trail.ways.items()):
            if target not in self.behind and share:
                self._add(self._pool(source), self._pool(target), share)

    def end(self, pool: Pool, place: Place, share: Fraction) -> None:
        """Add an end of the trail at a pool of which all is told."""
        if pool in self.behind or not share:
            return
        node, target = self._node(self._end(place)), self._pool(pool)
        self._add(node, target, share)
        if pool.account.organisation == self.own and place.kind != STOCK:
            self.entries.setdefault(
                (node.key, target.key), _entries(pool, kind=place.kind, q=place.counterparty)
            )

    def end_behind(self) -> None:
        """Add the ends that are told in hundredths, each with the least that it can be, and the rest as one."""
        if not self.gates:
            return
        hub, rest_g = self._hub()
        for each in self.trail.sources:
            mass_g = min(floor(each.share_from * self.subject.mass_g), rest_g)
            if each.share is None and mass_g:
                self._tell(self._end(each.place, note=LEAST), hub, mass_g)
                rest_g -= mass_g
        if rest_g:
            label = "not told more closely"
            rest = FlowNode(key="rest", label=label, column=self.last, tone=Tone.OTHER, is_undisclosed=True)
            self._tell(rest, hub, rest_g)

    def _hub(self) -> tuple[FlowNode, int]:
        """Return what the ends behind lead to, with its mass: the one company that does not tell, else all together."""
        given: dict[str, int] = {}
        for band in self._bands():
            if band.source in self.gates:
                given[band.source] = given.get(band.source, 0) + band.mass_g
        if len(self.gates) == 1:
            return next(iter(self.gates.values())), sum(given.values())
        hub = FlowNode(
            key="hub", label="ways not told", column=self.last - 1, tone=Tone.OTHER, is_undisclosed=True
        )
        for key, mass_g in given.items():
            self._tell(hub, self.gates[key], mass_g)
        return hub, sum(given.values())

    def _pool(self, pool: Pool) -> FlowNode:
        if pool in self.behind:
            return self._node(self._gate(pool))
        account, period = pool.account, _period_words(pool.account.period)
        return self._node(
            FlowNode(
                key=f"pool:{account.scope}:{pool.stage.value}:{account.period.start}",
                label=account.scope,
                column=self.columns[pool],
                tone=Tone.MADE,
                note="" if account.period == self.subject.pool.account.period else period,
                place=f"{pool.stage.value} {period}",
                spot=self.sight.spot_of(pool),
                entries=_entries(pool) if account.organisation == self.own else None,
            )
        )

    def _gate(self, pool: Pool) -> FlowNode:
        """Return a company by what it discloses; which scope and period it was is not told."""
        organisation = pool.account.organisation
        label, is_undisclosed = seen_name(self.sight.parties[organisation])
        return FlowNode(
            key=f"gate:{label}:{pool.stage.value}",
            label=label,
            column=max(self.columns.values(), default=0) + 1,
            tone=Tone.MADE,
            note=pool.stage.value,
            is_undisclosed=is_undisclosed,
            spot=self.sight.spot_of(pool),
        )

    def _end(self, place: Place, *, note: str = "") -> FlowNode:
        label, said = _end_words(place)
        told = ", ".join(each for each in (note, said) if each)
        is_own = place.kind in {STOCK, EntryKind.EXTRACTION.value}
        return FlowNode(
            key=f"end:{label}:{told}",
            label=label,
            column=self.last,
            tone=Tone.REST if place.kind == STOCK else Tone.MADE,
            note=told,
            is_undisclosed=label == UNDISCLOSED,
            is_inside=is_own,
            spot=None if is_own else self.sight.spots.get(place.counterparty or place.organisation),
        )

    def _node(self, node: FlowNode) -> FlowNode:
        return self.nodes.setdefault(node.key, node)

    def _add(self, source: FlowNode, target: FlowNode, share: Fraction) -> None:
        if source.key != target.key:
            way = source.key, target.key
            self.shares[way] = self.shares.get(way, Fraction(0)) + share

    def _tell(self, source: FlowNode, target: FlowNode, mass_g: int) -> None:
        """Add a band of which no exact share is told; several of ends that look alike are one."""
        way = self._node(source).key, self._node(target).key
        held = next((each for each in self.told if (each.source, each.target) == way), None)
        if held is not None:
            self.told.remove(held)
            mass_g += held.mass_g
        self.told.append(_band(way, mass_g, is_undisclosed=True))

    def _bands(self) -> list[FlowBand]:
        """Return the bands of exact shares; one that comes from what is not disclosed is dashed."""
        return [
            _band(
                way, mass_g, is_undisclosed=self.nodes[way[0]].is_undisclosed, entries=self.entries.get(way)
            )
            for way, share in self.shares.items()
            if (mass_g := half_even(share.numerator * self.subject.mass_g, share.denominator))
        ]

    def network(self) -> FlowNetwork:
        """Return the network, its columns counted from the left."""
        bands = (*self._bands(), *self.told)
        met = {key for each in bands for key in (each.source, each.target)}
        account = self.subject.pool.account
        caption = CAPTION.format(
            rule=self.trail.books.rule(self.subject.pool).value,
            scope=account.scope,
            period=_period_words(account.period),
        )
        return FlowNetwork(
            subject=f"Attributed by mass balance: {self.sight.product}, as known on {self.sight.day}",
            headings=tuple(self.headings[::-1]),
            nodes=tuple(
                replace(each, column=self.last - each.column)
                for key, each in self.nodes.items()
                if key in met
            ),
            bands=bands,
            notes=(NOTE, *((BEHIND,) if self.gates else ())),
            caption=caption,
            whole_g=self.subject.mass_g,
        )


def _columns(subject: Pool, ways: Ways, behind: set[Pool]) -> dict[Pool, int]:
    """Return in which column each pool stands of which all is told: by stage, and in one by the longest way."""
    sources: dict[Pool, set[Pool]] = {} if subject in behind else {subject: set()}
    for (source, target), share in ways.items():
        if share and target not in behind:
            sources.setdefault(target, set()).update({source} - behind)
            for each in {source} - behind:
                sources.setdefault(each, set())
    columns: dict[Pool, int] = {}
    for stage in reversed(STAGES):
        held = {
            pool: {each for each in sources[pool] if each.stage is stage}
            for pool in sources
            if pool.stage is stage
        }
        first = max(columns.values(), default=0) + 1
        columns |= {pool: first + depth for pool, depth in _depths(held).items()}
    return columns


def _depths(sources: Mapping[Pool, set[Pool]]) -> dict[Pool, int]:
    """Return how far each pool is from where metal leaves these, on the longest way; a circle is one place."""
    depths = dict.fromkeys(sorted(sources), 0)
    for group in reversed(flow_groups(sources)):
        depth = max(depths[pool] for pool in group)
        depths |= dict.fromkeys(group, depth)
        for source in {each for pool in group for each in sources[pool]} - set(group):
            depths[source] = max(depths[source], depth + 1)
    return depths


def _band(
    way: tuple[str, str], mass_g: int, *, is_undisclosed: bool, entries: Entries | None = None
) -> FlowBand:
    return FlowBand(
        source=way[0],
        target=way[1],
        mass_g=mass_g,
        tone=Tone.MADE,
        is_undisclosed=is_undisclosed,
        entries=entries,
    )


def _entries(pool: Pool, **query: str) -> Entries:
    """Return where the movements of a pool are listed."""
    account = pool.account
    told = {"scope": account.scope, "stage": pool.stage.value} | {
        name: word for name, word in query.items() if word
    }
    span = {"first": account.period.start.isoformat(), "last": account.period.last_day.isoformat()}
    return Entries(organisation=account.organisation, query=tuple((told | span).items()))


def _end_words(place: Place) -> tuple[str, str]:
    """Return what an end is called, and a few words more, as far as they are told."""
    who = place.organisation or (f"a company in {place.country}" if place.country else UNDISCLOSED)
    if place.kind == EntryKind.EXTRACTION.value:
        return (f"mine {place.facility}", f"of {who}") if place.facility else (f"mine of {who}", "")
    if place.kind == STOCK:
        return f"stock of {who}", "from before"
    if place.kind:
        return place.counterparty or UNDISCLOSED, f"to {who}"
    return who, ""


def _period_words(period: Period) -> str:
    """Return a period in few words: a calendar year by its number."""
    year = period.start.year
    is_year = (period.start, period.end) == (date(year, 1, 1), date(year + 1, 1, 1))
    return str(year) if is_year else f"{period.start} to {period.last_day}"
