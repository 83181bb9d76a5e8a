"""Each refusal code on its right row: files against the store of `refusal_world`, worked out by hand.

A case gives the rows of a file, the first of them row 2, and the rows that are refused with their codes; all
others must be good.
"""

from dataclasses import dataclass, field

from tests.contract.movement_rows import (
    Row,
    extraction,
    file_text,
    line,
    other_receipt,
    other_shipment,
    production,
    receipt,
    reversal,
    shipment,
)


@dataclass(frozen=True, kw_only=True)
class Case:
    """A file and what is refused of it; `unchanged` counts the good rows that post nothing."""

    name: str
    rows: list[Row | str]
    refused: dict[int, str] = field(default_factory=dict)
    unchanged: int = 0
    organisation: str = "ACME"

    @property
    def text(self) -> str:
        """The file."""
        return file_text(self.rows)


def one(name: str, code: str, *rows: Row | str) -> Case:
    """Return a case for each of whose rows the code is expected."""
    return Case(name=name, rows=list(rows), refused={2 + n: code for n in range(len(rows))})


def good(name: str, *rows: Row | str, unchanged: int = 0) -> Case:
    """Return a case in which no row is refused."""
    return Case(name=name, rows=list(rows), unchanged=unchanged)


def spoiled(column: str, *values: str) -> list[Row | str]:
    """Return shipments that are not sold as CoC Material, with these values in one column."""
    return [other_shipment(f"X-{n}", **{column: value}) for n, value in enumerate(values)]


