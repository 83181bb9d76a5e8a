"""Whose a key is: an organisation's, an audit firm's, the secretariat's or the log's, each with its own identifier.

The secretariat speaks for the installation, so its identifier is that of the host; the log has one of its own, since a
key that signs checkpoints must not be able to sign a certificate.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from casthouse.parties.organisation import CODE_PATTERN
from casthouse.passport.did_web import DidWeb
from casthouse.refusal import Refusal

_FIRM = "firm:"


class OwnerKind(StrEnum):
    """The kinds of holders of keys."""

    ORGANISATION = "organisation"
    AUDIT_FIRM = "audit_firm"
    SECRETARIAT = "secretariat"
    LOG = "log"


@dataclass(frozen=True, slots=True)
class KeyOwner:
    """Somebody who holds keys; the secretariat and the log have no code."""

    kind: OwnerKind
    code: str = ""

    def __str__(self) -> str:
        return f"{self.kind.value} {self.code}".strip()

    @property
    def text(self) -> str:
        """The owner as commands and addresses name it."""
        match self.kind:
            case OwnerKind.ORGANISATION:
                return self.code
            case OwnerKind.AUDIT_FIRM:
                return _FIRM + self.code
            case OwnerKind.SECRETARIAT | OwnerKind.LOG:
                return self.kind.value

    def did(self, installation: DidWeb) -> str:
        """Return the identifier under which the owner signs, at an installation."""
        return DidWeb(
            host=installation.host, port=installation.port, path=(*installation.path, *self._path)
        ).text

    @property
    def _path(self) -> tuple[str, ...]:
        match self.kind:
            case OwnerKind.ORGANISATION:
                return ("did", self.code)
            case OwnerKind.AUDIT_FIRM:
                return ("did", "firm", self.code)  # codes have no small letters: no organisation is called so
            case OwnerKind.LOG:
                return ("did", "log")
            case OwnerKind.SECRETARIAT:
                return ()


SECRETARIAT = KeyOwner(OwnerKind.SECRETARIAT)
LOG = KeyOwner(OwnerKind.LOG)


def organisation_owner(code: str) -> KeyOwner:
    """Return an organisation as an owner of keys."""
    return KeyOwner(OwnerKind.ORGANISATION, code)


def firm_owner(code: str) -> KeyOwner:
    """Return an audit firm as an owner of keys."""
    return KeyOwner(OwnerKind.AUDIT_FIRM, code)


def key_owner(text: str) -> KeyOwner:
    """Read an owner as commands and addresses name one: `ROLL`, `firm:PRUEF`, `secretariat` or `log`.

    Raises:
        Refusal: `key_owner_invalid`.
    """
    for owner in (SECRETARIAT, LOG):
        if text == owner.text:
            return owner
    owner = firm_owner(text.removeprefix(_FIRM)) if text.startswith(_FIRM) else organisation_owner(text)
    if not re.fullmatch(CODE_PATTERN, owner.code) or owner.code.endswith("\n"):
        raise Refusal(
            "key_owner_invalid",
            found=f"“{text[:60]}”",
            expected="the code of an organisation, firm: and the code of an audit firm, secretariat or log",
            todo="name whose key is meant",
        )
    return owner
