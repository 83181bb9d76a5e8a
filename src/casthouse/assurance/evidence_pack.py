"""The evidence pack of an audit: what stands in it, and what makes it whole.

A pack is an archive with one `index.json`, which names every other file with its size and SHA-256, and `SHA256SUMS`,
which says the same of every file but itself, as `sha256sum -c` reads it. It verifies from itself alone: that nothing
was added, lost or changed since, not who made it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

INDEX, SUMS = "index.json", "SHA256SUMS"
FORMAT = "casthouse-evidence-pack-1"


@dataclass(frozen=True, slots=True, kw_only=True)
class PackedFile:
    """A file of a pack: its name, size and digest."""

    name: str
    size_bytes: int
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PackCheck:
    """One thing that makes a pack whole: passed or not, and what was seen."""

    name: str
    passed: bool
    detail: str


def sums_text(files: Sequence[PackedFile]) -> str:
    """Return the text of `SHA256SUMS`, by name."""
    return "".join(f"{each.digest}  {each.name}\n" for each in sorted(files, key=lambda each: each.name))


def pack_checks(
    found: Mapping[str, PackedFile], *, indexed: Mapping[str, PackedFile] | None, summed: Mapping[str, str]
) -> list[PackCheck]:
    """Return the checks of a pack.

    Args:
        found: the files that are there, as they are.
        indexed: what the index says of them; None where it cannot be read.
        summed: the digests of `SHA256SUMS`, by name.
    """
    listed = set(found) - {SUMS}
    wrong_sums = sorted(name for name in listed & set(summed) if summed[name] != found[name].digest)
    checks = [
        PackCheck(
            name="index",
            passed=bool(indexed),
            detail=f"{len(indexed)} files listed" if indexed else "no index that can be read",
        ),
        _same_names("sums_complete", "SHA256SUMS", set(summed), listed),
        PackCheck(
            name="digests",
            passed=bool(summed) and not wrong_sums,
            detail=f"changed: {', '.join(wrong_sums[:5])}" if wrong_sums else f"{len(summed)} digests agree",
        ),
    ]
    if indexed:
        wrong = sorted(name for name in set(indexed) & set(found) if indexed[name] != found[name])
        checks += [
            _same_names("index_complete", "the index", set(indexed), listed - {INDEX}),
            PackCheck(
                name="index_digests",
                passed=not wrong,
                detail=f"other than the index says: {', '.join(wrong[:5])}" if wrong else "as the index says",
            ),
        ]
    return checks


def _same_names(name: str, where: str, said: set[str], there: set[str]) -> PackCheck:
    missing, added = sorted(said - there), sorted(there - said)
    words = [
        *([f"missing: {', '.join(missing[:5])}"] if missing else []),
        *([f"not in {where}: {', '.join(added[:5])}"] if added else []),
    ]
    return PackCheck(
        name=name, passed=not words, detail="; ".join(words) or f"{len(there)} files, all in {where}"
    )
