"""Independence: who may handle a complaint, and who may not even read it (fact sheet 5.10).

Whoever holds a role in the party complained about, belongs to it or to an audit firm that has declared a relation with
it, or took the decision complained about, is no handler. A complaint about the secretariat, or about a decision that
nobody has named yet, goes to an independent person. An appeal goes to somebody who had nothing to do with the first
handling. Names are compared as the sign-in does, without regard to case.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from casthouse.assurance.complaint import ComplaintCourse, PartyKind, PartyRef


class Tie(StrEnum):
    """What stands against a handler."""

    ROLE = "role"
    FIRM = "firm"
    RELATION = "relation"
    AUDIT = "audit"
    SECRETARIAT = "secretariat"
    DECISION = "decision"
    RECUSED = "recused"
    FIRST_HANDLER = "first_handler"


@dataclass(frozen=True, slots=True, kw_only=True)
class HandlerTies:
    """What is known of a person: roles, firms, relations that stand today, running audits.

    Attributes:
        name: as they sign in.
        is_secretariat: whether they hold that role.
        organisations: where they hold a role.
        firms: audit firms that they belong to.
        related: organisations with which they or their firms have declared a relation that stands.
        audited: organisations that they audit now.
    """

    name: str
    is_secretariat: bool
    organisations: frozenset[str] = frozenset()
    firms: frozenset[str] = frozenset()
    related: frozenset[str] = frozenset()
    audited: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class ConcernedParty:
    """A party with whom it stands for: organisations and firms behind it, and the people who took part in it."""

    ref: PartyRef
    organisations: frozenset[str] = frozenset()
    firms: frozenset[str] = frozenset()
    people: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class HandlerReason:
    """One reason against a handler."""

    tie: Tie
    detail: str


def reasons_against_handler(
    ties: HandlerTies, parties: Iterable[ConcernedParty], course: ComplaintCourse
) -> tuple[HandlerReason, ...]:
    """Return every reason why somebody may not handle a complaint; none means that they may."""
    return (
        *(reason for party in parties for reason in _of_party(ties, party)),
        *_of_course(ties, course),
    )


def _of_party(ties: HandlerTies, party: ConcernedParty) -> Iterator[HandlerReason]:
    needs_independence = party.ref.kind is PartyKind.SECRETARIAT or party.ref == UNNAMED_DECISION
    if needs_independence and ties.is_secretariat:
        yield HandlerReason(tie=Tie.SECRETARIAT, detail=f"{ties.name} is of the secretariat")
    held: Sequence[tuple[Tie, frozenset[str]]] = (
        (Tie.ROLE, ties.organisations & party.organisations),
        (Tie.FIRM, ties.firms & party.firms),
        (Tie.RELATION, ties.related & party.organisations),
        (Tie.AUDIT, ties.audited & party.organisations),
    )
    for tie, places in held:
        for place in sorted(places):
            yield HandlerReason(tie=tie, detail=f"{ties.name}: {tie.value} in or with {place}")
    if is_named(ties.name, party.people):
        yield HandlerReason(tie=Tie.DECISION, detail=f"{ties.name} took part in {party.ref.code}")


def _of_course(ties: HandlerTies, course: ComplaintCourse) -> Iterator[HandlerReason]:
    if is_named(ties.name, course.recused):
        yield HandlerReason(tie=Tie.RECUSED, detail=f"{ties.name} stepped back")
    if is_named(ties.name, course.first_handlers):
        yield HandlerReason(tie=Tie.FIRST_HANDLER, detail=f"{ties.name} handled it before the appeal")


UNNAMED_DECISION = PartyRef(kind=PartyKind.DECISION, code="")


def is_named(name: str, names: Iterable[str]) -> bool:
    """Say whether somebody is among the names."""
    return name.casefold() in {each.casefold() for each in names}
