"""The whole chain by country as a network: what went from the companies of one country to those of another in a year.

It is drawn from the ledgers of all members. A delivery stands in two of them where both sides keep accounts: of what
both tell of the same two companies and the same stage the greater mass counts, once. Each way is of one stage: a tonne
of bauxite is no tonne of metal. Metal counts on each way that it took.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from casthouse.custody.stage import STAGES, Stage
from casthouse.picture.flow_network import (
    NOT_DISCLOSED,
    Entries,
    EntriesOf,
    FlowBand,
    FlowNetwork,
    FlowNode,
    Spot,
    Tone,
)

FROM, TO = "From", "To"
NOT_ON_RECORD = "country not on record"
UNNAMED = "no counterparty named"
OWN_NOTE = (
    "Movements in force of the own ledger, from the country of who shipped to that of who received; stages are not to "
    "be added."
)
NOTE = (
    "Movements in force of all members, from the country of who shipped to that of who received; of what both sides "
    "tell, the greater mass counts, once. Metal counts on each way that it took, and stages are not to be added."
)


class CountryGrouping(StrEnum):
    """By what the ends of the ways are put together."""

    COUNTRY = "country"
    ORGANISATION = "organisation"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trader:
    """Somebody who shipped or received; `country` is empty for whoever is not registered."""

    name: str
    country: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TradedMass:
    """The grams of a stage that went from one to another in a year, as the ledger of one of them tells."""

    shipper: Trader
    receiver: Trader
    stage: Stage
    mass_g: int
    teller: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CountryQuestion:
    """Which year; which stage and which two countries alone, where told; by what the ends are put together.

    `ledger` is the one organisation whose ledger is asked, empty of all: nobody but its people see that.
    """

    year: int
    stage: Stage | None = None
    start: str | None = None
    end: str | None = None
    grouping: CountryGrouping = CountryGrouping.COUNTRY
    ledger: str = ""

    def asks(self, each: TradedMass) -> bool:
        """Say whether a mass is asked for; the empty code is that of countries not on record."""
        return (
            self.stage in {None, each.stage}
            and self.start in {None, each.shipper.country}
            and self.end in {None, each.receiver.country}
        )


def country_network(
    masses: Iterable[TradedMass], asked: CountryQuestion, *, spots: Mapping[str, Spot]
) -> FlowNetwork:
    """Return the network of what went between countries."""
    nodes: dict[str, FlowNode] = {}
    bands: dict[tuple[str, str, Stage], FlowBand] = {}
    for each in _once(each for each in masses if asked.asks(each)):
        source = _end(each.shipper, "from", asked.grouping, spots)
        target = _end(each.receiver, "to", asked.grouping, spots)
        way = nodes.setdefault(source.key, source).key, nodes.setdefault(target.key, target).key, each.stage
        held = bands.get(way)
        bands[way] = FlowBand(
            source=source.key,
            target=target.key,
            mass_g=each.mass_g + (held.mass_g if held else 0),
            tone=Tone.MADE,
            what=each.stage.value,
            entries=_entries(each, asked),
        )
    return FlowNetwork(
        subject=_subject(asked, spots),
        headings=(FROM, TO) if nodes else (),
        nodes=tuple(nodes.values()),
        bands=tuple(bands.values()),
        first=date(asked.year, 1, 1),
        last=date(asked.year, 12, 31),
        notes=(OWN_NOTE if asked.ledger else NOTE,),
        mark="" if asked.ledger else NOT_DISCLOSED,
    )


def _once(masses: Iterable[TradedMass]) -> list[TradedMass]:
    """Return the mass of each two companies and stage once: the greater of what both tell, the widest first."""
    found: dict[tuple[Trader, Trader, Stage], TradedMass] = {}
    sums: dict[tuple[Trader, Trader, Stage, str], TradedMass] = {}
    for each in masses:
        told = each.shipper, each.receiver, each.stage, each.teller
        held = sums.get(told)
        sums[told] = each if held is None else _added(held, each)
    for (shipper, receiver, stage, _), each in sums.items():
        way = shipper, receiver, stage
        found[way] = max(found.get(way, each), each, key=lambda one: one.mass_g)
    return sorted(
        found.values(),
        key=lambda one: (STAGES.index(one.stage), -one.mass_g, one.shipper.name, one.receiver.name),
    )


def _added(held: TradedMass, each: TradedMass) -> TradedMass:
    return TradedMass(
        shipper=held.shipper,
        receiver=held.receiver,
        stage=held.stage,
        mass_g=held.mass_g + each.mass_g,
        teller=held.teller,
    )


def _end(who: Trader, side: str, grouping: CountryGrouping, spots: Mapping[str, Spot]) -> FlowNode:
    spot = spots.get(who.country)
    country = spot.name if spot else who.country or NOT_ON_RECORD
    is_company = grouping is CountryGrouping.ORGANISATION
    return FlowNode(
        key=f"{side}:{who.name}" if is_company else f"{side}:{who.country}",
        label=who.name or UNNAMED if is_company else country,
        note=country if is_company else "",
        column=0 if side == "from" else 1,
        tone=Tone.SUBJECT,
        spot=spot,
    )


def _entries(each: TradedMass, asked: CountryQuestion) -> Entries:
    """Return the companies behind two countries; of these the movements in the own ledger, or the teller's report."""
    year = ("year", str(asked.year))
    if asked.grouping is CountryGrouping.ORGANISATION and asked.ledger:
        return _movements(each, asked)
    if asked.grouping is CountryGrouping.ORGANISATION:
        return Entries(organisation=each.teller, query=(year,), of=EntriesOf.REPORTS)
    told = (
        ("stage", each.stage.value),
        ("start", each.shipper.country or "-"),
        ("end", each.receiver.country or "-"),
    )
    return Entries(
        organisation=asked.ledger,
        query=(year, ("by", CountryGrouping.ORGANISATION.value), *told),
        of=EntriesOf.COUNTRIES,
    )


def _movements(each: TradedMass, asked: CountryQuestion) -> Entries:
    """Return where the movements of a company with another are listed, of a stage in the year."""
    is_shipped = each.teller == each.shipper.name
    other = each.receiver if is_shipped else each.shipper
    told = {
        "kind": "shipment" if is_shipped else "receipt",
        "stage": each.stage.value,
        "q": other.name,
        "first": date(asked.year, 1, 1).isoformat(),
        "last": date(asked.year, 12, 31).isoformat(),
    }
    return Entries(
        organisation=asked.ledger, query=tuple((name, word) for name, word in told.items() if word)
    )


def _subject(asked: CountryQuestion, spots: Mapping[str, Spot]) -> str:
    """Return what the picture is of, in words."""

    def named(code: str) -> str:
        return spots[code].name if code in spots else code or NOT_ON_RECORD

    ends = [
        f"{word} {named(code)}"
        for word, code in (("from", asked.start), ("to", asked.end))
        if code is not None
    ]
    what = asked.stage.value.capitalize() if asked.stage else "Flows"
    whose = [f"of {asked.ledger}"] if asked.ledger else []
    return " ".join([what, *whose, *(ends or ["between countries"])])
