"""A refused row of an ERP's file is mended by what its message says, in the forms of that file, and nothing else."""

import pytest

from casthouse.service.movement_file import PLAIN_SIGNS
from tests.contract.store import Store
from tests.scenario.company import Company

HEAD = "Materialbeleg;Buchungsdatum;Werk;BWA;Materialnummer;Menge;BME;CoC;Lieferant/Kunde;CoC-Dokument\n"
SOUND = ("R1", "05.03.2024", "ACME-CH", "101", "AL-1000", "1.234,500", "TO", "", "SUP", "")
WRONG = {
    2: (1, "2024-03-05", "date_invalid", "“2024-03-05” (not in profile erp-de); expected a real day as dd.mm.yyyy"),
    3: (3, "999", "kind_unknown", "kind “999” (not in profile erp-de); expected 101, 102, 131"),
    4: (4, "aluminium", "material_unknown", "expected BX-5000, TE-6000, AL-1000, SC-2000, SC-3000 or KR-4000 under"),
    5: (5, "1234.5", "quantity_invalid", "optional decimal comma (1234,5), a point only before each three"),
    6: (6, "TONS", "unit_unknown", "“TONS” (not in profile erp-de); expected TO, KG, G or LB under “BME”; correct"),
    7: (7, "yes", "coc_missing", "coc “yes” (not in profile erp-de) on a receipt; expected X for yes, a blank for no"),
    8: (7, "X", "document_missing", "or book the receipt with “CoC” left blank until the document arrives"),
    9: (5, "0.250", "quantity_invalid", "quantity “0.250” (not in profile erp-de)"),
}  # fmt: skip
CONTRACT_WORDS = (
    "YYYY-MM-DD",
    "decimal point",
    "t, kg, g or lb",
    "post_consumer_scrap",
    "yes or no",
    "coc=no",
)


def row_text(number: int, place: int, value: str) -> str:
    fields = [f"R{number}", *SOUND[1:]]
    fields[place] = value
    return ";".join(fields) + "\n"


@pytest.fixture
def company(store: Store) -> Company:
    return Company(store)


def test_messages_name_the_forms_of_the_file_and_the_mended_file_is_taken(company: Company) -> None:
    text = HEAD + "".join(row_text(number, place, value) for number, (place, value, _, _) in WRONG.items())
    target = company.store.home / "refused.csv"
    answer = company.store.post("ACME", text, "--refused", str(target))
    refused = {each["row"]: each for each in answer.json["refused"]}
    assert refused.keys() == WRONG.keys()
    written = target.read_text("iso-8859-1").splitlines()
    for number, (_, _, code, words) in WRONG.items():
        message = refused[number]["message"]
        assert refused[number]["code"] == code
        assert words in message
        assert not [word for word in CONTRACT_WORDS if word in message]
        assert "“'" not in message
        assert words.translate(PLAIN_SIGNS).replace('"', '""') in written[number - 1]
    mended = HEAD + "".join(row_text(number, 0, f"R{number}") for number in WRONG)
    assert company.store.post("ACME", mended).json["posted"] == len(WRONG)


def test_the_contracts_own_layout_keeps_its_words(company: Company) -> None:
    head = "reference,date,facility,kind,material,quantity,unit,coc,counterparty,document\n"
    answer = company.store.post("ACME", head + 'A,2024-03-05,ACME-CH,receipt,aluminium,"1,5",t,no,SUP,\n')
    message = answer.json["refused"][0]["message"]
    assert message == (
        "found quantity “1,5”; expected digits with an optional decimal point, from 1 g to 10^15 g; correct it"
    )
