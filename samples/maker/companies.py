"""The invented companies of the sample value chain, at real places: plants, certificates, openings."""

from datetime import date

from maker.parties import TONNE_G, USERS, Certificate, Company, Opening, Plant


def _pair(number: int, valid_from: date, valid_to: date) -> tuple[Certificate, Certificate]:
    """Return a chain-of-custody and a performance certificate; the latter is granted 90 days earlier."""
    return (
        Certificate(
            number=f"COC-{number}", standard="chain_of_custody", valid_from=valid_from, valid_to=valid_to
        ),
        Certificate(
            number=f"PS-{number}",
            standard="performance",
            valid_from=date.fromordinal(valid_from.toordinal() - 90),
            valid_to=valid_to,
        ),
    )


COMPANIES = (
    Company(
        code="TINGUI",
        name="Tinguilinta Bauxites SA",
        country="GN",
        address="Route de Sangarédi, Boké, Guinea",
        role="bauxite mine, Guinea",
        plants=(
            Plant(
                code="TINGUI-MINE",
                name="Plateau mine",
                activities=("bauxite_mining",),
                latitude=11.07,
                longitude=-14.12,
            ),
            Plant(
                code="TINGUI-PORT",
                name="Loading port Kamsar",
                activities=("bauxite_mining",),
                latitude=10.65,
                longitude=-14.61,
            ),
        ),
        certificates=_pair(1104, date(2023, 9, 1), date(2026, 8, 31)),
    ),
    Company(
        code="CURUA",
        name="Mineração Rio Curuá SA",
        country="BR",
        address="Estrada da Mina km 14, Oriximiná, Pará, Brazil",
        role="bauxite mine, Brazil",
        plants=(
            Plant(
                code="CURUA-MINE",
                name="Mina Curuá",
                activities=("bauxite_mining",),
                latitude=-1.77,
                longitude=-55.86,
            ),
        ),
    ),
    Company(
        code="SHANNON",
        name="Shannon Estuary Alumina DAC",
        country="IE",
        address="Harbour Road, Foynes, Co. Limerick, Ireland",
        role="alumina refinery, Ireland",
        plants=(
            Plant(
                code="SHANNON-REF",
                name="Foynes refinery",
                activities=("alumina_refining",),
                latitude=52.61,
                longitude=-9.11,
            ),
        ),
        certificates=_pair(1127, date(2024, 2, 1), date(2027, 1, 31)),
        openings=(Opening(stage="alumina", positive_balance_g=52_300 * TONNE_G),),
    ),
    Company(
        code="SAGUEN",
        name="Saguenay Métaux inc.",
        country="CA",
        address="1200 boulevard du Royaume, Saguenay, Québec, Canada",
        role="alumina refinery and hydro-powered smelter in one scope, Quebec",
        plants=(
            Plant(
                code="SAGUEN-REF",
                name="Raffinerie de Jonquière",
                activities=("alumina_refining",),
                latitude=48.43,
                longitude=-71.17,
            ),
            Plant(
                code="SAGUEN-SM",
                name="Aluminerie d'Alma",
                activities=("aluminium_smelting", "casthouse"),
                latitude=48.55,
                longitude=-71.65,
            ),
        ),
        certificates=_pair(1043, date(2023, 4, 1), date(2026, 3, 31)),
        openings=(Opening(stage="aluminium", positive_balance_g=9_850 * TONNE_G + 375_000),),
    ),
    Company(
        code="ITHALA",
        name="Ithala Aluminium (Pty) Ltd",
        country="ZA",
        address="4 Harbour Arterial, Richards Bay, South Africa",
        role="smelter on coal power, South Africa",
        plants=(
            Plant(
                code="ITHALA-SM",
                name="Richards Bay smelter",
                activities=("aluminium_smelting", "casthouse"),
                latitude=-28.78,
                longitude=32.03,
            ),
        ),
        certificates=_pair(1009, date(2022, 7, 1), date(2025, 6, 30)),
    ),
    Company(
        code="MOSAN",
        name="Mosan Récupération SRL",
        country="BE",
        address="Quai de Coronmeuse 88, Herstal, Belgium",
        membership=None,
        role="scrap collector, Belgium",
        plants=(
            Plant(
                code="MOSAN-YARD",
                name="Parc de Herstal",
                activities=("material_conversion",),
                latitude=50.67,
                longitude=5.63,
            ),
        ),
    ),
    Company(
        code="RHEIN",
        name="Rheinbogen Umschmelzwerk GmbH",
        country="DE",
        address="Hafenstraße 41, Neuss, Germany",
        role="remelter with casthouse, Germany",
        plants=(
            Plant(
                code="RHEIN-CH",
                name="Schmelzbetrieb Neuss",
                activities=("remelting_refining", "casthouse"),
                latitude=51.21,
                longitude=6.71,
            ),
        ),
        certificates=_pair(1088, date(2024, 1, 1), date(2026, 12, 31)),
    ),
    Company(
        code="RIED",
        name="Laminoirs du Ried SAS",
        country="FR",
        address="Zone industrielle Nord, Sélestat, France",
        role="rolling mill with casthouse, France",
        plants=(
            Plant(
                code="RIED-CH",
                name="Fonderie",
                activities=("remelting_refining", "casthouse"),
                latitude=48.27,
                longitude=7.47,
            ),
            Plant(
                code="RIED-RM",
                name="Laminoir",
                activities=("semi_fabrication",),
                latitude=48.26,
                longitude=7.46,
            ),
            Plant(
                code="RIED-DEPOT",
                name="Dépôt du port, Strasbourg",
                activities=("material_conversion",),
                latitude=48.57,
                longitude=7.79,
                in_scope=False,
            ),
        ),
        certificates=_pair(1102, date(2024, 5, 15), date(2027, 5, 14)),
    ),
    Company(
        code="ADDA",
        name="Lattine Adda S.p.A.",
        country="IT",
        address="Via dell'Industria 7, Lodi, Italy",
        role="can maker, Italy",
        plants=(
            Plant(
                code="ADDA-CAN",
                name="Stabilimento di Lodi",
                activities=("material_conversion",),
                latitude=45.31,
                longitude=9.5,
            ),
        ),
        certificates=_pair(1131, date(2024, 10, 1), date(2027, 9, 30)),
        openings=(Opening(stage="aluminium", overdraft_g=62 * TONNE_G + 500_000),),
    ),
    Company(
        code="VLTAVA",
        name="Vltava Motors a.s.",
        country="CZ",
        address="Okružní 19, České Budějovice, Czechia",
        membership=USERS,
        role="car maker, Czechia",
        plants=(
            Plant(
                code="VLTAVA-PS",
                name="Press shop",
                activities=("other_manufacturing",),
                latitude=48.98,
                longitude=14.5,
            ),
            Plant(
                code="VLTAVA-AS",
                name="Assembly",
                activities=("other_manufacturing",),
                latitude=48.99,
                longitude=14.51,
            ),
        ),
        certificates=_pair(1160, date(2025, 4, 1), date(2028, 3, 31)),
    ),
    Company(
        code="ALMFRI",
        name="Almfrisch Getränke AG",
        country="AT",
        address="Industriezeile 30, Linz, Austria",
        membership=USERS,
        role="beverage brand, Austria",
        plants=(
            Plant(
                code="ALMFRI-LNZ",
                name="Abfüllung Linz",
                activities=("other_manufacturing",),
                latitude=48.31,
                longitude=14.31,
            ),
            Plant(
                code="ALMFRI-GRZ",
                name="Abfüllung Graz",
                activities=("other_manufacturing",),
                latitude=47.05,
                longitude=15.43,
            ),
        ),
        certificates=_pair(1145, date(2024, 12, 1), date(2027, 11, 30)),
    ),
)

