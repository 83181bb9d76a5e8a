"""What a witness answers, line by line of the table of tlog-witness."""

import pytest

from casthouse.passport.checkpoint import Checkpoint
from casthouse.passport.merkle import EMPTY_ROOT, LeafTree, leaf_hashes, tree_root
from casthouse.passport.merkle_proof import consistency_path
from casthouse.passport.note import Note, signed_by
from casthouse.passport.note_key import NoteKey
from casthouse.passport.signer import memory_signer
from casthouse.passport.witness import SIZE_TEXT, ShownCheckpoint, WitnessAnswer, answer_shown

pytestmark = pytest.mark.one_store

SIGNER, OTHER = memory_signer(bytes(range(32))), memory_signer(b"\x07" * 32)
LOG = NoteKey("log.example/log", SIGNER.public)
HASHES = leaf_hashes([b"%d" % n for n in range(9)])
TREE = LeafTree(HASHES)


def at(size: int, *, origin: str = LOG.name) -> Checkpoint:
    return Checkpoint(origin, size, tree_root(HASHES[: size * 32]))


def body(old: int, new: Checkpoint, path: list[bytes], *, by: NoteKey = LOG) -> bytes:
    signer = SIGNER if by == LOG else OTHER
    note = Note(new.text, (signed_by(by, signer, new.text),))
    return ShownCheckpoint(old=old, path=tuple(path), note=note).body


def answer(shown: bytes, last: Checkpoint | None) -> WitnessAnswer:
    return answer_shown(shown, logs={LOG.name: LOG}, held={LOG.name: last} if last else {})


def path(old: int, size: int) -> list[bytes]:
    return consistency_path(old, size, TREE.node)


def test_a_longer_log_with_its_proof_is_cosigned() -> None:
    assert answer(body(0, at(3), []), None).accepted == at(3)
    assert answer(body(3, at(9), path(3, 9)), at(3)).accepted == at(9)
    assert answer(body(3, at(3), []), at(3)).accepted == at(3)
    assert answer(body(0, at(0), []), None).accepted == at(0)


def test_who_is_not_known_is_not_answered() -> None:
    assert answer(body(0, at(3, origin="other.example"), []), None).status == 404
    assert answer(body(0, at(3), [], by=NoteKey(LOG.name, OTHER.public)), None).status == 403
    shown = body(0, at(3), [])
    signature = shown.rsplit(b" ", 1)[1]
    spoilt = shown.replace(signature, signature[:20] + b"AAAA" + signature[24:])
    assert answer(spoilt, None).status == 403


def test_the_last_cosigned_size_is_told() -> None:
    told = answer(body(0, at(9), []), at(3))
    assert (told.status, told.body, told.content_type) == (409, "3\n", SIZE_TEXT)
    assert answer(body(3, at(9), path(3, 9)), None).body == "0\n"
    assert answer(body(9, at(3), []), at(9)).status == 400


def test_another_history_is_never_cosigned() -> None:
    forked = Checkpoint(LOG.name, 9, tree_root(HASHES[32:] + HASHES[:32]))
    for shown, last in (
        (body(3, forked, path(3, 9)), at(3)),
        (body(9, forked, []), at(9)),
        (body(3, at(9), []), at(3)),
        (body(3, at(9), path(3, 9)[:-1]), at(3)),
        (body(3, at(9), path(4, 9)), at(3)),
        (body(0, at(9), path(3, 9)), None),
    ):
        told = answer(shown, last)
        assert (told.status, told.accepted) == (422, None), told


def test_a_root_of_entries_for_no_entries_is_refused() -> None:
    note = Note(f"{LOG.name}\n0\n{'A' * 43}=\n", ())
    shown = ShownCheckpoint(old=0, path=(), note=note.with_signatures([signed_by(LOG, SIGNER, note.text)]))
    assert answer(shown.body, None).status == 422
    assert EMPTY_ROOT not in note.text.encode()


@pytest.mark.parametrize(
    "shown",
    [
        b"",
        b"old 0\n",
        b"old -1\n\n",
        b"old 00\n\no\n",
        b"old 0\nAAAA\n\n" + b"o\n",
        b"old 0\n" + (b"A" * 43 + b"=\n") * 64 + b"\n",
        b"\xff\n\n",
        b"old 0\n\nno note",
    ],
)
def test_what_is_no_request_is_told_so(shown: bytes) -> None:
    assert answer(shown, None).status == 400
