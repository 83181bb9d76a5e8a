"""What people enter beside the movements: names, masses, materials, months. Each is checked once, here.

Forms, the API and the command line hand over text and whole numbers; what comes out fits the store.
"""

from datetime import date

from casthouse.custody.stage import Material, Stage
from casthouse.measure.mass import QUANTITY_MAX_G, QUANTITY_MIN_G
from casthouse.refusal import Refusal

REFERENCE_MAX = 200
TEXT_MAX = 2_000


def entered_text(text: str, what: str, *, length_max: int = REFERENCE_MAX) -> str:
    """Return a text without blanks at its ends; it must say something.

    Raises:
        Refusal: `text_invalid`.
    """
    entered = optional_text(text, what, length_max=length_max)
    if not entered:
        raise _invalid(f"no {what}", f"{what} of 1 to {length_max} characters", what)
    return entered


def optional_text(text: str, what: str, *, length_max: int = TEXT_MAX) -> str:
    """Return a text without blanks at its ends; it may be empty.

    Raises:
        Refusal: `text_invalid`.
    """
    entered = text.strip()
    if len(entered) > length_max:
        raise _invalid(f"{what} of {len(entered)} characters", f"at most {length_max}", what)
    if any(not (sign.isprintable() or sign in "\n\t") for sign in entered):
        raise _invalid(f"{what} with a control character", "text that can be printed", what)
    return entered


def _invalid(found: str, expected: str, what: str) -> Refusal:
    return Refusal("text_invalid", found=found, expected=expected, todo=f"correct the {what}")


def entered_mass_g(mass_g: int, *, least_g: int = QUANTITY_MIN_G) -> int:
    """Return a mass that an entry may have, in grams.

    Raises:
        Refusal: `quantity_invalid`.
    """
    if not least_g <= mass_g <= QUANTITY_MAX_G:
        raise Refusal(
            "quantity_invalid",
            found=f"{mass_g} g",
            expected=f"from {least_g} g to {QUANTITY_MAX_G} g",
            todo="correct the mass",
        )
    return mass_g


def stage_named(text: str) -> Stage:
    """Return the stage with the name.

    Raises:
        Refusal: `stage_unknown`.
    """
    try:
        return Stage(text)
    except ValueError as error:
        raise Refusal(
            "stage_unknown",
            found=f"stage “{text}”",
            expected=", ".join(Stage),
            todo="correct the stage",
        ) from error


def material_named(text: str) -> Material:
    """Return the material with the name.

    Raises:
        Refusal: `material_unknown`.
    """
    try:
        return Material(text)
    except ValueError as error:
        raise Refusal(
            "material_unknown",
            found=f"material “{text}”",
            expected=", ".join(Material),
            todo="correct the material",
        ) from error


def month_named(text: str) -> date:
    """Return the first day of a month given as 2025-03.

    Raises:
        Refusal: `month_invalid`.
    """
    try:
        if len(text) == len("2025-03"):
            return date.fromisoformat(f"{text}-01")
    except ValueError:
        pass
    raise Refusal(
        "month_invalid", found=f"month “{text}”", expected="a month as 2025-03", todo="correct the month"
    )
