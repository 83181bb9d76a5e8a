"""did:web: an identifier that says at which address its document with the public keys lies.

`did:web:a.example` lies at `https://a.example/.well-known/did.json`, `did:web:a.example%3A8443:did:X` at
`https://a.example:8443/did/X/did.json`. An installation without a public address of its own also has an identifier, so
that it can sign; only nobody can look it up, and checking needs a trust bundle.
"""

import re
from dataclasses import dataclass

from casthouse.refusal import Refusal

PREFIX = "did:web:"
CHARS_MAX = 400
PORT_MAX = 65_535
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_HOST = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")
_NAME = re.compile(rf"(?:{_LABEL}\.)+[a-z](?:[a-z0-9-]*[a-z0-9])?")
"""A name of the domain system: its last label begins with a letter, so that no address in numbers is one."""
_PORT = re.compile(r"[1-9][0-9]{0,4}")
_OF_ORGANISATION = ":did:"
_STEP = re.compile(r"(?!\.+$)[A-Za-z0-9._-]{1,100}")
"""One step of the path: nothing that a server might decode again, and neither `.` nor `..`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DidWeb:
    """The parts of a did:web."""

    host: str
    port: int | None = None
    path: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The identifier."""
        port = "" if self.port is None else f"%3A{self.port}"
        return PREFIX + ":".join([self.host + port, *self.path])

    @property
    def is_public(self) -> bool:
        """Say whether its host is a name that others may look up; every installation has a 127.0.0.1."""
        return _NAME.fullmatch(self.host) is not None

    @property
    def url(self) -> str:
        """Where its document lies.

        Raises:
            Refusal: `did_unreachable` for a host that is no name of the domain system.
        """
        if not self.is_public:
            raise Refusal(
                "did_unreachable",
                found=f"{self.text}, whose host is no public name",
                expected="a did:web under a name of the domain system, since its document is fetched over HTTPS",
                todo="check with a trust bundle, or ask the issuer for statements from its public address",
            )
        host = self.host if self.port is None else f"{self.host}:{self.port}"
        return f"https://{host}/{'/'.join(self.path or ('.well-known',))}/did.json"


def did_web(text: str) -> DidWeb:
    """Read a did:web, without a fragment.

    Raises:
        Refusal: `did_invalid`.
    """
    place, *path = text.removeprefix(PREFIX).split(":")
    host, mark, port = place.partition("%3A")
    if (
        len(text) > CHARS_MAX
        or not text.startswith(PREFIX)
        or not _HOST.fullmatch(host)
        or (mark and not (_PORT.fullmatch(port) and int(port) <= PORT_MAX))
        or not all(_STEP.fullmatch(step) for step in path)
    ):
        raise _invalid(text)
    return DidWeb(host=host, port=int(port) if mark else None, path=tuple(path))


def did_web_of_url(url: str) -> DidWeb:
    """Return the did:web whose document lies at an address.

    Raises:
        Refusal: `did_invalid` for what is not HTTPS, has a user, a question or a trick in its path.
    """
    start, end = "https://", "/did.json"
    if not url.startswith(start) or not url.endswith(end):
        raise _invalid(url)
    place, *path = url.removeprefix(start).removesuffix(end).split("/")
    steps = () if path == [".well-known"] else tuple(path)
    if "%" in url or (path != [".well-known"] and (not path or path[0] == ".well-known")):
        raise _invalid(url)
    return did_web(PREFIX + ":".join([place.replace(":", "%3A"), *steps]))


def installation_did(public_url: str) -> DidWeb:
    """Return the identifier of an installation that people reach at an address.

    Raises:
        Refusal: `did_invalid` for a host that no identifier can name.
    """
    scheme, _, rest = public_url.partition("://")
    place, _, path = rest.rstrip("/").partition("/")
    host, _, port = place.lower().partition(":")
    shown = "" if not port or (scheme, port) == ("https", "443") else f"%3A{port}"
    return did_web(":".join([f"{PREFIX}{host}{shown}", *(path.split("/") if path else ())]))


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningPlace:
    """At which installation somebody signs, and as which organisation; blank for the installation itself."""

    installation: str
    organisation: str


def signing_place(did: str) -> SigningPlace:
    """Return where whoever has an identifier signs: `did:web:a.example:did:X` is X at `did:web:a.example`."""
    place, mark, code = did.rpartition(_OF_ORGANISATION)
    return (
        SigningPlace(installation=place, organisation=code)
        if mark
        else SigningPlace(installation=did, organisation="")
    )


def _invalid(text: str) -> Refusal:
    return Refusal(
        "did_invalid",
        found=f"“{text[:120]}”",
        expected="did:web: and a host in small letters, perhaps %3A and a port, then steps of a path after colons; "
        "its address begins with https:// and ends in /did.json",
        todo="take the identifier whole, as its holder gave it",
    )
