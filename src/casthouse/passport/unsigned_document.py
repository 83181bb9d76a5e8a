"""What can be checked of a CoC Document that nobody signed: its form, its masses, its certificate, and its digest.

Without a signature anybody may have written it. It is verified only where its digest is the one that is known from
elsewhere, such as the paper on which it is printed.
"""

from datetime import datetime

from casthouse.custody.document import CocDocument, has_possible_masses, masses_text, missing_field_names
from casthouse.passport.certificate_check import check_certificate_of
from casthouse.passport.verification import OF_PERIOD, Check, CheckName, Verification
from casthouse.passport.verified_list import ListBook

_NOT_SIGNED = "not possible: the document is not signed; ask its issuer for the signed statement"


def verify_unsigned(
    document: CocDocument, *, digest: str, expected_digest: str, lists: ListBook, at: datetime
) -> Verification:
    """Return the answers of all checks, and of one more: the digest."""
    missing = missing_field_names(document)
    answers: dict[CheckName, tuple[bool | None, str]] = {
        CheckName.PARSE: (True, "one JSON object without a second meaning"),
        CheckName.SCHEMA: (
            not missing,
            f"no {', '.join(missing)}" if missing else "every field of a CoC Document",
        ),
        CheckName.CERTIFICATE: check_certificate_of(
            lists,
            at=at,
            number=document.issuer.coc_certificate,
            seller=document.issuer.code,
            facility=document.facility,
            day=document.shipment_date,
        ),
        CheckName.MASS: (has_possible_masses(document), masses_text(document)),
        CheckName.DIGEST: _digest_answer(digest, expected_digest),
    }
    return Verification(
        checks=tuple(
            Check(name=name, passed=passed, detail=detail)
            for name in CheckName
            if name not in OF_PERIOD
            for passed, detail in (answers.get(name, (None, _NOT_SIGNED)),)
        )
    )


def _digest_answer(digest: str, expected: str) -> tuple[bool | None, str]:
    if not expected:
        return None, f"not possible: compare SHA-256 {digest} with the foot of the paper"
    if expected.strip().lower() != digest:
        return False, f"its SHA-256 is {digest}, another one than was expected"
    return True, f"SHA-256 {digest}, as expected"
