"""Believing another installation: the secretariat takes its trust bundle, or says that it is believed no more.

From then on CoC Documents that were signed there are booked here (`service/foreign_document.py`). Each decision stays,
with who took it and how they knew that the bundle was theirs.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.db import transaction

from casthouse.passport.did_web import installation_did, signing_place
from casthouse.passport.foreign_document import untrusted
from casthouse.passport.trust_bundle import TrustBundle, read_bundle
from casthouse.passport.trusted_installation import (
    TrustedInstallation,
    own_word,
    require_admissible,
    require_reason,
)
from casthouse.refusal import Refusal
from casthouse.service import clock
from casthouse.service.logged_row import enter
from casthouse.service.permission import Act, Actor, authorise, authorise_anywhere
from casthouse.storage import trusted_installation as store
from casthouse.storage.journal import append_journal


@dataclass(frozen=True, slots=True, kw_only=True)
class BelievedWord:
    """What is believed of an installation: the decision, its address and what it says of its own."""

    trust_id: int
    installation: str
    bundle: TrustBundle


def installation_json(value: TrustedInstallation) -> dict[str, Any]:
    """Return the members of a line of the list."""
    return {
        "installation": value.installation,
        "did": value.did,
        "trusted": value.is_trusted,
        "sha256": value.digest,
        "bundle_made_at": value.bundle_made_at.isoformat(timespec="seconds")
        if value.bundle_made_at
        else None,
        "at": value.at.isoformat(timespec="seconds"),
        "by": value.by,
        "reason": value.reason,
    }


def trust_installation(actor: Actor, *, content: bytes, reason: str) -> TrustedInstallation:
    """Believe another installation under a trust bundle; the same bundle again changes nothing.

    Args:
        actor: who decides.
        content: the trust bundle as it came.
        reason: how it is known that the bundle is that installation's.

    Raises:
        Refusal: `not_permitted`, `trust_bundle_invalid`, `statement_unreadable`, `trust_bundle_own`,
            `trust_bundle_empty`, `trust_bundle_older`, `history_changed`, `trust_reason_missing`.
    """
    authorise(actor, Act.TRUST_SET)
    bundle, why, at = read_bundle(content), require_reason(reason), clock.now()
    digest = sha256(content).hexdigest()
    with transaction.atomic():
        store.hold_installations()
        before = store.newest_installation(_did(bundle.installation))
        if before is not None and before[1].is_trusted and before[1].digest == digest:
            return before[1]
        # What it revoked stays revoked, also after it was believed no more.
        content_before = store.newest_bundle(_did(bundle.installation))
        held = None if content_before is None else read_bundle(content_before)
        place = require_admissible(bundle, held=held, own=installation_did(settings.PUBLIC_URL), at=at)
        value = TrustedInstallation(
            installation=bundle.installation,
            did=place.text,
            is_trusted=True,
            digest=digest,
            bundle_made_at=bundle.made_at,
            at=at,
            by=actor.name,
            reason=why,
        )
        return _decided(actor, value, content=content.decode())


def _did(installation: str) -> str:
    try:
        return installation_did(installation).text
    except Refusal:
        return ""  # nothing is held of it; why it is refused is said with the other reasons


def distrust_installation(actor: Actor, *, installation: str, reason: str) -> TrustedInstallation:
    """Believe an installation no more; what was booked stays booked, as it was verified then.

    Raises:
        Refusal: `not_permitted`, `trust_installation_unknown`, `trust_reason_missing`.
    """
    authorise(actor, Act.TRUST_SET)
    why = require_reason(reason)
    with transaction.atomic():
        store.hold_installations()
        before = store.newest_installation(_did(installation))
        if before is None or not before[1].is_trusted:
            raise Refusal(
                "trust_installation_unknown",
                found=f"“{installation[:200]}”",
                expected="the address of an installation that is believed",
                todo="take the address from the list of trusted installations",
            )
        value = TrustedInstallation(
            installation=before[1].installation,
            did=before[1].did,
            is_trusted=False,
            digest="",
            bundle_made_at=None,
            at=clock.now(),
            by=actor.name,
            reason=why,
        )
        return _decided(actor, value, content="")


def _decided(actor: Actor, value: TrustedInstallation, *, content: str) -> TrustedInstallation:
    identifier = store.append_installation(value, content=content)
    append_journal(
        at=value.at,
        actor=actor.name,
        act=Act.TRUST_SET.value,
        subject=value.installation,
        trusted=value.is_trusted,
        sha256=value.digest,
    )
    enter({"trusted_installation": [identifier]}, at=value.at)
    return value


def trusted_installations(actor: Actor) -> Sequence[TrustedInstallation]:
    """Return what was decided last of each other installation.

    Raises:
        Refusal: `not_permitted`.
    """
    authorise_anywhere(actor, Act.TRUST_READ)
    return store.newest_installations()


def believed_word(issuer: str) -> BelievedWord:
    """Return the word of the installation at which an issuer signs.

    Args:
        issuer: the identifier of whoever signed.

    Raises:
        Refusal: `issuer_untrusted`.
    """
    identifier, decided = believed_decision(issuer)
    return BelievedWord(
        trust_id=identifier,
        installation=decided.installation,
        bundle=own_word(read_bundle(store.bundle_content(identifier))),
    )


def believed_decision(issuer: str) -> tuple[int, TrustedInstallation]:
    """Return the decision by which the installation of an issuer is believed now, with its identifier.

    Raises:
        Refusal: `issuer_untrusted`.
    """
    found = store.newest_installation(signing_place(issuer).installation)
    if found is None or not found[1].is_trusted:
        ended = "" if found is None else f", believed until {_day(found[1].at)}"
        raise untrusted(f"a signature of {issuer[:200]}{ended}")
    return found


def _day(at: datetime) -> str:
    return f"{at:%Y-%m-%d}"
