"""Has somebody changed signed statements behind the application's back? Compared are text, log, signatures and columns.

The log holds the digest of each statement's JSON; the token says the same under a signature of the same key. A
statement that was deleted leaves its entry in the log, one that was slipped in has none. By the columns beside the
text a statement is found, and revoked: they have to say what was signed.
"""

from collections.abc import Iterator
from hashlib import sha256

from casthouse.passport.canonical import read_object
from casthouse.passport.controller_document import key_named
from casthouse.passport.integrity_proof import read_proof
from casthouse.passport.jose import read_token
from casthouse.passport.log_entry import EntryKind, read_entry
from casthouse.passport.public_key import public_key_of_multikey
from casthouse.passport.sd_jwt import read_hideable, signed_digest
from casthouse.passport.signature import SignedCredential
from casthouse.passport.signed_statement import HideableForm, StoredStatement
from casthouse.passport.statement_columns import differing_columns
from casthouse.refusal import Refusal
from casthouse.service.difference import Difference
from casthouse.storage import signed_statement as store
from casthouse.storage import transparency_log as log_store

EDITED, ENTERED = "changed since it was signed", "the content that was signed and entered in the log"


def statement_differences() -> Iterator[Difference]:
    """Find every signed statement that was changed, deleted or inserted since it was entered in the log."""
    entered = _entered_digests()
    for statement in store.all_statements():
        columns, index = statement.columns, statement.index
        subject = "{kind} {about} of {organisation}, {identifier}".format_map(columns)
        digest = sha256(statement.content.encode()).hexdigest()
        has_right_form = statement.hideable is None or _is_right(statement, statement.hideable, entered)
        if index is None or index not in entered:
            yield _difference(subject, "a statement", "nothing: no such statement was entered in the log")
        elif entered.pop(index) != digest or digest != statement.digest or not _is_signed(statement):
            yield _difference(subject, EDITED, ENTERED)
        elif not has_right_form:
            yield _difference(f"{subject}, in the form to hide parts from", EDITED, ENTERED)
        elif differing := differing_columns(columns, read_object(statement.content.encode())):
            yield _difference(
                subject, *(_told({name: both[at] for name, both in differing.items()}) for at in (0, 1))
            )
    for index in sorted(entered):
        yield _difference(
            f"entry {index} of the log", "no such statement", "the statement that it commits to"
        )


def _entered_digests() -> dict[int, str]:
    """Return the digests of statements that the log holds, in hexadecimal, by their place."""
    digests: dict[int, str] = {}
    for piece in log_store.numbered_entries(log_store.held_size()):
        for index, content in piece:
            try:
                entry = read_entry(content)
            except Refusal:  # told by the check of the log itself
                continue
            if entry.kind is EntryKind.STATEMENT:
                digests[index] = entry.digest.hex()
    return digests


def _is_signed(statement: StoredStatement) -> bool:
    """Say whether both forms say the same, each under a right signature of the key that is kept beside them."""
    try:
        forms: list[SignedCredential] = [
            read_proof(read_object(statement.content.encode())),
            read_token(statement.token.encode()),
        ]
        public = public_key_of_multikey(key_named(statement.method))
    except Refusal:
        return False
    return forms[0].credential == forms[1].credential and all(
        form.method == statement.method and public.verifies(form.signature, form.message) for form in forms
    )


def _is_right(statement: StoredStatement, form: HideableForm, entered: dict[int, str]) -> bool:
    """Say whether the form from which parts are hidden is the one that was entered, and says the same when whole."""
    digest = signed_digest(form.token)
    is_entered = entered.pop(form.index, "") == digest == form.digest
    try:
        whole = read_hideable(form.token.encode())
        said = read_proof(read_object(statement.content.encode())).credential
        public = public_key_of_multikey(key_named(statement.method))
    except Refusal:
        return False
    is_same = whole.credential == said and whole.method == statement.method
    return is_entered and is_same and public.verifies(whole.signature, whole.message)


def _told(columns: dict[str, str]) -> str:
    return ", ".join(f"{name} {text or 'blank'}" for name, text in columns.items())


def _difference(subject: str, stored: str, recomputed: str) -> Difference:
    return Difference(what="signed statement", subject=subject, stored=stored, recomputed=recomputed)
