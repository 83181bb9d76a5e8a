"""A closed period computed again from a company's own export, and every difference from what was stated.

Nothing is asked of whoever runs Casthouse: the statement holds what the position follows from, the export the
movements. With the list of hashes that the company kept, a difference is told to the row.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import polars as pl

from casthouse.custody.allowance_rules import AllowanceRules
from casthouse.custody.closing import closing_findings
from casthouse.custody.credit_book import with_credits
from casthouse.custody.finding import Finding, FindingCode
from casthouse.custody.flow import flow_of
from casthouse.custody.position import NO_FLOW, Flow, PeriodPosition, period_position
from casthouse.custody.stage import Stage
from casthouse.passport.bound_movement import bound_leaves, in_force, with_text
from casthouse.passport.merkle import HASH_SIZE, tree_root
from casthouse.passport.period_binding import PeriodBinding, bound_set, figures_of
from casthouse.refusal import Refusal

OF_POSITION = frozenset(
    {
        FindingCode.OVERDRAFT_NOT_ALLOWED,
        FindingCode.OVERDRAFT_ABOVE_LIMIT,
        FindingCode.OUTFLOW_EXCEEDS_INFLOW,
    }
)
"""The findings that follow from the position; the others rest on what is known of suppliers."""
Leaves = Mapping[str, bytes]
"""The hash of each bound movement by its reference."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowDifference:
    """A movement that is not what was bound, and how; `row` in the file, None for one that the file lacks."""

    row: int | None
    reference: str
    what: str

    def __str__(self) -> str:
        """Name the row and what is wrong with it."""
        return f"{f'row {self.row}, ' if self.row else ''}{self.reference}: {self.what}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rerun:
    """A period computed again.

    Attributes:
        movements: of the file, those that count in the period, by reference, with their text.
        leaves: their hashes.
        position: what follows from them.
    """

    movements: pl.DataFrame
    leaves: bytes
    position: PeriodPosition


def rerun(binding: PeriodBinding, frame: pl.DataFrame) -> Rerun:
    """Compute a period again.

    Args:
        binding: what was stated.
        frame: the movements of the organisation, of this period at least, as `normalised` returns them, with `facility`
            and `row`.
    """
    counted = with_text(_of_period(binding, in_force(frame)))
    flows = with_credits(_flows(binding, counted), binding.credits_g)
    return Rerun(
        movements=counted,
        leaves=bound_leaves(counted),
        position=period_position(binding.period, flows, carried=binding.carried_in),
    )


def _of_period(binding: PeriodBinding, frame: pl.DataFrame) -> pl.DataFrame:
    at_site = pl.lit(value=False)
    for each in binding.sites:
        at_site |= (pl.col("facility") == each.facility) & pl.col("day").is_between(each.first, each.last)
    return frame.filter(at_site)


def _flows(binding: PeriodBinding, frame: pl.DataFrame) -> dict[Stage, Flow]:
    certified = pl.lit(value=False)
    for each in binding.certified:
        if each.certified:
            certified |= pl.col("day").is_between(each.first, each.last)
    sums = frame.group_by("kind_code", "material_code", "coc_code", certified.alias("certified")).agg(
        pl.col("quantity_g").cast(pl.Int128).sum()
    )
    flows: dict[Stage, Flow] = {}
    for kind, material, coc, is_certified, quantity_g in sums.iter_rows():
        stage, flow = flow_of(
            kind_code=kind,
            material_code=material,
            coc=coc == 1,
            certified=is_certified,
            quantity_g=int(quantity_g),
        )
        flows[stage] = flows.get(stage, NO_FLOW) + flow
    return flows


def movement_differences(
    binding: PeriodBinding, found: Rerun, *, kept: Leaves | None = None
) -> list[RowDifference] | None:
    """Return how the movements differ from those bound, by row; empty where they are the same.

    Args:
        binding: what was stated.
        found: what was computed.
        kept: the hashes that the company kept when the period was closed; they must lead to the bound root.

    Returns:
        None where they differ and nobody kept the hashes that would tell in which rows.

    Raises:
        Refusal: `period_leaves_wrong`.
    """
    if kept is not None:
        _refuse_other_leaves(binding, kept)
    if bound_set(found.leaves) == binding.movements:
        return []
    return None if kept is None else sorted(_by_row(found, kept), key=lambda each: each.reference)


def _refuse_other_leaves(binding: PeriodBinding, kept: Leaves) -> None:
    leaves = b"".join(kept[reference] for reference in sorted(kept))
    if len(kept) != binding.movements.count or tree_root(leaves).hex() != binding.movements.root:
        raise Refusal(
            "period_leaves_wrong",
            found=f"{len(kept)} hashes that lead to another root",
            expected=f"the {binding.movements.count} hashes of this statement",
            todo="take the hashes that were written for this statement, or leave them out",
        )


def _by_row(found: Rerun, kept: Leaves) -> Iterator[RowDifference]:
    seen = set()
    for place, (row, reference) in enumerate(found.movements.select("row", "reference").iter_rows()):
        seen.add(reference)
        leaf = found.leaves[place * HASH_SIZE : (place + 1) * HASH_SIZE]
        if reference not in kept:
            yield RowDifference(row=row, reference=reference, what="was not in the period at the closing")
        elif kept[reference] != leaf:
            yield RowDifference(
                row=row, reference=reference, what="says something else than when the period was closed"
            )
    for reference in kept.keys() - seen:
        yield RowDifference(
            row=None, reference=reference, what="was in the period at the closing and is not in the file"
        )


def figure_differences(binding: PeriodBinding, found: Rerun) -> list[str]:
    """Return the figures that differ: stage, figure, what was stated and what follows from the file."""
    true = figures_of(found.position)
    return [
        f"{stage} {name}: stated {stated or 'none'}, computed {true[stage].get(name) or 'none'}"
        for stage, figures in binding.figures.items()
        for name, stated in figures.items()
        if stage not in true or true[stage].get(name) != stated
    ]


def finding_differences(binding: PeriodBinding, found: Rerun, *, rules: AllowanceRules) -> list[str]:
    """Return the findings of the position that were stated and do not follow, and those that were not stated."""
    true = closing_findings(
        found.position, rules=rules, force_majeure=binding.force_majeure, scope=binding.scope
    )
    stated = [each for each in binding.findings if each.code in OF_POSITION]
    return [f"stated and does not follow: {_told(each)}" for each in stated if each not in true] + [
        f"follows and was not stated: {_told(each)}" for each in true if each not in stated
    ]


def _told(finding: Finding) -> str:
    return f"{finding.code.value} of {finding.subject}, {finding.detail}"
