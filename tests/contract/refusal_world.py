"""The store that the refusal cases run against: what the register says and what is posted already.

ACME holds one scope with a closed year, 2023, and 2024 open. In 2024 the stage aluminium took in 1,000 t of
CoC Material and 1,000 t of other metal (share one half), shipped 300 t, 100 t of it as CoC Material, and
carries 20 t from 2023: 70 t are available, 140 t may still be sold. In July 2024 ACME has no certificate.
"""

from tests.contract.movement_rows import (
    Row,
    extraction,
    other_receipt,
    other_shipment,
    production,
    receipt,
    reversal,
    shipment,
)

REGISTER = """
[[organisation]]
code = "ACME"
name = "Acme Casting"
country = "DE"
membership = "production_and_transformation"
address = "Giessereiweg 1, Duisburg"
responsible = "coc@acme.example"

[[organisation]]
code = "SUP"
name = "Supplier"
country = "NO"
membership = "production_and_transformation"
address = "Havnegata 2, Odda"
responsible = "coc@sup.example"

[[organisation]]
code = "CUS"
name = "Customer"
country = "FR"
address = "Rue du Laminoir 3, Colmar"

[[organisation]]
code = "TWIN"
name = "Twin Works"
country = "AT"
membership = "production_and_transformation"
address = "Werkstr. 4, Ranshofen"
responsible = "coc@twin.example"

[[facility]]
code = "ACME-MINE"
organisation = "ACME"
name = "Mine"
activities = ["bauxite_mining"]
latitude = 51.5
longitude = 6.7

[[facility]]
code = "ACME-CH"
organisation = "ACME"
name = "Casthouse"
activities = ["aluminium_smelting", "remelting_refining", "casthouse"]
latitude = 51.5
longitude = 6.7

[[facility]]
code = "ACME-YARD"
organisation = "ACME"
name = "Yard outside the scope"
activities = ["other_manufacturing"]
latitude = 51.5
longitude = 6.7

[[facility]]
code = "SUP-CH"
organisation = "SUP"
name = "Supplier's casthouse"
activities = ["casthouse"]
latitude = 60.1
longitude = 6.5

[[facility]]
code = "TWIN-CH"
organisation = "TWIN"
name = "Twin casthouse"
activities = ["remelting_refining", "casthouse"]
latitude = 48.2
longitude = 13.0

[[facility]]
code = "TWIN-RM"
organisation = "TWIN"
name = "Twin rolling mill"
activities = ["semi_fabrication"]
latitude = 48.2
longitude = 13.0

[[scope]]
code = "ACME-COC"
organisation = "ACME"
facilities = ["ACME-MINE", "ACME-CH"]
edition = "coc-v2"
first_period_start = 2023-01-01

[[scope]]
code = "SUP-COC"
organisation = "SUP"
facilities = ["SUP-CH"]
edition = "coc-v2"
first_period_start = 2023-01-01

[[scope]]
code = "TWIN-A"
organisation = "TWIN"
facilities = ["TWIN-CH"]
edition = "coc-v2"
first_period_start = 2024-01-01

[[scope]]
code = "TWIN-B"
organisation = "TWIN"
facilities = ["TWIN-RM"]
edition = "coc-v2"
first_period_start = 2024-01-01

[[certificate]]
number = "COC-1"
scope = "ACME-COC"
standard = "chain_of_custody"
valid_from = 2023-01-01
valid_to = 2024-06-30

[[certificate]]
number = "COC-2"
scope = "ACME-COC"
standard = "chain_of_custody"
valid_from = 2024-08-01
valid_to = 2027-12-31

[[certificate]]
number = "PS-1"
scope = "ACME-COC"
standard = "performance"
valid_from = 2023-01-01
valid_to = 2027-12-31

[[certificate]]
number = "COC-3"
scope = "SUP-COC"
standard = "chain_of_custody"
valid_from = 2022-01-01
valid_to = 2027-12-31

[[certificate]]
number = "PS-3"
scope = "SUP-COC"
standard = "performance"
valid_from = 2022-01-01
valid_to = 2027-12-31

[[certificate]]
number = "COC-4"
scope = "TWIN-A"
standard = "chain_of_custody"
valid_from = 2024-01-01
valid_to = 2026-12-31

[[certificate]]
number = "COC-5"
scope = "TWIN-B"
standard = "chain_of_custody"
valid_from = 2024-01-01
valid_to = 2026-12-31
"""

CLOSED_YEAR: list[Row | str] = [
    receipt("OLD-IN-COC", date="2023-03-01", quantity="100", document="OLD-DOC"),
    other_receipt("OLD-IN", date="2023-03-01", quantity="100"),
    other_receipt("OLD-BACK", date="2023-03-02", quantity="7"),
    reversal("OLD-BACK-R", "OLD-BACK", date="2023-03-03"),
    other_shipment("OLD-OUT", date="2023-05-01", quantity="50"),
    shipment("OLD-OUT-COC", date="2023-05-02", quantity="10"),
]
OPEN_YEAR: list[Row | str] = [
    receipt("IN-COC", date="2024-01-10", quantity="1000", document="DOC-1", lot="H-77"),
    other_receipt("IN", date="2024-01-11", quantity="1000"),
    receipt("IN-BACK", date="2024-01-12", quantity="10", document="DOC-2"),
    reversal("IN-BACK-R", "IN-BACK", date="2024-01-13"),
    other_shipment("OUT", date="2024-02-01", quantity="200"),
    shipment("OUT-COC", date="2024-02-02", quantity="50"),
    shipment("OUT-COC-2", date="2024-02-03", quantity="50"),
    extraction("DUG", date="2024-01-05", quantity="500"),
    production("MADE", date="2024-01-20", material="alumina", quantity="100"),
]
SUPPLIER_YEAR: list[Row | str] = [other_receipt("SUP-IN", facility="SUP-CH", counterparty="a yard")]
SHIPMENTS_WITH_DOCUMENT = ("OUT-COC", "OLD-OUT-COC")
