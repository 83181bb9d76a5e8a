"""Recovery of the whole chain from the store: own scrap of each company apart, published once, few looks."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from casthouse.custody.movement import KIND_CODES, Kind
from casthouse.custody.stage import MATERIAL_CODES, Material
from casthouse.exchange.register_file import register_from_text
from casthouse.footprint.charged_part import ChargedPart
from casthouse.parties.role import Role
from casthouse.refusal import Refusal
from casthouse.service.chain_recovery import published_recovery, whole_recovery
from casthouse.service.lot_file import import_lots_file
from casthouse.service.permission import OPERATOR, VISITOR, Actor
from casthouse.service.public_release import preview_release, publish_statistics
from casthouse.service.public_statistics import public_statistics
from casthouse.service.recovery import organisation_recovery
from casthouse.service.register import load_register
from casthouse.storage.dialect import INT64_MAX
from casthouse.storage.models import PublicReleaseRow
from casthouse.storage.movement import MASS_MAX_G
from tests.contract.movement_rows import other_receipt
from tests.contract.register_text import facility, organisation, register_text, scope
from tests.scenario.certification import on_day
from tests.web.api_world import post_rows

pytestmark = pytest.mark.django_db

T = 1_000_000
HEADER = "process,date,facility,step,direction,lot,material,quantity,unit"
POST, PRE, PRIMARY, RUNAROUND = ChargedPart


def lots_of(code: str, cans: int) -> str:
    """Return a file in which a company rolls, sorts its edges with bought chips, and melts them with cans.

    All companies number their lots alike: a number is of one company.
    """
    rows = [
        f"R,2025-02-01,{code}-1,rolling,in,SLAB,aluminium,100,t",
        f"R,2025-02-01,{code}-1,rolling,out,COIL,aluminium,80,t",
        f"R,2025-02-01,{code}-1,rolling,out,EDGES,pre_consumer_scrap,20,t",
        f"S,2025-02-02,{code}-1,sorting,in,EDGES,pre_consumer_scrap,20,t",
        f"S,2025-02-02,{code}-1,sorting,in,CHIPS,pre_consumer_scrap,10,t",
        f"S,2025-02-02,{code}-1,sorting,out,MIX,pre_consumer_scrap,30,t",
        f"M,2025-02-03,{code}-1,melting,in,MIX,pre_consumer_scrap,30,t",
        f"M,2025-02-03,{code}-1,melting,in,CANS,post_consumer_scrap,{cans},t",
        f"M,2025-02-03,{code}-1,melting,out,HEAT,aluminium,{cans + 20},t",
    ]
    return "\n".join([HEADER, *rows]) + "\n"


def melt(folder: Path, code: str, cans: int) -> None:
    bought: dict[str, Any] = {"facility": f"{code}-1", "date": "2025-01-15"}
    post_rows(
        code,
        [
            other_receipt("SLAB", quantity="100", lot="SLAB", **bought),
            other_receipt("CHIPS", quantity="10", lot="CHIPS", material="pre_consumer_scrap", **bought),
            other_receipt("CANS", quantity=str(cans), lot="CANS", material="post_consumer_scrap", **bought),
        ],
    )
    file = folder / f"{code}.csv"
    file.write_text(lots_of(code, cans))
    assert not import_lots_file(OPERATOR, organisation=code, path=file).refused


@pytest.fixture
def chain(tmp_path: Path) -> Path:
    """Three companies that melt, and one that does not yet."""
    codes = ("ACME", "BOLT", "CANS", "DORE")
    register = {
        "organisation": [organisation(code) for code in codes],
        "facility": [facility(f"{code}-1", code) for code in codes],
        "scope": [scope(f"{code}-COC", code, [f"{code}-1"], "2025-01-01") for code in codes],
    }
    load_register(OPERATOR, register_from_text(register_text(register)))
    for code, cans in (("ACME", 40), ("BOLT", 50), ("CANS", 60)):
        melt(tmp_path, code, cans)
    return tmp_path


@pytest.mark.usefixtures("chain")
def test_own_scrap_of_each_company_is_run_around_through_sorting(django_assert_max_num_queries: Any) -> None:
    with on_day("2026-06-01"), django_assert_max_num_queries(10):
        usual = whole_recovery(OPERATOR, first=None, last=None)
        assert (usual.first, usual.last, usual.organisations) == (date(2025, 1, 1), date(2025, 12, 31), 3)
    with on_day("2026-06-01"):
        assert whole_recovery(OPERATOR, first=date(2026, 1, 1), last=None).organisations == 0
    with django_assert_max_num_queries(9):
        found = whole_recovery(OPERATOR, first=date(2025, 1, 1), last=date(2025, 12, 31))
    assert found.charged_g == {POST: 150 * T, PRE: 30 * T, PRIMARY: 0, RUNAROUND: 60 * T}
    assert (found.behind[POST], found.behind[PRIMARY], found.organisations) == (3, 0, 3)
    assert (found.traded.post_consumer_g, found.traded.pre_consumer_g) == (150 * T, 30 * T)
    assert {each.step.value: each.charged_g // T for each in found.steps} == {
        "melting": 240,
        "rolling": 300,
        "sorting": 90,
    }


@pytest.mark.usefixtures("chain")
def test_scrap_in_no_lot_leaves_the_chain_without_a_share_and_scrap_between_own_sites_is_none() -> None:
    year = {"first": date(2025, 1, 1), "last": date(2025, 12, 31)}
    edges: dict[str, Any] = {"facility": "ACME-1", "date": "2025-03-01", "material": "pre_consumer_scrap"}
    post_rows("ACME", [other_receipt("OWN", quantity="90", counterparty="ACME", **edges)])
    known = whole_recovery(OPERATOR, **year)
    assert (known.elsewhere_g, known.share(POST)) == (0, Fraction(5, 6))
    assert known.traded.pre_consumer_g == 30 * T
    post_rows("DORE", [other_receipt("PILE", quantity="90", **edges | {"facility": "DORE-1"})])
    found = whole_recovery(OPERATOR, **year)
    assert (found.elsewhere_g, found.share(POST), found.organisations) == (90 * T, None, 3)
    assert {each.organisation: each.elsewhere_g for each in found.members} == {
        "ACME": 0,
        "BOLT": 0,
        "CANS": 0,
        "DORE": 90 * T,
    }
    secretary = Actor(name="sue", store_roles=frozenset({Role.SECRETARIAT}))
    assert whole_recovery(secretary, **year) == replace(found, members=())
    with on_day("2026-06-01"):
        sheet = preview_release(OPERATOR, year=2025).recovery
    assert sheet is not None
    assert (sheet.is_scrap_untold, sheet.scrap_g, sheet.avoided_kg) == (True, None, None)


@pytest.mark.usefixtures("chain")
def test_what_all_organisations_traded_may_exceed_what_one_may() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE movement_total SET quantity_g = %s WHERE kind = %s AND material = %s",
            [MASS_MAX_G, KIND_CODES[Kind.RECEIPT], MATERIAL_CODES[Material.POST_CONSUMER_SCRAP]],
        )
    found = whole_recovery(OPERATOR, first=date(2025, 1, 1), last=date(2025, 12, 31))
    assert found.traded.post_consumer_g == 3 * MASS_MAX_G > INT64_MAX


def test_a_year_is_published_once_and_what_comes_later_does_not_change_it(chain: Path) -> None:
    with on_day("2026-06-01"):
        assert published_recovery(VISITOR).sheet is None
        seen = preview_release(OPERATOR, year=2025)
        release = publish_statistics(OPERATOR, year=2025, digest=seen.digest)
        assert release.recovery == seen.recovery
        before = published_recovery(VISITOR)
        assert before.sheet is not None
        assert {part: each.mass_g // T for each in before.sheet.figures for part in each.parts} == {
            POST: 150,
            PRE: 30,
            PRIMARY: 0,
            RUNAROUND: 60,
        }
        melt(chain, "DORE", 70)
        assert publish_statistics(OPERATOR, year=2025, digest="") == release
        assert published_recovery(VISITOR, year=2025) == before
        with pytest.raises(Refusal) as unknown:
            published_recovery(VISITOR, year=2024)
    assert unknown.value.code == "public_record_unknown"


@pytest.mark.usefixtures("chain")
def test_a_year_that_was_published_before_recovery_was_reckoned_has_none() -> None:
    with on_day("2026-06-01"):
        PublicReleaseRow.objects.create(
            year=2025,
            manual="am-v2",
            content={"findings": [], "volumes": {"year": 2025, "stages": []}},
            at="2026-05-01T00:00:00Z",
            by="somebody",
        )
        found = published_recovery(VISITOR)
        assert (found.year, found.sheet) == (2025, None)
        release = public_statistics(VISITOR).release
    assert release is not None
    assert release.as_json()["recovery"] is None


@pytest.mark.usefixtures("chain")
def test_metal_that_a_row_calls_scrap_is_no_recycled_content(tmp_path: Path) -> None:
    """DORE buys metal and charges it as scrap of consumers; of a mixture only its scrap counts."""
    bought: dict[str, Any] = {"facility": "DORE-1", "date": "2025-01-15"}
    scrap = "post_consumer_scrap"
    rows = [
        other_receipt("PIG", quantity="30", lot="PIG", **bought),
        other_receipt("MIX-1", quantity="5", lot="MIX", **bought),
        other_receipt("MIX-2", quantity="15", lot="MIX", material=scrap, **bought),
    ]
    post_rows("DORE", rows)
    lines = [
        f"M,2025-02-03,DORE-1,melting,in,PIG,{scrap},30,t",
        f"M,2025-02-03,DORE-1,melting,in,MIX,{scrap},20,t",
        "M,2025-02-03,DORE-1,melting,out,HEAT,aluminium,49,t",
    ]
    file = tmp_path / "dore.csv"
    file.write_text("\n".join([HEADER, *lines]) + "\n")
    before = whole_recovery(OPERATOR, first=date(2025, 1, 1), last=date(2025, 12, 31))
    assert not import_lots_file(OPERATOR, organisation="DORE", path=file).refused
    found = organisation_recovery(
        OPERATOR, organisation="DORE", first=date(2025, 1, 1), last=date(2025, 12, 31)
    )
    charge = found.account.charge
    assert [int(charge.post_consumer), int(charge.primary)] == [15 * T, 35 * T]
    after = whole_recovery(OPERATOR, first=date(2025, 1, 1), last=date(2025, 12, 31))
    assert after.charged_g[POST] - before.charged_g[POST] == 15 * T
    assert after.charged_g[PRIMARY] - before.charged_g[PRIMARY] == 35 * T
