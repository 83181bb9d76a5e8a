"""`casthouse scrap` and `casthouse dry-mass`: how a delivery is to be booked before it is."""

from datetime import date
from typing import Annotated

import typer

from casthouse.cli.argument import JsonFlag, ScopeArgument, day
from casthouse.cli.output import print_json, print_table, print_text, tonnes
from casthouse.custody.eligibility import REASON_TEXTS, ScrapKind, ScrapOrigin, Verdict, eligible_mass_g
from casthouse.custody.moisture import moist_mass
from casthouse.custody.stage import Material
from casthouse.measure.mass import tonnes_text
from casthouse.service.eligibility import DeclaredPart, judge_scrap
from casthouse.service.permission import OPERATOR

app = typer.Typer(help="Which scrap is eligible.", no_args_is_help=True)

FORM = "KIND:GRAMS[:ORIGIN[:METAL-GRAMS]]"
PARTS_MIN, ORIGIN_AT, METAL_AT, PARTS_MAX = 2, 2, 3, 4


@app.callback()
def scrap() -> None:
    """Which scrap is eligible."""


@app.command("judge")
def judge(
    scope: ScopeArgument,
    *,
    supplier: Annotated[
        str, typer.Option("--supplier", metavar="NAME", help="Its code or name, as in the movements.")
    ],
    on: Annotated[date, typer.Option("--on", metavar="DATE", parser=day, help="The day of the shipment.")],
    part: Annotated[
        list[str],
        typer.Option("--part", metavar=FORM, help="What the delivery consists of; may repeat."),
    ],
    document: Annotated[str, typer.Option("--document", metavar="NUMBER", help="The CoC Document.")] = "",
    split_document: Annotated[
        str, typer.Option("--split-document", metavar="TEXT", help="The paper that documents a split.")
    ] = "",
    as_json: JsonFlag = False,
) -> None:
    """Say how each gram of a delivery of scrap is to be booked, and why. Nothing is posted.

    KIND is pre_consumer, post_consumer, dross or in_doubt.

    Example: casthouse scrap judge RIED-COC --supplier "Schrott Huber" --on 2025-03-04
    --part post_consumer:20000000:dealer_or_yard
    """
    verdicts = judge_scrap(
        OPERATOR,
        scope=scope,
        supplier=supplier,
        on=on,
        parts=[declared_part(text) for text in part],
        document=document,
        split_document=split_document,
    )
    if as_json:
        print_json(
            {"verdicts": [_members(each) for each in verdicts], "eligible_g": eligible_mass_g(verdicts)}
        )
        return
    rows = [
        [
            tonnes(each.mass_g),
            each.booking.value.replace("_", " "),
            REASON_TEXTS[each.reason].meaning,
            each.clause,
        ]
        for each in verdicts
    ]
    print_table(("t", "booked as", "because", "clause"), rows)


def declared_part(text: str) -> DeclaredPart:
    """Read a part of a delivery, as `FORM` says."""
    words = text.split(":")
    try:
        if not PARTS_MIN <= len(words) <= PARTS_MAX:
            raise typer.BadParameter(f"“{text}” is not {FORM}")
        return DeclaredPart(
            kind=ScrapKind(words[0]),
            mass_g=int(words[1]),
            origin=ScrapOrigin(words[ORIGIN_AT]) if len(words) > ORIGIN_AT and words[ORIGIN_AT] else None,
            recovered_metal_g=int(words[METAL_AT]) if len(words) > METAL_AT else None,
        )
    except ValueError as error:
        raise typer.BadParameter(f"“{text}” is not {FORM}") from error


def _members(each: Verdict) -> dict[str, object]:
    return {
        "mass_g": each.mass_g,
        "booking": each.booking.value,
        "reason": each.reason.value,
        "clause": each.clause,
    }


def dry_mass(
    *,
    material: Annotated[Material, typer.Option("--material", help="bauxite or alumina.")],
    wet_g: Annotated[int, typer.Option("--wet-g", metavar="N", help="The mass on the scales, in grams.")],
    moisture: Annotated[
        str, typer.Option("--moisture", metavar="PERCENT", help="Water in percent of the wet mass.")
    ],
    as_json: JsonFlag = False,
) -> None:
    """Compute the dry mass, which the accounts hold, of wet bauxite or alumina.

    Example: casthouse dry-mass --material bauxite --wet-g 1000000000 --moisture 12.5
    """
    mass = moist_mass(material, wet_g=wet_g, moisture_percent=moisture)
    if as_json:
        print_json({"wet_g": mass.wet_g, "dry_g": mass.dry_g, "water_g": mass.water_g})
    else:
        print_text(f"{tonnes_text(mass.dry_g)} t dry, {tonnes_text(mass.water_g)} t of water.")
