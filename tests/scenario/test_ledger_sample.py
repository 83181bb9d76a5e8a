"""Samples from the ledger of an audited organisation, as an auditor would tell it."""

from datetime import date
from hashlib import sha256

import pytest
from django.db import DatabaseError, connection

from casthouse.assurance.ledger_risk import RiskSign
from casthouse.assurance.tie_out import TieStep
from casthouse.custody.boundary import ScopeKind
from casthouse.service.audit import withdraw_audit
from casthouse.service.boundary import WantedBoundary, change_boundary
from casthouse.service.ledger_sample import WantedSample, draw, sample_view, samples, send
from casthouse.service.permission import OPERATOR
from casthouse.service.tie_out import tie_entry, tie_period
from tests.contract.movement_rows import other_shipment, reversal
from tests.contract.register_text import facility, register_text
from tests.contract.store import Store
from tests.scenario.custody_audit import AUDIT, YEAR, CustodyAudit


@pytest.fixture
def world(store: Store) -> CustodyAudit:
    return CustodyAudit(store)


def test_the_same_seed_draws_the_same_entries_again_and_both_stay_on_record(world: CustodyAudit) -> None:
    first = world.now("lena", draw, audit=AUDIT, wanted=WantedSample(size=6))
    assert (len(first.entries), first.population_entries, first.is_seed_given) == (6, len(YEAR), False)
    again = world.now("theo", draw, audit=AUDIT, wanted=WantedSample(size=6, seed=first.request.seed))
    assert [each.key for each in again.entries] == [each.key for each in first.entries]
    assert (again.number, again.is_seed_given) == (2, True)
    assert again.population_digest == first.population_digest
    other = world.now("lena", draw, audit=AUDIT, wanted=WantedSample(size=6, seed="another"))
    assert [each.key for each in other.entries] != [each.key for each in first.entries]


def test_an_auditor_can_draw_the_sample_by_hand(world: CustodyAudit) -> None:
    sample = world.now("lena", draw, audit=AUDIT, wanted=WantedSample(size=5, seed="7"))
    lots = sorted(YEAR, key=lambda row: sha256(f"7\n{row['reference']}".encode()).hexdigest())
    assert {each.key for each in sample.entries} == {row["reference"] for row in lots[:5]}
    for each in sample.entries:
        assert sha256(each.line.encode()).hexdigest() == each.digest
    whole = world.now("lena", draw, audit=AUDIT, wanted=WantedSample(size=500))
    lines = "".join(f"{each.line}\n" for each in whole.entries)
    assert sha256(lines.encode()).hexdigest() == whole.population_digest == sample.population_digest


def test_every_stratum_is_in_and_the_heaviest_movement_never_escapes(world: CustodyAudit) -> None:
    world.post(other_shipment("HUGE", date="2024-11-11", quantity="900"))
    wanted = WantedSample(method="mass_weighted", size=6, dimensions=("kind", "coc"))
    sample = world.now("lena", draw, audit=AUDIT, wanted=wanted)
    assert {each.stratum for each in sample.entries} == {each.name for each in sample.strata}
    assert {each.name for each in sample.strata} == {
        "receipt · yes",
        "receipt · no",
        "shipment · yes",
        "shipment · no",
    }
    assert "HUGE" in {each.key for each in sample.entries}


def test_risk_puts_the_shipment_of_the_last_days_of_the_year_first_and_says_why(world: CustodyAudit) -> None:
    sample = world.now("lena", draw, audit=AUDIT, wanted=WantedSample(method="risk_ranked", size=1))
    (entry,) = sample.entries
    assert entry.key == "COC-2"
    assert entry.signs == (RiskSign.PERIOD_END, RiskSign.POSTED_LATE, RiskSign.COC_CLAIMED)
    weights = world.now("lena", sample_view, audit=AUDIT, number=1).rules.weights
    assert entry.score == sum(weights[sign] for sign in entry.signs)


def test_a_later_change_of_the_population_is_said(world: CustodyAudit) -> None:
    world.now("lena", draw, audit=AUDIT, wanted=WantedSample(size=3))
    assert not world.now("lena", sample_view, audit=AUDIT, number=1).is_changed
    world.post(other_shipment("NEXT-YEAR", date="2025-04-01", quantity="1"))
    assert not world.now("lena", sample_view, audit=AUDIT, number=1).is_changed, (
        "a day that the audit does not look at"
    )
    world.post(reversal("BACK", "OUT-3"))
    view = world.now("lena", sample_view, audit=AUDIT, number=1)
    assert view.is_changed
    assert len(view.sample.entries) == 3


