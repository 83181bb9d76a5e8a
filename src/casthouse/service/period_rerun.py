"""Checking the statement of a closed period against a company's own export, or one movement against the statement.

Nothing here reads the database: `casthouse verify` runs where there is none.
"""

from collections.abc import Sequence
from pathlib import Path

from casthouse.exchange.bound_export import read_bound_export
from casthouse.exchange.period_leaves_file import read_leaves
from casthouse.exchange.profile_toml import built_in_profiles
from casthouse.exchange.rule_pack_file import built_in_rule_packs
from casthouse.exchange.statement_file import read_statement_file
from casthouse.passport.canonical import JsonObject, canonical, read_object
from casthouse.passport.merkle import leaf_hash
from casthouse.passport.merkle_proof import check_inclusion
from casthouse.passport.period_binding import PeriodBinding, binding_from_json, rule_pack_digest
from casthouse.passport.period_rerun import (
    Rerun,
    figure_differences,
    finding_differences,
    movement_differences,
    rerun,
)
from casthouse.passport.verification import Check, CheckName
from casthouse.refusal import Refusal
from casthouse.service.rule_pack import allowance_rules

INDEX_DIGITS_MAX = 18
SHOWN = 20
"""So many differences are told in full; how many more there are is said."""


def binding_in(content: bytes) -> PeriodBinding:
    """Return what the statement in a file binds.

    Raises:
        Refusal: `period_binding_invalid` for no statement of a closed period, and what the file is refused with.
    """
    signed = read_statement_file(content).signed
    subject = signed.credential.get("credentialSubject") if signed is not None else None
    binding = subject.get("binding") if isinstance(subject, dict) else None
    return binding_from_json(binding if isinstance(binding, dict) else {})


def export_checks(
    binding: PeriodBinding, path: Path, *, profile: str | None = None, leaves: bytes | None = None
) -> tuple[Check, ...]:
    """Return the answers on a period computed again.

    Args:
        binding: what the statement binds.
        path: the company's own export, CSV or XLSX.
        profile: the mapping profile that reads it; the one that fits when None.
        leaves: the hashes that the company kept at the closing; None where it kept none.

    Raises:
        Refusal: what a file is refused with, `period_leaves_unreadable`, `period_leaves_wrong`.
    """
    export = read_bound_export(
        path, organisation=binding.organisation, profiles=built_in_profiles(), profile=profile
    )
    found = rerun(binding, export.frame)
    figures = figure_differences(binding, found)
    return (
        _movements(binding, found, None if leaves is None else read_leaves(leaves), export.left_out),
        Check(
            name=CheckName.POSITION,
            passed=not figures,
            detail=_told(figures) or "every figure of the position follows from the movements",
        ),
        _findings(binding, found),
    )


def _movements(
    binding: PeriodBinding, found: Rerun, kept: dict[str, bytes] | None, left_out: Sequence[str]
) -> Check:
    differing = movement_differences(binding, found, kept=kept)
    counts = f"{found.movements.height} movements that count, {binding.movements.count} bound"
    if differing is None:
        told = f"{counts}: they are not the same; with the hashes kept at the closing the rows are named"
    else:
        told = _told([str(each) for each in differing]) or f"{counts}, with the bound root"
    if left_out:
        told += f"; left out, as an import does: {_told(left_out)}"
    return Check(name=CheckName.MOVEMENTS, passed=differing == [], detail=told)


def _findings(binding: PeriodBinding, found: Rerun) -> Check:
    pack = built_in_rule_packs().get(binding.edition)
    if pack is None or rule_pack_digest(pack) != binding.rule_pack:
        told = f"not possible: the rules “{binding.edition}” with the bound digest are not in this version"
        return Check(name=CheckName.FINDINGS, passed=None, detail=told)
    differing = finding_differences(binding, found, rules=allowance_rules(pack))
    told = (
        _told(differing)
        or f"what is stated of the position follows from it; {len(binding.findings)} findings in all"
    )
    return Check(name=CheckName.FINDINGS, passed=not differing, detail=told)


def _told(differences: Sequence[str]) -> str:
    more = f"; and {len(differences) - SHOWN} more" if len(differences) > SHOWN else ""
    return "; ".join(differences[:SHOWN]) + more


def inclusion_check(binding: PeriodBinding, content: bytes) -> Check:
    """Return the answer on the proof that a statement binds one movement.

    Raises:
        Refusal: `movement_proof_invalid`.
    """
    proof = read_object(content)
    index, path, movement = _proof(proof)
    reference = movement.get("reference")
    try:
        check_inclusion(
            index=index,
            size=binding.movements.count,
            leaf=leaf_hash(canonical(movement)),
            path=path,
            root=bytes.fromhex(binding.movements.root),
        )
    except Refusal as refusal:
        return Check(name=CheckName.INCLUSION, passed=False, detail=f"{reference}: {refusal.text.found}")
    told = f"{_movement_words(movement)}: one of the {binding.movements.count} movements bound, as the proof has it"
    return Check(name=CheckName.INCLUSION, passed=True, detail=told)


def _movement_words(movement: JsonObject) -> str:
    date, kind, reference, counterparty = (
        str(movement.get(name, "")) for name in ("date", "kind", "reference", "counterparty")
    )
    words = f"{reference}, {kind} of {movement.get('quantity_g')} g on {date}"
    return f"{words}, counterparty {counterparty or 'none'}"


def _proof(members: JsonObject) -> tuple[int, list[bytes], JsonObject]:
    path, movement, index = members.get("path"), members.get("movement"), members.get("index")
    if isinstance(path, list) and isinstance(movement, dict) and isinstance(index, str) and index.isdecimal():
        hashes = [_hash(each) for each in path]
        if None not in hashes and len(index) <= INDEX_DIGITS_MAX:
            return int(index), [each for each in hashes if each is not None], movement
    raise Refusal(
        "movement_proof_invalid",
        found="no index, path and movement",
        expected="the proof of one movement as it was made",
        todo="ask for the proof again",
    )


def _hash(text: object) -> bytes | None:
    try:
        return bytes.fromhex(text) if isinstance(text, str) else None
    except ValueError:
        return None
