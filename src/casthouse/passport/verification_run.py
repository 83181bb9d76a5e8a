"""Running the checks on a statement, in their order."""

from casthouse.passport.certificate_check import check_certificate
from casthouse.passport.log_check import check_checkpoint, check_log
from casthouse.passport.mass_check import check_mass
from casthouse.passport.signature_check import check_issuer, check_key, check_signature
from casthouse.passport.status_check import check_status
from casthouse.passport.verification import Check, CheckFunction, CheckName, Verification, VerificationCase


def check_parse(_case: VerificationCase) -> tuple[bool | None, str]:
    """Say that the file has one meaning: what has not is refused before a case can be made of it."""
    return True, "one JSON object without a second meaning"


def check_schema(case: VerificationCase) -> tuple[bool | None, str]:
    """Check the rules of credentials and the published schema of the kind."""
    if case.mistakes:
        more = f", and {len(case.mistakes) - 1} more" if len(case.mistakes) > 1 else ""
        return False, f"{case.mistakes[0][:300]}{more}"
    if case.kind is None:
        return None, "follows the rules of credentials; what it states is not of a kind that is known"
    hidden = ", ".join(each.words for each in case.not_shown)
    told = f"; not shown by the holder: {hidden}" if hidden else ""
    return True, f"follows the schema of a {case.kind.value}{told}"


CHECKS: dict[CheckName, CheckFunction] = {
    CheckName.PARSE: check_parse,
    CheckName.SCHEMA: check_schema,
    CheckName.SIGNATURE: check_signature,
    CheckName.KEY: check_key,
    CheckName.ISSUER: check_issuer,
    CheckName.STATUS: check_status,
    CheckName.LOG: check_log,
    CheckName.CHECKPOINT: check_checkpoint,
    CheckName.CERTIFICATE: check_certificate,
    CheckName.MASS: check_mass,
}


def verify(case: VerificationCase) -> Verification:
    """Return the answers of all checks."""
    return Verification(checks=tuple(Check(name, *function(case)) for name, function in CHECKS.items()))
