"""The entries of a ledger that an auditor may draw from, and the digest that says which ones they were.

A population is a frame, a row an entry, in the order of the ledger. Each entry has a canonical line: its columns as
text, parted by a tabulator, in which a backslash, a tabulator or a line break stands as a backslash and a letter. The
digest of the population is the SHA-256 over all lines, each ended by a line feed, in UTF-8: whoever has the lines can
recompute it, and it stays the same exactly as long as the population does.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

import polars as pl


class PopulationOver(StrEnum):
    """What entries are: movements of the scope, or the CoC Documents that it issued and booked."""

    MOVEMENTS = "movements"
    DOCUMENTS = "documents"


LINE_COLUMNS: dict[PopulationOver, tuple[str, ...]] = {
    PopulationOver.MOVEMENTS: (
        *("key", "day", "facility", "kind", "material", "mass_g", "coc", "counterparty", "document", "lot"),
        "reversed_by",
    ),
    PopulationOver.DOCUMENTS: (
        *("key", "day", "facility", "direction", "material", "mass_g", "state", "party", "movement"),
        "content",
    ),
}
"""The columns of a canonical line in their order; `key` names the entry, `content` is the digest of a document."""

DIMENSIONS: dict[PopulationOver, tuple[str, ...]] = {
    PopulationOver.MOVEMENTS: ("kind", "material", "coc", "facility", "quarter"),
    PopulationOver.DOCUMENTS: ("direction", "material", "state", "facility", "quarter"),
}
"""By what a population may be parted into strata."""

DIGEST_METHOD = "SHA-256 over the canonical lines, each ended by a line feed"
_ESCAPES = (("\\", "\\\\"), ("\t", "\\t"), ("\n", "\\n"), ("\r", "\\r"))
_SLICE_ROWS = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Population:
    """Entries to draw from; `frame` has at least the columns of a canonical line, `day` as a date."""

    over: PopulationOver
    frame: pl.DataFrame

    @property
    def entries(self) -> int:
        """How many there are."""
        return self.frame.height

    @property
    def mass_g(self) -> int:
        """The mass of all of them."""
        return sum(self.frame["mass_g"].to_list())

    def digest(self) -> str:
        """Return the digest of the population."""
        found = sha256()
        for lines in self._lines():
            found.update(("\n".join(lines) + "\n").encode())
        return found.hexdigest()

    def line_digests(self, places: Sequence[int]) -> list[str]:
        """Return the digests of the canonical lines of some entries, by their places."""
        return [sha256(line.encode()).hexdigest() for line in self.lines(places)]

    def lines(self, places: Sequence[int]) -> list[str]:
        """Return the canonical lines of some entries, by their places."""
        chosen = self.frame[list(places)]
        return chosen.select(_line(self.over)).to_series().to_list() if chosen.height else []

    def _lines(self) -> Iterator[list[str]]:
        for piece in self.frame.iter_slices(_SLICE_ROWS):
            if piece.height:
                yield piece.select(_line(self.over)).to_series().to_list()

    def strata(self, dimensions: Sequence[str]) -> pl.Series:
        """Return the stratum of each entry: its words in some dimensions, parted by “ · ”."""
        if not dimensions:
            return pl.repeat("all", self.frame.height, dtype=pl.String, eager=True)
        words = pl.concat_str([_dimension(each) for each in dimensions], separator=" · ")
        return self.frame.select(words).to_series()


def _line(over: PopulationOver) -> pl.Expr:
    return pl.concat_str([_field(name) for name in LINE_COLUMNS[over]], separator="\t")


def _field(name: str) -> pl.Expr:
    if name == "day":
        return pl.col(name).dt.to_string("%Y-%m-%d")
    if name == "mass_g":
        return pl.col(name).cast(pl.String)
    field = pl.col(name)
    for sign, escaped in _ESCAPES:
        field = field.str.replace_all(sign, escaped, literal=True)
    return field


def escaped_line(fields: Sequence[str]) -> str:
    """Return fields that are texts as one canonical line."""
    told = []
    for field in fields:
        for sign, escaped in _ESCAPES:
            field = field.replace(sign, escaped)  # noqa: PLW2901 - each escape works on what the one before made
        told.append(field)
    return "\t".join(told)


def _dimension(name: str) -> pl.Expr:
    if name == "quarter":
        return pl.format("{} Q{}", pl.col("day").dt.year(), pl.col("day").dt.quarter())
    word = pl.col(name)
    return pl.when(word == "").then(pl.lit("–")).otherwise(word)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stratum:
    """A part of a population: how many entries of which mass."""

    name: str
    entries: int
    mass_g: int


def strata_of(population: Population, dimensions: Sequence[str]) -> list[Stratum]:
    """Return the strata of a population by name."""
    frame = population.frame.select("mass_g").with_columns(population.strata(dimensions).alias("stratum"))
    mass_g = pl.col("mass_g").cast(pl.Decimal(38, 0)).sum()  # a sum may be wider than 64 bits
    sums = frame.group_by("stratum").agg(pl.len().alias("entries"), mass_g).sort("stratum")
    return [Stratum(name=name, entries=entries, mass_g=int(mass)) for name, entries, mass in sums.iter_rows()]
