"""Another installation whose word is taken: what its trust bundle may speak of, and when one may follow another.

An installation speaks for whoever signs under its own identifier and for nobody else, whatever its bundle says: else
one that is believed could speak in the name of all others. A later bundle may not be older than the one that is held,
nor know a shorter log: what was revoked meanwhile would hold again.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import NoReturn

from casthouse.passport.checkpoint import Checkpoint, read_checkpoint
from casthouse.passport.did_web import DidWeb, installation_did
from casthouse.passport.note import read_note
from casthouse.passport.signature import instant_text
from casthouse.passport.signature_check import CLOCKS_APART
from casthouse.passport.trust_bundle import TrustBundle
from casthouse.refusal import Refusal

REASON_CHARS_MAX = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustedInstallation:
    """What was decided of an installation: believed under a bundle, or not any more; and when, by whom and why.

    Attributes:
        installation: its address.
        did: its identifier; whoever signs there has one below it.
        is_trusted: whether it is believed from then on.
        digest: SHA-256 of the bundle; blank where it is not believed any more.
        bundle_made_at: when the bundle was put together.
        at: when this was decided; `by` whom, `reason` why.
    """

    installation: str
    did: str
    is_trusted: bool
    digest: str
    bundle_made_at: datetime | None
    at: datetime
    by: str
    reason: str


def own_word(bundle: TrustBundle) -> TrustBundle:
    """Return what a bundle says of those who sign under the identifier of its own installation."""
    place = installation_did(bundle.installation)
    own = {did: each for did, each in bundle.issuers.items() if each.owner.did(place) == did}
    return replace(bundle, issuers=own)


def require_admissible(bundle: TrustBundle, *, held: TrustBundle | None, own: DidWeb, at: datetime) -> DidWeb:
    """Return the identifier of the installation that a bundle speaks for, if its word may be taken from now on.

    Args:
        bundle: what is to be believed.
        held: the newest bundle of the same installation that was believed, be it until now or until it was ended.
        own: the identifier of the installation that asks.
        at: now.

    Raises:
        Refusal: `trust_bundle_invalid`, `trust_bundle_own`, `trust_bundle_empty`, `trust_bundle_older`,
            `history_changed`.
    """
    place = _place(bundle.installation)
    if place == own:
        raise Refusal(
            "trust_bundle_own",
            found=f"the trust bundle of this very installation, {bundle.installation[:200]}",
            expected="the trust bundle of an installation with another address",
            todo="nothing is to be done with your own; if it is of another one, CASTHOUSE_PUBLIC_URL must name the "
            "address of each before anything is signed",
        )
    if not own_word(bundle).issuers:
        raise Refusal(
            "trust_bundle_empty",
            found=f"a trust bundle in which nobody signs under {place.text}",
            expected="the keys of somebody who signs at that installation",
            todo="fetch the trust bundle once something was signed there",
        )
    if bundle.made_at > at + CLOCKS_APART:
        _refuse_age(bundle, f"now, {instant_text(at)}, at the latest")
    if held is not None:
        _require_later(bundle, held)
    return place


def _place(address: str) -> DidWeb:
    try:
        return installation_did(address)
    except Refusal as refusal:
        raise Refusal(
            "trust_bundle_invalid",
            found=refusal.text.found,
            expected="the address of an installation",
            todo="fetch the trust bundle anew from somebody whom you trust",
        ) from refusal


def _require_later(bundle: TrustBundle, held: TrustBundle) -> None:
    if bundle.made_at < held.made_at:
        _refuse_age(bundle, f"one of {instant_text(held.made_at)} or later, as is held already")
    before, after = _checkpoint(held), _checkpoint(bundle)
    if before is None:
        return
    is_same_log = after is not None and after.origin == before.origin and after.size >= before.size
    if after is None or not is_same_log or (after.size == before.size and after.root != before.root):
        raise Refusal(
            "history_changed",
            found="no log" if after is None else f"the log {after.origin[:120]} of {after.size} entries",
            expected=f"the log {before.origin[:120]} that was seen before, of {before.size} entries or more",
            todo="keep both trust bundles: they show that history was rewritten; ask that installation in public",
        )


def _refuse_age(bundle: TrustBundle, expected: str) -> NoReturn:
    raise Refusal(
        "trust_bundle_older",
        found=f"a trust bundle of {instant_text(bundle.made_at)}",
        expected=expected,
        todo="fetch a newer one: under this one what was revoked since would hold again",
    )


def _checkpoint(bundle: TrustBundle) -> Checkpoint | None:
    if bundle.log is None or not bundle.log.checkpoint:
        return None
    return read_checkpoint(read_note(bundle.log.checkpoint.encode()).text)


def require_reason(reason: str) -> str:
    """Return why an installation is believed, or not any more.

    Raises:
        Refusal: `trust_reason_missing`.
    """
    if not reason.strip() or len(reason) > REASON_CHARS_MAX:
        raise Refusal(
            "trust_reason_missing",
            found=f"a reason of {len(reason)} characters" if reason.strip() else "no reason",
            expected=f"how you know that it is theirs, or why it is believed no more, in at most {REASON_CHARS_MAX} "
            "characters",
            todo="compare the SHA-256 with that installation by another way, such as by telephone, and say so",
        )
    return reason.strip()