def test_a_site_is_looked_at_on_the_days_on_which_it_stands_in_the_scope(world: CustodyAudit) -> None:
    assert world.store.load(register_text({"facility": [facility("ACME-RM", "ACME")]})).code == 0
    for name, day in (("BEFORE", "2024-06-30"), ("AFTER", "2024-07-01")):
        world.post(other_shipment(name, date=day, facility="ACME-RM", quantity="3"))
    joins = WantedBoundary(facilities=("ACME-CH", "ACME-RM"), kind=ScopeKind.BUSINESS)
    world.do(
        change_boundary,
        OPERATOR,
        scope="ACME-COC",
        wanted=joins,
        reason="bought",
        effective=date(2024, 7, 1),
    )
    sample = world.now("lena", draw, audit=AUDIT, wanted=WantedSample(size=500))
    assert {"BEFORE", "AFTER"} & {each.key for each in sample.entries} == {"AFTER"}
    assert not world.now("lena", sample_view, audit=AUDIT, number=1).is_changed
    assert world.refused_now("lena", tie_entry, audit=AUDIT, reference="BEFORE") == "movement_unknown"
    tied = world.now("lena", tie_period, audit=AUDIT, start=date(2024, 1, 1))
    figures = [each.agrees for each in tied.checks if each.step is TieStep.PERIOD]
    assert figures
    assert all(figures)


def test_the_organisation_sees_a_sample_once_it_is_sent(world: CustodyAudit) -> None:
    world.now("lena", draw, audit=AUDIT, wanted=WantedSample(size=3))
    assert world.now("ada", samples, audit=AUDIT) == []
    assert world.refused_now("ada", sample_view, audit=AUDIT, number=1) == "sample_unknown"
    assert world.refused_now("theo", send, audit=AUDIT, number=1) == "not_permitted"
    assert world.refused_now("ada", send, audit=AUDIT, number=1) == "not_permitted"
    sent = world.now("lena", send, audit=AUDIT, number=1)
    assert sent == world.now("lena", send, audit=AUDIT, number=1), "sent once"
    view = world.now("ada", sample_view, audit=AUDIT, number=1)
    assert (view.sample.sent_by, view.digest_now) == ("lena", None)
    assert world.refused_now("lena", send, audit=AUDIT, number=2) == "sample_unknown"


def test_auditors_see_the_ledger_of_their_audit_only_and_for_as_long_as_it_runs(world: CustodyAudit) -> None:
    asked = {"audit": AUDIT, "wanted": WantedSample(size=3)}
    for name in ("uwe", "ada", "sue", "carl", "sven"):
        assert world.refused_now(name, draw, **asked) == "not_permitted"
    assert world.refused_now("lena", draw, **{**asked, "audit": "SUP-COC-A1"}) == "not_permitted"
    world.now("theo", draw, **asked)
    world.now("lena", withdraw_audit, audit=AUDIT, reason="the member stepped back")
    assert world.refused_now("lena", draw, **asked) == "not_permitted"
    assert world.refused_now("lena", sample_view, audit=AUDIT, number=1) == "not_permitted"


def test_an_audit_of_performance_covers_no_accounts_and_nothing_is_drawn_from_nothing(store: Store) -> None:
    world = CustodyAudit(store, rows=[])
    asked = {"audit": AUDIT, "wanted": WantedSample(size=3)}
    assert world.refused_now("lena", draw, **asked) == "sample_population_empty"
    performance = world.opened("ACME-COC", standard="performance", edition="ps-v3")
    assert world.refused_now("lena", draw, **{**asked, "audit": performance}) == "ledger_not_audited"


def test_what_is_not_drawn(world: CustodyAudit) -> None:
    for wanted, code in (
        (WantedSample(over="people"), "word_unknown"),
        (WantedSample(method="by_taste"), "word_unknown"),
        (WantedSample(size=0), "sample_size_invalid"),
        (WantedSample(size=501), "sample_size_invalid"),
        (WantedSample(size=3, dimensions=("kind", "kind")), "sample_dimension_unknown"),
        (WantedSample(size=3, dimensions=("lot",)), "sample_dimension_unknown"),
        (WantedSample(size=3, dimensions=("kind", "coc")), "sample_too_small"),
        (WantedSample(size=3, seed="x" * 65), "text_invalid"),
        (WantedSample(over="documents"), "sample_population_empty"),
    ):
        assert world.refused_now("lena", draw, audit=AUDIT, wanted=wanted) == code


def test_the_database_keeps_a_sample_as_it_was_drawn(world: CustodyAudit) -> None:
    world.now("lena", draw, audit=AUDIT, wanted=WantedSample(size=3))
    with world.store.in_use(), connection.cursor() as cursor:
        for table in ("ledger_sample", "ledger_sample_entry", "ledger_sample_stratum"):
            for sql in (f"DELETE FROM {table}", f"UPDATE {table} SET id = id + 1"):
                with pytest.raises(DatabaseError):
                    cursor.execute(sql)
