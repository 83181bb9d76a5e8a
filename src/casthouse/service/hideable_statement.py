"""Delivery passports in the form from which their holder hides masses, partners or sites, and shows the rest.

The form is made when a passport is signed, with chance that nobody can guess, and kept. What is handed on without some
openings is made from it, or from a copy of it by whoever holds one: that needs no key and no store, and nobody is told.
"""

from collections.abc import Sequence

from casthouse.exchange.statement_archive import statement_archive
from casthouse.exchange.statement_file import PROOF_NAME, token_in
from casthouse.passport.canonical import JsonObject, read_object, refuse_unreadable
from casthouse.passport.hidden_part import HiddenPart, not_shown
from casthouse.passport.integrity_proof import read_proof
from casthouse.passport.jose import trimmed
from casthouse.passport.sd_jwt import fits, hideable_token, is_hideable, presented, read_hideable
from casthouse.passport.signed_statement import HideableForm, SignedStatement
from casthouse.passport.signer import Signer
from casthouse.refusal import Refusal
from casthouse.service import chance
from casthouse.service.permission import Act, Actor, authorise
from casthouse.service.statement_entry import form_proof
from casthouse.storage import signed_statement as store


def hideable_form(statement: SignedStatement, signer: Signer) -> str:
    """Return the form of a passport from which parts are hidden, signed with its key; blank where it is too large."""
    return hideable_token(
        _credential(statement),
        signer=signer,
        method=statement.method,
        created=statement.signed_at,
        chance=chance.unguessable,
    )


def lacks_hideable_form(statement: SignedStatement) -> bool:
    """Say whether a passport that is signed anew has a form to hide parts from, or hides more, unlike this one."""
    form = store.hideable_of(statement.identifier)
    if form is None:
        return fits(_credential(statement), method=statement.method, created=statement.signed_at)
    try:
        presented(form.token, list(HiddenPart))
    except Refusal:
        return True
    return False


def _credential(statement: SignedStatement) -> JsonObject:
    return read_proof(read_object(statement.content.encode())).credential


def has_hideable_form(identifier: str) -> bool:
    """Say whether there is a form of a statement from which parts are hidden."""
    return store.hideable_of(identifier) is not None


def presentation(actor: Actor, *, identifier: str, hide: Sequence[str] = ()) -> str:
    """Return a passport without some parts; whoever knows its identifier may ask, since that shows all of it.

    Args:
        actor: anybody.
        identifier: of the passport.
        hide: the names of what is hidden; nothing for the passport with all its openings.

    Raises:
        Refusal: `not_permitted`, `statement_not_hideable`, `hidden_part_unknown`.
    """
    return presented(_form(actor, identifier).token, _parts(hide))


def presentation_archive(actor: Actor, *, identifier: str, hide: Sequence[str] = ()) -> bytes:
    """Return the same with the proof that what was signed of it stands in the log; refuses as `presentation`."""
    form, statement = _form(actor, identifier), store.statement_of(identifier)
    assert statement is not None  # since it has such a form
    return statement_archive("", presented(form.token, _parts(hide)), log_proof=form_proof(statement, form))


def _form(actor: Actor, identifier: str) -> HideableForm:
    authorise(actor, Act.STATEMENT_CHECK)
    found = store.hideable_of(identifier)
    if found is None:
        raise _not_hideable(f"“{identifier[:60]}”")
    return found


def presented_copy(content: bytes, hide: Sequence[str]) -> bytes:
    """Return a copy of a passport without some parts; what was left out of it before stays out.

    Args:
        content: the passport as somebody holds it, as a token or in an archive with its proof; the copy is alike.
        hide: the names of what is hidden.

    Raises:
        Refusal: `statement_not_hideable`, `hidden_part_unknown`, `signature_invalid`, `statement_unreadable`.
    """
    token, log_proof = token_in(content)
    if not is_hideable(token):
        raise _not_hideable("another file")
    shown = presented(trimmed(token).decode("ascii", errors="replace"), _parts(hide))
    is_archive = token is not content
    return statement_archive("", shown, log_proof=_text(log_proof)) if is_archive else shown.encode()


def _text(log_proof: bytes) -> str:
    try:
        return log_proof.decode()
    except UnicodeDecodeError as error:
        refuse_unreadable(
            found=f"{PROOF_NAME}: no UTF-8 at byte {error.start}", expected="the proof of the log as it came"
        )


def members_not_shown(content: bytes) -> list[str]:
    """Return in words which members a copy does not show, or which are not stated where only the holder can tell."""
    return [place.words for place in not_shown(read_hideable(token_in(content)[0]).credential)]


def _parts(names: Sequence[str]) -> list[HiddenPart]:
    if unknown := [name for name in names if name not in set(HiddenPart)]:
        raise Refusal(
            "hidden_part_unknown",
            found=f"“{unknown[0][:60]}”",
            expected="masses, partners or sites",
            todo="name what is to be hidden by one of these words",
        )
    return [HiddenPart(name) for name in names]


def _not_hideable(found: str) -> Refusal:
    return Refusal(
        "statement_not_hideable",
        found=found,
        expected="the passport of a delivery in the form sd-jwt, from which parts can be hidden",
        todo="sign the delivery (again, where that was before there was this form), then take the form sd-jwt",
    )
