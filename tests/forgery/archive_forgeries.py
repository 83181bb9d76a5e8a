"""Archives that show one statement and would have another one believed."""

import warnings
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from casthouse.passport.canonical import canonical
from tests.forgery.content_forgeries import subject
from tests.forgery.forged import Forgery, changed, honest, honest_text, honest_token, signed, signed_token
from tests.forgery.token_forgeries import other_masses


def archive(*files: tuple[str, bytes], packing: int = ZIP_DEFLATED) -> bytes:
    target = BytesIO()
    with warnings.catch_warnings(), ZipFile(target, "w", packing) as made:
        warnings.simplefilter("ignore")  # a name twice is the forgery
        for name, content in files:
            made.writestr(name, content)
    return target.getvalue()


TRUE = ("statement.json", honest_text().encode())
FALSE = changed(lambda c: c["credentialSubject"].update(coc_mass_g="76217900"))


def damaged() -> bytes:
    content = archive(TRUE, packing=ZIP_STORED)
    return content.replace(b"59818000", b"76217900", 1)


ARCHIVES: dict[str, tuple[bytes, str, str]] = {
    "an archive without a statement": (archive(("other.json", TRUE[1])), "parse", "without a statement"),
    "an empty archive": (archive(), "parse", "without a statement"),
    "a statement twice": (archive(TRUE, ("statement.json", FALSE)), "parse", "name"),
    "another statement as the token beside the true one": (
        archive(TRUE, ("statement.jwt", signed_token({}, other_masses()))),
        "parse",
        "token",
    ),
    "a true token beside a false statement": (
        archive(("statement.json", FALSE), ("statement.jwt", honest_token().encode())),
        "parse",
        "token",
    ),
    "a token beside it that nobody signed": (
        archive(TRUE, ("statement.jwt", honest_token()[:-86].encode() + b"A" * 86)),
        "signature",
        "something was changed",
    ),
    "a file of an archive that was damaged": (damaged(), "parse", "archive"),
    "a bomb in an archive": (archive(TRUE, ("beside/1.json", b" " * 50_000_000)), "parse", "bytes|megabytes"),
    "a thousand files": (
        archive(TRUE, *((f"beside/{n}.json", TRUE[1]) for n in range(1000))),
        "parse",
        "files",
    ),
    "three files that are too much together": (
        archive(TRUE, *((f"{n}.json", b" " * 2_900_000) for n in range(3))),
        "parse",
        "bytes unpacked",
    ),
    "nine statements beside it": (
        archive(TRUE, *((f"beside/{n}.json", TRUE[1]) for n in range(9))),
        "parse",
        "files",
    ),
    "a statement beside it that is too large": (
        archive(TRUE, ("beside/1.json", TRUE[1] + b" " * 300_000)),
        "parse",
        "bytes",
    ),
    "a statement beside it that is none": (archive(TRUE, ("beside/1.json", b"{}")), "parse", "proof"),
    "two documents for one shipment": (
        archive(TRUE, ("beside/1.json", signed(subject("number", "RHEIN-2025-000002")))),
        "mass",
        "a second document for shipment LS-80014471",
    ),
    "an archive cut short": (archive(TRUE)[:-30], "parse", "archive"),
    "the statement in a folder": (archive(("a/statement.json", TRUE[1])), "parse", "without a statement"),
    "a false statement in an archive": (
        archive(("statement.json", FALSE)),
        "signature",
        "something was changed",
    ),
}


def archive_forgeries() -> list[Forgery]:
    assert canonical(honest()) == TRUE[1]
    return [
        Forgery(name=name, content=content, check=check, says=says)
        for name, (content, check, says) in ARCHIVES.items()
    ]
