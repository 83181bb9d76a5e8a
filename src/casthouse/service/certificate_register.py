"""Certificates as the operator's register states them: recorded as they are, and corrected for all their days.

The register is the word of whoever runs the store: what it states counts without audit and without precondition. The
secretariat may load a register, but never one that makes, lengthens or widens a certificate: those follow from audit
decisions. A certificate that Casthouse granted keeps its sites; what happened to any of them stays.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from casthouse.assurance.certificate import Certificate
from casthouse.assurance.certificate_book import CertificateBook
from casthouse.assurance.certificate_history import (
    CertificateHistory,
    CertificateLevel,
    CertificateMove,
    CertifiedFacility,
    scope_versions,
)
from casthouse.assurance.certificate_state import CertificateState, MoveKind, Mover, required_rule
from casthouse.custody.scope import Scope
from casthouse.parties.membership import MembershipFact, member_state
from casthouse.parties.organisation import Organisation
from casthouse.refusal import Refusal
from casthouse.service.certificate_book import kept_spans, load_books, local_today
from casthouse.service.claim_lapse import record_lapses
from casthouse.service.ledger_hold import LedgerHold
from casthouse.service.logged_row import enter_moves
from casthouse.service.lookup import found_organisation_id
from casthouse.service.permission import Act, Actor, may
from casthouse.storage import certificate as certificate_store
from casthouse.storage import certificate_move as move_store
from casthouse.storage import claim as claim_store
from casthouse.storage import facility as facility_store
from casthouse.storage import membership as membership_store
from casthouse.storage import scope as scope_store

STATED = frozenset({MoveKind.REGISTER, MoveKind.CHANGE_DATES})


def record_register(
    actor: Actor,
    *,
    organisations: Iterable[Organisation],
    joined: Mapping[str, date],
    certificates: Iterable[Certificate],
    at: datetime,
) -> None:
    """Record memberships and certificates of a register; organisations and scopes are saved, ledgers held.

    Raises:
        Refusal: `register_invalid`, `certificate_by_register`, `certificate_move_not_allowed`.
    """
    scopes = {scope.code: scope for scope in scope_store.scopes()}
    books = load_books(sorted({scope.organisation for scope in scopes.values()}))
    recorder = _Recorder(actor, at, scopes, books)
    for certificate in certificates:
        recorder.state(certificate)
    recorder.follow_scopes()
    recorder.state_memberships(organisations, joined)
    recorder.keep()
    recorder.let_claims_lapse()


class _Recorder:
    """Records what a register states of certificates and memberships, and keeps what follows."""

    def __init__(
        self, actor: Actor, at: datetime, scopes: Mapping[str, Scope], books: dict[str, CertificateBook]
    ) -> None:
        self._actor = actor
        self._at = at
        self._scopes = scopes
        self._books = books
        self._touched: set[str] = set()
        self._members: set[str] = set()
        self._new: dict[str, list[int]] = {"certificate": [], "certificate_move": []}
        self._sites = {
            each.code: CertifiedFacility(facility=each.code, activities=frozenset(each.activities))
            for each in facility_store.facilities()
        }
        self._holders = {
            history.number: history.organisation for book in books.values() for history in book.histories
        }

    def state(self, certificate: Certificate) -> None:
        """Record a certificate, or a change of its dates; the same again changes nothing."""
        scope = self._scopes.get(certificate.scope)
        if scope is None:
            raise _invalid(
                f"certificate {certificate.number} of the unknown scope {certificate.scope}",
                "a scope of this file or of the register",
            )
        holder = self._holders.get(certificate.number)
        if holder is None:
            self._add(certificate, scope)
            return
        history = self._books[holder].history(certificate.number)
        if (history.scope, history.standard) != (certificate.scope, certificate.standard):
            raise _invalid(
                f"certificate {certificate.number} for {certificate.scope}, {certificate.standard.value}",
                f"its scope and standard, {history.scope}, {history.standard.value}",
            )
        if self._stated(history) != (certificate.valid_from, certificate.valid_to):
            self._append(
                history,
                MoveKind.CHANGE_DATES,
                f"other dates of certificate {certificate.number}",
                effective=certificate.valid_from,
                valid_from=certificate.valid_from,
                valid_to=certificate.valid_to,
            )

    def _add(self, certificate: Certificate, scope: Scope) -> None:
        history = CertificateHistory(
            number=certificate.number,
            organisation=scope.organisation,
            scope=scope.code,
            standard=certificate.standard,
        )
        self._refuse_others(f"a new certificate {certificate.number}")
        self._new["certificate"].append(move_store.add_certificate(history))
        self._holders[history.number] = history.organisation
        self._append(
            history,
            MoveKind.REGISTER,
            f"a new certificate {certificate.number}",
            effective=certificate.valid_from,
            valid_from=certificate.valid_from,
            valid_to=certificate.valid_to,
            facilities=self._sites_of(scope),
            level=CertificateLevel.FULL,
        )

    def _stated(self, history: CertificateHistory) -> tuple[date | None, date | None]:
        """Return the dates that the register stated last; those it has where the register never named it."""
        for move in reversed(history.moves):
            if move.kind in STATED:
                return move.valid_from, move.valid_to
        kept = kept_spans(self._books[history.organisation], history)
        return kept.valid_from, kept.valid_to

    def follow_scopes(self) -> None:
        """Let the certificates that the register brought follow the sites and activities of their scopes."""
        for book in list(self._books.values()):
            for history in book.histories:
                if self._scopes[history.scope].joined_or_left:
                    continue  # its versions have moves of their own
                sites = self._sites_of(self._scopes[history.scope])
                if not history.is_from_register or scope_versions(history)[-1].facilities == sites:
                    continue
                if self._state(history) in _PAST_CORRECTION:
                    continue
                if _is_wider(sites, scope_versions(history)[-1].facilities):
                    self._refuse_others(f"more sites or activities for certificate {history.number}")
                self._append(
                    history,
                    MoveKind.CHANGE_SCOPE,
                    "",
                    effective=history.first_day or self._at.date(),
                    facilities=sites,
                )

    def _append(
        self,
        history: CertificateHistory,
        kind: MoveKind,
        refused: str,
        *,
        effective: date,
        valid_from: date | None = None,
        valid_to: date | None = None,
        facilities: tuple[CertifiedFacility, ...] = (),
        level: CertificateLevel | None = None,
    ) -> None:
        if refused:
            self._refuse_others(refused)
        required_rule(history.number, self._state(history), kind, Mover.REGISTER)
        move = CertificateMove(
            sequence=len(history.moves) + 1,
            kind=kind,
            mover=Mover.REGISTER,
            effective=effective,
            recorded_at=self._at,
            actor=self._actor.name,
            valid_from=valid_from,
            valid_to=valid_to,
            facilities=facilities,
            level=level,
        )
        self._new["certificate_move"].append(move_store.append_move(history.number, move, at=self._at))
        book = self._books[history.organisation]
        self._books[history.organisation] = book.with_history(history.with_move(move))
        self._touched.add(history.organisation)

    def _state(self, history: CertificateHistory) -> CertificateState | None:
        """Return the state of today, or the first one where the certificate is still to come."""
        if not history.moves:
            return None
        course = self._books[history.organisation].course(history)
        phase = course.on(local_today(history.organisation)) or course.phases[0]
        return phase.state

    def _sites_of(self, scope: Scope) -> tuple[CertifiedFacility, ...]:
        return tuple(self._sites[code] for code in sorted(scope.facilities))

    def state_memberships(self, organisations: Iterable[Organisation], joined: Mapping[str, date]) -> None:
        """Record classes and joining dates that differ from those recorded last."""
        stated = list(organisations)
        facts = membership_store.membership_facts(each.code for each in stated)
        for each in stated:
            before = member_state(facts.get(each.code, []), date.max)
            day = joined.get(each.code, before.joined)
            if (before.membership, before.joined) == (each.membership, day):
                continue
            if day != before.joined and self._rests_on_joining(each.code):
                self._refuse_others(f"another joining date of {each.code}, on which a deadline rests")
            fact = MembershipFact(
                recorded_at=self._at,
                actor=self._actor.name,
                effective=self._at.date(),
                membership=each.membership,
                joined=day,
            )
            membership_store.append_membership_fact(each.code, fact)
            self._members.add(each.code)
            if each.code in self._books:
                self._touched.add(each.code)

    def _rests_on_joining(self, organisation: str) -> bool:
        book = self._books.get(organisation)
        return book is not None and any(book.coverage(each) is not None for each in book.histories)

    def keep(self) -> None:
        """Write the days that follow, for the organisations of which something changed, and enter it in the log."""
        if not self._touched:
            return
        enter_moves(self._new["certificate_move"], certificates=self._new["certificate"], at=self._at)
        stored = certificate_store.stored_spans(sorted(self._touched))
        for book in load_books(sorted(self._touched)).values():
            for history in book.histories:
                kept = kept_spans(book, history)
                if kept != stored.get(history.number):
                    certificate_store.save_spans(history.number, kept)

    def let_claims_lapse(self) -> None:
        """Record the claims that fall with what changed; most loads touch no organisation that makes any."""
        for code in claim_store.claiming(self._touched | self._members):
            hold = LedgerHold(actor=self._actor, organisation_id=found_organisation_id(code), at=self._at)
            record_lapses(hold, code)

    def _refuse_others(self, found: str) -> None:
        if may(self._actor, Act.CERTIFICATE_RECORD):
            return
        raise Refusal(
            "certificate_by_register",
            found=f"{found}, loaded by {self._actor.name}",
            expected="certificates as they stand: they are granted, lengthened and widened by audit decisions",
            todo="take it out of the file; the operator of the store may record it at the command line",
        )


_PAST_CORRECTION = frozenset(
    {CertificateState.WITHDRAWN, CertificateState.REVOKED, CertificateState.SUPERSEDED}
)


def _is_wider(wanted: Iterable[CertifiedFacility], held: Iterable[CertifiedFacility]) -> bool:
    before = {each.facility: each.activities for each in held}
    return any(each.facility not in before or not each.activities <= before[each.facility] for each in wanted)


def _invalid(found: str, expected: str) -> Refusal:
    return Refusal(
        "register_invalid", found=found, expected=expected, todo="correct the register and load it again"
    )
