"""The page that checks without a network, with what somebody believes inside: for everybody, to keep."""

from casthouse.exchange.offline_check import offline_check
from casthouse.passport.trust_bundle import read_bundle
from casthouse.service.permission import Act, Actor, authorise
from casthouse.service.trust_bundle import trust_bundle


def offline_check_page(actor: Actor, *, version: str) -> bytes:
    """Return the page with the trust bundle of this installation.

    Raises:
        Refusal: `not_permitted`.
    """
    authorise(actor, Act.STATEMENT_CHECK)
    return offline_check(trust_bundle(actor), version=version)


def offline_check_with(trust: bytes | None, *, version: str) -> bytes:
    """Return the page with a trust bundle from elsewhere, or with none; needs no store.

    Raises:
        Refusal: `trust_bundle_invalid`, `statement_unreadable`.
    """
    if trust is not None:
        read_bundle(trust)
    return offline_check(trust or b"", version=version)
