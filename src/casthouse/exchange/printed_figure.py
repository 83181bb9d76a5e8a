"""Figures as people read them on paper: grouped digits, tonnes, days."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from fractions import Fraction
from math import ceil, floor

from casthouse.custody.stage import Material, Stage
from casthouse.custody.statement import StatementFinding
from casthouse.measure.mass import tonnes_shown, tonnes_words
from casthouse.parties.activity import Activity

THIN_GAP = "\u00a0"
MATERIAL_WORDS: dict[Material, str] = {
    Material.BAUXITE: "Bauxite",
    Material.ALUMINA: "Alumina",
    Material.ALUMINIUM: "Aluminium",
    Material.PRE_CONSUMER_SCRAP: "Pre-consumer scrap",
    Material.POST_CONSUMER_SCRAP: "Post-consumer scrap",
    Material.DROSS: "Dross",
}
STAGE_WORDS: dict[Stage, str] = {
    Stage.BAUXITE: "Bauxite",
    Stage.ALUMINA: "Alumina",
    Stage.ALUMINIUM: "Aluminium",
}
ROUNDED_UP = frozenset({"non_coc_inflow_g", "coc_outflow_g", "to_repay_g", "overdraft_g"})
"""The figures of a stage that count against the claimant, and so are rounded up where tonnes have three decimals."""


def grams_figure(mass_g: int) -> str:
    """Return whole grams with their digits in groups of three, `59 818 000`."""
    return f"{mass_g:,}".replace(",", THIN_GAP)


def tonnes_figure(mass_g: int) -> str:
    """Return a mass in tonnes, exact, with at least three decimals: `1 234.500`, `0.0005`."""
    whole, _, decimals = tonnes_words(mass_g).partition(".")
    sign, digits = ("-", whole[1:]) if whole.startswith("-") else ("", whole)
    return f"{sign}{grams_figure(int(digits))}.{decimals}"


def tonnes_rounded(mass_g: int, *, up: bool = False) -> str:
    """Return a mass in tonnes with three decimals, `1,234.500`: rounded down, or up where that is against the claimant.

    Page and command show a figure of a position in the same digits; which are rounded up says `ROUNDED_UP`.
    """
    return tonnes_shown(mass_g, up=up, gap=",").replace("−", "-")


def decimal_figure(value: Fraction | float, places: int) -> str:
    """Return a figure with so many decimals, rounded half-even, `1,234.5000`: page and command show the same digits."""
    return f"{float(round(Fraction(value), places)):,.{places}f}"


def burden_figure(value: Fraction, places: int) -> str:
    """Return an emission, or a footprint, with so many decimals, rounded up: a digit must not make it look smaller."""
    return decimal_figure(Fraction(ceil(value * 10**places), 10**places), places)


def saved_figure(value: Fraction, places: int) -> str:
    """Return an emission that was avoided, or a limit of emissions, with so many decimals, rounded down."""
    return decimal_figure(Fraction(floor(value * 10**places), 10**places), places)


def day_figure(day: date) -> str:
    """Return a day as `2025-03-31`, the one form that no reader takes for another day."""
    return day.isoformat()


def instant_figure(instant: datetime) -> str:
    """Return an instant as `2025-01-15 09:30 UTC`."""
    return f"{instant.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def code_words(code: str) -> str:
    """Return a stable code as words, `Supplier not entitled`."""
    return code.replace("_", " ").capitalize()


def about_words(finding: StatementFinding) -> str:
    """Return what a finding is about: its stage, its supplier, or the whole scope."""
    return STAGE_WORDS[finding.stage] if finding.stage else finding.supplier or "whole scope"


def activity_words(activities: Sequence[Activity]) -> str:
    """Return activities as words, `Remelting refining + casthouse`; a facility may do several."""
    words = " + ".join(activity.value.replace("_", " ") for activity in activities)
    return words.capitalize() if words else "No activity stated"
