"""What was charged, by what the lots are and not by what a row calls them: recycled content counts bought scrap only.

A lot that came in as several materials is their mixture, and gives each charge its part of all of them.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction

from casthouse.custody.stage import Material
from casthouse.footprint.scrap_loop import ProcessEntry
from casthouse.provenance.lot_process import Direction
from casthouse.provenance.origin_share import largest_remainder


def as_held(
    entries: Iterable[ProcessEntry], materials: Mapping[str, Mapping[Material, int | Fraction]]
) -> list[ProcessEntry]:
    """Return entries whose inputs are of the materials that their lots hold.

    Args:
        entries: lots into and out of processes, as they were posted.
        materials: what the lots are, in grams or parts; of a lot that is absent a row is believed.
    """
    return [held for each in entries for held in _held(each, materials.get(each.lot, {}))]


def _held(entry: ProcessEntry, materials: Mapping[Material, int | Fraction]) -> Iterator[ProcessEntry]:
    if entry.direction is not Direction.IN or not materials:
        yield entry
        return
    named = [each for each in Material if materials.get(each)]
    whole = Fraction(sum(materials.values()))
    masses = largest_remainder([materials[each] / whole for each in named], entry.mass_g)
    for material, mass_g in zip(named, masses, strict=True):
        if mass_g:
            yield replace(entry, material=material, mass_g=mass_g)
