"""The proof that travels with a thing: written, read, checked; and proofs that must fail."""

import pytest

from casthouse.passport.checkpoint import Checkpoint
from casthouse.passport.log_proof import LogProof, check_log_proof, read_log_proof
from casthouse.passport.merkle import LeafTree, leaf_hashes, tree_root
from casthouse.passport.merkle_proof import inclusion_path
from casthouse.passport.note import Note, cosigned_by, signed_by
from casthouse.passport.note_key import NoteKey, NoteKeyKind
from casthouse.passport.signer import memory_signer
from tests.unit.refusing import refused

pytestmark = pytest.mark.one_store

SIGNER, OTHER = memory_signer(bytes(range(32))), memory_signer(b"\x07" * 32)
LOG = NoteKey("log.example/log", SIGNER.public)
WITNESS = NoteKey("witness.example", OTHER.public, NoteKeyKind.COSIGNATURE)
ENTRIES = [b"ingot-%d" % n for n in range(5)]
HASHES = leaf_hashes(ENTRIES)
TEXT = Checkpoint(LOG.name, 5, tree_root(HASHES)).text
PROOF = LogProof(
    index=2,
    path=tuple(inclusion_path(2, 5, LeafTree(HASHES).node)),
    checkpoint=Note(TEXT, (signed_by(LOG, SIGNER, TEXT), cosigned_by(WITNESS, OTHER, TEXT, 9))),
    extra=b"salt",
)


def test_a_proof_is_read_as_it_was_written() -> None:
    assert str(PROOF).startswith("c2sp.org/tlog-proof@v1\nextra c2FsdA==\nindex 2\n")
    assert read_log_proof(str(PROOF).encode()) == PROOF
    bare = LogProof(index=0, path=(), checkpoint=PROOF.checkpoint)
    assert read_log_proof(str(bare).encode()) == bare


def test_it_shows_the_log_and_who_saw_it() -> None:
    assert check_log_proof(PROOF, entry=ENTRIES[2], log=LOG).signers == (LOG,)
    shown = check_log_proof(PROOF, entry=ENTRIES[2], log=LOG, witnesses=[WITNESS])
    assert (shown.checkpoint.size, shown.signers) == (5, (LOG, WITNESS))


def test_it_shows_nothing_of_another_entry_or_log() -> None:
    with refused("inclusion_unproven"):
        check_log_proof(PROOF, entry=ENTRIES[3], log=LOG)
    with refused("note_unsigned"):
        check_log_proof(PROOF, entry=ENTRIES[2], log=NoteKey(LOG.name, OTHER.public))
    other = Note(TEXT.replace("log.example/log", "log.example/two"), ())
    signed = other.with_signatures([signed_by(LOG, SIGNER, other.text)])
    with refused("log_proof_invalid"):
        check_log_proof(LogProof(index=2, path=PROOF.path, checkpoint=signed), entry=ENTRIES[2], log=LOG)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("@v1", "@v2"),
        ("index 2", "index 02"),
        ("index 2", "index -2"),
        ("index 2", "index \u0662"),
        ("index 2\n", ""),
        ("extra c2FsdA==", "extra c2FsdA"),
        ("index 2\n", "index 2\nAAAA\n"),
        ("index 2\n", "index 2\n" + ("A" * 43 + "=\n") * 64),
    ],
)
def test_malformed_proofs_are_refused(old: str, new: str) -> None:
    with refused("log_proof_invalid"):
        read_log_proof(str(PROOF).replace(old, new, 1).encode())