CUSTOMERS = (
    Company(
        code="HAFNAL",
        name="Hafnar Metals ehf.",
        country="IS",
        address="Hafnargata 2, Reyðarfjörður, Iceland",
        role="buys alumina",
    ),
    Company(
        code="LAKES",
        name="Great Lakes Extrusion LLC",
        country="US",
        address="410 Harbor Avenue, Ashtabula, Ohio, USA",
        role="buys primary metal",
    ),
    Company(
        code="MAAS",
        name="Maas Metaalhandel BV",
        country="NL",
        address="Waalhaven Zuidzijde 12, Rotterdam, Netherlands",
        membership=None,
        role="trader; buys primary metal and coil, sells slabs",
    ),
    Company(
        code="EIFEL",
        name="Eifel Strangpress GmbH",
        country="DE",
        address="Im Bruch 5, Euskirchen, Germany",
        role="buys billets",
    ),
    Company(
        code="SALZA",
        name="Salzach Krätzeaufbereitung GmbH",
        country="AT",
        address="Bahnweg 9, Hallein, Austria",
        membership=None,
        role="takes dross",
    ),
    Company(
        code="DOURO",
        name="Bebidas do Douro SA",
        country="PT",
        address="Rua do Cais 120, Vila Nova de Gaia, Portugal",
        membership=USERS,
        role="buys cans",
    ),
    Company(
        code="MARKTH",
        name="Markthalle Handels AG",
        country="AT",
        address="Marktstraße 1, Salzburg, Austria",
        membership=USERS,
        role="buys filled cans",
    ),
)

BY_CODE = {company.code: company for company in COMPANIES + CUSTOMERS}
PLANT_CODES = frozenset(plant.code for company in COMPANIES for plant in company.plants)
