"""Which contractors a certificate lists from when to when, and their assessed risk (CoC Standard part 2).

A listing recorded later takes the place of the earlier ones of that contractor from its first day on, so that a
contractor can be taken out, taken in again, or judged anew, and the past stays what it was.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from casthouse.custody.contractor import ContractorListing
from casthouse.refusal import Refusal


class ContractorRisk(StrEnum):
    """How the risk of a contractor was assessed; only an acceptable one may be used."""

    ACCEPTABLE = "acceptable"
    NOT_ACCEPTABLE = "not_acceptable"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingRecord:
    """A contractor as it was listed; `listed_to` is the last day, None until further notice."""

    contractor: str
    listed_from: date
    listed_to: date | None
    risk: ContractorRisk
    risk_assessed_on: date
    evidence: str

    def __post_init__(self) -> None:
        assert self.listed_to is None or self.listed_from <= self.listed_to
        assert self.evidence or self.risk is ContractorRisk.NOT_ACCEPTABLE


def list_contractor(
    *,
    contractor: str,
    listed_from: date,
    listed_to: date | None,
    risk: ContractorRisk,
    risk_assessed_on: date,
    evidence: str,
    recorded_on: date,
) -> ListingRecord:
    """Return a listing.

    Raises:
        Refusal: `contractor_dates_invalid`, `contractor_risk_in_future`, `contractor_risk_without_evidence`.
    """
    if listed_to is not None and listed_to < listed_from:
        raise Refusal(
            "contractor_dates_invalid",
            found=f"listed from {listed_from} to {listed_to}",
            expected="a last day that is not before the first",
            todo="correct the dates",
        )
    if risk_assessed_on > recorded_on:
        raise Refusal(
            "contractor_risk_in_future",
            found=f"risk assessed on {risk_assessed_on}",
            expected=f"a day up to {recorded_on}",
            todo="record the assessment when it is done",
        )
    if risk is ContractorRisk.ACCEPTABLE and not evidence:
        raise Refusal(
            "contractor_risk_without_evidence",
            found=f"{contractor} acceptable without evidence",
            expected="what the assessment of its risk is based on",
            todo="name the evidence",
        )
    return ListingRecord(
        contractor=contractor,
        listed_from=listed_from,
        listed_to=listed_to,
        risk=risk,
        risk_assessed_on=risk_assessed_on,
        evidence=evidence,
    )


def standing_listings(records: Iterable[ListingRecord]) -> list[ContractorListing]:
    """Return the listings as they stand, given in the order in which they were recorded."""
    standing: list[ContractorListing] = []
    replaced_from: dict[str, date] = {}
    for each in reversed(list(records)):
        until = None if each.listed_to is None else _day_after(each.listed_to)
        limit = replaced_from.get(each.contractor)
        if limit is not None and (until is None or limit < until):
            until = limit
        replaced_from[each.contractor] = min(each.listed_from, limit or date.max)
        if until is None or each.listed_from < until:
            accepted = each.risk is ContractorRisk.ACCEPTABLE
            standing.append(
                ContractorListing(
                    contractor=each.contractor,
                    listed_from=each.listed_from,
                    listed_until=until,
                    risk_accepted_on=each.risk_assessed_on if accepted else None,
                )
            )
    return sorted(standing, key=lambda each: (each.contractor, each.listed_from))


def _day_after(day: date) -> date | None:
    return None if day == date.max else day + timedelta(days=1)
