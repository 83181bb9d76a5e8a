"""Signed notes, checkpoints and cosignatures: the published example byte for byte, and notes that must be refused."""

from base64 import b64encode

import pytest

from casthouse.passport.checkpoint import Checkpoint, read_checkpoint
from casthouse.passport.merkle import EMPTY_ROOT, leaf_hashes, tree_root
from casthouse.passport.note import Note, NoteSignature, cosigned_by, read_note, signed_by
from casthouse.passport.note_key import NoteKey, NoteKeyKind, note_key
from casthouse.passport.signer import memory_signer
from tests.unit.refusing import refused

pytestmark = pytest.mark.one_store

SIGNER, OTHER = memory_signer(bytes(range(32))), memory_signer(b"\x07" * 32)
LOG = NoteKey("log.casthouse.example", SIGNER.public)
VKEY = "log.casthouse.example+4963a1d6+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4"
ROOT = tree_root(leaf_hashes([b"ingot-1", b"ingot-2", b"ingot-3"]))
CHECKPOINT = Checkpoint("log.casthouse.example", 3, ROOT)
SIGNED = "SWOh1iM+bSWDxkjf1mXro/SNoMsg5e+3JT2sV0Cvsia5uTwdFlB1S/McP/OgWmIyu+YNx2CPKdJEcYvgb0UCus6j1gU="
EXAMPLE = f"""log.casthouse.example
3
qkkH6Eu6cXLY/QC2IC9eOUs5SN71rjY6OfcH3fdDMuo=

\u2014 log.casthouse.example {SIGNED}
"""
WITNESS = NoteKey("witness.example", OTHER.public, NoteKeyKind.COSIGNATURE)


def test_the_published_example_byte_for_byte() -> None:
    assert LOG.vkey == VKEY
    assert str(Note(CHECKPOINT.text, (signed_by(LOG, SIGNER, CHECKPOINT.text),))) == EXAMPLE
    note = read_note(EXAMPLE.encode())
    assert str(note) == EXAMPLE
    assert note.signers([note_key(VKEY)]) == (LOG,)
    assert read_checkpoint(note.text) == CHECKPOINT


def test_a_witness_signs_the_time_with_the_checkpoint() -> None:
    note = read_note(EXAMPLE.encode()).with_signatures(
        [cosigned_by(WITNESS, OTHER, CHECKPOINT.text, 1_780_000_000)]
    )
    assert read_note(str(note).encode()).signers([LOG, note_key(WITNESS.vkey)]) == (LOG, WITNESS)
    line = note.signatures[1]
    later = (1_780_000_001).to_bytes(8, "big") + line.signature[8:]
    with refused("note_unsigned"):
        Note(note.text, (NoteSignature(line.name, line.key_id, later),)).signers([WITNESS])


def test_a_cosignature_is_no_signature_of_a_log() -> None:
    as_log = NoteKey("witness.example", OTHER.public)
    note = Note(CHECKPOINT.text, (cosigned_by(WITNESS, OTHER, CHECKPOINT.text, 1),))
    with refused("note_unsigned"):
        note.signers([as_log])


def test_unknown_keys_are_passed_over_and_known_ones_must_fit() -> None:
    stranger = NoteKey("stranger.example", OTHER.public)
    note = read_note(EXAMPLE.encode()).with_signatures([signed_by(stranger, OTHER, CHECKPOINT.text)])
    assert note.signers([LOG]) == (LOG,)
    bad = NoteSignature(LOG.name, LOG.key_id, OTHER.sign(CHECKPOINT.text.encode()))
    with refused("note_unsigned"):
        note.with_signatures([bad]).signers([LOG])
    with refused("note_unsigned"):
        note.signers([NoteKey("log.casthouse.example", OTHER.public)])
    with refused("note_unsigned"):
        note.signers([])


def test_sixteen_signatures_and_more_are_read() -> None:
    more = [signed_by(NoteKey(f"w{n}.example", OTHER.public), OTHER, CHECKPOINT.text) for n in range(40)]
    note = read_note(EXAMPLE.encode()).with_signatures(more)
    assert len(read_note(str(note).encode()).signatures) == 41


def test_the_text_ends_at_the_last_blank_line() -> None:
    text = "one\n\ntwo\n"
    assert read_note(str(Note(text, (signed_by(LOG, SIGNER, text),))).encode()).text == text


@pytest.mark.parametrize(
    "changed",
    [
        EXAMPLE.replace("\n\n", "\n"),
        EXAMPLE.removesuffix("\n"),
        EXAMPLE.replace("\u2014", "-"),
        EXAMPLE.replace("\u2014 log", "\u2014 lo g"),
        EXAMPLE.replace("\u2014 log", "\u2014 lo+g"),
        EXAMPLE.replace("\u2014 log.casthouse.example", "\u2014 "),
        EXAMPLE.replace("1gU=", "1gU"),
        EXAMPLE.replace("1gU=", "1gV="),
        EXAMPLE.replace("example\n3", "example\r\n3"),
        EXAMPLE.replace("example\n3", "exam\0ple\n3"),
        EXAMPLE + "\n",
        EXAMPLE + "more\n",
        "",
        "\n\n",
    ],
)
def test_malformed_notes_are_refused(changed: str) -> None:
    with refused("note_invalid"):
        read_note(changed.encode())


def test_notes_that_are_no_text_or_too_large_are_refused() -> None:
    with refused("note_invalid"):
        read_note(b"\xff" + EXAMPLE.encode())
    with refused("note_invalid"):
        read_note(b"a" * (1 << 20) + EXAMPLE.encode())


@pytest.mark.parametrize(
    "vkey",
    [
        "",
        "log.casthouse.example",
        VKEY.replace("4963a1d6", "4963a1d7"),
        VKEY.replace("4963a1d6", "4963A1D6"),
        VKEY.replace("log.", "lag."),
        VKEY.replace("log.", "lo g."),
        VKEY + "=",
        VKEY[:-4],
        VKEY.replace("+AQ", "+Ag"),
    ],
)
def test_malformed_vkeys_are_refused(vkey: str) -> None:
    with refused("vkey_invalid"):
        note_key(vkey)


@pytest.mark.parametrize(
    "text",
    [
        "o\n3\n",
        "\n3\n" + b64encode(ROOT).decode() + "\n",
        "o\n03\n" + b64encode(ROOT).decode() + "\n",
        "o\n-3\n" + b64encode(ROOT).decode() + "\n",
        "o\n\u0663\n" + b64encode(ROOT).decode() + "\n",
        "o\n9223372036854775808\n" + b64encode(ROOT).decode() + "\n",
        "o\n3\n" + b64encode(ROOT[:31]).decode() + "\n",
        "o\n3\n" + b64encode(ROOT).decode() + "\n\nx\n",
        "o\n3\n" + b64encode(ROOT).decode(),
    ],
)
def test_malformed_checkpoints_are_refused(text: str) -> None:
    with refused("checkpoint_invalid"):
        read_checkpoint(text)


def test_extensions_are_kept() -> None:
    with_more = Checkpoint("o", 0, EMPTY_ROOT, ("one", "two"))
    assert read_checkpoint(with_more.text) == with_more
