"""A year's figures are published once, true to the store, and no page asks more often because there is more."""

from collections.abc import Callable
from datetime import date
from functools import partial

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from casthouse.custody.stage import Stage
from casthouse.custody.volume_statistics import VolumeFlow
from casthouse.exchange.assurance_manual_file import built_in_assurance_manual
from casthouse.measure.disclosure import Suppression
from casthouse.refusal import Refusal
from casthouse.service.permission import OPERATOR, VISITOR
from casthouse.service.public_certificate import public_certificate
from casthouse.service.public_export import TABLES, table_rows
from casthouse.service.public_facility import public_facility
from casthouse.service.public_map import public_map
from casthouse.service.public_member import public_member
from casthouse.service.public_register import (
    PublicSearch,
    search_public,
)
from casthouse.service.public_release import Release, preview_release, publish_statistics
from casthouse.service.public_statistics import public_statistics
from casthouse.service.summary_report import summary_report
from casthouse.storage import public_statistics as store
from casthouse.storage.models import (
    CreditAllocationRow,
    JournalRow,
    OrganisationRow,
    PublicReleaseRow,
    StatementRow,
)
from tests.public_world import WorldSize, fill_world
from tests.scenario.certification import on_day

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 1)


def world(organisations: int) -> None:
    fill_world(WorldSize(organisations=organisations, ratings_an_audit=30), today=TODAY)


def published_year() -> Release:
    """Look at the figures of 2025 and publish them."""
    return publish_statistics(OPERATOR, year=2025, digest=preview_release(OPERATOR, year=2025).digest)


def test_what_is_published_is_what_was_looked_at() -> None:
    world(9)
    with on_day("2026-06-01"):
        seen = preview_release(OPERATOR, year=2025)
        assert preview_release(OPERATOR, year=2025) == seen
        row = StatementRow.objects.filter(end__gt=date(2025, 1, 1), end__lte=date(2026, 1, 1))[0]
        row.pk, row.start = None, row.start.replace(day=2)
        row.save()  # somebody closes another period
        with pytest.raises(Refusal) as refusal:
            publish_statistics(OPERATOR, year=2025, digest=seen.digest)
        assert refusal.value.code == "statistics_changed_since_preview"
        assert not PublicReleaseRow.objects.exists()
        now = preview_release(OPERATOR, year=2025)
        assert now.digest != seen.digest
        release = publish_statistics(OPERATOR, year=2025, digest=f" {now.digest.upper()} ")
    assert (release.findings, release.volumes) == (now.findings, now.volumes)
    journalled = JournalRow.objects.get(act="public_statistics.publish")
    assert journalled.detail["sha256"] == now.digest


def test_a_year_without_a_figure_is_not_published_for_good() -> None:
    world(2)
    with on_day("2026-06-01"):
        seen = preview_release(OPERATOR, year=2025)
        assert seen.is_empty
        with pytest.raises(Refusal) as refusal:
            publish_statistics(OPERATOR, year=2025, digest=seen.digest)
    assert refusal.value.code == "statistics_all_withheld"
    assert not PublicReleaseRow.objects.exists()


def test_every_rating_is_shown_by_itself_or_named_with_its_reason() -> None:
    world(9)
    with on_day("2026-06-01"):
        seen = preview_release(OPERATOR, year=2025)
    cells = {(each.edition, each.principle, each.activity, each.rating) for each in store.rating_counts(2025)}
    named = {(each.edition, each.principle, each.activity, each.rating) for each in seen.suppressed_findings}
    alone = {
        (sheet.edition, line.principle, line.activity, rating)
        for sheet in seen.findings
        for line in sheet.lines
        for figure in line.figures
        if line.activity is not None and len(figure.ratings) == 1 and figure.count
        for rating in figure.ratings
    }
    assert named
    assert (named | alone, named & alone) == (cells, set())
    few = built_in_assurance_manual().publication.counts.organisations_min
    for each in seen.suppressed_findings:
        assert (each.why.because is Suppression.TOO_FEW) == (each.why.organisations < few)


def test_a_year_is_published_once_and_for_good() -> None:
    world(9)
    with on_day("2026-03-31"):
        for too_early in (preview_release, partial(publish_statistics, digest="0")):
            with pytest.raises(Refusal) as refusal:
                too_early(OPERATOR, year=2025)
            assert refusal.value.code == "statistics_year_open"
    with on_day("2026-06-01"):
        first = published_year()
        OrganisationRow.objects.filter(code="ORG0001").update(name="Another")
        assert publish_statistics(OPERATOR, year=2025, digest="whatever") == first
        with pytest.raises(Refusal) as again:
            preview_release(OPERATOR, year=2025)
        assert again.value.code == "statistics_published"
        assert public_statistics(VISITOR).release == first
        assert public_statistics(VISITOR, year=2025).years == (2025,)
        with pytest.raises(Refusal) as unknown:
            public_statistics(VISITOR, year=2024)
    assert unknown.value.code == "public_record_unknown"
    assert JournalRow.objects.filter(act="public_statistics.publish").count() == 1
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        PublicReleaseRow.objects.update(year=2024)


