"""What an import must answer, by the contract's own order of checks, and the movements that it posts.

Written apart from the product, for the imports of one company after another. Codes that the samples cannot meet
(a closed period, a document booked or issued before) are not in it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from maker.companies import COMPANIES
from maker.figures import STAGES, StageTotals, available_g, no_totals, stage_of
from maker.parties import Company
from maker.reading import FORMULA, SKIPPED, Record, real_day

GRAMS = {"t": Fraction(10**6), "kg": Fraction(1000), "g": Fraction(1), "lb": Fraction("453.59237")}
KINDS = frozenset(("extraction", "receipt", "production", "shipment", "reversal"))
SCRAP = frozenset(("pre_consumer_scrap", "post_consumer_scrap", "dross"))
FOR_KIND = {"extraction": {"bauxite"}, "production": {"alumina", "aluminium"}}
MASS_MAX_G = 10**15
PLANTS = {plant.code: (company, plant) for company in COMPANIES for plant in company.plants}


@dataclass(slots=True, kw_only=True)
class Answer:
    """What the import of one file answers; `refused` holds row, reference and code."""

    posted: int = 0
    unchanged: int = 0
    skipped: int = 0
    refused: list[tuple[int, str, str]] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Accounts:
    """What one company's imports have posted so far, by reference."""

    company: Company
    posted: dict[str, Record] = field(default_factory=dict)

    def standing(self, batch: dict[str, Record] | None = None) -> list[Record]:
        """Return the movements that count, a batch among them: neither reversals nor reversed."""
        together = self.posted | (batch or {})
        taken_back = {one["reverses"] for one in together.values() if one["kind"] == "reversal"}
        return [one for key, one in together.items() if one["kind"] != "reversal" and key not in taken_back]

    def totals(self, batch: dict[str, Record] | None = None) -> StageTotals:
        """Return the totals of the scope's stages."""
        totals = no_totals()
        for one in self.standing(batch):
            if PLANTS[one["facility"]][1].in_scope:
                _add(totals, one, self.company)
        return totals


def judge(records: Sequence[Record], accounts: Accounts) -> Answer:
    """Answer the import of a file with `--partial`, and post its good rows."""
    answer = Answer()
    batch: dict[str, Record] = {}
    rows: dict[str, int] = {}
    for row, one in enumerate(records, 2):
        if one["kind"] == SKIPPED:
            answer.skipped += 1
            continue
        code = _fault(one, accounts, batch)
        if code == "unchanged":
            answer.unchanged += 1
        elif code:
            answer.refused.append((row, one["reference"], code))
        else:
            batch[one["reference"]], rows[one["reference"]] = one, row
    for key, code in _faults_of_the_batch(batch, accounts):
        answer.refused.append((rows[key], key, code))
        del batch[key]
    for key in _beyond_available(batch, accounts):
        answer.refused.append((rows[key], key, "coc_not_available"))
        del batch[key]
    accounts.posted |= batch
    assert all(one["reverses"] in accounts.posted for one in batch.values() if one["kind"] == "reversal")
    answer.posted = len(batch)
    answer.refused.sort()
    return answer


def mass_g(one: Record) -> int:
    """Return the grams of a row, half-even."""
    return round(Fraction(one["quantity"]) * GRAMS[one["unit"]])


