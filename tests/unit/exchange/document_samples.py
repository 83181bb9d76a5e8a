"""Documents that the tests of formats share."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from casthouse.custody.document import (
    CocDocument,
    GhgIntensity,
    OtherStatement,
    Party,
    RecycledContent,
    conformance_statement,
)
from casthouse.custody.stage import Material

RHEIN = Party(
    code="RHEIN",
    name="Rhein Rolled Products",
    address="Hafenstr. 1, 47119 Duisburg",
    country="DE",
    coc_certificate="COC-101",
)
ILE = Party(
    code="ILE",
    name="Île-de-France Boîtes SA",
    address="12 quai de l’Industrie, 91200 Athis-Mons",
    country="FR",
    coc_certificate="COC-204",
)
PLAIN = CocDocument(
    number="RHEIN-2025-000001",
    issue_date=date(2025, 3, 14),
    shipment_date=date(2025, 3, 12),
    reference="LS-80014471",
    issuer=RHEIN,
    recipient=ILE,
    responsible="Petra Lang, coc@rhein.example",
    conformance=conformance_statement(
        edition_title="ASI Chain of Custody Standard V2 (2022)", material=Material.ALUMINIUM
    ),
    edition="ASI Chain of Custody Standard V2 (2022)",
    material=Material.ALUMINIUM,
    coc_mass_g=59_818_000,
    total_mass_g=76_217_900,
    facility="RHEIN-CH",
    lot="L3906",
)
FULL = replace(
    PLAIN,
    number="RHEIN-2025-000014",
    revision=2,
    supersedes="RHEIN-2025-000001",
    coc_mass_g=59_318_500,
    ghg_intensity=GhgIntensity(
        value=Decimal("4.20"),
        boundary="cradle to gate, scopes 1 to 3",
        method="ISO 14067",
        period="calendar year 2024",
    ),
    recycled_content=RecycledContent(
        percent=Decimal("62.5"), method="ISO 14021, pre- and post-consumer", boundary="casthouse Duisburg"
    ),
    issuer_performance_status="certified, PS-101, to 2026-12-31",
    other=(OtherStatement(name="Alloy", value="EN AW-3104", evidence="works certificate 3.1, no. 77120"),),
)
BEYOND_LATIN = replace(
    PLAIN,
    number="HENAN-2025-000007",
    issuer=Party(
        code="HENAN",
        name="河南铝业股份有限公司 Henan Aluminium",
        address="河南省郑州市中原区 Zhōngyuán 450000",
        country="CN",
        coc_certificate="COC-301",
    ),
    recipient=Party(
        code="",
        name="شركة الخليج للألمنيوم / Gulf Aluminium",
        address="ΕΛΒΑΛ Χαλκίδα · Самара, проспект Металлургов 3 · อลูมิเนียม · एल्युमिनियम · 日本軽金属 かな · 한국 ◌",
        country="BH",
    ),
    responsible="李明 😀",
)
