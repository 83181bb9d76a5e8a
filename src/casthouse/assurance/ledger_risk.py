"""How risky a ledger entry is to an auditor: signs that it bears, each with a weight of the assurance manual.

A sign is no fault. It is a reason to look first; each says how an entry that bears it is cleared. The score of an entry
is the sum of the weights of its signs, so a reader sees why it stands where it stands.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import polars as pl

from casthouse.assurance.ledger_population import Population, PopulationOver
from casthouse.measure.period import Period
from casthouse.provenance.severity import Severity


class RiskSign(StrEnum):
    """What an entry may bear, in the order in which signs are listed."""

    SUPPLIER_NOT_ENTITLED = "supplier_not_entitled"
    REVERSED_AFTER_DOCUMENT = "reversed_after_document"
    PERIOD_END = "period_end"
    POSTED_LATE = "posted_late"
    DUPLICATE = "duplicate"
    ROUND_MASS = "round_mass"
    LARGE_MASS = "large_mass"
    ENTERED_BY_HAND = "entered_by_hand"
    COC_CLAIMED = "coc_claimed"
    DOCUMENT_IN_DISPUTE = "document_in_dispute"
    DOCUMENT_NOT_BOOKED = "document_not_booked"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignWords:
    """What a sign means, how gravely it is taken, and how an entry that bears it is cleared."""

    severity: Severity
    meaning: str
    clearing: str


SIGN_WORDS: Mapping[RiskSign, SignWords] = {
    RiskSign.SUPPLIER_NOT_ENTITLED: SignWords(
        severity=Severity.HIGH,
        meaning="CoC Material from a supplier that showed no certificate or due diligence for the day",
        clearing="see the certificate or due diligence of the supplier for that day; else the receipt is other metal",
    ),
    RiskSign.REVERSED_AFTER_DOCUMENT: SignWords(
        severity=Severity.HIGH,
        meaning="a shipment that was taken back after its CoC Document had been issued",
        clearing="see the cancelled document, what the customer was told, and where the metal is",
    ),
    RiskSign.PERIOD_END: SignWords(
        severity=Severity.MEDIUM,
        meaning="a CoC shipment in the last days of an accounting period",
        clearing="see the weighbridge ticket and freight paper: did it leave on that day?",
    ),
    RiskSign.POSTED_LATE: SignWords(
        severity=Severity.MEDIUM,
        meaning="posted long after its own date",
        clearing="see the delivery note and ask why it was posted so late",
    ),
    RiskSign.DUPLICATE: SignWords(
        severity=Severity.MEDIUM,
        meaning="another movement has the same day, kind, material, mass and counterparty",
        clearing="see two delivery notes with numbers of their own",
    ),
    RiskSign.ROUND_MASS: SignWords(
        severity=Severity.LOW,
        meaning="a mass that looks rounded or estimated",
        clearing="see the weighing",
    ),
    RiskSign.LARGE_MASS: SignWords(
        severity=Severity.NONE,
        meaning="many times heavier than the usual movement of its kind",
        clearing="see the weighing and the freight paper",
    ),
    RiskSign.ENTERED_BY_HAND: SignWords(
        severity=Severity.NONE,
        meaning="typed into a form, not exported from a system",
        clearing="see the paper that it was typed from",
    ),
    RiskSign.COC_CLAIMED: SignWords(
        severity=Severity.NONE,
        meaning="claims or consumes certified tonnes",
        clearing="see the CoC Document",
    ),
    RiskSign.DOCUMENT_IN_DISPUTE: SignWords(
        severity=Severity.HIGH,
        meaning="a CoC Document that its recipient disputes",
        clearing="see how the two sides settled it",
    ),
    RiskSign.DOCUMENT_NOT_BOOKED: SignWords(
        severity=Severity.LOW,
        meaning="a CoC Document that its recipient has not booked",
        clearing="ask the recipient for a confirmation of the goods",
    ),
}

SIGNS_OF: Mapping[PopulationOver, tuple[RiskSign, ...]] = {
    PopulationOver.MOVEMENTS: tuple(
        sign
        for sign in RiskSign
        if sign
        not in {
            RiskSign.DOCUMENT_IN_DISPUTE,
            RiskSign.DOCUMENT_NOT_BOOKED,
            RiskSign.REVERSED_AFTER_DOCUMENT,  # what was taken back is in no population
        }
    ),
    PopulationOver.DOCUMENTS: (
        RiskSign.DOCUMENT_IN_DISPUTE,
        RiskSign.DOCUMENT_NOT_BOOKED,
        RiskSign.PERIOD_END,
        RiskSign.ROUND_MASS,
        RiskSign.LARGE_MASS,
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskRules:
    """Where signs begin, and what each weighs; numbers of the assurance manual."""

    weights: Mapping[RiskSign, int]
    period_end_days: int
    posted_late_days: int
    round_kg: int
    large_times: int


def signs_of(population: Population, rules: RiskRules, periods: Sequence[Period]) -> pl.DataFrame:
    """Return, a row an entry and a column a sign, whether the entry bears it.

    Args:
        population: the entries; those of movements say in `posted_on`, `is_by_hand` and `is_not_entitled` what the
            canonical line does not.
        rules: where signs begin.
        periods: the accounting periods of the scope that the entries lie in.
    """
    made = _movement_signs if population.over is PopulationOver.MOVEMENTS else _document_signs
    columns = made(rules, _at_period_end(rules, periods))
    return population.frame.select(
        columns[sign].fill_null(value=False).alias(sign.value) for sign in SIGNS_OF[population.over]
    )


def scores_of(signs: pl.DataFrame, rules: RiskRules) -> list[int]:
    """Return the score of each entry."""
    total = pl.sum_horizontal(
        pl.col(name).cast(pl.Int64) * rules.weights[RiskSign(name)] for name in signs.columns
    )
    return [] if signs.is_empty() else signs.select(total).to_series().to_list()


def _signs_of_mass(rules: RiskRules, alike: str) -> dict[RiskSign, pl.Expr]:
    mass = pl.col("mass_g").cast(pl.Int128)  # a product of masses is wider than 64 bits
    return {
        RiskSign.ROUND_MASS: pl.col("mass_g") % (rules.round_kg * 1_000) == 0,
        RiskSign.LARGE_MASS: mass * pl.len().over(alike) > mass.sum().over(alike) * rules.large_times,
    }


def _movement_signs(rules: RiskRules, at_period_end: pl.Expr) -> dict[RiskSign, pl.Expr]:
    is_coc = pl.col("coc") == "yes"
    same = ("day", "kind", "material", "mass_g", "counterparty")
    late = (pl.col("posted_on") - pl.col("day")).dt.total_days() > rules.posted_late_days
    return {
        **_signs_of_mass(rules, "kind"),
        RiskSign.SUPPLIER_NOT_ENTITLED: pl.col("is_not_entitled"),
        RiskSign.PERIOD_END: is_coc & (pl.col("kind") == "shipment") & at_period_end,
        RiskSign.POSTED_LATE: late,
        RiskSign.DUPLICATE: (pl.col("counterparty") != "") & (pl.len().over(*same) > 1),
        RiskSign.ENTERED_BY_HAND: pl.col("is_by_hand"),
        RiskSign.COC_CLAIMED: is_coc,
    }


def _document_signs(rules: RiskRules, at_period_end: pl.Expr) -> dict[RiskSign, pl.Expr]:
    issued = pl.col("direction") == "issued"
    return {
        **_signs_of_mass(rules, "direction"),
        RiskSign.DOCUMENT_IN_DISPUTE: pl.col("state") == "disputed",
        RiskSign.DOCUMENT_NOT_BOOKED: issued & (pl.col("state") == "issued"),
        RiskSign.PERIOD_END: issued & at_period_end,
    }


def _at_period_end(rules: RiskRules, periods: Sequence[Period]) -> pl.Expr:
    ends = [
        (pl.lit(each.end) - pl.col("day")).dt.total_days().is_between(1, rules.period_end_days)
        for each in periods
    ]
    return pl.any_horizontal(ends) if ends else pl.lit(value=False)