def _fault(one: Record, accounts: Accounts, batch: dict[str, Record]) -> str:
    """Return the first code that a row gets from itself and from rows of the same reference, or ""."""
    moved = one["kind"] != "reversal"
    traded = one["kind"] in {"receipt", "shipment"}
    owner = PLANTS.get(one["facility"], (None, None))[0]
    known = accounts.posted.get(one["reference"]) or batch.get(one["reference"])
    needs_paper = (
        one["kind"] == "receipt" and one["coc"] == "yes" and one["material"] != "post_consumer_scrap"
    )
    faults = (
        (
            "row_malformed",
            FORMULA in one.values() or not one["reference"] or (traded and not one["counterparty"]),
        ),
        ("facility_unknown", owner is not accounts.company),
        ("kind_unknown", one["kind"] not in KINDS),
        ("material_unknown", moved and one["material"] not in SCRAP | set(STAGES)),
        ("quantity_invalid", moved and not _quantity_valid(one)),
        ("unit_unknown", moved and one["unit"] not in GRAMS),
        ("date_invalid", real_day(one["date"]) is None),
        ("coc_missing", traded and one["coc"] not in {"yes", "no"}),
        ("document_missing", needs_paper and not one["document"]),
        ("unchanged", known is not None and _content(known) == _content(one)),
        ("reference_conflict", known is not None),
    )
    return next((code for code, applies in faults if applies), "")


def _quantity_valid(one: Record) -> bool:
    """Whether the quantity is a decimal from 1 g to 10^15 g; an unknown unit is another fault."""
    if not re.fullmatch(r"[0-9]+(\.[0-9]+)?", one["quantity"]):
        return False
    return 1 <= round(Fraction(one["quantity"]) * GRAMS.get(one["unit"], Fraction(1))) <= MASS_MAX_G


def _content(one: Record) -> tuple[object, ...]:
    """Return what makes two rows the same: grams, not units; what the kind ignores does not count."""
    head = (one["date"], one["facility"], one["kind"])
    if one["kind"] == "reversal":
        return (*head, one["reverses"])
    traded = (one["coc"], one["counterparty"]) if one["kind"] in {"receipt", "shipment"} else ()
    document = one["document"] if one["kind"] == "receipt" else ""
    return (*head, one["material"], mass_g(one), *traded, document, one["lot"])


def _faults_of_the_batch(batch: dict[str, Record], accounts: Accounts) -> list[tuple[str, str]]:
    """Return the codes that depend on other rows, on the kind's materials and on the certificate of the day."""
    together = accounts.posted | batch
    taken_back = {one["reverses"] for one in accounts.posted.values() if one["kind"] == "reversal"}
    faults = []
    for key, one in batch.items():
        target = together.get(one["reverses"])
        if one["kind"] == "reversal":
            if target is None or target["kind"] == "reversal":
                faults.append((key, "reverses_unknown"))
            elif one["reverses"] in taken_back:
                faults.append((key, "already_reversed"))
            taken_back.add(one["reverses"])
        elif one["material"] not in FOR_KIND.get(one["kind"], SCRAP | set(STAGES)):
            faults.append((key, "material_not_for_kind"))
        elif one["kind"] == "shipment" and one["coc"] == "yes" and not _may_claim(one, accounts.company):
            faults.append((key, "scope_not_certified"))
    return faults


def _may_claim(one: Record, company: Company) -> bool:
    """Whether a plant may sell CoC Material on the day of the row."""
    day = real_day(one["date"])
    return day is not None and PLANTS[one["facility"]][1].in_scope and company.certified(day)


def _beyond_available(batch: dict[str, Record], accounts: Accounts) -> list[str]:
    """Return the CoC shipments of the batch in stages where more is claimed than is available."""
    totals = accounts.totals(batch)
    short = {stage for stage in STAGES if available_g(totals, accounts.company.openings, stage) < 0}
    return [
        key
        for key, one in batch.items()
        if one["kind"] == "shipment" and one["coc"] == "yes" and stage_of(one["material"]) in short
    ]


def _add(totals: StageTotals, one: Record, company: Company) -> None:
    """Add a movement to the totals of its stage."""
    here, grams, day = totals[stage_of(one["material"])], mass_g(one), real_day(one["date"])
    assert day is not None
    if one["kind"] == "production":
        here.made_g += grams
    elif one["kind"] == "shipment":
        here.out_g += grams
        here.coc_out_g += grams if one["coc"] == "yes" else 0
    elif company.certified(day) if one["kind"] == "extraction" else one["coc"] == "yes":
        here.coc_in_g += grams
    else:
        here.other_in_g += grams
