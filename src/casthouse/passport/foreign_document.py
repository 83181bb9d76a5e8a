"""May a CoC Document be booked that was signed at another installation? The answers of the checks, as a refusal.

To book is more than to read: what is not possible to check is refused too, but for the log, of which a proof need not
have come. Whether the recipient may book it, and whether it is booked already, is asked as of every other document.
"""

from collections.abc import Callable

from casthouse.passport.status_check import says_ended
from casthouse.passport.verification import CheckName, Verification
from casthouse.refusal import Refusal

_ASK = "ask the issuer for the statement as it was signed"
_BUNDLE = "ask the secretariat for a newer trust bundle of that installation"


def _altered(found: str) -> Refusal:
    return Refusal(
        "document_altered", found=found, expected="a statement exactly as it was signed", todo=_ASK
    )


def untrusted(found: str) -> Refusal:
    """Return the refusal of an issuer for whom nobody vouches that is believed here."""
    return Refusal(
        "issuer_untrusted",
        found=found,
        expected="an issuer whom an installation vouches for that is believed here",
        todo="ask the secretariat whether that installation is to be believed; it takes its trust bundle",
    )


def _ended_key(found: str) -> Refusal:
    return Refusal(
        "issuer_key_invalid",
        found=found,
        expected="a signature within the life of the issuer's key, which nobody else may have",
        todo="ask the issuer to sign the document anew with the key that it has now",
    )


def _status(found: str) -> Refusal:
    if says_ended(found):
        return Refusal(
            "document_not_in_force",
            found=found,
            expected="a document in force",
            todo="ask the issuer for the document that replaces it",
        )
    return Refusal(
        "status_not_known",
        found=found,
        expected="a status list of the issuer that is newer than the statement and still to be believed",
        todo=_BUNDLE,
    )


def _not_logged(found: str) -> Refusal:
    return Refusal(
        "log_contradicts",
        found=found,
        expected="a proof that the statement stands in the log of its installation",
        todo="do not book it; ask the issuer for the archive with the proof, and its installation what happened",
    )


def _not_certified(found: str) -> Refusal:
    return Refusal(
        "issuer_not_certified",
        found=found,
        expected="a certificate that entitled the issuer's facility on the day of shipment, in the trust bundle",
        todo="book the goods as Non-CoC and ask the issuer; or ask the secretariat for a newer trust bundle",
    )


def _impossible(found: str) -> Refusal:
    return Refusal(
        "mass_impossible",
        found=found,
        expected="0 < CoC mass <= total mass",
        todo="ask the issuer for a corrected document",
    )


_REFUSALS: dict[CheckName, Callable[[str], Refusal]] = {
    CheckName.PARSE: _altered,
    CheckName.SCHEMA: _altered,
    CheckName.SIGNATURE: _altered,
    CheckName.ISSUER: untrusted,
    CheckName.KEY: _ended_key,
    CheckName.STATUS: _status,
    CheckName.LOG: _not_logged,
    CheckName.CHECKPOINT: _not_logged,
    CheckName.MASS: _impossible,
}
_MAY_BE_OPEN = frozenset({CheckName.LOG, CheckName.CHECKPOINT})


def require_believed(verification: Verification) -> None:
    """Let a statement pass that is wholly believed; its certificate is asked for apart.

    Raises:
        Refusal: `document_altered`, `issuer_untrusted`, `issuer_key_invalid`, `document_not_in_force`,
            `status_not_known`, `log_contradicts`, `mass_impossible`.
    """
    answers = {each.name: each for each in verification.checks}
    for name, refusal in _REFUSALS.items():
        answer = answers[name]
        if answer.passed is False or (answer.passed is None and name not in _MAY_BE_OPEN):
            raise refusal(answer.detail)


def certificate_detail(verification: Verification) -> str:
    """Return in words by which certificate the issuer was entitled on the day of shipment.

    Raises:
        Refusal: `issuer_not_certified`.
    """
    for answer in verification.checks:
        if answer.name is CheckName.CERTIFICATE:
            if answer.passed:
                return answer.detail
            raise _not_certified(f"certificate: {answer.detail}")
    raise _not_certified("certificate: not answered")
