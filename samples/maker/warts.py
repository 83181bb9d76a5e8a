"""What is wrong on purpose: the odd rows that real exports hold, each with the answer it must get.

A wart spoils one row of a company's file, or adds a row. The generator reads its files back and stops when a row
gets another answer than the one promised here.
"""

from collections.abc import Callable
from dataclasses import dataclass

from maker.movement import Movement
from maker.numbering import document_number

Test = Callable[[Movement], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wart:
    """One odd row: which movement it is made from, the cells that are changed, the answer and the reason.

    `place` from 0 to 1 picks one of the movements that fit. With `added` the row stands below an untouched
    original, else it replaces it. `code` is a refusal code, "unchanged", or "" for an odd row that counts;
    `delivery` changes every receipt row of the same delivery.
    """

    fits: Test
    place: float = 0.5
    change: dict[str, str]
    code: str
    why: str
    added: bool = False
    delivery: bool = False


def _kind(
    kind: str, *, coc: str | None = None, other: str | None = None, months: range = range(1, 13)
) -> Test:
    """Return the test for a kind of movement, its CoC flag, the other side and its months."""
    return lambda one: (
        one.kind == kind
        and coc in {None, one.coc}
        and other in {None, one.counterparty}
        and one.day.month in months
    )


def _scrap(kind: str, months: range) -> Test:
    """Return the test for pre-consumer scrap in some months."""
    return lambda one: one.kind == kind and one.material == "pre_consumer_scrap" and one.day.month in months


AFTER_JUNE = range(7, 13)

WARTS: dict[str, tuple[Wart, ...]] = {
    "TINGUI": (
        Wart(
            fits=_kind("extraction"),
            place=0.3,
            change={"facility": "TINGUI-MIN"},
            code="facility_unknown",
            why="a letter of the facility code is missing",
        ),
        Wart(
            fits=_kind("shipment", coc="no"),
            place=0.7,
            change={"unit": "T"},
            code="unit_unknown",
            why="units are case-sensitive: t, not T",
        ),
    ),
    "CURUA": (
        Wart(
            fits=_kind("extraction", months=range(3, 4)),
            change={"date": "2025-02-30"},
            code="date_invalid",
            why="February has no 30th",
        ),
        Wart(
            fits=_kind("extraction"),
            place=0.6,
            change={"quantity": "26,500"},
            code="quantity_invalid",
            why="a comma in the quantity",
        ),
        Wart(
            fits=_kind("shipment", other="SHANNON"),
            place=0.4,
            change={"coc": "yes"},
            code="scope_not_certified",
            why="sold as CoC Material by a mine that was never certified",
        ),
    ),
    "SHANNON": (
        Wart(
            fits=_kind("receipt", other="CURUA"),
            place=0.2,
            change={"unit": "WMT"},
            code="unit_unknown",
            why="wet tonnes are no unit of the profile",
        ),
        Wart(
            fits=_kind("receipt", coc="yes"),
            place=0.8,
            change={"document": ""},
            code="document_missing",
            why="the ship is in, its CoC Document is not",
        ),
        Wart(
            fits=_kind("production"),
            place=0.4,
            change={"quantity": "10412"},
            code="reference_conflict",
            why="the week's production once more under the same number, with another mass",
            added=True,
        ),
    ),
    "SAGUEN": (
        Wart(
            fits=_kind("shipment", other="MAAS", months=range(11, 12)),
            change={"date": "2025-11-31"},
            code="date_invalid",
            why="November has no 31st",
        ),
        Wart(
            fits=_kind("shipment", other="Ontario Die Cast"),
            place=0.6,
            change={"quantity": "512400.5"},
            code="reference_conflict",
            why="an invoice number used twice, for different masses",
            added=True,
        ),
        Wart(
            fits=_kind("reversal"),
            change={"reference": "SM-X-20999", "reverses": "SM-E-02017"},
            code="reverses_unknown",
            why="takes back a delivery of the year before, which these books do not hold",
            added=True,
        ),
    ),
    "ITHALA": (
        Wart(
            fits=_kind("shipment", other="RIED", months=AFTER_JUNE),
            place=0.0,
            change={"coc": "yes"},
            code="scope_not_certified",
            why="sold as CoC Material two days after the certificate ended",
        ),
        Wart(
            fits=_kind("shipment", other="RHEIN", months=AFTER_JUNE),
            place=0.0,
            change={"coc": "yes"},
            code="scope_not_certified",
            why="sold as CoC Material in autumn, the flag copied from an old order",
        ),
        Wart(
            fits=_kind("shipment", other="Durban Rolling Works"),
            place=0.8,
            change={"material": "aluminum"},
            code="material_unknown",
            why="the American spelling",
        ),
    ),
    "MOSAN": (
        Wart(
            fits=_kind("receipt", other="Stadt Aachen"),
            change={"material": "ubc"},
            code="material_unknown",
            why="the trade's name for used beverage cans",
        ),
        Wart(
            fits=_kind("receipt", other="Ville de Liège"),
            place=0.7,
            change={"coc": ""},
            code="coc_missing",
            why="neither yes nor no",
        ),
        Wart(
            fits=_kind("receipt", other="Intercommunale du Condroz"),
            place=0.2,
            change={"kind": "reciept"},
            code="kind_unknown",
            why="a typing error",
        ),
    ),
    "RHEIN": (
        Wart(
            fits=_kind("receipt", other="Schrotthandel Krüger"),
            place=0.3,
            change={"unit": "ST"},
            code="unit_unknown",
            why="bales counted by the piece",
        ),
        Wart(
            fits=_kind("receipt", coc="yes", other="VLTAVA"),
            place=0.5,
            change={"document": ""},
            code="document_missing",
            why="stamping scrap came without its CoC Document",
        ),
        Wart(
            fits=_kind("receipt", other="Presswerk Bochum"),
            place=0.6,
            change={"material": "SC-2100"},
            code="material_unknown",
            why="a material number that the profile does not know",
        ),
        Wart(
            fits=_kind("reversal"),
            place=0.9,
            change={"reference": "5110000399"},
            code="already_reversed",
            why="the same movement taken back twice",
            added=True,
        ),
    ),
    "RIED": (
        Wart(
            fits=_kind("receipt", other="MAAS"),
            place=0.6,
            change={"facility": "RIED-WH"},
            code="facility_unknown",
            why="a store that is not in the register",
        ),
        Wart(
            fits=_kind("shipment", other="MAAS"),
            place=0.3,
            change={"reference": "BL300017", "facility": "RIED-DEPOT", "coc": "yes"},
            code="scope_not_certified",
            why="sold as CoC Material from the port depot, which stands in no certification scope",
            added=True,
        ),
        Wart(
            fits=_kind("shipment", other="Schwarzwald Blechformen"),
            place=0.5,
            change={
                "reference": "REC190044",
                "kind": "production",
                "material": "pre_consumer_scrap",
                "coc": "",
                "counterparty": "",
            },
            code="material_not_for_kind",
            why="edge trim of the own mill booked as production",
            added=True,
        ),
        Wart(
            fits=_kind("shipment", other="Schwarzwald Blechformen"),
            place=0.8,
            change={},
            code="unchanged",
            why="the same row twice, to the letter",
            added=True,
        ),
        Wart(
            fits=_kind("receipt", coc="no", other="ITHALA", months=AFTER_JUNE),
            place=0.0,
            change={"coc": "yes", "document": document_number("ITHALA", 5)},
            code="",
            why="booked as declared: the supplier's certificate had ended two days before the metal left, and the "
            "document number was never issued; a finding (supplier_not_entitled), no refusal",
            delivery=True,
        ),
    ),
    "ADDA": (
        Wart(
            fits=_kind("shipment", other="Birrificio Lambro"),
            place=0.4,
            change={"quantity": "0"},
            code="quantity_invalid",
            why="an empty delivery note",
        ),
        Wart(
            fits=_kind("receipt", other="Anadolu Levha"),
            place=0.7,
            change={"date": "2025-09-31"},
            code="date_invalid",
            why="September has no 31st; the cell holds text",
        ),
        Wart(
            fits=_kind("shipment", coc="no", other="DOURO"),
            place=0.5,
            change={"kind": "delivery"},
            code="kind_unknown",
            why="the sales department's word for a shipment",
        ),
    ),
    "VLTAVA": (
        Wart(
            fits=_scrap("shipment", range(3, 4)),
            place=0.5,
            change={"coc": "yes"},
            code="scope_not_certified",
            why="stamping scrap sold as CoC Material before the first certificate began",
        ),
        Wart(
            fits=_kind("receipt", other="Bohemia Hliník"),
            place=0.5,
            change={"counterparty": ""},
            code="row_malformed",
            why="no supplier",
        ),
        Wart(
            fits=_kind("shipment", other="dealers (cars delivered)"),
            place=0.7,
            change={"date": "T14:30"},
            code="date_invalid",
            why="the cell holds a time of day as well",
        ),
    ),
    "ALMFRI": (
        Wart(
            fits=_kind("receipt", other="Drava Pločevinke"),
            place=0.3,
            change={"quantity": "=11150*1.1"},
            code="row_malformed",
            why="a formula where a figure belongs",
        ),
        Wart(
            fits=_kind("shipment", other="beverage wholesalers"),
            place=0.6,
            change={"quantity": "17250"},
            code="reference_conflict",
            why="a delivery number used twice, for different masses",
            added=True,
        ),
        Wart(
            fits=_kind("shipment", other="beverage wholesalers"),
            place=0.9,
            change={"coc": ""},
            code="coc_missing",
            why="neither yes nor no",
        ),
    ),
}


def pick(book: list[Movement], wart: Wart) -> Movement:
    """Return the movement that the wart is made from; a movement that is taken back never fits."""
    fitting = [one for one in book if wart.fits(one) and not (one.is_reversed or one.refused)]
    assert fitting, wart.why
    return fitting[min(int(wart.place * len(fitting)), len(fitting) - 1)]
