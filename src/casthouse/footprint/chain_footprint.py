"""Footprints along a chain of steps: own emission plus what each feed brings, recursively (GHG Protocol, scope 3).

`value = own + Σ m_i × value_i`, m_i being tonnes of feed per tonne of output. Feeds may weigh more than the output: the
difference is loss. A step that feeds itself through others is a loop and is solved exactly.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from casthouse.provenance.exact_system import solved
from casthouse.refusal import Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """What goes into a step: a mass, and either another step or a footprint of its own in t CO2e per t."""

    mass: Fraction
    step: str = ""
    value: Fraction | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainStep:
    """One step: its output in the unit of the feeds, its own emission in t CO2e per t of output, its feeds."""

    name: str
    output: Fraction
    own: Fraction
    feeds: tuple[Feed, ...]


def chain_footprints(steps: Sequence[ChainStep]) -> dict[str, Fraction]:
    """Return the cradle-to-gate footprint of each step in t CO2e per t of its output.

    Raises:
        Refusal: `chain_invalid`: a step without output, a feed of an unknown step or without a footprint, or steps
            that feed on themselves without end.
    """
    places = {step.name: place for place, step in enumerate(steps)}
    for step in steps:
        _check(step, places)
    matrix = [[Fraction(int(row == column)) for column in range(len(steps))] for row in range(len(steps))]
    right = [step.own for step in steps]
    for place, step in enumerate(steps):
        for feed in step.feeds:
            per_output = feed.mass / step.output
            if feed.step:
                matrix[place][places[feed.step]] -= per_output
            else:
                right[place] += per_output * (feed.value or Fraction(0))
    values = solved(matrix, right)
    if values is None or any(value < 0 for value in values):
        raise _invalid("steps that need as much of their own output as they make")
    return {step.name: values[place] for step, place in zip(steps, places.values(), strict=True)}


def _check(step: ChainStep, places: Mapping[str, int]) -> None:
    if step.output <= 0:
        raise _invalid(f"the step {step.name} without output")
    for feed in step.feeds:
        if feed.mass < 0:
            raise _invalid(f"a negative feed of {step.name}")
        if feed.step and feed.step not in places:
            raise _invalid(f"a feed of {step.name} from the unknown step {feed.step}")
        if not feed.step and feed.value is None:
            raise _invalid(f"a feed of {step.name} with neither a step nor a footprint")


def _invalid(found: str) -> Refusal:
    return Refusal(
        "chain_invalid",
        found=found,
        expected="steps with an output, each feed with a step or a footprint",
        todo="correct the chain; a footprint that nobody knows is not zero",
    )


def weighted_mean(parts: Sequence[tuple[Fraction, Fraction]]) -> Fraction | None:
    """Return the mean of footprints by tonnes, pairs of tonnes and t CO2e per t; None over nothing."""
    tonnes = sum((mass for mass, _ in parts), Fraction(0))
    return sum((mass * value for mass, value in parts), Fraction(0)) / tonnes if tonnes else None


def primary_data_share(parts: Sequence[tuple[Fraction, Fraction]]) -> Fraction | None:
    """Return the share of primary data: contributions in t CO2e with the share of each; None over nothing."""
    return weighted_mean(parts)
