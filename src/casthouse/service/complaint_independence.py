"""Who may read and handle a complaint: everybody who may handle complaints at all, but for those with a tie.

Ties are looked up anew each time: whoever gets a role in the party complained about loses the complaint at once. To
them it reads as if it were not there.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence

from casthouse.assurance.accreditation import DeclaredRelation, stands_against
from casthouse.assurance.complaint import PartyKind, PartyRef
from casthouse.assurance.complaint_independence import (
    ConcernedParty,
    HandlerReason,
    HandlerTies,
    reasons_against_handler,
)
from casthouse.exchange.assurance_manual_file import built_in_assurance_manual
from casthouse.parties.role import Role
from casthouse.service import clock
from casthouse.service.audit_team import running_engagements
from casthouse.service.permission import OPERATOR, Actor
from casthouse.storage import accreditation as accreditation_store
from casthouse.storage import complaint_party as party_store
from casthouse.storage import person as person_store
from casthouse.storage.complaint import ComplaintRecord
from casthouse.storage.complaint_party import CaseTies

Parties = Mapping[PartyRef, ConcernedParty]


def ties_of(actor: Actor) -> HandlerTies:
    """Return what is known of whoever acts: what the store says of the name, and the roles that they act in."""
    if Role.OPERATOR in actor.store_roles:
        return HandlerTies(name=OPERATOR.name, is_secretariat=False)
    known = ties_of_name(actor.name, standing_relations())
    return HandlerTies(
        name=actor.name,
        is_secretariat=known.is_secretariat or Role.SECRETARIAT in actor.store_roles,
        organisations=known.organisations | frozenset(actor.organisation_roles),
        firms=known.firms | frozenset(actor.firm_roles),
        related=known.related,
        audited=known.audited | party_store.audited_organisations(actor.audit_roles),
    )


def ties_of_name(username: str, relations: Sequence[DeclaredRelation]) -> HandlerTies:
    """Return what the store knows of a person who may be given a complaint."""
    user_id = person_store.person_id(username)
    if user_id is None:
        return HandlerTies(name=username, is_secretariat=False)
    return ties_of_people({user_id: username}, relations)[user_id]


def ties_of_people(
    people: Mapping[int, str], relations: Sequence[DeclaredRelation]
) -> dict[int, HandlerTies]:
    """Return what the store knows of people, whose names are given by identifier; a query a kind of tie."""
    roles = person_store.roles_of_people(people)
    firms = accreditation_store.firms_of_people(people)
    running = running_engagements(people)
    return {
        user_id: HandlerTies(
            name=name,
            is_secretariat=any(each.is_of_the_secretariat for each in roles[user_id]),
            organisations=frozenset(each.organisation for each in roles[user_id] if each.organisation),
            firms=frozenset(firms[user_id]),
            related=_related(name, firms[user_id], relations),
            audited=frozenset(each.organisation for each in running[user_id]),
        )
        for user_id, name in people.items()
    }


def _related(name: str, firms: Collection[str], relations: Sequence[DeclaredRelation]) -> frozenset[str]:
    """Return the organisations with which somebody, or a firm of theirs as a whole, has declared a relation."""
    return frozenset(
        each.organisation
        for each in relations
        if each.auditor.casefold() == name.casefold() or (not each.auditor and each.firm in firms)
    )


def standing_relations() -> list[DeclaredRelation]:
    """Return the relations that were declared and stand today, or ended too short a time ago."""
    limits, today = built_in_assurance_manual().team, clock.today()
    return [each for each in accreditation_store.relations() if stands_against(each, today, limits)]


def concerned_parties(refs: Iterable[PartyRef]) -> Parties:
    """Return who is behind parties; a query a kind."""
    named = set(refs)
    sites, decisions = _codes(named, PartyKind.FACILITY), _codes(named, PartyKind.DECISION)
    claims, firms = _codes(named, PartyKind.CLAIM), _codes(named, PartyKind.AUDIT_FIRM)
    facilities = party_store.organisations_of_facilities(sites) if sites else {}
    cases = party_store.audit_ties(decisions) if decisions else {}
    cases |= party_store.claim_ties(claims) if claims else {}
    relations = standing_relations() if firms else []
    return {ref: _concerned(ref, facilities, cases, relations) for ref in named}


def _concerned(
    ref: PartyRef,
    facilities: Mapping[str, str],
    cases: Mapping[str, CaseTies],
    relations: Sequence[DeclaredRelation],
) -> ConcernedParty:
    match ref.kind:
        case PartyKind.ORGANISATION:
            return ConcernedParty(ref=ref, organisations=frozenset({ref.code}))
        case PartyKind.FACILITY:
            return ConcernedParty(
                ref=ref, organisations=frozenset({facilities[ref.code]} if ref.code in facilities else ())
            )
        case PartyKind.AUDIT_FIRM:
            tied = frozenset(each.organisation for each in relations if each.firm == ref.code)
            return ConcernedParty(ref=ref, organisations=tied, firms=frozenset({ref.code}))
        case PartyKind.DECISION | PartyKind.CLAIM if ref.code in cases:
            case = cases[ref.code]
            return ConcernedParty(
                ref=ref,
                organisations=frozenset({case.organisation}),
                firms=case.firms,
                people=case.people,
            )
        case PartyKind.DECISION | PartyKind.SECRETARIAT | PartyKind.CLAIM | PartyKind.OTHER:
            return ConcernedParty(ref=ref)


def _codes(refs: Iterable[PartyRef], kind: PartyKind) -> frozenset[str]:
    return frozenset(each.code for each in refs if each.kind is kind)


def reasons_against(
    ties: HandlerTies, record: ComplaintRecord, parties: Parties
) -> tuple[HandlerReason, ...]:
    """Return every reason why somebody may not handle a complaint."""
    return reasons_against_handler(ties, [parties[each] for each in record.parties], record.course)


def handlers_without_tie(record: ComplaintRecord) -> list[str]:
    """Return the people to whom a complaint may be given, by name; as many queries for a hundred as for one."""
    parties, relations = concerned_parties(record.parties), standing_relations()
    return [
        each.name
        for each in ties_of_people(party_store.possible_handlers(), relations).values()
        if not reasons_against(each, record, parties)
    ]