def test_what_is_published_is_what_the_store_holds() -> None:
    world(18)
    with on_day("2026-06-01"):
        release = published_year()
    counted = sum(each.count for each in store.rating_counts(2025))
    published = sum(f.count for sheet in release.findings for line in sheet.lines for f in line.figures)
    assert counted > 0
    assert published == counted or any(sheet.is_withheld for sheet in release.findings)
    stages = {each.stage.value: sum(f.mass_g for f in each.figures) for each in release.volumes.stages}
    assert len(stages) == 3
    held = list(store.organisation_volumes(2025))
    for stage, mass_g in stages.items():
        assert mass_g == sum(sum(each.flows.values()) for each in held if each.stage.value == stage)


def test_market_credits_are_no_metal_that_left() -> None:
    """Credits stand in the account as claimed, on top of what left: here more is claimed than left."""
    world(9)
    sold = StatementRow.objects.filter(start=date(2025, 1, 1), position__stages__has_key="aluminium")[0]
    metal = sold.position["stages"]["aluminium"]
    left_g, credited_g = metal["coc_outflow_g"], metal["outflow_g"]
    CreditAllocationRow.objects.create(
        scope=sold.scope,
        reference="CREDITS",
        period_start=date(2025, 1, 2),
        credit_count=1,
        unit_g=credited_g,
        recorded_at=sold.closed_at,
        recorded_by="made up",
    )
    metal["coc_outflow_g"] += credited_g
    sold.pk, sold.start = None, date(2025, 1, 2)
    sold.save()
    code = sold.scope.organisation.code
    told = [
        each.flows
        for each in store.organisation_volumes(2025)
        if (each.organisation, each.stage) == (code, Stage.ALUMINIUM)
    ]
    assert told == [told[0], told[0]]
    assert told[0][VolumeFlow.COC_OUT] == left_g
    with on_day("2026-06-01"):
        published_year()


def asked() -> dict[str, int]:
    """Return how often each answer of the public register asks the store."""
    calls: dict[str, Callable[[], object]] = {
        "search": lambda: search_public(VISITOR, PublicSearch(text="works")),
        "member": lambda: public_member(VISITOR, code="ORG0001"),
        "facility": lambda: public_facility(VISITOR, code="ORG0001-1", day=date(2026, 1, 1)),
        "certificate": lambda: public_certificate(VISITOR, number="CH-PS-00005", day=date(2026, 1, 1)),
        "report": lambda: summary_report(VISITOR, audit="ORG0001-S-A2"),
        "map": lambda: public_map(VISITOR, PublicSearch()),
        "statistics": lambda: public_statistics(VISITOR),
    }
    calls |= {
        each.name: partial(lambda name: list(table_rows(VISITOR, table=name)), each.name) for each in TABLES
    }
    counts = {}
    for name, call in calls.items():
        with CaptureQueriesContext(connection) as queries:
            call()
        counts[name] = len(queries)
    return counts


def test_no_answer_asks_more_often_because_there_is_more() -> None:
    with on_day("2026-06-01"):
        world(4)
        few = asked()
        with transaction.atomic():
            fill_more()
        assert asked() == few
    assert max(few.values()) < 40, few


def fill_more() -> None:
    """Let every member have three times as many facilities, and the register as many members more."""
    from casthouse.storage.models import CertificateSiteRow, FacilityRow  # noqa: PLC0415 - only here

    for row in list(FacilityRow.objects.all()):
        sites = list(CertificateSiteRow.objects.filter(facility=row))
        for k in range(3):
            FacilityRow.objects.create(
                code=f"{row.code}-{k}",
                organisation=row.organisation,
                name=f"{row.name} {k}",
                activities=row.activities,
            )
        for site in sites:
            for made in FacilityRow.objects.filter(code__startswith=f"{row.code}-"):
                CertificateSiteRow.objects.create(
                    certificate=site.certificate,
                    facility=made,
                    activity=site.activity,
                    first=site.first,
                    last=site.last,
                )
    for n in range(20):
        OrganisationRow.objects.create(
            code=f"MORE{n}", name=f"Works {n}", country="DE", membership="industrial_users"
        )
