"""The auditor's pages at the ledger, and what the audited organisation sees of them."""

import io
import zipfile
from datetime import date, timedelta
from typing import Any

import pytest

from casthouse.parties.activity import Activity
from casthouse.service import clock
from casthouse.service.accreditation import accredit
from casthouse.service.audit import open_audit
from casthouse.service.permission import OPERATOR
from tests.web.api_world import World
from tests.web.page_visit import Visitor

AUDIT = "ACME-COC-A2"
LEDGER = f"/audits/{AUDIT}/ledger"
PAGES = ("tie-out/?period=2024-01-01", "entry/?reference=OUT-COC", "comparison/", "anomalies/", "pack/")


@pytest.fixture
def custody(world: World) -> World:
    """Open an audit of ACME under the Chain of Custody Standard."""
    accredit(
        OPERATOR,
        firm="PRUEF",
        auditor="lead",
        standard="chain_of_custody",
        countries=["DE"],
        activities=[each.value for each in Activity],
        valid_from=date(2020, 1, 1),
        valid_to=date(2039, 12, 31),
    )
    today = clock.today()
    open_audit(
        OPERATOR,
        scope="ACME-COC",
        standard="chain_of_custody",
        edition="coc-v2",
        audit_type="surveillance",
        firm="PRUEF",
        lead="lead",
        members=[],
        first_day=today,
        last_day=today + timedelta(days=30),
    )
    return world


def test_the_lead_walks_from_a_sample_to_an_entry_and_takes_the_pack_along(custody: World) -> None:  # noqa: ARG001
    lead, member = Visitor("lead"), Visitor("manager")
    assert f"{LEDGER}/samples/" in lead.get(f"/audits/{AUDIT}/").text
    drawn = lead.post(f"{LEDGER}/samples/", {"form": "draw", "over": "movements", "method": "simple_random"})
    assert "Sample 1 is drawn: 4 of 4." in drawn.words
    assert f"{LEDGER}/entry/?reference=OUT-COC" in drawn.text
    assert "No sample yet" in member.get(f"{LEDGER}/samples/").words
    assert member.get(f"{LEDGER}/samples/1/").status == 404
    tied = lead.get(f"{LEDGER}/tie-out/?period=2024-01-01").words
    assert "Something does not agree in the period 2024-01-01 to 2024-12-31" in tied
    assert "100.000 t in 1 CoC shipments" in tied
    assert "a CoC Document in the store" in lead.get(f"{LEDGER}/entry/?reference=OUT-COC").words
    pinned = {"form": "pin", "item": "8.1", "site": "ACME-CH"}
    assert lead.post(f"{LEDGER}/entry/?reference=OUT-COC", pinned).refusal == "finding_unknown"
    assert "0 of 0 documents agree" in lead.get(f"{LEDGER}/comparison/").words
    assert "a mass that looks rounded" in lead.get(f"{LEDGER}/anomalies/").words.lower()
    answer: Any = lead.client.post(f"{LEDGER}/pack/")
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as pack:
        assert "samples/sample-1.csv" in pack.namelist()
    assert answer["Content-Disposition"] == f'attachment; filename="evidence-pack-{AUDIT}.zip"'
    lead.post(f"{LEDGER}/samples/1/", {"form": "send"})
    sent = member.get(f"{LEDGER}/samples/1/")
    assert "Have the papers behind each entry ready" in sent.words
    assert "Why to look" not in sent.words
    for page in PAGES:
        assert lead.get(f"{LEDGER}/{page}").status == 200
        for person in ("manager", "auditor", "secretariat", "stranger"):
            assert Visitor(person).get(f"{LEDGER}/{page}").status == 403, (person, page)


def test_the_api_does_the_same(custody: World) -> None:
    path = f"/audits/{AUDIT}/ledger"
    made = custody.post(f"{path}/samples", {"size": 2, "strata_by": ["kind"]}, "lead")
    assert (made.status, made.json["drawn"], made.json["is_changed"]) == (201, 2, False)
    assert custody.get(f"{path}/tie-out?period=2024-01-01", "lead").json["agrees"] is False
    entry = custody.get(f"{path}/entries?reference=IN-2", "lead").json
    assert (entry["agrees"], entry["mass_g"], entry["source"]["row"]) == (True, 1_000_000_000, 2)
    assert custody.get(f"{path}/entries?reference=NONE", "lead").code == "movement_unknown"
    assert custody.get(f"{path}/comparison", "lead").json["documents"] == []
    assert custody.get(f"{path}/pins", "lead").json["pins"] == []
    assert custody.post(
        f"{path}/pins", {"item": "8.1", "site": "ACME-CH", "reference": "IN-1"}, "lead"
    ).code == ("finding_unknown")
    pack = custody.get(f"{path}/pack", "lead")
    assert pack.answer["Content-Type"] == "application/zip"
    pack.close()
