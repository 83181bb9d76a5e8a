"""How a file under a mapping profile writes things, in words for the messages of refused rows.

Whoever mends a refused row must be told the forms of their own file: the profile's units, material numbers,
dates and signs. A part that the profile does not translate has the forms of the contract.
"""

from collections.abc import Mapping, Sequence

from casthouse.custody.import_refusal import CONTRACT_FORMS, RowForms
from casthouse.custody.movement import CocMark
from casthouse.exchange.profile import NumberLayout, Profile

LISTED_MAX = 24
_SIGNS = {",": "comma", ".": "point", "'": "apostrophe"}


def row_forms(profile: Profile) -> RowForms:
    """Return how rows are written in files that the profile reads."""
    usual, headings = CONTRACT_FORMS, profile.headings
    return RowForms(
        kind=_words(profile.movement_types, headings["kind"]) or usual.kind,
        material=_words(profile.materials, headings.get("material", "")) or usual.material,
        quantity=usual.quantity if profile.numbers.is_contract else _number(profile.numbers),
        unit=_words(profile.units, headings.get("unit", "")) or usual.unit,
        day=f"a real day as {' or '.join(profile.dates)}" if profile.dates else usual.day,
        coc=_marks(profile) or usual.coc,
        not_coc=_not_coc(profile) or usual.not_coc,
    )


def _words(known: Mapping[str, object] | None, heading: str) -> str:
    """Return the words that a profile knows in a column; nothing where it does not translate the column."""
    return f"{_listed(list(known))} under “{heading}”" if known else ""


def _listed(words: Sequence[str]) -> str:
    """Return words as a list, `TO, KG or LB`; of very many the first ones."""
    if len(words) > LISTED_MAX:
        return f"{', '.join(words[:LISTED_MAX])} … ({len(words):,} in all)"
    return " or ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def _number(numbers: NumberLayout) -> str:
    decimal, thousands = numbers.decimal_sign, numbers.thousands_sign
    text = f"digits with an optional decimal {_SIGNS.get(decimal, decimal)} (1234{decimal}5)"
    if not thousands:
        return text
    sign = _SIGNS.get(thousands, "blank")
    return f"{text}, a {sign} only before each three digits of thousands (1{thousands}234 is 1234)"


def _marks(profile: Profile) -> str:
    if profile.coc is None:
        return ""
    return ", ".join(
        f"{_listed(_of(profile.coc, mark))} for {mark}" for mark in CocMark if mark in profile.coc.values()
    )


def _of(marks: Mapping[str, CocMark], mark: CocMark) -> list[str]:
    return [name or "a blank" for name, meaning in marks.items() if meaning is mark]


def _not_coc(profile: Profile) -> str:
    """Return how a row says that it is no CoC Material."""
    heading = profile.headings.get("coc")
    if profile.coc is None or heading is None or CocMark.NO not in profile.coc.values():
        return ""
    if profile.coc.get("") is CocMark.NO:
        return f"“{heading}” left blank"
    return f"{_of(profile.coc, CocMark.NO)[0]} under “{heading}”"
