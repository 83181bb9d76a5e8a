"""What a checker believes before it looks at a file: whose keys are whose, what was revoked, which certificates hold.

The file is small and has to come from somebody whom the checker trusts: the installation itself over HTTPS, an audit
firm, a colleague. What lies in it is signed where it can be: status lists and certificates are credentials of their
own, a checkpoint is signed by its log. It is no more than JSON, format `casthouse-trust-bundle/1`.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import NoReturn

from casthouse.passport.canonical import JsonObject, JsonValue, canonical, read_object
from casthouse.passport.key_life import EndKind, KeyEnd, OwnedKey
from casthouse.passport.key_owner import KeyOwner, OwnerKind
from casthouse.passport.public_key import PublicKey, public_key_of_multikey
from casthouse.passport.signature import instant_of, instant_text
from casthouse.refusal import Refusal

FORMAT = "casthouse-trust-bundle/1"
BYTES_MAX = 64 * 1024 * 1024
NODES_MAX = 3_200_000
_SECOND = timedelta(microseconds=999_999)
"""Added before a fraction of a second is cut off, so that it is rounded up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustedIssuer:
    """Somebody who signs: the identifier, the names it goes and went by, and its keys with their lives."""

    did: str
    owner: KeyOwner
    names: tuple[str, ...]
    keys: tuple[OwnedKey, ...]

    _methods: dict[str, OwnedKey] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Name each key once: ten thousand statements ask for the same few."""
        methods = {f"{self.did}#{key.public.multikey}": key for key in self.keys}
        object.__setattr__(self, "_methods", methods)

    def key_of(self, method: str) -> OwnedKey | None:
        """Return the key that a verification method names, or None."""
        return self._methods.get(method)


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierLogKey:
    """A key that the log had before, and up to which size it signed: of a larger log its signature says nothing.

    A checkpoint does not say when it was signed; how large the log was then is what tells whether the key had ended.
    """

    vkey: str
    until: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustedLog:
    """The log: its key, the last checkpoint seen of it, the keys of witnesses, and the keys that the log had before."""

    vkey: str
    checkpoint: str = ""
    witnesses: tuple[str, ...] = ()
    earlier: tuple[EarlierLogKey, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustBundle:
    """All that is believed, as of an instant.

    Attributes:
        made_at: when it was put together.
        installation: where.
        issuers: by their identifiers.
        status_lists: signed lists by their addresses.
        certificates: signed statements of certificates.
        log: the transparency log; None where nothing is known of one.
    """

    made_at: datetime
    installation: str
    issuers: Mapping[str, TrustedIssuer] = field(default_factory=dict)
    status_lists: Mapping[str, JsonObject] = field(default_factory=dict)
    certificates: Sequence[JsonObject] = ()
    log: TrustedLog | None = None


def bundle_bytes(bundle: TrustBundle) -> bytes:
    """Return the file."""
    members: JsonObject = {
        "format": FORMAT,
        "made_at": instant_text(bundle.made_at),
        "installation": bundle.installation,
        "issuers": [_issuer_members(each) for _, each in sorted(bundle.issuers.items())],
        "status_lists": [each for _, each in sorted(bundle.status_lists.items())],
        "certificates": list(bundle.certificates),
    }
    if bundle.log is not None:
        members["log"] = _log_members(bundle.log)
    return canonical(members)


def _log_members(log: TrustedLog) -> JsonObject:
    members: JsonObject = {
        "vkey": log.vkey,
        "checkpoint": log.checkpoint,
        "witnesses": list(log.witnesses),
    }
    if log.earlier:
        members["earlier"] = [{"vkey": each.vkey, "until": str(each.until)} for each in log.earlier]
    return members


def _issuer_members(issuer: TrustedIssuer) -> JsonObject:
    return {
        "did": issuer.did,
        "kind": issuer.owner.kind.value,
        "code": issuer.owner.code,
        "names": list(issuer.names),
        "keys": [_key_members(key) for key in issuer.keys],
    }


def _key_members(key: OwnedKey) -> JsonObject:
    """Return a key with its life to the second; what was signed within the last second of a key was signed in time.

    Only an instant from which on a key is believed no more is told too early rather than too late.
    """
    return {
        "multikey": key.public.multikey,
        "starts_at": _text(key.starts_at),
        "ends_at": _text(key.ends_at + _SECOND),
        "ends": [
            {
                "kind": end.kind.value,
                "since": _text(end.since if end.kind is EndKind.COMPROMISED else end.since + _SECOND),
                "at": _text(end.at),
            }
            for end in key.ends
        ],
    }


def _text(instant: datetime) -> str:
    return instant_text(instant.astimezone(UTC))


def read_bundle(content: bytes) -> TrustBundle:
    """Return what a trust bundle says.

    Raises:
        Refusal: `trust_bundle_invalid`.
    """
    members = _members(content)
    if members.get("format") != FORMAT:
        told = f"format {members['format']!r:.60}" if "format" in members else "a file that names no format"
        _refuse(told, f"a trust bundle, {FORMAT}")
    issuers = [_read_issuer(_object(each)) for each in _list(members, "issuers")]
    lists = [_object(each) for each in _list(members, "status_lists")]
    found = {issuer.did: issuer for issuer in issuers}
    by_address = {_string(each, "id"): each for each in lists}
    if len(found) < len(issuers) or len(by_address) < len(lists):
        _refuse("an issuer or a status list twice", "each once: of two lists one would hide the other")
    return TrustBundle(
        made_at=_instant(members, "made_at"),
        installation=_string(members, "installation"),
        issuers=found,
        status_lists=by_address,
        certificates=tuple(_object(each) for each in _list(members, "certificates")),
        log=_read_log(_object(members["log"])) if "log" in members else None,
    )


def _members(content: bytes) -> JsonObject:
    try:
        return read_object(content, bytes_max=BYTES_MAX, nodes_max=NODES_MAX)
    except Refusal as refusal:
        _refuse(f"no trust bundle: {refusal.text.found}", refusal.text.expected)


def _read_issuer(members: JsonObject) -> TrustedIssuer:
    kind = _string(members, "kind")
    if kind not in set(OwnerKind):
        _refuse(f"kind {kind!r:.40}", ", ".join(OwnerKind))
    owner = KeyOwner(OwnerKind(kind), _string(members, "code"))
    return TrustedIssuer(
        did=_string(members, "did"),
        owner=owner,
        names=_strings(members, "names"),
        keys=tuple(_read_key(owner, _object(each)) for each in _list(members, "keys")),
    )


def _read_key(owner: KeyOwner, members: JsonObject) -> OwnedKey:
    starts_at = _instant(members, "starts_at")
    return OwnedKey(
        owner=owner,
        public=_public(_string(members, "multikey")),
        starts_at=starts_at,
        ends_at=_instant(members, "ends_at"),
        made_at=starts_at,
        made_by="",
        ends=tuple(_read_end(_object(each)) for each in _list(members, "ends")),
    )


def _public(multikey: str) -> PublicKey:
    try:
        return public_key_of_multikey(multikey)
    except Refusal as refusal:
        _refuse(refusal.text.found, refusal.text.expected)


def _read_end(members: JsonObject) -> KeyEnd:
    kind = _string(members, "kind")
    if kind not in set(EndKind):
        _refuse(f"kind {kind!r:.40}", ", ".join(EndKind))
    return KeyEnd(
        kind=EndKind(kind), since=_instant(members, "since"), at=_instant(members, "at"), by="", reason=""
    )


def _read_log(members: JsonObject) -> TrustedLog:
    return TrustedLog(
        vkey=_string(members, "vkey"),
        checkpoint=_string(members, "checkpoint"),
        witnesses=_strings(members, "witnesses"),
        earlier=tuple(
            _read_earlier(_object(each))
            for each in (_list(members, "earlier") if "earlier" in members else ())
        ),
    )


def _read_earlier(members: JsonObject) -> EarlierLogKey:
    until = _string(members, "until")
    if not re.fullmatch("0|[1-9][0-9]{0,18}", until):
        _refuse(f"until {until!r:.40}", "the size of a log as text")
    return EarlierLogKey(vkey=_string(members, "vkey"), until=int(until))


def _list(members: JsonObject, name: str) -> list[JsonValue]:
    value = members.get(name)
    if not isinstance(value, list):
        _refuse(f"{name} {value!r:.40}", f"{name} as a list")
    return value


def _object(value: JsonValue) -> JsonObject:
    if not isinstance(value, dict):
        _refuse(f"{value!r:.40}", "an object")
    return value


def _string(members: JsonObject, name: str) -> str:
    value = members.get(name)
    if not isinstance(value, str):
        _refuse(f"{name} {value!r:.40}", f"{name} as text")
    return value


def _strings(members: JsonObject, name: str) -> tuple[str, ...]:
    texts = [each for each in _list(members, name) if isinstance(each, str)]
    if len(texts) < len(_list(members, name)):
        _refuse(f"{name} with what is no text", f"{name} as texts")
    return tuple(texts)


def _instant(members: JsonObject, name: str) -> datetime:
    try:
        return instant_of(members.get(name), name=name)
    except Refusal as refusal:
        _refuse(refusal.text.found, refusal.text.expected)


def _refuse(found: str, expected: str) -> NoReturn:
    raise Refusal(
        "trust_bundle_invalid",
        found=found,
        expected=expected,
        todo="fetch the trust bundle anew from somebody whom you trust",
    )
