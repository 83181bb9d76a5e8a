"""Signed statements in the transparency log: entered with the statement itself, and the proof that travels with it.

The entry is the digest of the signed JSON, byte for byte, with a tag by which the organisation alone tells it from the
entries of others. A proof leads from it to the newest checkpoint, which is signed first where the log grew since.
"""

from collections.abc import Iterator, Mapping, Sequence

from django.db import transaction

from casthouse.passport.controller_document import key_named
from casthouse.passport.key_life import OwnedKey
from casthouse.passport.key_owner import LOG
from casthouse.passport.log_entry import read_entry
from casthouse.passport.log_proof import LogProof
from casthouse.passport.note import read_note
from casthouse.passport.note_key import NoteKey
from casthouse.passport.sd_jwt import signed_digest
from casthouse.passport.signed_statement import HideableForm, SignedStatement
from casthouse.passport.trust_bundle import EarlierLogKey, TrustedLog
from casthouse.refusal import Refusal
from casthouse.service.checkpoint import checkpoint, cosigned_note, origin, sign_soon
from casthouse.service.transparency_log import append, inclusion_proofs, statement_entry
from casthouse.storage import signed_statement as store
from casthouse.storage import signing_key as key_store
from casthouse.storage import transparency_log as log_store
from casthouse.storage.transparency_log import KeptCheckpoint


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


def entry_proofs(statements: Sequence[SignedStatement]) -> dict[str, str]:
    """Return the proofs that statements stand in the log by their identifiers, of those that do.

    A proof leads to the newest checkpoint; of a key that may be in foreign hands to the first one that a witness
    cosigned: it shows how early the statement was there. There is none where no checkpoint can be signed.
    """
    places = store.entries_of([each.identifier for each in statements])
    if not places:
        return {}
    try:
        newest = checkpoint()
    except Refusal:  # the log's key cannot be used now, or its history changed: the page of the log says so
        return {}
    seen = _first_seen(
        [places[each.identifier] for each in _of_stolen_keys(statements) if each.identifier in places]
    )
    shown: dict[int, KeptCheckpoint] = {index: seen.get(index, newest) for index in sorted(places.values())}
    proofs = _proofs(shown)
    return {identifier: proofs[index] for identifier, index in places.items()}


def form_proof(statement: SignedStatement, form: HideableForm) -> str:
    """Return the proof that a statement's form to hide parts from stands in the log; blank where none can be made.

    It leads to the checkpoint to which `entry_proofs` leads too.
    """
    try:
        newest = checkpoint()
    except Refusal:
        return ""
    seen = _first_seen([form.index] if _of_stolen_keys([statement]) else [])
    return _proofs({form.index: seen.get(form.index, newest)})[form.index]


def _of_stolen_keys(statements: Sequence[SignedStatement]) -> list[SignedStatement]:
    stolen = {key.multikey for key in key_store.compromised_keys()}
    return [each for each in statements if key_named(each.method) in stolen]


def _first_seen(indexes: Sequence[int]) -> dict[int, KeptCheckpoint]:
    return log_store.first_cosigned(indexes) if indexes else {}


def _proofs(shown: Mapping[int, KeptCheckpoint]) -> dict[int, str]:
    """Return the proof of each entry under the checkpoint that is to be shown with it."""
    entries, proofs = log_store.entries_at(list(shown)), dict[int, str]()
    for kept in {each.size: each for each in shown.values()}.values():
        indexes = [index for index, each in shown.items() if each.size == kept.size]
        note = read_note(cosigned_note(kept).encode())
        for index, path in inclusion_proofs(indexes, kept.size).items():
            tag = read_entry(entries[index]).tag
            proofs[index] = str(LogProof(index=index, path=tuple(path), checkpoint=note, extra=tag))
    return proofs


def trusted_log() -> TrustedLog | None:
    """Return what is believed of the log here: its keys and its newest checkpoint; None before its first one."""
    last = log_store.last_checkpoint()
    if last is None:
        return None
    name = origin()
    believed = [key for key in key_store.keys_of(LOG) if key.compromised_since is None]
    keys = [(NoteKey(name, key.public), key) for key in believed]
    place = next((at for at, (key, _) in enumerate(keys) if _is_signed(last, key)), None)
    if place is None:
        return None
    return TrustedLog(
        vkey=keys[place][0].vkey,
        checkpoint=cosigned_note(last),
        earlier=tuple(_earlier(keys[place + 1 :])),
    )


def _earlier(keys: Sequence[tuple[NoteKey, OwnedKey]]) -> Iterator[EarlierLogKey]:
    """Yield keys that signed before, each with the size of the largest log that it signed."""
    for key, owned in keys:
        kept = log_store.last_checkpoint(before=owned.ended_at)
        if kept is not None and _is_signed(kept, key):
            yield EarlierLogKey(vkey=key.vkey, until=kept.size)


def _is_signed(kept: KeptCheckpoint, key: NoteKey) -> bool:
    """Say whether a checkpoint is signed in the name of a key."""
    return any(line.is_of(key) for line in read_note(kept.note.encode()).signatures)
