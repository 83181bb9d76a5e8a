"""Why a scope is not certified today, and what to do: the words beside the red mark."""

from collections.abc import Iterable
from datetime import date

from casthouse.assurance.certificate import Certificate
from casthouse.standard.standard_name import StandardName

UNTIL_THEN = "until it has one, shipments of today cannot be sold as CoC Material"


def why_not_certified(certificates: Iterable[Certificate], today: date) -> str:
    """Return which chain-of-custody certificate does not cover the day, why, and what follows; empty if one does."""
    held = [each for each in certificates if each.standard is StandardName.CHAIN_OF_CUSTODY]
    if any(each.covers(today) for each in held):
        return ""
    if not held:
        return f"No chain-of-custody certificate is recorded; {UNTIL_THEN}."
    last = max(held, key=lambda each: each.valid_to)
    if last.valid_to < today:
        why = f"ended on {last.valid_to}: have the one after it recorded"
    elif last.valid_from > today:
        why = f"begins on {last.valid_from}"
    else:
        why = "does not entitle today: look at its history"
    return f"Certificate {last.number} {why}; {UNTIL_THEN}."
