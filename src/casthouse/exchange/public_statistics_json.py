"""Published figures as JSON, as they are kept and exported; read back they are the same figures."""

from typing import Any

from casthouse.assurance.finding_statistics import FindingFigure, FindingLine, FindingSheet
from casthouse.assurance.rating import Rating
from casthouse.custody.stage import Stage
from casthouse.custody.volume_statistics import StageVolume, VolumeFigure, VolumeFlow, VolumeSheet
from casthouse.parties.activity import Activity


def finding_sheet_json(sheet: FindingSheet) -> dict[str, Any]:
    """Return a sheet of findings; principle and activity are null where several are put together."""
    return {
        "edition": sheet.edition,
        "year": sheet.year,
        "withheld": sheet.is_withheld,
        "lines": [
            {
                "principle": line.principle,
                "activity": line.activity.value if line.activity else None,
                "figures": [
                    {
                        "ratings": [each.value for each in Rating if each in figure.ratings],
                        "count": figure.count,
                    }
                    for figure in line.figures
                ],
            }
            for line in sheet.lines
        ],
    }


def finding_sheet_of(document: dict[str, Any]) -> FindingSheet:
    """Return the sheet that was kept."""
    return FindingSheet(
        edition=document["edition"],
        year=document["year"],
        is_withheld=document["withheld"],
        lines=tuple(
            FindingLine(
                principle=line["principle"],
                activity=Activity(line["activity"]) if line["activity"] else None,
                figures=tuple(
                    FindingFigure(
                        ratings=frozenset(Rating(each) for each in figure["ratings"]), count=figure["count"]
                    )
                    for figure in line["figures"]
                ),
            )
            for line in document["lines"]
        ),
    )


def volume_sheet_json(sheet: VolumeSheet) -> dict[str, Any]:
    """Return a sheet of masses in grams; a stage without figures is withheld."""
    return {
        "year": sheet.year,
        "stages": [
            {
                "stage": each.stage.value,
                "withheld": not each.figures,
                "figures": [
                    {
                        "flows": [flow.value for flow in VolumeFlow if flow in figure.flows],
                        "mass_g": figure.mass_g,
                    }
                    for figure in each.figures
                ],
            }
            for each in sheet.stages
        ],
    }


def volume_sheet_of(document: dict[str, Any]) -> VolumeSheet:
    """Return the sheet that was kept."""
    return VolumeSheet(
        year=document["year"],
        stages=tuple(
            StageVolume(
                stage=Stage(each["stage"]),
                figures=tuple(
                    VolumeFigure(
                        flows=frozenset(VolumeFlow(flow) for flow in figure["flows"]),
                        mass_g=figure["mass_g"],
                    )
                    for figure in each["figures"]
                ),
            )
            for each in document["stages"]
        ),
    )
