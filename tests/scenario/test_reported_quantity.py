"""The reported quantities of an organisation with several scopes: what all of them share is read once."""

from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from casthouse.exchange.register_file import register_from_text
from casthouse.footprint.reported_quantity import QuantityName, QuantityReport
from casthouse.service.measurement_file import import_measurements_file
from casthouse.service.permission import OPERATOR
from casthouse.service.register import load_register
from casthouse.service.reported_quantity import organisation_quantities
from tests.contract.movement_rows import other_receipt, other_shipment
from tests.contract.register_text import facility, organisation, register_text, scope
from tests.scenario.certification import on_day
from tests.web.api_world import post_rows

pytestmark = pytest.mark.django_db

HEADER = "reference,facility,from,to,kind,item,quantity,unit\n"
A_SCOPE = 5
"""Looks at the store for one more scope: what came in and went out, for footprint and CBAM, and what is CoC."""


def with_scopes(folder: Path, number: int) -> None:
    """Let ACME have a plant in a scope of its own, that bought, measured and shipped metal."""
    site = f"ACME-{number}"
    register = {
        "organisation": [organisation("ACME")],
        "facility": [facility(site, "ACME") | {"activities": ["remelting_refining"]}],
        "scope": [scope(f"{site}-COC", "ACME", [site], "2024-01-01")],
    }
    load_register(OPERATOR, register_from_text(register_text(register)))
    moved = {"facility": site, "date": "2024-03-01"}
    post_rows(
        "ACME",
        [
            other_receipt(f"IN-{number}", quantity="100", **moved),
            other_shipment(f"OUT-{number}", quantity="70", **moved),
        ],
    )
    file = folder / f"{site}.csv"
    file.write_text(f"{HEADER}F-{number},{site},2024-01-01,2024-12-31,fuel,natural_gas,1000,GJ\n")
    assert not import_measurements_file(OPERATOR, organisation="ACME", path=file).refused


def asked() -> tuple[QuantityReport, int]:
    """Return the report on the year 2024, and with how many looks at the store."""
    with on_day("2025-06-01"), CaptureQueriesContext(connection) as looks:
        report = organisation_quantities(OPERATOR, organisation="ACME")
    return report, len(looks)


def scopes_told(report: QuantityReport) -> set[str]:
    (content,) = [each for each in report.quantities if each.name is QuantityName.SCRAP_RULES]
    return {each.of for each in content.figures if each.value is not None}


def test_another_scope_reads_its_flows_and_nothing_that_all_scopes_share(tmp_path: Path) -> None:
    with_scopes(tmp_path, 1)
    one, looks_of_one = asked()
    with_scopes(tmp_path, 2)
    with_scopes(tmp_path, 3)
    three, looks_of_three = asked()
    assert scopes_told(one) == {"ACME-1-COC"}
    assert scopes_told(three) == {"ACME-1-COC", "ACME-2-COC", "ACME-3-COC"}
    assert looks_of_three - looks_of_one == 2 * A_SCOPE
