"""Proofs that a statement stands in the log, where it does not, or where the log is not the one that is known."""

from base64 import b64encode
from collections.abc import Callable
from hashlib import sha256
from typing import Any

from casthouse.passport.checkpoint import Checkpoint
from casthouse.passport.log_entry import EntryKind, LogEntry
from casthouse.passport.log_proof import LogProof
from casthouse.passport.merkle import LeafTree, leaf_hashes, tree_root
from casthouse.passport.merkle_proof import inclusion_path
from casthouse.passport.note import Note, cosigned_by, signed_by
from casthouse.passport.note_key import NoteKey, NoteKeyKind
from casthouse.passport.signer import MemorySigner, memory_signer
from tests.forgery.archive_forgeries import archive
from tests.forgery.forged import Forgery, Members, honest_text, honest_token, trusting

LOG, WITNESS, STRANGER, EARLIER = (memory_signer(bytes([n]) * 32) for n in (21, 22, 23, 24))
LOG_KEY = NoteKey("casthouse.example/log", LOG.public)
EARLIER_KEY = NoteKey(LOG_KEY.name, EARLIER.public)
WITNESS_KEY = NoteKey("witness.example", WITNESS.public, NoteKeyKind.COSIGNATURE)
STRANGER_KEY = NoteKey("else.example/log", STRANGER.public)
TAG, SIZE, PLACE, SECONDS = sha256(b"tag").digest(), 11, 6, 1_743_508_800
STATEMENT = honest_text().encode()


def entry(digest: bytes, kind: EntryKind = EntryKind.STATEMENT) -> bytes:
    return LogEntry(kind, digest, TAG).content


def tree(content: bytes, *, rest: bytes = b"", size: int = SIZE) -> bytes:
    """Return the hashes of a log with an entry in its place among others."""
    others = [entry(sha256(bytes([n]) + rest).digest()) for n in range(size)]
    return leaf_hashes([*others[:PLACE], content, *others[PLACE + 1 :]])


TRUE = tree(entry(sha256(STATEMENT).digest()))


def note(
    leaves: bytes,
    *,
    origin: str = LOG_KEY.name,
    signer: MemorySigner = LOG,
    key: NoteKey = LOG_KEY,
    size: int = SIZE,
    seen: tuple[int, ...] = (SECONDS,),
) -> Note:
    """Return the checkpoint of a log, signed by the log and a witness, at each of the seconds when it saw it."""
    text = Checkpoint(origin, size, tree_root(leaves)).text
    cosigned = (cosigned_by(WITNESS_KEY, WITNESS, text, each) for each in seen)
    return Note(text, (signed_by(key, signer, text), *cosigned))


def proof(leaves: bytes = TRUE, *, place: int = PLACE, checkpoint: Note | None = None) -> str:
    """Return the proof that an entry stands in a log."""
    path = inclusion_path(place, SIZE, LeafTree(leaves).node)
    return str(LogProof(index=place, path=tuple(path), checkpoint=checkpoint or note(leaves), extra=TAG))


def with_proof(text: str, statement: bytes = STATEMENT) -> bytes:
    return archive(("statement.json", statement), ("statement.tlog-proof", text.encode()))


def known_log(
    checkpoint: Note | None = None,
    witnesses: tuple[NoteKey, ...] = (WITNESS_KEY,),
    *lists: Members,
    earlier: dict[str, str] | None = None,
    **changes: Any,
) -> bytes:
    members: dict[str, Any] = {
        "vkey": LOG_KEY.vkey,
        "checkpoint": str(checkpoint or note(TRUE)),
        "witnesses": [key.vkey for key in witnesses],
    }
    return trusting(*lists, **changes, log=members | ({"earlier": [earlier]} if earlier else {}))


def rotated_log(until: int = SIZE) -> tuple[bytes, bytes]:
    """Return the true statement under a checkpoint by the key that the log had before, and a trust bundle of today."""
    files = ("statement.json", STATEMENT), ("statement.jwt", honest_token().encode())
    under = proof(checkpoint=note(TRUE, signer=EARLIER, key=EARLIER_KEY))
    trust = known_log(earlier={"vkey": EARLIER_KEY.vkey, "until": str(until)})
    return archive(*files, ("statement.tlog-proof", under.encode())), trust


def lines(change: Callable[[list[str]], object]) -> str:
    """Return the proof with its lines changed: heading, tag, index, and four hashes."""
    text = proof().split("\n")
    change(text)
    return "\n".join(text)


def swapped(text: list[str]) -> None:
    text[3], text[4] = text[4], text[3]


def unsigned(text: str) -> str:
    """Return the proof without the signature of the log."""
    return "\n".join(line for line in text.split("\n") if not line.startswith(f"\u2014 {LOG_KEY.name}"))


def spoilt(name: str) -> str:
    """Return the proof with the signature in a name changed by one bit."""
    found = next(line for line in proof().split("\n") if line.startswith(f"\u2014 {name} "))
    other = found[:-6] + ("B" if found[-6] != "B" else "C") + found[-5:]
    return proof().replace(found, other)


def loosened() -> str:
    """Return the proof with another spelling of a hash, whose last digit has bits that mean nothing."""
    digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    line = proof().split("\n")[3]
    return proof().replace(line, line[:-2] + digits[digits.index(line[-2]) ^ 1] + "=")


