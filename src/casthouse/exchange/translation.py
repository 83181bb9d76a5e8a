"""From the words of an export to the words of the contract, a column at a time.

Guarantee: after translation a value either is what the profile says it means, or it names itself as unknown
(`“XX” (not in profile erp-de)`), so that nothing untranslated can pass for a word of the contract. A profile
that leaves a part out does not translate it. Nothing is judged here: whether a date is real or a material known
is the domain's to say.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from casthouse.custody.movement import CocMark, Kind
from casthouse.exchange.date_layout import iso_date
from casthouse.exchange.dry_mass import dry_quantity
from casthouse.exchange.extra_column import extra_column
from casthouse.exchange.heading import Headings, mapped_columns, unknown_columns
from casthouse.exchange.number_column import decimal_column
from casthouse.exchange.profile import COLUMNS, MOISTURE, WET_QUANTITY, Negative, Profile
from casthouse.exchange.raw_cell import TYPED

TYPED_COLUMNS: tuple[str, ...] = ("date", "quantity", "coc")
"""The contract's columns that a typed cell can stand in."""

_SKIP = "skip"
_COC_KINDS = (Kind.RECEIPT, Kind.SHIPMENT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Translated:
    """The movements in a piece of a file, with columns as in the contract, and how many rows were skipped."""

    rows: pl.DataFrame
    skipped: int


def raw_column(index: int) -> str:
    """Return the name of the raw column at an index of the file."""
    return f"column_{index}"


def translate(
    raw: pl.DataFrame, headings: Headings, profile: Profile, *, is_trimmed: bool, has_typed: bool
) -> Translated:
    """Return the rows of the raw records that a profile reads as movements.

    Args:
        raw: `row`, `malformed` and one column of text for each column of the file, see `raw_column`.
        headings: the header of the file.
        profile: the profile, which fits the headings.
        is_trimmed: whether no text has a blank at its edge, which saves the trimming.
        has_typed: whether texts may carry the mark of a typed cell, as those of a workbook do.
    """
    present = without_blank_rows(raw, headings, is_trimmed=is_trimmed)
    columns = mapped_columns(headings, profile)
    frame = present.select("row", "malformed", *_mapped(columns, is_trimmed=is_trimmed))
    frame = _with_kind(frame, profile)
    frame = _with_quantity(frame, profile, columns, has_typed=has_typed)
    frame = _with_words(frame, profile, columns)
    if has_typed:
        frame = frame.with_columns(pl.col(TYPED_COLUMNS).str.strip_prefix(TYPED))
    kept = {
        **unknown_columns(headings, profile),
        **{name: columns[name] for name in (WET_QUANTITY, MOISTURE) if name in columns},
    }
    extra = extra_column(present, {name: raw_column(index) for name, index in kept.items()})
    rows = frame.select("row", *COLUMNS, extra, "malformed")
    if profile.movement_types is None:
        return Translated(rows=rows, skipped=0)
    moved = rows.filter((pl.col("kind") != _SKIP) | (pl.col("malformed") != ""))
    return Translated(rows=moved, skipped=rows.height - moved.height)


def without_blank_rows(raw: pl.DataFrame, headings: Headings, *, is_trimmed: bool) -> pl.DataFrame:
    """Return the records without those that hold nothing but blanks."""
    texts = [
        _trimmed(pl.col(raw_column(index)), is_trimmed=is_trimmed) for index in range(len(headings.names))
    ]
    first = raw.filter(texts[0] == "")  # nearly always empty, which is quickly seen
    if not first.height:
        return raw
    blank = first.filter(pl.all_horizontal(text == "" for text in texts) & (pl.col("malformed") == ""))["row"]
    return raw.filter(~pl.col("row").is_in(blank.implode())) if len(blank) else raw


def _mapped(columns: Mapping[str, int], *, is_trimmed: bool) -> list[pl.Expr]:
    """Return the mapped columns under their names, trimmed; an empty text where the file has none."""
    names = (*COLUMNS, *(name for name in (WET_QUANTITY, MOISTURE) if name in columns))
    return [
        (
            _trimmed(pl.col(raw_column(columns[name])), is_trimmed=is_trimmed)
            if name in columns
            else pl.lit("")
        ).alias(name)
        for name in names
    ]


def _trimmed(column: pl.Expr, *, is_trimmed: bool) -> pl.Expr:
    return column if is_trimmed else column.str.strip_chars()


def _unknown(column: pl.Expr, profile: Profile) -> pl.Expr:
    """Return how a value names itself that the profile does not know; a blank stays blank."""
    named = pl.format("“{}” (not in profile " + profile.name + ")", column.str.strip_prefix(TYPED))
    return pl.when(column == "").then(pl.lit("")).otherwise(named)


def _looked_up(column: pl.Series, words: Mapping[str, str], profile: Profile) -> pl.Series:
    """Return what each value means; one that the profile does not know names itself, a blank stays blank."""
    known = {"": "", **words}
    found = column.replace_strict(list(known), list(known.values()), default=None, return_dtype=pl.String)
    if not found.null_count():
        return found
    names = pl.DataFrame({"value": column, "found": found})
    return names.select(pl.coalesce("found", _unknown(pl.col("value"), profile)))["found"]


def _with_kind(frame: pl.DataFrame, profile: Profile) -> pl.DataFrame:
    """Add `negative`, what a minus means in each row, and put the kind in place of the movement type."""
    types = profile.movement_types
    if types is None:
        return frame.with_columns(negative=pl.lit(Negative.REFUSED))
    kinds = {name: str(entry.kind or _SKIP) for name, entry in types.items()}
    negatives = {name: str(entry.negative) for name, entry in types.items()}
    return frame.with_columns(
        negative=pl.col("kind").replace_strict(
            list(negatives), list(negatives.values()), default=str(Negative.REFUSED), return_dtype=pl.String
        ),
        kind=_looked_up(frame["kind"], kinds, profile),
    )


def _with_quantity(
    frame: pl.DataFrame, profile: Profile, columns: Mapping[str, int], *, has_typed: bool
) -> pl.DataFrame:
    """Put the contract's decimal in place of the quantity, the dry mass where only the wet one is given."""
    if WET_QUANTITY in columns:
        frame, has_typed = _with_dry_quantity(frame, profile), True
    if profile.numbers.is_contract and profile.movement_types is None:
        return frame.with_columns(pl.col("quantity").str.strip_prefix(TYPED)) if has_typed else frame
    decimal, minus = decimal_column(pl.col("quantity"), profile.numbers, has_typed=has_typed)
    frame = frame.with_columns(decimal=decimal, minus=minus)
    is_other = pl.col("decimal").is_null() | pl.col("minus")
    if not frame.select(is_other.any()).item():
        return frame.with_columns(quantity=pl.col("decimal"))
    given = pl.col("quantity").str.strip_prefix(TYPED)
    unexpected = pl.format("“{}” (a minus that its movement type does not have)", given)
    is_refused = pl.col("minus") & (pl.col("negative") == Negative.REFUSED)
    is_reversal = pl.col("minus") & (pl.col("negative") == Negative.REVERSAL)
    return frame.with_columns(
        quantity=pl.when(is_refused & pl.col("decimal").is_not_null())
        .then(unexpected)
        .otherwise(pl.coalesce("decimal", _unknown(pl.col("quantity"), profile))),
        kind=pl.when(is_reversal).then(pl.lit(str(Kind.REVERSAL))).otherwise("kind"),
    )


def _with_dry_quantity(frame: pl.DataFrame, profile: Profile) -> pl.DataFrame:
    """Fill a blank quantity from the wet mass and the moisture; one that is given stands."""
    wet, minus = decimal_column(pl.col(WET_QUANTITY), profile.numbers, has_typed=True)
    moisture, below_zero = decimal_column(pl.col(MOISTURE), profile.numbers, has_typed=True)
    pairs = (
        frame.filter((pl.col("quantity") == "") & (pl.col(WET_QUANTITY) != ""))
        .select("row", wet=wet, minus=minus, moisture=pl.when(~below_zero).then(moisture))
        .rows()
    )
    dry = {
        row: _signed(dry_quantity(wet, moisture) if wet and moisture else None, minus)
        for row, wet, minus, moisture in pairs
    }
    if not dry:
        return frame
    wet_and_moisture = (pl.col(name).str.strip_prefix(TYPED) for name in (WET_QUANTITY, MOISTURE))
    unknown = pl.format("{} wet at {} % moisture", *wet_and_moisture)
    computed = pl.DataFrame(
        {"row": list(dry), "dry": list(dry.values())}, schema={"row": pl.UInt32, "dry": pl.String}
    )
    joined = frame.join(computed, on="row", how="left", maintain_order="left")
    is_wet = pl.col("row").is_in(computed["row"].implode())
    return joined.with_columns(
        quantity=pl.when(is_wet).then(pl.coalesce("dry", unknown)).otherwise("quantity")
    )


def _signed(dry: str | None, minus: bool) -> str | None:  # noqa: FBT001 - a value, not a switch
    if dry is None:
        return None
    return TYPED + ("-" if minus else "") + dry


def _with_words(frame: pl.DataFrame, profile: Profile, columns: Mapping[str, int]) -> pl.DataFrame:
    """Put the contract's words in place of the file's for dates, units, materials and CoC marks."""
    words: dict[str, pl.Series] = {}
    if profile.dates:
        words["date"] = _date(frame, profile)
    if profile.units is not None:
        words["unit"] = _looked_up(frame["unit"], profile.units, profile)
    if profile.materials is not None:
        words["material"] = _looked_up(frame["material"], profile.materials, profile)
    if profile.coc is not None and "coc" in columns:
        words["coc"] = _coc(frame, profile.coc, profile)
    return frame.with_columns(**words)


def _date(frame: pl.DataFrame, profile: Profile) -> pl.Series:
    days = {text: _iso_date(text, profile) for text in frame["date"].unique().to_list()}
    known = {text: day for text, day in days.items() if day is not None}
    return _looked_up(frame["date"], known, profile)


def _iso_date(text: str, profile: Profile) -> str | None:
    return text.removeprefix(TYPED) if text.startswith(TYPED) else iso_date(text, profile.dates)


def _coc(frame: pl.DataFrame, marks: Mapping[str, CocMark], profile: Profile) -> pl.Series:
    """Return the CoC mark; a blank says what it means only where a mark is needed."""
    words = {TYPED + mark: str(mark) for mark in CocMark}
    words |= {name: str(mark) for name, mark in marks.items() if name}
    looked_up = _looked_up(frame["coc"], words, profile)
    if "" not in marks:
        return looked_up
    needs_mark = frame["kind"].is_in([str(kind) for kind in _COC_KINDS])
    return looked_up.set((frame["coc"] == "") & needs_mark, str(marks[""]))
