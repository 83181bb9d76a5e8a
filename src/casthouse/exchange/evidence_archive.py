"""XLSX and DOCX as evidence: archives within bounds, without macros, programs or parts fetched from elsewhere."""

import re
from pathlib import Path

from casthouse.assurance.evidence import EvidenceType
from casthouse.exchange.evidence_refusal import MIB, hostile, type_refused
from casthouse.exchange.file_limits import FileLimits
from casthouse.exchange.xlsx_package import XlsxPackage, readable_workbook

LIMITS = FileLimits(
    file_bytes=256 * MIB, archive_entries=5_000, packed_bytes_min=8 * MIB, layout_part_bytes=4 * MIB
)
"""What an archive may unpack to, and how densely it may be packed."""

_CONTENT_TYPES = "[Content_Types].xml"
_MAIN = {
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml": EvidenceType.XLSX,
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml": EvidenceType.DOCX,
}
_ACTIVE_PART = re.compile(
    r"vba|(^|/)(macrosheets|activex|embeddings|ctrlprops)/|\.(exe|dll|js|vbs|bat|cmd|ps1|jar|scr|lnk|hta)$",
    re.IGNORECASE,
)
_HAND_FOLLOWED = "/hyperlink"
"""A link that a reader follows by hand; pictures, templates and data from elsewhere are fetched by themselves."""


def office_type(path: Path) -> EvidenceType:
    """Return which of the two a file is.

    Raises:
        Refusal: `evidence_type_refused`, `evidence_hostile`; `file_too_large`, `file_unreadable` for the archive.
    """
    with XlsxPackage.opened(path, LIMITS) as package:
        parts = package.parts()
        if _CONTENT_TYPES not in parts:
            raise type_refused("an archive that is neither XLSX nor DOCX")
        if len(parts) != len({part.casefold() for part in parts}):
            raise hostile("an archive with two parts of one name")
        if package.packed_bytes() > path.stat().st_size:
            raise hostile("an archive whose parts overlap")
        kind = _main_type(package)
        for part in parts:
            if _ACTIVE_PART.search(part):
                raise hostile(f"a macro, a control or a file inside, in the part “{part[:60]}”")
        _refuse_fetched(package, [part for part in parts if part.endswith(".rels")])
    return kind


def _main_type(package: XlsxPackage) -> EvidenceType:
    with readable_workbook():
        types = [
            element.get("ContentType", "")
            for element in package.tree(_CONTENT_TYPES)
            if element.get("ContentType")
        ]
    if any("macroenabled" in each.casefold() or "vba" in each.casefold() for each in types):
        raise hostile("a workbook or document with macros")
    for each in types:
        if each in _MAIN:
            return _MAIN[each]
    raise type_refused("an archive that is neither XLSX nor DOCX")


def _refuse_fetched(package: XlsxPackage, relations: list[str]) -> None:
    for part in relations:
        with readable_workbook():
            found = [
                element.get("Type", "")
                for element in package.tree(part)
                if element.get("TargetMode", "").casefold() == "external"
            ]
        if any(not each.endswith(_HAND_FOLLOWED) for each in found):
            raise hostile("a part that is fetched from elsewhere when the file is opened")
