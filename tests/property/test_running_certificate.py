"""What work lists read of certificates is what folding every certificate says, whatever happened and on any day.

Members are certified, lowered, surveilled, suspended, reinstated and revoked on growing days, then looked at on a day
that nobody planned for; one of them has its certificates from a register file, two lie where it is another day.
"""

from collections.abc import Iterator
from contextlib import suppress
from datetime import date, timedelta
from itertools import product

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from casthouse.assurance.certificate_history import CertificateLevel
from casthouse.assurance.certificate_state import MoveKind
from casthouse.assurance.running_certificate import running_certificates
from casthouse.exchange.register_file import register_from_text
from casthouse.refusal import Refusal
from casthouse.service.certificate import DECIDED, decide_certificate, grant_certificate
from casthouse.service.certificate_book import load_books, local_days
from casthouse.service.certificate_move import SECRETARIAT_MOVES, move_certificate
from casthouse.service.permission import OPERATOR
from casthouse.service.register import load_register
from casthouse.service.worklist_source import running_by_holder
from casthouse.standard.standard_name import StandardName
from casthouse.storage import running_certificate as running_store
from casthouse.storage.models import CertificatePhaseRow, CertificateRow
from tests.contract.register_text import Register, certificate, register_text, scope
from tests.property.effort import examples
from tests.scenario.certification import member, on_day, site

EARLY, LATE = "Pacific/Kiritimati", "Pacific/Honolulu"
START = date(2025, 2, 3)
SCOPES = ("MILL-S", "MILL-T", "CAST-S", "FILE-S")
HOLDERS = ("MILL", "CAST", "FILE", "NONE")
STANDARDS = {StandardName.PERFORMANCE: "ps-v3", StandardName.CHAIN_OF_CUSTODY: "coc-v2"}
MOVES = sorted({*SECRETARIAT_MOVES, MoveKind.WITHDRAW, *DECIDED} - {MoveKind.CHANGE_SCOPE})
WORLD: Register = {
    "organisation": [
        member("MILL", "2024-01-15", timezone=EARLY),
        member("CAST", "2020-01-01", timezone=LATE),
        member("FILE", "2020-01-01"),
        member("NONE", "2024-06-01"),
    ],
    "facility": [
        site("MILL-1", "MILL", "semi_fabrication"),
        site("MILL-2", "MILL", "semi_fabrication"),
        site("CAST-1", "CAST", "casthouse"),
        site("FILE-1", "FILE", "semi_fabrication"),
    ],
    "scope": [
        scope("MILL-S", "MILL", ["MILL-1"], "2025-01-01"),
        scope("MILL-T", "MILL", ["MILL-2"], "2025-01-01"),
        scope("CAST-S", "CAST", ["CAST-1"], "2025-01-01"),
        scope("FILE-S", "FILE", ["FILE-1"], "2025-01-01"),
    ],
    "certificate": [
        certificate("F-COC", "FILE-S", "2024-01-01", "2026-06-30"),
        certificate("F-PS", "FILE-S", "2023-01-01", "2025-12-31", "performance"),
    ],
}
Act = tuple[str, StandardName, CertificateLevel] | tuple[int, MoveKind]
ACTS: st.SearchStrategy[Act] = st.one_of(
    st.tuples(
        st.sampled_from(SCOPES), st.sampled_from(sorted(STANDARDS)), st.sampled_from(list(CertificateLevel))
    ),
    st.tuples(st.integers(0, 5), st.sampled_from(MOVES)),
)


@pytest.fixture(scope="module", autouse=True)
def _world(empty_store: None) -> Iterator[None]:  # noqa: ARG001
    with on_day(START.isoformat()), transaction.atomic():
        load_register(OPERATOR, register_from_text(register_text(WORLD)))
        for code, standard in product(("MILL-S", "CAST-S"), sorted(STANDARDS, reverse=True)):
            _do((code, standard, CertificateLevel.FULL), START)
        yield
        transaction.set_rollback(True)


@examples(8, deadline=None)
@given(
    acts=st.lists(st.tuples(ACTS, st.integers(0, 150)), max_size=12),
    looked=st.lists(st.tuples(st.integers(0, 60), st.integers(0, 1)), min_size=3, max_size=3),
    hour=st.sampled_from(["00:30", "12:00", "23:30"]),
)
def test_what_is_kept_says_what_the_moves_say(
    acts: list[tuple[Act, int]], looked: list[tuple[int, int]], hour: str
) -> None:
    with transaction.atomic():
        today = START
        for act, later in acts:
            with on_day(today.isoformat()), suppress(Refusal), transaction.atomic():
                _do(act, today)
            today += timedelta(days=later)
        for index, after in looked:
            with on_day((_edge(index) + timedelta(days=after)).isoformat(), hour):
                _compare()
        transaction.set_rollback(True)


def _edge(index: int) -> date:
    """Return the last day of some state of some certificate: there, and on the day after, mistakes are made."""
    rows = CertificatePhaseRow.objects.filter(last__lt=date.max).order_by("last", "id")
    days = list(rows.values_list("last", flat=True))
    return days[index % len(days)]


def _do(act: Act, today: date) -> None:
    match act:
        case (code, standard, level):
            grant_certificate(
                OPERATOR,
                scope=code,
                standard=standard,
                edition=STANDARDS[standard],
                level=level,
                issued=today,
                decision="D",
            )
        case (index, kind):
            numbers = CertificateRow.objects.order_by("id").values_list("number", flat=True)
            number = list(numbers)[index % len(numbers)]
            if kind in DECIDED and kind not in SECRETARIAT_MOVES:
                decide_certificate(OPERATOR, number=number, kind=kind, on=today, decision="D", reason="why")
            else:
                move_certificate(OPERATOR, number=number, kind=kind, reason=f"{kind.value} on {today}")


def _compare() -> None:
    days = local_days(HOLDERS)
    books = load_books(HOLDERS)
    kept, read = running_by_holder(days), running_store.performance_days(HOLDERS)
    for code, book in books.items():
        assert tuple(kept.get(code, ())) == running_certificates(book, days[code]), code
        held = {(span.first, span.last) for span in book.performance()}
        assert set(read.get(code, ())) == held, code
    counts = running_store.certificate_counts(HOLDERS)
    assert counts == {code: len(book.histories) for code, book in books.items() if book.histories}
