"""Stages of aluminium and the materials that belong to them (contract section 3).

Stages are chained: alumina is made from bauxite, aluminium from alumina. Metal, both scraps and dross stand in
one stage, since outgoing scrap uses the same Input Percentage (CoC Standard part 8).
"""

from enum import StrEnum


class Stage(StrEnum):
    """The stages in their order."""

    BAUXITE = "bauxite"
    ALUMINA = "alumina"
    ALUMINIUM = "aluminium"


class Material(StrEnum):
    """The materials of the movements file (contract section 2)."""

    BAUXITE = "bauxite"
    ALUMINA = "alumina"
    ALUMINIUM = "aluminium"
    PRE_CONSUMER_SCRAP = "pre_consumer_scrap"
    POST_CONSUMER_SCRAP = "post_consumer_scrap"
    DROSS = "dross"


STAGES: tuple[Stage, ...] = tuple(Stage)

MATERIAL_CODES: dict[Material, int] = {material: number for number, material in enumerate(Material, start=1)}
MATERIALS_BY_CODE: dict[int, Material] = {code: material for material, code in MATERIAL_CODES.items()}


def stage_of(material: Material) -> Stage:
    """Return the stage in whose account a material stands."""
    match material:
        case Material.BAUXITE:
            return Stage.BAUXITE
        case Material.ALUMINA:
            return Stage.ALUMINA
        case Material.ALUMINIUM | Material.PRE_CONSUMER_SCRAP | Material.POST_CONSUMER_SCRAP | Material.DROSS:
            return Stage.ALUMINIUM
