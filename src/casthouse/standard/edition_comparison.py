"""Two editions of a standard side by side.

Criteria and sub-items that came, went, changed or got another number; activities for which a criterion holds otherwise;
thresholds. Criteria are paired by lineage where the editions descend from each other, else by their number.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from casthouse.parties.activity import Activity
from casthouse.parties.organisation import Membership
from casthouse.standard.applicability import applicable
from casthouse.standard.applicability_row import Applicability, Cycle
from casthouse.standard.criterion import LETTERS, Criterion
from casthouse.standard.descent import Descent, descent
from casthouse.standard.edition import Edition
from casthouse.standard.threshold import SmelterAlternative, Threshold, number_text


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionChange:
    """What became of one criterion: `before` empty for a new one, `after` empty for one that went.

    `changes` says in words what is different in it, sub-item by sub-item.
    """

    before: tuple[str, ...]
    after: str
    title: str
    changes: tuple[str, ...] = ()
    note: str = ""

    @property
    def kind(self) -> str:
        """One of added, removed, renumbered, changed, same; what is renumbered may be changed too."""
        if not self.before:
            return "added"
        if not self.after:
            return "removed"
        if self.before != (self.after,):
            return "renumbered"
        return "changed" if self.changes else "same"


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicabilityChange:
    """A criterion that holds otherwise than before for an activity; None where it is not in the edition."""

    criterion: str
    activity: Activity
    before: Applicability | None
    after: Applicability | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ThresholdChange:
    """A threshold or an alternative that came, went or changed; None where it is not in the edition."""

    id: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionComparison:
    """What differs between two editions."""

    before: Edition
    after: Edition
    is_by_lineage: bool
    criteria: tuple[CriterionChange, ...]
    applicability: tuple[ApplicabilityChange, ...]
    thresholds: tuple[ThresholdChange, ...]

    @property
    def changed_criteria(self) -> tuple[CriterionChange, ...]:
        """The criteria that did not stay as they were."""
        return tuple(each for each in self.criteria if each.kind != "same")


def compare_editions(
    before: Edition,
    after: Edition,
    *,
    editions: Mapping[str, Edition],
    membership: Membership | None,
    cycle: Cycle,
    activities: Sequence[Activity] = tuple(Activity),
) -> EditionComparison:
    """Return what differs between two editions.

    Args:
        before: the edition on the left.
        after: the edition on the right.
        editions: all editions by code, to follow their lineage.
        membership: the class of members for which applicability is compared.
        cycle: the cycle for which it is compared.
        activities: the activities for which it is compared.
    """
    pairs, by_lineage = _pairs(before, after, editions)
    return EditionComparison(
        before=before,
        after=after,
        is_by_lineage=by_lineage,
        criteria=tuple(_criteria(before, after, pairs)),
        applicability=tuple(
            change
            for activity in activities
            for change in _applicability(before, after, pairs, activity, membership=membership, cycle=cycle)
        ),
        thresholds=tuple(_thresholds(before, after)),
    )


def _pairs(before: Edition, after: Edition, editions: Mapping[str, Edition]) -> tuple[Descent, bool]:
    """Return the ancestors of each criterion on the right, also where the left one is the later edition."""
    down = descent(before, after, editions)
    if down is not None:
        return down, True
    up = descent(after, before, editions)
    if up is None:
        left = {each.number for each in before.criteria}
        return {each.number: (each.number,) if each.number in left else () for each in after.criteria}, False
    turned: Descent = {}
    for criterion in after.criteria:
        own = {criterion.number, *(item.number for item in criterion.rateable_items)}
        turned[criterion.number] = tuple(number for number, items in up.items() if own & set(items))
    return turned, True


def _criteria(before: Edition, after: Edition, pairs: Descent) -> Iterator[CriterionChange]:
    left = {each.number: each for each in before.criteria}
    notes = {
        line.item: line.note for line in after.lineage if line.note and line.before_edition == before.code
    }
    for criterion in after.criteria:
        numbers = pairs[criterion.number]
        ancestor = left.get(numbers[0]) if len(numbers) == 1 else None
        yield CriterionChange(
            before=numbers,
            after=criterion.number,
            title=criterion.title,
            changes=tuple(_changes(ancestor, criterion)) if ancestor else (),
            note=notes.get(criterion.number, ""),
        )
    reached = {_criterion_of(item, left) for items in pairs.values() for item in items}
    for number, criterion in left.items():
        if number not in reached:
            yield CriterionChange(before=(number,), after="", title=criterion.title)


def _changes(before: Criterion, after: Criterion) -> Iterator[str]:
    if before.title != after.title:
        yield f"title: {before.title} → {after.title}"
    if before.summary != after.summary:
        yield f"summary: {before.summary} → {after.summary}"
    left = {each.letter: each.summary for each in before.sub_items}
    right = {each.letter: each.summary for each in after.sub_items}
    for letter in sorted(left.keys() | right.keys()):
        if letter not in left:
            yield f"sub-item {letter} added: {right[letter]}"
        elif letter not in right:
            yield f"sub-item {letter} removed: {left[letter]}"
        elif left[letter] != right[letter]:
            yield f"sub-item {letter}: {left[letter]} → {right[letter]}"


def _applicability(
    before: Edition,
    after: Edition,
    pairs: Descent,
    activity: Activity,
    *,
    membership: Membership | None,
    cycle: Cycle,
) -> Iterator[ApplicabilityChange]:
    left = _by_criterion(before, activity, membership, cycle)
    right = _by_criterion(after, activity, membership, cycle)
    numbers = {each.number: each for each in before.criteria}
    for criterion in after.criteria:
        names = (_criterion_of(item, numbers) for item in pairs[criterion.number])
        was = [left[name] for name in names if name in left]
        old, new = max(was, key=lambda each: each.rank, default=None), right[criterion.number]
        if old is not new and not (old is None and new is Applicability.NOT_APPLICABLE):
            yield ApplicabilityChange(criterion=criterion.number, activity=activity, before=old, after=new)


def _by_criterion(
    edition: Edition, activity: Activity, membership: Membership | None, cycle: Cycle
) -> dict[str, Applicability]:
    """Return for each criterion the most that is asked by any of its items."""
    found = applicable(edition, activities=[activity], membership=membership, cycle=cycle)
    return {
        each.number: max((found[item.number] for item in each.rateable_items), key=lambda a: a.rank)
        for each in edition.criteria
    }


def _thresholds(before: Edition, after: Edition) -> Iterator[ThresholdChange]:
    left, right = _figures(before), _figures(after)
    for identifier in dict.fromkeys([*left, *right]):
        old, new = left.get(identifier), right.get(identifier)
        if old != new:
            yield ThresholdChange(id=identifier, before=old, after=new)


def _figures(edition: Edition) -> dict[str, str]:
    numbers = {each.id: threshold_words(each) for each in edition.thresholds}
    return numbers | {each.id: alternative_words(each) for each in edition.alternatives}


def threshold_words(threshold: Threshold) -> str:
    """Return what a threshold says, with its criterion."""
    value = threshold.value
    figure = number_text(value) if isinstance(value, Fraction) else value.isoformat()
    unit = "" if isinstance(value, date) else f" {threshold.unit}"
    return f"{threshold.item}: {figure}{unit}"


def alternative_words(alternative: SmelterAlternative) -> str:
    """Return what an alternative for smelters asks for, with its criterion."""
    words = [f"{alternative.item}: {alternative.boundary.value.replace('_', ' ')}"]
    if alternative.started_from:
        words.append(f"started from {alternative.started_from}")
    if alternative.started_to:
        words.append(f"started to {alternative.started_to}")
    if alternative.due_from:
        words.append(f"due from {alternative.due_from}")
    if alternative.below is not None:
        words.append(f"below {number_text(alternative.below)} {alternative.unit}")
    if alternative.reduction_at_least is not None:
        percent = number_text(alternative.reduction_at_least * 100)
        words.append(f"at least {percent} % down over {alternative.reporting_periods} reporting periods")
    if alternative.accepted_path:
        words.append("on an accepted path")
    if not alternative.is_on:
        words.append("switched off")
    return ", ".join(words)


def _criterion_of(item: str, criteria: Mapping[str, Criterion]) -> str:
    return item if item in criteria else item.rstrip(LETTERS)
