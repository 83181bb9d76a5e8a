"""The shape of a document of did:web (Controlled Identifiers 1.0)."""

from pydantic import Field

from casthouse.web.api.shape import Shown


class VerificationMethod(Shown):
    """A public key; until when it signs, and since when others may have it: then nothing that it signed is believed."""

    id: str
    type: str
    controller: str
    publicKeyMultibase: str  # noqa: N815 - the name of the specification
    expires: str | None = None
    revoked: str | None = None


class DidDocument(Shown):
    """Which keys speak for an identifier."""

    context: list[str] = Field(alias="@context")
    id: str
    verificationMethod: list[VerificationMethod]  # noqa: N815 - as above
    assertionMethod: list[str]  # noqa: N815 - as above