WELL_FORMED = [
    one(
        "field count",
        "row_malformed",
        line(shipment("A")).removesuffix(","),
        line(shipment("B")) + ",",
        line(shipment("C")) + ",more,and more",
    ),
    one("no reference", "row_malformed", shipment(""), shipment("   "), reversal("", "OUT")),
    one(
        "no counterparty",
        "row_malformed",
        receipt("A", counterparty=""),
        other_shipment("B", counterparty="  "),
    ),
    good("counterparty needless", extraction("A"), production("B", material="alumina")),
    one("to oneself", "row_malformed", other_shipment("A", counterparty="ACME")),
    Case(
        name="to one's other scope",
        rows=[other_shipment("A", counterparty="TWIN", facility="TWIN-CH")],
        organisation="TWIN",
    ),
    Case(
        name="numbers of rows",
        rows=[
            extraction("A", lot='"a lot\nin two lines"'),
            "",
            other_shipment("B", unit="T"),
            ",,,,,,,,,,,",
            other_shipment("C", unit="T"),
            extraction("D"),
        ],
        refused={4: "unit_unknown", 6: "unit_unknown"},
    ),
    good("blanks are trimmed", {k: f"  {v} " for k, v in shipment("A").items()}),
]
SINGLE_FIELDS = [
    one("facility", "facility_unknown", *spoiled("facility", "NOWHERE", "SUP-CH", "acme-ch", "")),
    one("facility of a reversal", "facility_unknown", reversal("A", "IN", facility="NOWHERE")),
    one("kind", "kind_unknown", *spoiled("kind", "gift", "Shipment", "", "transfer")),
    one("material", "material_unknown", *spoiled("material", "copper", "Aluminium", "", "scrap")),
    one(
        "quantity form",
        "quantity_invalid",
        *spoiled("quantity", "", "x", "-5", "+5", "1e3", ".5", "5.", "1 000", "0x1", "\u0661", "5t"),
    ),
    one("quantity with commas", "quantity_invalid", line(other_shipment("A", quantity='"1,5"'))),
    one("nothing", "quantity_invalid", *spoiled("quantity", "0", "0.0", "0.0000004", "0.0000005")),
    one("half a gram", "quantity_invalid", extraction("A", quantity="0.5", unit="g")),
    one("too much", "quantity_invalid", *spoiled("quantity", "1000000001", "1000000000.0000006", "9" * 40)),
    good(
        "quantity at its ends",
        extraction("A", quantity="0.0000006"),
        extraction("B", quantity="1000000000"),
        extraction("C", quantity="1000000000.0000004"),
        extraction("D", quantity="1000000000000000.5", unit="g"),
        extraction("E", quantity="0000.500001", unit="g"),
        extraction("F", quantity="0.0022046226218487757", unit="lb"),
        extraction("G", quantity="1." + "0" * 60, unit="kg"),
    ),
    one("unit", "unit_unknown", *spoiled("unit", "T", "KG", "LB", "", "mt", "tonnes")),
    one(
        "date",
        "date_invalid",
        *spoiled("date", "2023-02-29", "2024-02-30", "2024-1-05", "20240105", "2024-W10-1", "05.01.2024"),
        *spoiled("date", "", "2024-01-05T00:00", "0000-01-01", "2024-13-01", "2024/01/05", "24-01-05"),
    ),
    one("date of a reversal", "date_invalid", reversal("A", "IN", date="2024-04-31")),
    good("days at the ends of time", extraction("A", date="0001-01-01"), extraction("B", date="9999-12-31")),
    one("coc", "coc_missing", receipt("A", coc=""), shipment("B", coc="ja"), shipment("C", coc="maybe")),
    good("coc needless", extraction("A", coc="ja"), production("B", coc="yes")),
    one(
        "document",
        "document_missing",
        receipt("A", document=""),
        receipt("B", document="", material="pre_consumer_scrap"),
        receipt("C", document="", material="dross"),
        receipt("D", document="  "),
    ),
    good(
        "document needless",
        receipt("A", document="", material="post_consumer_scrap"),
        other_receipt("B"),
        production("C"),
        shipment("D"),
    ),
]
REFERENCES = [
    one(
        "other content in the store",
        "reference_conflict",
        receipt("IN-COC", date="2024-01-10", quantity="1000.000001", document="DOC-1", lot="H-77"),
        receipt("IN-COC", date="2024-01-11", quantity="1000", document="DOC-1", lot="H-77"),
        receipt("IN-COC", date="2024-01-10", quantity="1000", document="DOC-9", lot="H-77"),
        receipt("IN-COC", date="2024-01-10", quantity="1000", document="DOC-1", lot="H-78"),
        receipt("IN-COC", date="2024-01-10", quantity="1000", document="DOC-1"),
        receipt(
            "IN-COC", date="2024-01-10", quantity="1000", document="DOC-1", lot="H-77", counterparty="CUS"
        ),
        receipt("IN-COC", date="2024-01-10", quantity="1000", document="DOC-1", lot="H-77", coc="no"),
        receipt("IN-COC", date="2024-01-10", quantity="1000", document="DOC-1", lot="H-77", material="dross"),
        receipt(
            "IN-COC", date="2024-01-10", quantity="1000", document="DOC-1", lot="H-77", facility="ACME-YARD"
        ),
        reversal("IN-BACK-R", "IN", date="2024-01-13"),
        reversal("IN-BACK-R", "IN-BACK", date="2024-01-14"),
        reversal("IN", "IN-BACK", date="2024-01-11"),
    ),
    good(
        "same content in the store",
        receipt("IN-COC", date="2024-01-10", quantity="1000", document="DOC-1", lot="H-77"),
        receipt("IN-COC", date="2024-01-10", quantity="1000000", unit="kg", document="DOC-1", lot="H-77"),
        receipt("IN-COC", date="2024-01-10", quantity="1000.0000004", document=" DOC-1", lot="H-77"),
        receipt("OLD-IN-COC", date="2023-03-01", quantity="100", document="OLD-DOC"),
        production("MADE", date="2024-01-20", material="alumina", quantity="100", coc="yes", document="Z"),
        shipment("OUT-COC", date="2024-02-02", quantity="50", document="ignored"),
        reversal(
            "IN-BACK-R", "IN-BACK", date="2024-01-13", quantity="x", material="copper", coc="?", lot="L"
        ),
        unchanged=7,
    ),
    Case(
        name="a right row after a wrong one under a posted reference",
        rows=[
            other_receipt("IN", date="2024-01-11", quantity="999"),
            other_receipt("IN", date="2024-01-11", quantity="1000"),
        ],
        refused={2: "reference_conflict"},
        unchanged=1,
    ),
    Case(
        name="twice in the file",
        rows=[
            extraction("A"),
            extraction("A", quantity="1000", unit="kg"),
            extraction("A", quantity="2"),
            extraction("A", coc="yes"),
        ],
        refused={4: "reference_conflict"},
        unchanged=2,
    ),
    Case(
        name="a row with a fault of its own takes no reference",
        rows=[extraction("A", unit="T"), extraction("A", quantity="2"), extraction("A")],
        refused={2: "unit_unknown", 4: "reference_conflict"},
    ),
    Case(
        name="a repeated row shares the fate of the first",
        rows=[
            production("A", material="bauxite"),
            production("A", material="bauxite"),
            production("A", material="alumina"),
            shipment("B", quantity="500"),
            shipment("B", quantity="500000", unit="kg"),
        ],
        refused={
            2: "material_not_for_kind",
            3: "material_not_for_kind",
            4: "reference_conflict",
            5: "coc_not_available",
            6: "coc_not_available",
        },
    ),
    Case(
        name="references of other organisations are free",
        rows=[other_receipt("IN", facility="SUP-CH", counterparty="x")],
        organisation="SUP",
    ),
]
REVERSALS = [
    one(
        "no such target",
        "reverses_unknown",
        reversal("A", "NEVER"),
        reversal("B", ""),
        reversal("C", "SUP-IN"),
        reversal("D", "D"),
        reversal("E", "IN-BACK-R"),
        reversal("F", "A"),
        reversal("G", "in"),
    ),
    Case(
        name="the target has a fault of its own",
        rows=[extraction("A", unit="T"), reversal("B", "A")],
        refused={2: "unit_unknown", 3: "reverses_unknown"},
    ),
    Case(
        name="the target is refused by a later check",
        rows=[
            reversal("RA", "A"),
            shipment("A", date="2024-07-15"),
            other_receipt("B", date="2023-06-01"),
            reversal("RB", "B"),
            reversal("RB-2", "B"),
            production("C", material="dross"),
            reversal("RC", "C"),
        ],
        refused={
            2: "reverses_unknown",
            3: "scope_not_certified",
            4: "period_closed",
            5: "reverses_unknown",
            6: "reverses_unknown",
            7: "material_not_for_kind",
            8: "reverses_unknown",
        },
    ),
    Case(
        name="a conflicting row leaves the posted target",
        rows=[other_receipt("IN", quantity="999"), reversal("B", "IN")],
        refused={2: "reference_conflict"},
    ),
    Case(
        name="a target further down",
        rows=[reversal("B", "A"), extraction("A"), reversal("C", "A")],
        refused={4: "already_reversed"},
    ),
    Case(
        name="twice",
        rows=[
            reversal("A", "IN-BACK"),
            reversal("B", "IN"),
            reversal("C", "IN"),
            reversal("B", "IN"),
            reversal("C", "IN"),
        ],
        refused={2: "already_reversed", 4: "already_reversed", 6: "already_reversed"},
        unchanged=1,
    ),
    Case(
        name="a refused reversal excludes no other",
        rows=[reversal("A", "IN", facility="NOWHERE"), reversal("B", "IN")],
        refused={2: "facility_unknown"},
    ),
    good("dated elsewhere", reversal("A", "IN", date="2023-06-01"), reversal("B", "OUT", date="2030-01-01")),
    good("of another facility's movement", reversal("A", "DUG", facility="ACME-YARD")),
]
MATERIALS = [
    one(
        "material for the kind",
        "material_not_for_kind",
        extraction("A", material="alumina"),
        extraction("B", material="aluminium"),
        extraction("C", material="dross"),
        production("D", material="bauxite"),
        production("E", material="dross"),
        production("F", material="pre_consumer_scrap"),
        production("G", material="post_consumer_scrap"),
    ),
    good(
        "materials received and shipped",
        *[
            other_receipt(f"R{n}", material=material)
            for n, material in enumerate(
                ["bauxite", "alumina", "aluminium", "pre_consumer_scrap", "post_consumer_scrap", "dross"]
            )
        ],
        *[other_shipment(f"S{n}", material=material) for n, material in enumerate(["bauxite", "dross"])],
    ),
]
PERIODS = [
    one(
        "in a closed period",
        "period_closed",
        receipt("A", date="2023-01-01"),
        other_receipt("B", date="2023-12-31"),
        extraction("C", date="2023-06-01"),
        production("D", date="2023-06-01"),
        shipment("E", date="2023-06-01"),
        reversal("F", "OLD-IN"),
        reversal("G", "OLD-OUT", date="2025-06-01"),
    ),
    good(
        "in no closed period",
        other_receipt("A", date="2024-01-01"),
        other_receipt("B", date="2022-12-31"),
        other_receipt("C", date="2023-06-01", facility="ACME-YARD"),
        other_receipt("D", date="2035-06-01"),
    ),
]
DOCUMENTS = [
    one(
        "booked by an earlier import",
        "document_already_booked",
        receipt("A", document="DOC-1"),
        receipt("B", document="DOC-1", material="post_consumer_scrap"),
        receipt("C", document="OLD-DOC"),
        receipt("D", document="DOC-1", facility="ACME-YARD"),
    ),
    good(
        "not booked",
        receipt("A", document="DOC-1", counterparty="CUS"),
        receipt("B", document="DOC-2"),
        other_receipt("C", document="DOC-1"),
        receipt("D", document="doc-1"),
        receipt("E", document="DOC-5"),
        receipt("F", document="DOC-5", lot="2"),
        receipt("G", document="", material="post_consumer_scrap"),
        shipment("H", document="DOC-1"),
    ),
    good("given free by a reversal in the file", receipt("A", document="DOC-1"), reversal("B", "IN-COC")),
    Case(
        name="not given free by a refused reversal",
        rows=[receipt("A", document="OLD-DOC"), reversal("B", "OLD-IN-COC")],
        refused={2: "document_already_booked", 3: "period_closed"},
    ),
    one("a document in force", "document_issued", reversal("A", "OUT-COC")),
    good("no document", reversal("A", "OUT-COC-2")),
]
AVAILABILITY = [
    one(
        "no certificate",
        "scope_not_certified",
        shipment("A", date="2024-07-01"),
        shipment("B", date="2024-07-31"),
        shipment("C", facility="ACME-YARD"),
        shipment("D", date="2022-12-31"),
        shipment("E", date="2028-01-01"),
        shipment("F", date="2024-07-15", material="post_consumer_scrap"),
    ),
    good(
        "a certificate, or none needed",
        shipment("A", date="2024-06-30"),
        shipment("B", date="2024-08-01"),
        other_shipment("C", date="2024-07-15"),
        other_shipment("D", facility="ACME-YARD"),
        extraction("E", date="2024-07-15"),
        receipt("F", date="2024-07-15"),
    ),
    good("all that may be sold", shipment("A", quantity="140")),
    one("two grams more", "coc_not_available", shipment("A", quantity="140.000002")),
    one(
        "too much in parts", "coc_not_available", shipment("A", quantity="100"), shipment("B", quantity="100")
    ),
    Case(
        name="refused rows take nothing",
        rows=[
            shipment("A", quantity="140"),
            shipment("B", quantity="100", date="2024-07-15"),
            shipment("C", quantity="100", unit="T"),
        ],
        refused={3: "scope_not_certified", 4: "unit_unknown"},
    ),
    Case(
        name="refused receipts give nothing",
        rows=[receipt("A", quantity="5000", document="DOC-1"), shipment("B", quantity="141")],
        refused={2: "document_already_booked", 3: "coc_not_available"},
    ),
    good(
        "a receipt further down counts",
        shipment("A", quantity="150"),
        receipt("B", quantity="1000"),
    ),
    good(
        "a reversal in the file counts",
        shipment("A", quantity="190"),
        reversal("B", "OUT-COC-2"),
    ),
    Case(
        name="a stage is judged by itself",
        rows=[
            shipment("A", quantity="500"),
            shipment("B", quantity="500", material="bauxite"),
            shipment("C", quantity="1", material="alumina"),
            other_shipment("D", quantity="5"),
        ],
        refused={2: "coc_not_available"},
    ),
    good("share one has no limit", shipment("A", quantity="999999", material="bauxite")),
    one(
        "no share, no room; the earlier period gives way first",
        "coc_not_available",
        shipment("A", quantity="999999", material="bauxite"),
        shipment("B", quantity="0.000001", material="bauxite", date="2026-01-02"),
    ),
    good("carried into the next year", shipment("A", date="2025-01-02", quantity="70")),
    one("more than carried", "coc_not_available", shipment("A", date="2025-01-02", quantity="70.000001")),
    one("carried only once over", "coc_not_available", shipment("A", date="2026-01-02", quantity="0.000001")),
    Case(
        name="the earlier period gives way to the later",
        rows=[
            shipment("A", quantity="40"),
            shipment("B", date="2025-01-02", quantity="70"),
            shipment("C", quantity="1"),
        ],
        refused={2: "coc_not_available", 4: "coc_not_available"},
    ),
    Case(
        name="both periods give way",
        rows=[shipment("A", quantity="40"), shipment("B", date="2025-01-02", quantity="71")],
        refused={2: "coc_not_available", 3: "coc_not_available"},
    ),
    good(
        "nothing to refuse without a CoC shipment",
        other_receipt("A", quantity="90000"),
        reversal("B", "IN-COC"),
    ),
    Case(
        name="an overdraft by the file's own receipts",
        rows=[
            other_receipt("A", quantity="90000"),
            shipment("B", quantity="1"),
            shipment("C", quantity="1", date="2025-01-02"),
            other_shipment("D"),
        ],
        refused={3: "coc_not_available", 4: "coc_not_available"},
    ),
    good("sold and taken back in one file", shipment("A", quantity="1000"), reversal("RA", "A")),
    Case(
        name="the reversal of a refused shipment gives nothing",
        rows=[
            shipment("A", quantity="1000"),
            reversal("RA", "A"),
            shipment("B", date="2024-03-16", quantity="141"),
            shipment("C", date="2025-01-02", quantity="71"),
        ],
        refused={
            2: "coc_not_available",
            3: "reverses_unknown",
            4: "coc_not_available",
            5: "coc_not_available",
        },
    ),
    Case(
        name="the reversal of what is refused gives nothing",
        rows=[
            shipment("A", date="2024-07-15", quantity="100"),
            reversal("RA", "A"),
            shipment("B", quantity="141"),
            other_receipt("C", date="2023-06-01", quantity="900"),
            reversal("RC", "C"),
        ],
        refused={
            2: "scope_not_certified",
            3: "reverses_unknown",
            4: "coc_not_available",
            5: "period_closed",
            6: "reverses_unknown",
        },
    ),
    Case(
        name="before the first period nothing counts",
        rows=[other_shipment("A", date="2022-12-31", quantity="999"), receipt("B", date="2022-12-31")],
    ),
]
CASES = [
    *WELL_FORMED,
    *SINGLE_FIELDS,
    *REFERENCES,
    *REVERSALS,
    *MATERIALS,
    *PERIODS,
    *DOCUMENTS,
    *AVAILABILITY,
]
