"""Check 10: masses that can be, agree with each other, and lie within what the thing was made of."""

from collections.abc import Callable
from typing import Any

from casthouse.measure.mass import QUANTITY_MAX_G, tonnes_text
from casthouse.passport.canonical import JsonObject
from casthouse.passport.credential import issuer_did
from casthouse.passport.hidden_part import HiddenPart
from casthouse.passport.statement_kind import StatementKind
from casthouse.passport.verification import HIDDEN, NOT_ASKED, VerificationCase

OF_ITS_DOCUMENT = (
    "document_sha256",
    "reference",
    "shipment_date",
    "material",
    "coc_mass_g",
    "total_mass_g",
)
"""What a passport says as the CoC Document of the delivery does."""


class MassesDifferError(ValueError):
    """A mass is written in grams and in tonnes, and the two are not the same."""


def check_mass(case: VerificationCase) -> tuple[bool | None, str]:
    """Check that the masses of the statement can be, and agree with each other."""
    if case.hides(HiddenPart.MASSES):
        return None, f"{HIDDEN}: masses"
    if case.kind is None or case.kind not in _MASSES:
        return None, f"{NOT_ASKED} of a statement of this kind"
    try:
        return _MASSES[case.kind](case)
    except MassesDifferError as error:
        return False, f"a mass in tonnes is not the one in grams beside it: {error}"
    except (KeyError, ValueError, TypeError) as error:
        return False, f"a mass is missing or no whole number of grams: {error}"


def grams(members: JsonObject, name: str) -> int:
    """Return a mass that is written as whole grams; the same mass in tonnes beside it, where it stands, must agree.

    Raises:
        KeyError: it is missing.
        ValueError: it is no such text; `MassesDifferError` where the two differ.
    """
    text = members[f"{name}_g"]
    if not isinstance(text, str) or not text.isascii() or not text.isdigit() or str(int(text)) != text:
        raise ValueError(f"{name}_g {text!r:.40}")
    tonnes = members.get(f"{name}_t")
    if tonnes is not None and tonnes != tonnes_text(int(text)):
        raise MassesDifferError(f"{name}_g {text} is not {name}_t {tonnes!r:.40}")
    return int(text)


def _possible(case: VerificationCase) -> tuple[bool, str]:
    coc_g, total_g = grams(case.subject, "coc_mass"), grams(case.subject, "total_mass")
    words = f"CoC mass {tonnes_text(coc_g)} t of {tonnes_text(total_g)} t in total"
    if not 0 < coc_g <= total_g <= QUANTITY_MAX_G:
        return False, f"{words}: expected 0 < CoC mass <= total mass"
    return True, words


def _document_masses(case: VerificationCase) -> tuple[bool | None, str]:
    passed, words = _possible(case)
    if passed and (second := _second_document(case)):
        shipment = f"{case.subject.get('reference')!s:.60}"
        return False, f"a second document for shipment {shipment} is beside it, {second:.60}"
    return passed, words


def _second_document(case: VerificationCase) -> str:
    """Return the number of another document of the issuer beside it that sells the same shipment; blank for none."""
    ours = case.subject
    for other in case.beside:
        theirs = other.credential.get("credentialSubject")
        if not isinstance(theirs, dict) or issuer_did(other.credential) != issuer_did(case.signed.credential):
            continue
        same = all(theirs.get(name) == ours.get(name) for name in ("type", "reference"))
        follows = theirs.get("number") in {ours.get("number"), ours.get("supersedes")}
        if same and not follows and theirs.get("supersedes") != ours.get("number"):
            return str(theirs.get("number"))
    return ""


def _passport_masses(case: VerificationCase) -> tuple[bool | None, str]:
    """Hold a passport against its origins, and against the CoC Document of the delivery where it is beside it."""
    passed, words = _possible(case)
    provenance: Any = case.subject["provenance"]
    traced_g = grams(provenance, "traced_mass")
    origins_g = sum(grams(each, "mass") for each in provenance["origins"])
    if origins_g != traced_g or traced_g > grams(case.subject, "total_mass"):
        told = f"origins of {tonnes_text(origins_g)} t for {tonnes_text(traced_g)} t that were traced"
        return False, f"{words}, {told}: expected the same, and no more than was delivered"
    if passed and (other := _other_than_its_document(case)):
        return False, f"{words}, but {other} of the CoC Document beside it is another"
    return passed, words


def _other_than_its_document(case: VerificationCase) -> str:
    """Return what the CoC Document beside a passport says otherwise; blank where it agrees or is not there."""
    for other in case.beside:
        theirs = other.credential.get("credentialSubject")
        if isinstance(theirs, dict) and issuer_did(other.credential) == issuer_did(case.signed.credential):
            is_its = theirs.get("type") == "CocDocument" and theirs.get("number") == case.subject.get(
                "number"
            )
            for name in OF_ITS_DOCUMENT if is_its else ():
                if theirs.get(name) != case.subject.get(name):
                    return name
    return ""


_MASSES: dict[StatementKind, Callable[[VerificationCase], tuple[bool | None, str]]] = {
    StatementKind.COC_DOCUMENT: _document_masses,
    StatementKind.DELIVERY: _passport_masses,
}
