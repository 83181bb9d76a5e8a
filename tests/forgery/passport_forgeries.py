"""Passports of deliveries that say more than what the delivery was made of, or than its CoC Document says."""

from datetime import date
from fractions import Fraction
from typing import Any

from casthouse.exchange.document_json import document_digest
from casthouse.passport.canonical import canonical
from casthouse.passport.credential import CredentialForm, CredentialIssuer, StatusEntry, new_credential
from casthouse.passport.statement_delivery import delivery_subject
from casthouse.provenance.disclosed_trace import Place, SeenOrigin
from tests.forgery.archive_forgeries import archive
from tests.forgery.content_forgeries import masses, subject
from tests.forgery.forged import Change, Forgery, Members, certificate, changed, signed, trusting
from tests.unit.exchange.document_samples import PLAIN
from tests.unit.passport.statement_world import AT, DIDS, HOST, LIST_URL, NAMES, RHEIN, signed_by

TRACED_G = PLAIN.coc_mass_g
ORIGINS = (
    SeenOrigin(place=Place(country="GN", organisation="MINE"), share=Fraction(3, 4), mass_g=TRACED_G - 10**6),
    SeenOrigin(place=Place(), share=Fraction(1, 4), mass_g=10**6),
)


def passport(change: Change = lambda _: None) -> Members:
    """Return the signed passport of the delivery of the true document, changed before it was signed."""
    form = CredentialForm(
        identifier=f"{HOST}/check/p1",
        type="DeliveryPassport",
        schema=f"{HOST}/schemas/delivery-passport/1.json",
        valid_from=AT,
        statuses=(StatusEntry(purpose="revocation", index=11, list_url=LIST_URL),),
    )
    told = delivery_subject(PLAIN, digest=document_digest(PLAIN), origins=ORIGINS, traced_g=TRACED_G)
    credential: Any = new_credential(
        form, issuer=CredentialIssuer(did=DIDS[RHEIN], name=NAMES[RHEIN]), subject=told
    )
    change(credential)
    return signed_by(RHEIN, credential)


def with_document(change: Change = lambda _: None, of_passport: Change = lambda _: None) -> bytes:
    """Return a passport with the CoC Document of its delivery beside it, each changed before it was signed."""
    return archive(("statement.json", canonical(passport(of_passport))), ("beside/1.json", signed(change)))


def origin(place: int, **members: object) -> Change:
    return lambda c: c["credentialSubject"]["provenance"]["origins"][place].update(members)


def traced(grams: int, tonnes: str) -> Change:
    return lambda c: c["credentialSubject"]["provenance"].update(
        traced_mass_g=str(grams), traced_mass_t=tonnes
    )


def _untraced(credential: Members) -> None:
    credential["credentialSubject"]["provenance"] = {
        "traced_mass_g": "0",
        "traced_mass_t": "0",
        "origins": [],
    }


def _all_of_more(credential: Members) -> None:
    """Trace a gram more than was delivered, and let the origins agree."""
    more = PLAIN.total_mass_g + 1
    traced(more, f"{more // 10**6}.{more % 10**6:06}".rstrip("0"))(credential)
    origin(0, mass_g=str(more - 10**6))(credential)


TRUE_PASSPORTS: dict[str, bytes] = {
    "the passport of a delivery": canonical(passport()),
    "a passport of metal that was not traced": canonical(passport(_untraced)),
    "a passport with its CoC Document beside it": with_document(),
    "a passport with the CoC Document of another delivery beside it": with_document(subject("number", "R-9")),
}

MASSES: dict[str, bytes] = {
    "origins of a gram more than was traced": canonical(passport(origin(0, mass_g=str(TRACED_G)))),
    "an origin left out": canonical(
        passport(lambda c: c["credentialSubject"]["provenance"]["origins"].pop())
    ),
    "more traced than its origins": canonical(passport(traced(TRACED_G + 10**6, "60.818"))),
    "more traced than was delivered": canonical(passport(_all_of_more)),
    "origins of nothing that was traced": canonical(passport(traced(0, "0"))),
    "traced tonnes that are not the grams": canonical(passport(traced(TRACED_G, "1"))),
    "a passport of more CoC mass than mass": canonical(passport(masses("99000000", "99"))),
    "a passport without provenance": canonical(passport(lambda c: c["credentialSubject"].pop("provenance"))),
    "a passport whose origins are no list": canonical(
        passport(lambda c: c["credentialSubject"]["provenance"].update(origins={"mass_g": "1"}))
    ),
    "a passport whose origin is a text": canonical(
        passport(lambda c: c["credentialSubject"]["provenance"].update(origins=["1"]))
    ),
    "a passport of more CoC mass than its document": with_document(of_passport=masses("60000000", "60")),
    "a passport of another day than its document": with_document(subject("shipment_date", "2025-03-13")),
    "a passport of another paper than its document": with_document(subject("document_sha256", "0" * 64)),
    "a passport whose document tells no material": with_document(
        lambda c: c["credentialSubject"].pop("material")
    ),
}


def passport_forgeries() -> list[Forgery]:
    made = [Forgery(name=name, content=content, check="mass", says="") for name, content in MASSES.items()]
    more = changed(masses("60000000", "60"), passport())
    made.append(
        Forgery(
            name="more CoC mass in a passport", content=more, check="signature", says="something was changed"
        )
    )
    made.append(
        Forgery(
            name="a passport under a stale certificate",
            content=canonical(passport()),
            check="certificate",
            says="did not entitle",
            trust=trusting(certificates=(certificate(last=date(2025, 3, 11)),)),
        )
    )
    return made
