"""An edition: one issue of a standard, such as the third of the Performance Standard, as data.

An edition has principles, criteria with sub-items, rows of applicability, thresholds, lineage to the edition before
it, and dates: when it was in force and when initial and re-certification audits may follow it. Several editions are in
force at once: a certificate of the old one runs to its expiry. The numbers of a Chain of Custody edition that the
accounts are judged by are its rule pack, which has the same code.

Nothing here counts on how many criteria an edition has.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from casthouse.parties.activity import Activity
from casthouse.refusal import Refusal
from casthouse.standard.applicability_row import ApplicabilityRow
from casthouse.standard.criterion import LETTERS, Criterion, Principle, RateableItem
from casthouse.standard.lineage import Lineage
from casthouse.standard.standard_name import StandardName
from casthouse.standard.threshold import SmelterAlternative, Threshold


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """One edition of a standard.

    Attributes:
        code: as in "ps-v3" or "coc-v2"; of a Chain of Custody edition also the code of its rule pack.
        published: a month or a day in ISO form, empty where it is not published.
        in_force_from: first day in force; `in_force_to` is the last one, None while it has no end.
        audits_from: first day of an initial or re-certification audit; `audits_to` is the last one.
        replaces: the code of the edition before, empty for the first.
        transition_ended_by: activities that end a later start of criteria as soon as one is in scope.
        built_in: part of Casthouse; False for an edition that a secretariat loaded.
        alternatives: the ways to pass a threshold of smelters; one is enough.
        note, source: what is said of the edition as a whole.
    """

    code: str
    standard: StandardName
    name: str
    published: str = ""
    in_force_from: date | None = None
    in_force_to: date | None = None
    audits_from: date | None = None
    audits_to: date | None = None
    is_draft: bool = False
    built_in: bool = False
    extends: str = ""
    replaces: str = ""
    principles: tuple[Principle, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    applicability: tuple[ApplicabilityRow, ...] = ()
    transition_ended_by: frozenset[Activity] = frozenset()
    thresholds: tuple[Threshold, ...] = ()
    alternatives: tuple[SmelterAlternative, ...] = ()
    lineage: tuple[Lineage, ...] = ()
    note: str = ""
    source: str = ""

    @property
    def rateable_items(self) -> tuple[RateableItem, ...]:
        """Everything that can be rated, in the order of the text."""
        return tuple(item for criterion in self.criteria for item in criterion.rateable_items)

    @property
    def unverified(self) -> tuple[Criterion, ...]:
        """The criteria that nobody has yet compared with the official text."""
        return tuple(each for each in self.criteria if not each.verified)

    @property
    def smelter_criterion(self) -> str:
        """The number of the criterion that the alternatives for smelters are about, empty where there are none."""
        items = [each.item.rstrip(LETTERS) for each in self.alternatives]
        return items[0] if items else ""

    def criteria_of(self, principle: int) -> tuple[Criterion, ...]:
        """Return the criteria of a principle, in the order of the text."""
        return tuple(each for each in self.criteria if each.principle == principle)

    def criterion(self, number: str) -> Criterion:
        """Return a criterion by its number.

        Raises:
            Refusal: `criterion_unknown`.
        """
        for each in self.criteria:
            if each.number == number:
                return each
        raise self._unknown(number)

    def item(self, number: str) -> RateableItem:
        """Return what is rated under a number such as "5.2" or "6.6a".

        Raises:
            Refusal: `criterion_unknown`, also for a criterion of which only the sub-items are rated.
        """
        for each in self.rateable_items:
            if each.number == number:
                return each
        raise self._unknown(number)

    def may_audit_on(self, day: date) -> bool:
        """Say whether an initial or re-certification audit on a day may follow this edition; never a draft."""
        if self.is_draft or self.audits_from is None or day < self.audits_from:
            return False
        return self.audits_to is None or day <= self.audits_to

    def is_in_force_on(self, day: date) -> bool:
        """Say whether the edition is in force on a day; a draft never is."""
        if self.is_draft or self.in_force_from is None or day < self.in_force_from:
            return False
        return self.in_force_to is None or day <= self.in_force_to

    def _unknown(self, number: str) -> Refusal:
        return Refusal(
            "criterion_unknown",
            found=f"“{number}” in {self.code}",
            expected="the number of a criterion or sub-item of that edition, such as "
            + (self.rateable_items[0].number if self.criteria else "1.1"),
            todo="correct the number, or name the edition that has it",
        )


def editions_for_audit(
    editions: Iterable[Edition], *, standard: StandardName, day: date
) -> tuple[Edition, ...]:
    """Return the editions that an initial or re-certification audit on a day may follow, by code.

    In a year of transition these are two; the member chooses.
    """
    fitting = (each for each in editions if each.standard is standard and each.may_audit_on(day))
    return tuple(sorted(fitting, key=lambda each: each.code))
