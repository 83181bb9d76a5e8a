"""Signed statements in the transparency log: entered with the statement itself, and the proof that travels with it.

The entry is the digest of the signed JSON, byte for byte, with a tag by which the organisation alone tells it from the
entries of others. A proof leads from it to the newest checkpoint, which is signed first where the log grew since.
"""

from collections.abc import Sequence

from django.db import transaction

from casthouse.passport.log_entry import read_entry
from casthouse.passport.log_proof import LogProof
from casthouse.passport.note import read_note
from casthouse.passport.sd_jwt import signed_digest
from casthouse.passport.signed_statement import HideableForm, SignedStatement
from casthouse.passport.trust_bundle import TrustedLog
from casthouse.refusal import Refusal
from casthouse.service.checkpoint import checkpoint, cosigned_note, log_keys, sign_soon
from casthouse.service.transparency_log import append, inclusion_proofs, statement_entry
from casthouse.storage import signed_statement as store
from casthouse.storage import transparency_log as log_store


def enter_statement(statement: SignedStatement, organisation_id: int, *, hideable: str = "") -> None:
    """Enter a statement in the log, in the transaction that keeps it; in the name of whom it is about.

    Args:
        statement: kept already.
        organisation_id: whom it is about.
        hideable: its form from which parts are hidden, which is kept and entered too; blank where it has none.
    """
    digests = [statement.digest, *([signed_digest(hideable)] if hideable else [])]
    index = append([statement_entry(organisation_id, bytes.fromhex(each)) for each in digests])
    store.keep_entry(statement.identifier, index)
    if hideable:
        form = HideableForm(token=hideable, digest=digests[1], index=index + 1)
        store.keep_hideable(statement.identifier, form)
    transaction.on_commit(sign_soon)


def entry_proofs(identifiers: Sequence[str]) -> dict[str, str]:
    """Return the proofs that statements stand in the log, of those that do; none where no checkpoint can be signed."""
    places = store.entries_of(identifiers)
    if not places:
        return {}
    try:
        kept = checkpoint()
    except Refusal:  # the log's key cannot be used now, or its history changed: the page of the log says so
        return {}
    note, indexes = read_note(cosigned_note(kept).encode()), sorted(places.values())
    paths, entries = inclusion_proofs(indexes, kept.size), log_store.entries_at(indexes)
    return {
        identifier: str(
            LogProof(
                index=index,
                path=tuple(paths[index]),
                checkpoint=note,
                extra=read_entry(entries[index]).tag,
            )
        )
        for identifier, index in places.items()
    }


def trusted_log() -> TrustedLog | None:
    """Return what is believed of the log here: its key and its newest checkpoint; None before its first one."""
    last = log_store.last_checkpoint()
    if last is None:
        return None
    note = read_note(last.note.encode())
    signed = [key for key in log_keys() if any(line.is_of(key) for line in note.signatures)]
    return TrustedLog(vkey=signed[0].vkey, checkpoint=cosigned_note(last)) if signed else None
