"""How quickly signed CoC Documents are verified, beside bare Ed25519 checks of the same signatures, on one core.

    .venv/bin/python bench/verification.py [--documents 10000]

Each document is read from its text and judged by all ten checks. What is promised is 40 % of the speed of the bare
checks by `cryptography`; beyond that the run fails. Both are measured in turns and in processor time, one by one, and
the middle one of each is compared: what interrupts a check costs it the caches, which is no property of the check. The
mean is told beside it.
"""

import argparse
import sys
import time
from pathlib import Path
from statistics import mean, median

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from casthouse.passport.canonical import canonical, read_object
from casthouse.passport.integrity_proof import read_proof
from casthouse.passport.verified_list import ListBook
from casthouse.service.verification import verify_with
from tests.unit.passport.statement_world import NOW, SIGNERS, bundle, document_credential, signed_by
from tests.unit.passport.statement_world import RHEIN as SELLER

PROMISE = 0.40
TURN = 500


def main() -> int:
    """Measure, print, and return 1 where the promise is not kept."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n", maxsplit=1)[0])
    parser.add_argument("--documents", type=int, default=10_000, metavar="N")
    texts = _texts(parser.parse_args().documents)
    bare, whole = _seconds(texts)
    ratio = median(bare) / median(whole)
    for words, found in (("bare Ed25519, a signature", bare), ("all checks, a document", whole)):
        print(f"{words:<26} {median(found) * 1e6:8.1f} µs, mean {mean(found) * 1e6:8.1f} µs")
    kept = ratio >= PROMISE
    print(f"speed of all checks: {ratio:.0%} of the bare ones{'' if kept else '  BEYOND THE PROMISE'}")
    return 0 if kept else 1


def _texts(count: int) -> list[bytes]:
    found = []
    for number in range(count):
        credential = document_credential()
        credential["credentialSubject"]["lot"] = f"L{number:06d}"
        found.append(canonical(signed_by(SELLER, credential)))
    return found


def _seconds(texts: list[bytes]) -> tuple[list[float], list[float]]:
    """Return how long each bare check took, and all checks of each document."""
    trusted = bundle()
    lists = ListBook(trusted)
    key = Ed25519PublicKey.from_public_bytes(SIGNERS[SELLER].public.raw)
    bare: list[float] = []
    whole: list[float] = []
    for begin in range(0, len(texts), TURN):
        some = texts[begin : begin + TURN]
        for each in [read_proof(read_object(text)) for text in some]:
            started = time.process_time()
            key.verify(each.signature, each.message)
            bare.append(time.process_time() - started)
        for text in some:
            started = time.process_time()
            found = verify_with(text, bundle=trusted, lists=lists, at=NOW)
            whole.append(time.process_time() - started)
            assert found.verified
    return bare, whole


if __name__ == "__main__":
    raise SystemExit(main())
