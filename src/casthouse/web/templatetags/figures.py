"""Figures and words in templates: masses in tonnes with the exact grams beside them, shares, days, names."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from fractions import Fraction

from django import template
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from casthouse.custody.document import MATERIAL_NAMES
from casthouse.custody.movement import Kind
from casthouse.custody.position import Flow
from casthouse.custody.stage import Material, Stage
from casthouse.exchange.printed_figure import (
    MATERIAL_WORDS,
    STAGE_WORDS,
    THIN_GAP,
    activity_words,
    burden_figure,
    decimal_figure,
    instant_figure,
    saved_figure,
    tonnes_figure,
)
from casthouse.measure.mass import GROUP_GAP, tonnes_shown
from casthouse.measure.share import input_percentage_text, output_percentage_text
from casthouse.parties.activity import Activity
from casthouse.provenance.long_share import SHORT_BITS

register = template.Library()


@register.simple_tag
def mass(mass_g: int | None, rounding: str = "down") -> SafeString:
    """Show a mass in tonnes with its unit; the exact grams come up on pointing at it. None is no limit."""
    if mass_g is None:
        return format_html('<span class="nowrap">{}</span>', "no limit")
    return format_html(
        '<span class="nowrap" title="{} g">{} <span class="unit">t</span></span>',
        count(mass_g),
        tonnes_shown(mass_g, up=rounding == "up"),
    )


STAGE_FIGURES = (
    ("coc_inflow_g", "CoC in"),
    ("non_coc_inflow_g", "Other in"),
    ("production_g", "Made in the scope"),
    ("input_share", "Input share, %"),
    ("outflow_g", "Out, all"),
    ("coc_outflow_g", "CoC out"),
    ("own_maximum_g", "Own maximum"),
    ("carried_in_g", "Carried in"),
    ("to_repay_g", "To repay"),
    ("available_g", "Available"),
    ("still_sellable_g", "Still sellable as CoC"),
    ("positive_balance_g", "Balance handed on"),
    ("overdraft_g", "Internal overdraft"),
)


@register.simple_tag
def stage_figures(*, is_closed: bool = False) -> list[tuple[str, str]]:
    """Return the members of a stage's position with their names, in order; from a closed period nothing is sold."""
    return [each for each in STAGE_FIGURES if not (is_closed and each[0] == "still_sellable_g")]


@register.filter
def tonnes_exact(mass_g: int) -> str:
    """Return tonnes to the last gram, with at least three decimals, as an entry has them."""
    return tonnes_figure(mass_g).replace(THIN_GAP, GROUP_GAP).replace("-", "−")


@register.filter
def tonnes_down(mass_g: int) -> str:
    """Return tonnes rounded down."""
    return tonnes_shown(mass_g)


@register.filter
def tonnes_up(mass_g: int) -> str:
    """Return tonnes rounded up."""
    return tonnes_shown(mass_g, up=True)


@register.filter
def count(number: int) -> str:
    """Return a number with its digits in groups."""
    return f"{number:,}".replace(",", GROUP_GAP)


@register.filter
def decimals(value: Fraction | float, places: int) -> str:
    """Return a figure of a footprint with so many decimals, rounded half-even, its digits in groups."""
    return decimal_figure(value, places).replace(",", GROUP_GAP).replace("-", "−")


@register.filter
def burden(value: Fraction, places: int) -> str:
    """Return an emission with so many decimals, rounded up, its digits in groups."""
    return burden_figure(value, places).replace(",", GROUP_GAP).replace("-", "−")


@register.filter
def saved(value: Fraction, places: int) -> str:
    """Return an avoided emission, or a limit of one, with so many decimals, rounded down, its digits in groups."""
    return saved_figure(value, places).replace(",", GROUP_GAP).replace("-", "−")


@register.filter
def grouped(figure: str) -> str:
    """Return a figure that was written with commas with the gaps of all others."""
    return figure.replace(",", GROUP_GAP)


@register.filter
def input_percent(share: Fraction | str | None) -> str:
    """Return an input share in percent, rounded down; a dash where there is none."""
    return input_percentage_text(Fraction(share) if isinstance(share, str) else share)


@register.filter
def exact_share(share: Fraction | None) -> str:
    """Return a share as "a/b"; nothing where it is longer than anybody reads: deep origins have thousands of digits."""
    if share is None or share.denominator.bit_length() > SHORT_BITS:
        return ""
    return f"{share.numerator}/{share.denominator}"


@register.filter
def output_percent(share: Fraction | None) -> str:
    """Return an output share in percent, rounded up; a dash where there is none."""
    return output_percentage_text(share)


@register.filter
def material_words(material: Material | None) -> str:
    """Return a material as people say it."""
    return "" if material is None else MATERIAL_WORDS[material]


@register.filter
def coc_name(material: Material) -> str:
    """Return what a material is called as CoC Material, `ASI Aluminium`."""
    return MATERIAL_NAMES[material]


@register.filter
def stage_words(stage: Stage | str) -> str:
    """Return a stage as people say it."""
    return STAGE_WORDS[Stage(stage)]


@register.filter
def kind_words(kind: Kind) -> str:
    """Return a kind of movement as people say it."""
    return kind.value.capitalize()


@register.filter
def activities(each: Sequence[Activity]) -> str:
    """Return supply chain activities as people say them."""
    return activity_words(each)


@register.filter
def inflow_g(flow: Flow) -> int:
    """Return all that came in of a flow, in grams."""
    return flow.coc_inflow_g + flow.non_coc_inflow_g


@register.filter
def words(code: object) -> str:
    """Return a code as words: `outflow_exceeds_inflow` as “Outflow exceeds inflow”."""
    return str(code).replace("_", " ").capitalize().replace("coc ", "CoC ").replace("Coc ", "CoC ")


@register.simple_tag
def options(codes: Sequence[str], chosen: str | None) -> SafeString:
    """Return codes as the options of a selection: written at once, since there may be five hundred."""
    written = ((escape(code), " selected" if code == chosen else "") for code in codes)
    return mark_safe(  # noqa: S308 - each code is escaped
        "".join(f'<option value="{code}"{mark}>{code}</option>' for code, mark in written)
    )


@register.filter
def day(value: date | str | None) -> str:
    """Return a day as `2025-03-31`, the form that nobody takes for another day."""
    return "" if value is None else str(value)[:10]


@register.filter
def days_left(days: int) -> str:
    """Return how long there is time: the last day itself is today."""
    return "today" if days == 0 else "tomorrow" if days == 1 else f"in {days} days"


@register.filter
def days_late(days: int) -> str:
    """Return for how long the last day is over."""
    return "1 day late" if days == -1 else f"{-days} days late"


@register.filter
def instant(value: datetime | None) -> str:
    """Return an instant as `2025-03-31 09:30 UTC`."""
    return "" if value is None else instant_figure(value)


@register.filter
def at(mapping: Mapping[object, object] | None, key: object) -> object:
    """Return what a mapping holds under a key, None where it holds nothing."""
    return None if mapping is None else mapping.get(key)


@register.filter
def unlocalised(number: float) -> str:
    """Return a length as SVG reads it, whatever the language of the page."""
    return f"{number:g}"


@register.filter
def dashed(number: str) -> str:
    """Return the number of an item as part of an address on a page: `2.1a` as `2-1a`."""
    return number.replace(".", "-")


@register.filter
def hours(minutes: int) -> str:
    """Return minutes as hours with quarters, as people say them: 150 as `2½`."""
    whole, rest = divmod(minutes, 60)
    return f"{whole or ''}{_QUARTERS[rest // 15]}"


_QUARTERS = ("", "¼", "½", "¾")
