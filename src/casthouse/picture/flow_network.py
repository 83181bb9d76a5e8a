"""A network of flows: who or what the metal came through, from left to right, and the mass on each way between.

It is what all pictures of flows and their tables are made of. It holds no more than whoever asked may see: what is not
disclosed stands in it as such, with its mass.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Tone(StrEnum):
    """What a node or a band is; the colour follows it, and a word stands beside the colour."""

    COC = "coc"
    OTHER = "other"
    MADE = "made"
    OUT_COC = "out_coc"
    OUT_OTHER = "out_other"
    REST = "rest"
    SUBJECT = "subject"


TONE_WORDS: dict[Tone, str] = {
    Tone.COC: "CoC Material or Eligible Scrap in",
    Tone.OTHER: "other in",
    Tone.MADE: "made or moved on",
    Tone.OUT_COC: "out as CoC Material",
    Tone.OUT_OTHER: "out as other",
    Tone.REST: "lost, or to and from stock",
    Tone.SUBJECT: "what is traced",
}


PROVISIONAL = "provisional: a period is not closed"
NOT_DISCLOSED = "Not disclosed to others: this holds what companies keep to themselves. Do not pass it on."


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A place on the map: its name and where it lies, in degrees."""

    name: str
    latitude: float
    longitude: float


class EntriesOf(StrEnum):
    """What the entries behind a figure are."""

    MOVEMENTS = "movements"
    REPORTS = "reports"
    STEP = "step"  # the lots that came out of a step in some days
    TRACE = "trace"  # what came into a lot
    LOTS = "lots"  # the lots of a company
    COUNTRIES = "countries"  # the companies behind what went between two countries
    COMPANIES = "companies"  # the same flows company by company
    PUBLISHED = "published"  # the masses of a year as they were published


@dataclass(frozen=True, slots=True, kw_only=True)
class Entries:
    """Where the entries behind a figure are listed: whose, empty of many, and what narrows the list down to them."""

    organisation: str
    query: tuple[tuple[str, str], ...] = ()
    of: EntriesOf = EntriesOf.MOVEMENTS


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowNode:
    """Somebody or something that mass comes through.

    Attributes:
        key: tells it from all others.
        label: its name, or that it is undisclosed.
        column: its place from left to right.
        tone: what it is.
        note: a few words more.
        place: what the name of its column says of it, for the table.
        is_undisclosed: whether whoever it is does not tell; it is dashed.
        is_provisional: whether it is of a period that is not closed; it is dotted.
        is_inside: whether it is no place of its own, such as a loss; it is on no map.
        spot: where it lies, if that may be seen.
        entries: what stands behind it.
    """

    key: str
    label: str
    column: int
    tone: Tone
    note: str = ""
    place: str = ""
    is_undisclosed: bool = False
    is_provisional: bool = False
    is_inside: bool = False
    spot: Spot | None = None
    entries: Entries | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BandWay:
    """A part of a band with its own two places, each None where it has none that may be seen."""

    start: Spot | None
    end: Spot | None
    mass_g: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowBand:
    """Mass on the way from one node to another.

    Attributes:
        source: key of the node that it leaves.
        target: key of the node that it comes to.
        mass_g: grams.
        tone: what it is.
        what: the same in a word of its own, where the tone does not say it.
        is_undisclosed: whether whoever it comes from does not tell; it is dashed.
        is_provisional: whether a period that is not closed is in it; it is dotted.
        entries: what stands behind it.
        ways: where its mass went on the map, where a node has several places; else it goes from node to node.
    """

    source: str
    target: str
    mass_g: int
    tone: Tone
    what: str = ""
    is_undisclosed: bool = False
    is_provisional: bool = False
    entries: Entries | None = None
    ways: tuple[BandWay, ...] = ()

    @property
    def said(self) -> str:
        """What it is, in words."""
        return self.what or TONE_WORDS[self.tone]


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowNetwork:
    """A network with the words that stand over it.

    Attributes:
        subject: what it is of, in words.
        headings: the names of the columns.
        nodes: in order.
        bands: in order.
        first: the first day of what is counted; None where a picture is of no span of days.
        last: the last day of it.
        notes: what has to be known to read it right.
        caption: what has to be said in the picture itself, by what it is to be read.
        mark: to whom it may not be shown, said in the picture itself; nothing where it holds no more than others see.
        whole_g: the mass of which each is a share, where shares are said; 0 where none are.
        reaches_mine: whether a mine is among what it begins with, as far as that may be seen.
        counts_steps: whether its columns count deliveries, so that those far back may be drawn as one.
    """

    subject: str
    headings: tuple[str, ...]
    nodes: tuple[FlowNode, ...]
    bands: tuple[FlowBand, ...]
    first: date | None = None
    last: date | None = None
    notes: tuple[str, ...] = ()
    caption: str = ""
    mark: str = ""
    whole_g: int = 0
    reaches_mine: bool = False
    counts_steps: bool = False

    @property
    def title(self) -> str:
        """What stands over its picture."""
        return f"{self.subject}, {self.first} to {self.last}" if self.first else self.subject

    @property
    def by_key(self) -> Mapping[str, FlowNode]:
        """The nodes by their keys."""
        return {each.key: each for each in self.nodes}

    @property
    def has_undisclosed(self) -> bool:
        """Say whether any of it is undisclosed."""
        return any(each.is_undisclosed for each in self.nodes) or any(
            each.is_undisclosed for each in self.bands
        )

    @property
    def has_provisional(self) -> bool:
        """Say whether any of it is of a period that is not closed."""
        return any(each.is_provisional for each in self.bands)

    @property
    def tones(self) -> tuple[Tone, ...]:
        """The tones that occur, in their order."""
        found = {each.tone for each in self.bands}
        return tuple(each for each in Tone if each in found)


def inflow_g(network: FlowNetwork, key: str) -> int:
    """Return the mass that comes into a node."""
    return sum(each.mass_g for each in network.bands if each.target == key)


def through_g(network: FlowNetwork) -> dict[str, int]:
    """Return the mass through each node: what comes in or goes out, whichever is more."""
    into: dict[str, int] = {}
    out: dict[str, int] = {}
    for each in network.bands:
        out[each.source] = out.get(each.source, 0) + each.mass_g
        into[each.target] = into.get(each.target, 0) + each.mass_g
    return {each.key: max(into.get(each.key, 0), out.get(each.key, 0)) for each in network.nodes}
