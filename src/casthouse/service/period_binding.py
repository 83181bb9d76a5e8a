"""What a period statement binds: kept at its closing, told to whoever may read it, and proved row by row.

With the statement, the list of hashes and the proofs an outsider computes the period again without asking us
(`casthouse verify`).
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

import polars as pl

from casthouse.custody.finding import Finding
from casthouse.passport.bound_movement import bound_leaves, with_text
from casthouse.passport.canonical import JsonObject, read_object
from casthouse.passport.merkle import HASH_SIZE, LeafTree
from casthouse.passport.merkle_proof import inclusion_path
from casthouse.passport.period_binding import (
    BoundSet,
    CertifiedSpan,
    PeriodBinding,
    SiteSpan,
    binding_from_json,
    bound_documents,
    bound_set,
    rule_pack_digest,
)
from casthouse.refusal import Refusal
from casthouse.service import clock
from casthouse.service.difference import differing_figures
from casthouse.service.edition_rules import rule_pack_of
from casthouse.service.lookup import permitted_scope
from casthouse.service.permission import Act, Actor
from casthouse.service.position import period_number
from casthouse.service.scope_ledger import ScopeFile, allocated_credits_g, load_scope_file
from casthouse.storage import period_binding as binding_store
from casthouse.storage.period import Statement

PROOF_TYPE = "MovementInclusion/1"
SHORT = 16
"""So many characters of a root are told."""
_T = TypeVar("_T")


def bind_statement(file: ScopeFile, number: int, statement: Statement, *, identifier: int) -> int:
    """Keep what a statement binds and return the identifier of that.

    The caller holds the ledger and has just saved the statement under its identifier.
    """
    return binding_store.save_binding(identifier, binding_of(file, number, statement).text)


def binding_of(file: ScopeFile, number: int, statement: Statement) -> PeriodBinding:
    """Return what the statement of a period binds, from what lies in the store now."""
    period = statement.period
    counted = _counted(file, statement)
    pack = rule_pack_of(statement.rule_pack)
    return PeriodBinding(
        organisation=file.scope.organisation,
        scope=file.scope.code,
        period=period,
        edition=statement.rule_pack,
        rule_pack=rule_pack_digest(pack),
        sites=_sites(file, period.start, period.last_day),
        certified=tuple(
            CertifiedSpan(first=date.fromisoformat(first), last=date.fromisoformat(last), certified=certified)
            for first, last, certified in statement.certified
        ),
        carried_in=file.carried_into(number),
        credits_g=allocated_credits_g(file).get(period.start, 0),
        force_majeure=statement.force_majeure,
        figures={
            stage: {name: "" if value is None else str(value) for name, value in figures.items()}
            for stage, figures in statement.position["stages"].items()
        },
        findings=statement.found,
        movements=bound_set(bound_leaves(counted)),
        issued=bound_documents(
            binding_store.issued_documents(
                organisation_id=file.organisation_id, sites=file.sites, period=period
            )
        ),
        received=bound_documents(
            binding_store.received_documents(
                organisation_id=file.organisation_id, sites=file.sites, period=period
            )
        ),
    )


def _counted(file: ScopeFile, statement: Statement) -> pl.DataFrame:
    frame = binding_store.counted_movements(
        organisation_id=file.organisation_id, sites=file.sites, period=statement.period
    )
    if (last := file.scope.last_day) is not None:
        frame = frame.filter(pl.col("day") <= last)
    return with_text(frame)


def _sites(file: ScopeFile, first: date, last: date) -> tuple[SiteSpan, ...]:
    """Return the days on which facilities stood in a scope, cut to a period."""
    last = min(last, file.scope.last_day or date.max)
    return tuple(
        SiteSpan(facility=code, first=max(each.first, first), last=min(each.last, last))
        for code in sorted(file.scope.facilities)
        for each in file.scope.days_of(code)
        if each.first <= last and each.last >= first
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundPeriod:
    """A closed period with what its statement binds."""

    file: ScopeFile
    statement: Statement
    binding: PeriodBinding


def kept_binding(actor: Actor, *, scope: str, start: date) -> PeriodBinding | None:
    """Return what the statement in force of a period binds; None of an open one, and of one closed by an old version.

    Raises:
        Refusal: `scope_unknown`, `not_permitted`, `period_unknown`.
    """
    held = permitted_scope(actor, Act.REPORT_READ, scope)
    number = period_number(held, period=start, on=None, today=clock.today())
    statements = load_scope_file(held).statements
    text = binding_store.binding_text(statements[number].identifier) if number < len(statements) else None
    return None if text is None else binding_from_json(read_object(text.encode()))


def bound_period(actor: Actor, *, scope: str, start: date) -> BoundPeriod:
    """Return what the statement in force of a period binds.

    Raises:
        Refusal: `scope_unknown`, `not_permitted`, `period_unknown`, `period_not_closed`, `period_not_bound`.
    """
    held = permitted_scope(actor, Act.REPORT_READ, scope)
    number = period_number(held, period=start, on=None, today=clock.today())
    file = load_scope_file(held)
    if number >= file.first_open:
        raise Refusal(
            "period_not_closed",
            found=f"the period from {start} of {scope} open",
            expected="a closed period: closing freezes what its statement binds",
            todo="close it first",
        )
    statement = file.statements[number]
    text = binding_store.binding_text(statement.identifier)
    if text is None:
        raise Refusal(
            "period_not_bound",
            found=f"the statement of {start} of {scope}, closed on {statement.closed_at:%Y-%m-%d}",
            expected="a statement of a closing that bound its movements",
            todo="it was closed by an earlier version; reopen and close the period to have a statement that binds them",
        )
    return BoundPeriod(file=file, statement=statement, binding=binding_from_json(read_object(text.encode())))


def period_leaves(actor: Actor, *, scope: str, start: date) -> list[tuple[str, str]]:
    """Return the reference and the hash, in hexadecimal, of each movement that a statement binds, by reference.

    Whoever keeps them is told of differences to the row.

    Raises:
        Refusal: as `bound_period`, and `period_changed`.
    """
    held = permitted_scope(actor, Act.MOVEMENT_READ, scope)
    counted, leaves = _bound_movements(bound_period(actor, scope=held.code, start=start))
    return [
        (reference, leaves[place * HASH_SIZE : (place + 1) * HASH_SIZE].hex())
        for place, reference in enumerate(counted["reference"])
    ]


def movement_proof(actor: Actor, *, scope: str, start: date, reference: str) -> JsonObject:
    """Return the proof that a statement binds one movement, which says nothing of the others.

    Raises:
        Refusal: as `bound_period`, and `period_changed`, `movement_not_bound`.
    """
    held = permitted_scope(actor, Act.MOVEMENT_READ, scope)
    bound = bound_period(actor, scope=held.code, start=start)
    counted, leaves = _bound_movements(bound)
    place = counted["reference"].index_of(reference)
    if place is None:
        raise Refusal(
            "movement_not_bound",
            found=f"reference “{reference[:80]}”",
            expected=f"the reference of a movement that counts in the period from {start} of {scope}",
            todo="correct the reference; what was reversed counts nowhere",
        )
    path = inclusion_path(place, bound.binding.movements.count, LeafTree(leaves).node)
    return {
        "type": PROOF_TYPE,
        "organisation": bound.binding.organisation,
        "scope": scope,
        "period_start": start.isoformat(),
        "movements": bound.binding.movements.as_json(),
        "index": str(place),
        "movement": read_object(counted["text"][place].encode()),
        "path": [each.hex() for each in path],
    }


def _bound_movements(bound: BoundPeriod) -> tuple[pl.DataFrame, bytes]:
    """Return the movements of a closed period with their hashes; refused where the store no longer has them."""
    counted = _counted(bound.file, bound.statement)
    leaves = bound_leaves(counted)
    if (found := bound_set(leaves)) != bound.binding.movements:
        raise _changed(bound, found)
    return counted, leaves


def _changed(bound: BoundPeriod, found: BoundSet) -> Refusal:
    return Refusal(
        "period_changed",
        found=_set_words(found),
        expected=f"those bound at the closing: {_set_words(bound.binding.movements)}",
        todo="somebody changed the store behind its back: have the whole store checked, and restore a backup",
    )


def binding_differences(file: ScopeFile) -> Iterator[tuple[str, str, str]]:
    """Yield the closed periods of which the store says something else than their statement bound: what, kept, found.

    Documents may be issued and corrected after a closing, and rules replaced: those are as they were then.
    """
    for number, statement in enumerate(file.statements):
        text = binding_store.binding_text(statement.identifier)
        if text is None:
            continue
        kept, found = binding_from_json(read_object(text.encode())), binding_of(file, number, statement)
        place = f"{file.scope.code} {statement.period.start}"
        if kept.movements != found.movements:
            yield f"movements of {place}", _set_words(kept.movements), _set_words(found.movements)
        if kept.figures != found.figures:
            yield f"position of {place}", *differing_figures(kept.figures, found.figures)
        if kept.findings != found.findings:
            yield f"findings of {place}", *_only(kept.findings, found.findings, _finding_words)
        if kept.certified != found.certified:
            yield f"certification of {place}", *_only(kept.certified, found.certified, _span_words)


def _set_words(bound: BoundSet) -> str:
    return f"{bound.count} movements, root {bound.root[:SHORT]}…"


def _finding_words(finding: Finding) -> str:
    return f"{finding.code.value} {finding.subject}: {finding.detail}"


def _span_words(span: CertifiedSpan) -> str:
    return f"{span.first} to {span.last} {'certified' if span.certified else 'not certified'}"


def _only(one: Sequence[_T], other: Sequence[_T], words: Callable[[_T], str]) -> tuple[str, str]:
    """Return in words what stands on each side alone; of the same in another order, all of it."""
    sides = [[each for each in one if each not in other], [each for each in other if each not in one]]
    if not any(sides):
        sides = [list(one), list(other)]
    left, right = ("; ".join(words(each) for each in side) or "nothing more" for side in sides)
    return left, right
