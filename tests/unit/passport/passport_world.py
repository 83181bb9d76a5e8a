"""The passport of a delivery, whole and as its holder may show it."""

from collections.abc import Callable
from copy import deepcopy
from fractions import Fraction
from hashlib import sha256
from itertools import count
from typing import Any

from casthouse.exchange.document_json import document_digest
from casthouse.passport.credential import CredentialForm, CredentialIssuer, StatusEntry, new_credential
from casthouse.passport.hidden_part import HiddenPart
from casthouse.passport.opening import Chance
from casthouse.passport.sd_jwt import hideable_token, presented
from casthouse.passport.statement_delivery import delivery_subject
from casthouse.provenance.disclosed_trace import Place, SeenOrigin
from tests.unit.exchange.document_samples import PLAIN
from tests.unit.passport.statement_world import AT, DIDS, HOST, LIST_URL, NAMES, RHEIN, SIGNERS, method

ORIGINS = (
    SeenOrigin(
        place=Place(country="NO", organisation="FJORD", facility="FJORD-SM", lot="F-77", kind="smelting"),
        share=Fraction(40_000_001, 76_217_900),
        mass_g=40_000_001,
    ),
    SeenOrigin(place=Place(country="BR", organisation="MINAS"), share=Fraction(30, 76_217_900), mass_g=30),
    SeenOrigin(place=Place(), share=Fraction(36_217_869, 76_217_900), mass_g=36_217_869),
)
SECRETS = {
    HiddenPart.MASSES: ("59818000", "59.818", "76217900", "40000001", "36217869"),
    HiddenPart.PARTNERS: ("ILE", "Boîtes", "FJORD", "MINAS", "F-77", "L3906"),
    HiddenPart.SITES: ("RHEIN-CH", "Hafenstr", "FJORD-SM", "F-77", "L3906"),
}
"""What nobody must find who is shown a passport without a part."""


def delivery_credential(change: Callable[[dict[str, Any]], Any] | None = None) -> dict[str, Any]:
    """Return the credential of a delivery passport, not signed yet, with a change."""
    form = CredentialForm(
        identifier=f"{HOST}/check/passport",
        type="DeliveryPassport",
        schema=f"{HOST}/schemas/delivery-passport/1.json",
        valid_from=AT,
        statuses=(StatusEntry(purpose="revocation", index=8, list_url=LIST_URL),),
    )
    subject = delivery_subject(PLAIN, digest=document_digest(PLAIN), origins=ORIGINS, traced_g=76_217_900)
    who = CredentialIssuer(did=DIDS[RHEIN], name=NAMES[RHEIN])
    credential: Any = deepcopy(new_credential(form, issuer=who, subject=subject))
    if change is not None:
        change(credential)
    return dict(credential)


def salts() -> Chance:
    """Return chance that repeats itself in the next run."""
    numbers = count()
    return lambda size: sha256(str(next(numbers)).encode()).digest()[:size]


def whole_passport() -> str:
    """Return the passport with all its openings."""
    return hideable_token(
        delivery_credential(), signer=SIGNERS[RHEIN], method=method(RHEIN), created=AT, chance=salts()
    )


def shown_passport(*hide: HiddenPart) -> str:
    """Return the passport without some parts."""
    return presented(whole_passport(), hide)
