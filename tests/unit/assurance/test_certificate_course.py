"""The life of a certificate folded from its moves: every deadline around its edges."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from casthouse.assurance.certificate import EntitledSpan
from casthouse.assurance.certificate_admission import (
    WantedMove,
    admitted_move,
    refuse_provisional_twice,
)
from casthouse.assurance.certificate_book import CertificateBook, lessened
from casthouse.assurance.certificate_course import Course, Coverage, course_of, due_moves, entitled_spans
from casthouse.assurance.certificate_history import (
    CertificateHistory,
    CertificateLevel,
    CertificateMove,
    CertifiedFacility,
)
from casthouse.assurance.certificate_state import (
    ENTITLING,
    FINAL,
    MOVES,
    CertificateState,
    MoveKind,
    Mover,
)
from casthouse.assurance.certificate_terms import CertificateTerms, last_day_of_term
from casthouse.assurance.performance_precondition import (
    PreconditionRules,
    performance_coverage,
    performance_deadline,
)
from casthouse.parties.activity import Activity
from casthouse.refusal import Refusal
from casthouse.standard.standard_name import StandardName

TERMS = CertificateTerms(full_months=36, provisional_months=12, extension_months=6, cure_months=6)
S, K = CertificateState, MoveKind
SITE = (CertifiedFacility(facility="F", activities=frozenset({Activity.SEMI_FABRICATION})),)
MOVERS = {
    K.APPLY: Mover.HOLDER,
    K.OPEN_AUDIT: Mover.AUDITOR,
    K.SEND_REPORT: Mover.AUDITOR,
    K.SUSPEND: Mover.SECRETARIAT,
    K.REINSTATE: Mover.SECRETARIAT,
    K.EXTEND: Mover.SECRETARIAT,
    K.WITHDRAW: Mover.HOLDER,
}


def day(text: str) -> date:
    return date.fromisoformat(text)


def made(history: CertificateHistory, kind: MoveKind, on: str, **more: object) -> CertificateHistory:
    """Return the history with a move that is admitted on the day."""
    wanted = WantedMove(
        kind=kind,
        mover=MOVERS.get(kind, Mover.DECISION),
        effective=day(on),
        actor="a",
        reason="because",
        level=more.get("level"),  # type: ignore[arg-type]  # a level or nothing
        facilities=SITE if kind is K.GRANT else (),
    )
    move = admitted_move(
        history, wanted, terms=TERMS, coverage=None, today=day(str(more.get("today", on))), not_before=None
    )
    recorded = datetime(2024, 1, 1, tzinfo=UTC) + timedelta(days=move.sequence)
    return history.with_move(replace(move, recorded_at=recorded))


def granted(
    on: str, level: CertificateLevel = CertificateLevel.FULL, number: str = "C-1"
) -> CertificateHistory:
    """Return a certificate granted on a day."""
    history = CertificateHistory(
        number=number, organisation="O", scope="SC", standard=StandardName.CHAIN_OF_CUSTODY, edition="coc-v2"
    )
    for kind in (K.APPLY, K.OPEN_AUDIT, K.SEND_REPORT):
        history = made(history, kind, on)
    return made(history, K.GRANT, on, level=level)


def state(history: CertificateHistory, on: str, coverage: Coverage | None = None) -> CertificateState | None:
    phase = course_of(history, terms=TERMS, coverage=coverage).on(day(on))
    return phase.state if phase else None


def refusal(history: CertificateHistory, kind: MoveKind, on: str, **more: object) -> str:
    with pytest.raises(Refusal) as found:
        made(history, kind, on, **more)
    return found.value.code


@pytest.mark.parametrize(
    ("issued", "months", "last"),
    [
        ("2025-03-01", 36, "2028-02-29"),
        ("2024-02-29", 36, "2027-02-27"),
        ("2024-02-29", 12, "2025-02-27"),
        ("2024-02-29", 48, "2028-02-28"),
        ("2026-01-01", 36, "2028-12-31"),
        ("2025-08-31", 6, "2026-02-27"),
    ],
)
def test_a_term_includes_its_last_day(issued: str, months: int, last: str) -> None:
    assert last_day_of_term(day(issued), months) == day(last)


def test_a_full_certificate_entitles_on_its_last_day_and_not_the_day_after() -> None:
    history = granted("2025-03-01")
    assert state(history, "2028-02-29") is S.FULL
    assert state(history, "2028-03-01") is S.EXPIRED


def test_full_after_provisional_counts_from_the_provisional_s_issue() -> None:
    history = made(granted("2025-03-01", CertificateLevel.PROVISIONAL), K.CONFIRM, "2026-02-28")
    assert state(history, "2026-02-27") is S.PROVISIONAL
    assert state(history, "2028-02-29") is S.FULL
    assert state(history, "2028-03-01") is S.EXPIRED


def test_a_provisional_certificate_that_ran_out_is_not_confirmed() -> None:
    history = granted("2025-03-01", CertificateLevel.PROVISIONAL)
    assert refusal(history, K.CONFIRM, "2026-03-01") == "certificate_move_not_allowed"


@pytest.mark.parametrize(("lowered", "last"), [("2025-09-01", "2026-08-31"), ("2027-09-01", "2028-02-29")])
def test_provisional_after_full_lasts_a_year_but_not_beyond_the_old_last_day(lowered: str, last: str) -> None:
    history = made(granted("2025-03-01"), K.LOWER, lowered)
    phase = course_of(history, terms=TERMS).on(day(lowered))
    assert phase is not None
    assert (phase.state, phase.valid_to) == (S.PROVISIONAL, day(last))


def test_provisional_twice_in_a_row_is_refused_and_after_a_full_one_it_is_not() -> None:
    first = granted("2025-03-01", CertificateLevel.PROVISIONAL)
    with pytest.raises(Refusal, match="certificate_provisional_twice"):
        refuse_provisional_twice([first], level=CertificateLevel.PROVISIONAL, terms=TERMS)
    refuse_provisional_twice([first], level=CertificateLevel.FULL, terms=TERMS)
    confirmed = made(first, K.CONFIRM, "2025-10-01")
    refuse_provisional_twice([confirmed], level=CertificateLevel.PROVISIONAL, terms=TERMS)


@pytest.mark.parametrize(
    ("suspended", "cured", "after"),
    [("2025-08-31", "2026-02-28", "2026-03-01"), ("2025-06-10", "2025-12-10", "2025-12-11")],
)
def test_a_suspension_is_cured_up_to_the_last_day_and_revoked_the_day_after(
    suspended: str, cured: str, after: str
) -> None:
    history = made(granted("2025-03-01"), K.SUSPEND, suspended)
    assert state(made(history, K.REINSTATE, cured), cured) is S.FULL
    assert state(history, after) is S.REVOKED
    assert refusal(history, K.REINSTATE, after) == "certificate_move_not_allowed"


def entitled_to(history: CertificateHistory, on: str) -> date | None:
    return course_of(history, terms=TERMS).entitled_to(day(on))


def test_until_when_a_certificate_entitles() -> None:
    full = granted("2025-03-01")
    assert entitled_to(full, "2025-02-28") is None  # not yet begun
    assert entitled_to(full, "2025-03-01") == day("2028-02-29")
    assert entitled_to(full, "2028-03-01") is None
    provisional = granted("2025-03-01", CertificateLevel.PROVISIONAL)
    assert entitled_to(provisional, "2025-06-01") == day("2026-02-28")
    assert entitled_to(made(provisional, K.CONFIRM, "2026-02-28"), "2025-06-01") == day("2028-02-29")
    suspended = made(full, K.SUSPEND, "2025-06-01")
    assert (entitled_to(suspended, "2025-05-01"), entitled_to(suspended, "2025-06-01")) == (
        day("2025-05-31"),
        None,
    )
    assert entitled_to(made(suspended, K.REINSTATE, "2025-07-01"), "2025-05-01") == day("2025-05-31")


def test_a_suspended_certificate_that_runs_out_first_expires() -> None:
    history = made(granted("2025-03-01"), K.SUSPEND, "2028-02-01")
    assert state(history, "2028-03-01") is S.EXPIRED


def test_reinstatement_leads_to_the_former_state() -> None:
    history = made(granted("2025-03-01", CertificateLevel.PROVISIONAL), K.SUSPEND, "2025-06-01")
    assert state(made(history, K.REINSTATE, "2025-07-01"), "2025-07-01") is S.PROVISIONAL


def test_an_extension_is_given_once() -> None:
    history = made(granted("2025-03-01"), K.EXTEND, "2028-01-15")
    assert state(history, "2028-08-31") is S.FULL
    assert state(history, "2028-09-01") is S.EXPIRED
    assert refusal(history, K.EXTEND, "2028-02-01") == "certificate_extended_already"


def test_a_move_does_not_hold_before_the_last_one() -> None:
    history = made(granted("2025-03-01"), K.SUSPEND, "2025-06-10")
    assert refusal(history, K.REINSTATE, "2025-06-09", today="2025-06-10") == "certificate_move_backdated"


def test_what_is_due_is_recorded_without_changing_a_phase() -> None:
    history = made(granted("2025-03-01"), K.SUSPEND, "2025-06-10")
    before = course_of(history, terms=TERMS)
    (due,) = due_moves(before, today=day("2026-01-01"))
    assert (due.kind, due.effective) == (K.REVOKE, day("2025-12-11"))
    after = course_of(history.with_move(replace(due, sequence=9)), terms=TERMS)
    assert spans_of(after) == spans_of(before)
    assert due_moves(after, today=day("2030-01-01")) == ()


def spans_of(course: Course) -> list[tuple[CertificateState, date, date]]:
    return [(each.state, each.first, each.last) for each in course.phases]


def test_a_gap_of_the_precondition_suspends_on_its_first_day() -> None:
    history = granted("2025-03-01")
    coverage = Coverage(runs=((date.min, day("2026-01-15")), (day("2026-06-01"), date.max)))
    assert state(history, "2026-01-15", coverage) is S.FULL
    assert state(history, "2026-01-16", coverage) is S.SUSPENDED
    assert state(history, "2026-06-01", coverage) is S.SUSPENDED  # until somebody reinstates it
    assert due_moves(course_of(history, terms=TERMS, coverage=coverage), today=day("2026-01-15")) == ()


def test_what_was_known_at_an_instant_leaves_later_moves_out() -> None:
    history = made(granted("2025-03-01"), K.SUSPEND, "2025-06-10")
    recorded = history.moves[-1].recorded_at
    assert recorded is not None
    assert state(history.known_at(recorded - timedelta(seconds=1)), "2025-06-10") is S.FULL
    assert state(history.known_at(recorded), "2025-06-10") is S.SUSPENDED


RULES = PreconditionRules(
    first=frozenset({Activity.CASTHOUSE}), months_after_joining=24, months_after_grant=12
)


@pytest.mark.parametrize(
    ("joined", "granted_on", "elsewhere", "due"),
    [
        ("2024-01-15", "2025-02-01", None, "2026-01-15"),
        ("2024-02-29", "2025-02-01", None, "2026-02-28"),
        ("2024-01-15", "2025-09-01", "2025-06-01", "2026-09-01"),
        ("2024-01-15", "2024-03-01", "2025-06-01", "2026-01-15"),  # the later of the two
        ("2024-01-15", "2025-09-01", "2026-01-16", "2026-01-15"),  # too late to have met the duty
        ("2024-01-15", "2025-09-01", "2026-01-15", "2026-09-01"),
        ("2024-01-15", "2024-02-29", "2024-02-01", "2026-01-15"),
    ],
)
def test_the_deadline_of_the_performance_certificate(
    joined: str, granted_on: str, elsewhere: str | None, due: str
) -> None:
    held = [EntitledSpan(facility="G", first=day(elsewhere), last=date.max)] if elsewhere else []
    deadline = performance_deadline(RULES, joined=day(joined), granted=day(granted_on), performance=held)
    assert deadline is not None
    assert deadline.day == day(due)


def covered(
    sites: Sequence[CertifiedFacility], joined: str, granted_on: str, *held: tuple[str, str, str]
) -> Coverage:
    """Return the days on which sites need no performance certificate, or hold theirs: site, first and last day."""
    spans = [EntitledSpan(facility=code, first=day(first), last=day(last)) for code, first, last in held]
    return performance_coverage(
        sites,
        rules=RULES,
        joined=day(joined) if joined else None,
        granted=day(granted_on),
        performance=spans,
    )


def test_without_a_joining_date_no_day_is_covered() -> None:
    assert covered(SITE, "", "2025-01-01").first_gap(day("2025-01-01")) == day("2025-01-01")


def test_a_scope_of_nothing_is_never_covered() -> None:
    assert covered([], "2025-01-01", "2025-01-01").first_gap(day("2025-01-01")) == day("2025-01-01")


def test_a_casthouse_has_no_deadline_but_needs_the_certificate_on_each_day() -> None:
    site = [CertifiedFacility(facility="F", activities=frozenset({Activity.CASTHOUSE}))]
    found = covered(site, "2025-01-01", "2025-01-01", ("F", "2025-02-01", "2025-03-01"))
    assert found.runs == ((day("2025-02-01"), day("2025-03-01")),)


@pytest.mark.parametrize(
    ("site", "gap"),
    [("F", "2026-01-16"), ("G", "2026-09-02")],  # its own, that lapsed; another site's, that met the duty
)
def test_its_own_certificate_that_lapsed_is_not_one_elsewhere(site: str, gap: str) -> None:
    found = covered(SITE, "2024-01-15", "2025-09-01", (site, "2025-06-01", "2025-12-31"))
    assert found.first_gap(day("2025-09-01")) == day(gap)


def test_a_scope_version_takes_a_site_out_from_its_day_on() -> None:
    both = (*SITE, CertifiedFacility(facility="G", activities=frozenset({Activity.SEMI_FABRICATION})))
    history = granted("2025-03-01")
    history = replace(history, moves=(*history.moves[:-1], replace(history.moves[-1], facilities=both)))
    smaller = CertificateMove(
        sequence=5, kind=K.CHANGE_SCOPE, mover=Mover.DECISION, effective=day("2025-06-01"), facilities=SITE
    )
    history = history.with_move(smaller)
    spans = {each.facility: each.last for each in entitled_spans(history, course_of(history, terms=TERMS))}
    assert spans == {"F": day("2028-02-29"), "G": day("2025-05-31")}


def test_what_is_lost_is_named_with_its_first_day() -> None:
    history = granted("2025-03-01")
    book = CertificateBook(histories=(history,), joined=None, rules={}, terms=TERMS)
    after = book.with_history(made(history, K.SUSPEND, "2025-06-10"))
    assert [each.first_lost for each in lessened(book, after)] == [day("2025-06-10")]
    assert lessened(after, after) == ()


def test_no_person_makes_a_certificate_and_final_states_are_final() -> None:
    people = {Mover.HOLDER, Mover.SECRETARIAT, Mover.AUDITOR}
    for rule in MOVES:
        raises = rule.kind in {K.GRANT, K.CONFIRM, K.REGISTER} or rule.target in ENTITLING
        assert not (raises and rule.movers & people), rule
        by_register = rule.movers == {Mover.REGISTER}
        assert not (rule.sources & FINAL) or (by_register and rule.sources & FINAL == {S.EXPIRED}), rule
