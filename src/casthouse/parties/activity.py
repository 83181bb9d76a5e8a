"""Supply-chain activities that a facility carries out (contract section 1)."""

from enum import StrEnum


class Activity(StrEnum):
    """What a facility does, in the words of the register file.

    Bauxite development and high purity alumina came in November 2023; they follow mining and refining.
    """

    BAUXITE_MINING = "bauxite_mining"
    BAUXITE_DEVELOPMENT = "bauxite_development"
    ALUMINA_REFINING = "alumina_refining"
    HIGH_PURITY_ALUMINA = "high_purity_alumina"
    ALUMINIUM_SMELTING = "aluminium_smelting"
    REMELTING_REFINING = "remelting_refining"
    CASTHOUSE = "casthouse"
    SEMI_FABRICATION = "semi_fabrication"
    MATERIAL_CONVERSION = "material_conversion"
    OTHER_MANUFACTURING = "other_manufacturing"