OTHER = tree(entry(sha256(b"another statement").digest()))
RECORD = tree(entry(sha256(STATEMENT).digest(), EntryKind.RECORD))
FORK = tree(entry(sha256(STATEMENT).digest()), rest=b"fork")
STATEMENT_WITH_BLANK = STATEMENT + b" "

INCLUSIONS: dict[str, str] = {
    "the proof of another statement": proof(OTHER),
    "the proof of a record of the accounts": proof(RECORD),
    "the proof of another place": proof(place=PLACE + 1),
    "a path cut short": lines(lambda text: text.pop(6)),
    "a path that is too long": lines(lambda text: text.insert(6, text[6])),
    "no path": lines(lambda text: text.__delitem__(slice(3, 7))),
    "siblings in another order": lines(swapped),
    "a sibling that is another": lines(lambda text: text.__setitem__(3, b64encode(bytes(32)).decode())),
    "a place behind the end": lines(lambda text: text.__setitem__(2, f"index {SIZE}")),
    "a place far behind the end": lines(lambda text: text.__setitem__(2, f"index {2**62}")),
    "a place before the beginning": lines(lambda text: text.__setitem__(2, "index -1")),
    "a place with zeros before": lines(lambda text: text.__setitem__(2, "index 06")),
    "another tag": lines(lambda text: text.__setitem__(1, f"extra {b64encode(bytes(32)).decode()}")),
    "no tag": lines(lambda text: text.pop(1)),
    "half a tag": lines(lambda text: text.__setitem__(1, f"extra {b64encode(bytes(16)).decode()}")),
    "a hash in hexadecimal": lines(lambda text: text.__setitem__(3, "00" * 32)),
    "a hash of another length": lines(lambda text: text.__setitem__(3, b64encode(bytes(31)).decode())),
    "a hash in another spelling": loosened(),
    "a proof of another version": proof().replace("@v1", "@v2"),
    "a proof with line ends of another system": proof().replace("\n", "\r\n"),
    "a proof without a checkpoint": proof().partition("\n\n")[0] + "\n",
    "a proof about an empty log": proof().replace(f"\n{SIZE}\n", "\n0\n"),
    "a proof about a smaller log": proof().replace(f"\n{SIZE}\n", f"\n{SIZE - 3}\n"),
    "more than a proof is long": proof() + "\u2014 else.example AAAAAAAA\n" * 50_000,
    "more signatures than are read": proof() + "\u2014 else.example AAAAAAAA\n" * 127,
    "a size with zeros before": proof().replace(f"\n{SIZE}\n", f"\n0{SIZE}\n"),
}

CHECKPOINTS: dict[str, tuple[str, str]] = {
    "a checkpoint of another log": (
        proof(checkpoint=note(TRUE, origin="else.example/log")),
        "a checkpoint of the log",
    ),
    "a checkpoint that a stranger signed": (
        proof(checkpoint=note(TRUE, signer=STRANGER, key=STRANGER_KEY)),
        "signature",
    ),
    "a checkpoint in the name of the log with another key": (
        proof(checkpoint=note(TRUE, signer=STRANGER, key=NoteKey(LOG_KEY.name, STRANGER.public))),
        "signature",
    ),
    "a checkpoint that the log did not sign": (unsigned(proof()), "signature"),
    "a wrong signature of the log": (spoilt(LOG_KEY.name), "signature"),
    "a wrong signature of a witness": (spoilt(WITNESS_KEY.name), "signature"),
    "another root under true signatures": (
        proof().replace(b64encode(tree_root(TRUE)).decode(), b64encode(tree_root(FORK)).decode()),
        "signature",
    ),
    "a fork of the log, rightly signed": (proof(FORK), "another history"),
}


def log_forgeries() -> list[Forgery]:
    trust = known_log()
    rotated = known_log(earlier={"vkey": EARLIER_KEY.vkey, "until": str(SIZE - 1)})
    made = [
        Forgery(name=f"in the log: {name}", content=with_proof(text), check="log", says="", trust=trust)
        for name, text in INCLUSIONS.items()
    ]
    made += [
        Forgery(
            name=f"of the log: {name}", content=with_proof(text), check="checkpoint", says=says, trust=trust
        )
        for name, (text, says) in CHECKPOINTS.items()
    ]
    made.append(
        Forgery(
            name="of the log: a checkpoint by a key of the log, of a log that was larger than when the key ended",
            content=with_proof(proof(checkpoint=note(TRUE, signer=EARLIER, key=EARLIER_KEY))),
            check="checkpoint",
            says="ended",
            trust=rotated,
        )
    )
    rewritten = known_log(note(tree(entry(sha256(b"before").digest()))))
    made.append(
        Forgery(
            name="of the log: a log that was rolled back and written anew",
            content=with_proof(proof()),
            check="checkpoint",
            says="another history",
            trust=rewritten,
        )
    )
    made.append(
        Forgery(
            name="in the log: a statement with a blank more",
            content=with_proof(proof(), STATEMENT_WITH_BLANK),
            check="log",
            says="root",
            trust=trust,
        )
    )
    return made


def logged(text: str = "") -> bytes:
    """Return the true statement with the true proof, or with another."""
    files = ("statement.json", STATEMENT), ("statement.jwt", honest_token().encode())
    return archive(*files, ("statement.tlog-proof", (text or proof()).encode()))


def seen(*seconds: int) -> bytes:
    """Return the true statement with a proof whose checkpoint the witness saw so many seconds after it was signed."""
    return logged(proof(checkpoint=note(TRUE, seen=tuple(SECONDS + each for each in seconds))))
