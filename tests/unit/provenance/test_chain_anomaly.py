"""Each question of the chain is asked where it should be, and not a step before."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import polars as pl
import pytest

from casthouse.custody.movement import Kind
from casthouse.custody.stage import Material, Stage
from casthouse.exchange.anomaly_rules_file import built_in_anomaly_rules
from casthouse.measure.period import Period
from casthouse.provenance.anomaly_rules import anomaly_rules_from_text
from casthouse.provenance.certificate_anomaly import CocDay, EntitledSpan, lapsed_shipments, silent_members
from casthouse.provenance.chain_anomaly import ChainAnomaly
from casthouse.provenance.circular_sale import Sale, circular_sales
from casthouse.provenance.document_anomaly import BookedDocument, BookedSide, IssuedSide, document_anomalies
from casthouse.provenance.melt_yield import MeltTotals, melt_yields
from casthouse.provenance.scrap_anomaly import RECEIPTS, CashNear, purchases_below_cap, scrap_anomalies
from casthouse.provenance.severity import Severity
from casthouse.provenance.stage_anomaly import DayFlow, stage_anomalies
from casthouse.refusal import Refusal
from tests.unit.custody.allowance_samples import RULES as ALLOWANCE

T = 1_000_000
HELD = dict.fromkeys(("A", "B", "SPY"), ALLOWANCE)
SECRET = b"of this store"
RULES = built_in_anomaly_rules()
YEAR = Period(start=date(2025, 1, 1), end=date(2026, 1, 1))
DAY = date(2025, 3, 15)
BAUXITE, ALUMINA, METAL = Material.BAUXITE, Material.ALUMINA, Material.ALUMINIUM


def kinds(found: object) -> list[str]:
    return [each.kind.value for each in found]  # type: ignore[attr-defined]


def flow(
    kind: Kind, tonnes: float, *, coc: bool = False, on: date = DAY, material: Material = METAL
) -> DayFlow:
    return DayFlow("A", on, kind, material, coc, round(tonnes * T))


def stages(*flows: DayFlow, carried_t: float = 0) -> list[str]:
    return kinds(stage_anomalies(flows, RULES, YEAR, {("A", Stage.ALUMINIUM): round(carried_t * T)}))


def booked(
    buyer: str, tonnes: float, *references: str, on: date = DAY, material: Material = METAL
) -> BookedSide:
    mass_g = round(tonnes * T)
    return BookedSide(
        buyer=buyer,
        references=references,
        first=on,
        last=on,
        materials=frozenset({material}),
        mass_g=mass_g,
    )


ISSUED = IssuedSide(
    issuer="S", shipment="LS-1", recipient="A", day=DAY, material=METAL, mass_g=20 * T, in_force=True
)


def documents(
    *sides: BookedSide, issued: IssuedSide | None = ISSUED, issues: date | None = date(2024, 1, 1)
) -> list[ChainAnomaly]:
    document = BookedDocument(
        supplier="S", number="S-1", issued=issued, issues_since=issues, booked=tuple(sides)
    )
    return [each.named(SECRET) for each in document_anomalies([document], HELD, YEAR)]


def test_a_document_is_asked_about_where_the_sides_differ() -> None:
    assert documents(booked("A", 20.1, "R-1")) == [], "within the tolerance at receipt, half a percent"
    assert documents(booked("A", 20.1, "R-1", "R-2")) == []
    assert kinds(documents(booked("A", 20.11, "R-1"))) == ["document_altered"]
    assert kinds(documents(booked("A", 19.89, "R-1"))) == ["document_altered"]
    assert documents(booked("A", 20, "R-1", "R-2")) == [], "delivered in parts"
    assert kinds(documents(booked("A", 20.3, "R-1"))) == ["document_altered"]
    assert kinds(documents(booked("A", 40, "R-1", "R-2"))) == ["document_booked_twice", "document_altered"]
    assert kinds(documents(booked("A", 20, "R-1", on=DAY - timedelta(days=1)))) == ["document_altered"]
    assert kinds(documents(booked("B", 20, "R-1"))) == ["document_not_issued"], "it was issued to A"
    assert kinds(documents(booked("A", 20, "R-1", material=Material.DROSS))) == ["document_altered"]
    assert kinds(documents(booked("A", 20, "R-1"), issued=replace(ISSUED, in_force=False))) == [
        "document_not_issued"
    ]


def test_a_paper_from_elsewhere_is_compared_among_its_buyers_only() -> None:
    assert documents(booked("A", 20, "R-1"), issued=None, issues=None) == []
    assert kinds(documents(booked("A", 20, "R-1"), issued=None)) == ["document_not_issued"]
    two = documents(booked("A", 20, "R-1"), booked("B", 20, "R-9"), issued=None, issues=None)
    assert kinds(two) == ["document_booked_twice"]


def test_an_organisation_sees_its_own_side_and_nothing_of_the_others() -> None:
    (whole,) = documents(booked("A", 20, "R-1"), booked("B", 20, "R-9"), issued=None, issues=None)
    own = whole.seen_by("B", SECRET)
    assert own is not None
    assert own.organisations == ("B",)
    assert own.is_shared
    assert "R-1" not in repr(own.sides)
    assert own.key == whole.sides[1].key
    assert len({own.key, whole.key, whole.sides[0].key}) == 3
    assert own.whole == (whole.key, whole.digest), "what clears it is kept for the whole"
    (other,) = documents(booked("A", 9, "R-7"), booked("B", 20, "R-9"), issued=None, issues=None)
    changed = other.seen_by("B", SECRET)
    assert changed is not None
    assert (changed.key, changed.digest) == (own.key, own.digest), "neither tells of the other ledger"
    assert changed.whole[1] != own.whole[1]
    assert whole.seen_by("C", SECRET) is None


UNISSUED = {
    "none": None,
    "of A": ISSUED,
    "of A, larger": replace(ISSUED, mass_g=77 * T, material=ALUMINA, day=DAY + timedelta(days=9)),
    "taken back": replace(ISSUED, in_force=False),
    "of A, booked by A": ISSUED,
    "of nobody here": replace(ISSUED, recipient=None, mass_g=5 * T),
}


@pytest.mark.parametrize("issues", [date(2024, 1, 1), DAY + timedelta(days=1), None])
def test_who_books_the_number_of_another_reads_the_same_whether_or_not_there_is_such_a_document(
    issues: date | None,
) -> None:
    def shown(case: str, *, with_a: bool) -> list[ChainAnomaly]:
        sides = [booked("A", 20, "R-1"), booked("SPY", 1, "X-1")]
        found = documents(*sides[0 if with_a else 1 :], issued=UNISSUED[case], issues=issues)
        views = [each.seen_by("SPY", SECRET) for each in found]
        return [replace(each, whole=("", "")) for each in views if each is not None]

    cases = [case for case in UNISSUED if issues is not None or case == "none"]
    seen = [shown(case, with_a=case.endswith("by A")) for case in cases]
    assert all(each == seen[0] for each in seen)
    if issues is None:
        return
    assert shown("none", with_a=True) == seen[0], "nor whether somebody else booked it"
    assert [each.kind.value for each in seen[0]] == ["document_not_issued"] * (issues < DAY)
    assert not any(each.is_shared or each.together for each in seen[0])


def test_the_secretariat_and_the_issuer_see_whose_document_was_booked() -> None:
    (found,) = documents(booked("SPY", 1, "X-1"))
    assert found.together == "the document was issued to A; 1.000 t for the 20.000 t of the document"
    issuer = found.seen_by("S", SECRET)
    assert issuer is not None
    assert (issuer.organisations, issuer.is_shared, issuer.together) == (("S",), True, "")
    own, other = documents(booked("A", 20, "R-1"), booked("SPY", 1, "X-1"))
    assert [each.kind.value for each in (own, other)] == ["document_booked_twice", "document_not_issued"]
    assert own.seen_by("A", SECRET) is not None, "its own document, booked by somebody else, too"
    assert other.seen_by("A", SECRET) is None


def test_a_number_booked_in_another_year_is_asked_about_there() -> None:
    assert documents(booked("SPY", 1, "X-1", on=date(2024, 12, 31)), issued=None) == []


def test_neither_key_nor_digest_is_found_without_the_secret() -> None:
    (one,) = documents(booked("A", 21, "R-1"))
    other = one.named(b"of another store")
    assert one.key != other.key
    assert one.digest != other.digest


def test_a_digest_follows_the_entries_behind_a_figure() -> None:
    flows = (flow(Kind.SHIPMENT, 500),)
    (found,) = stage_anomalies(flows, RULES, YEAR, {})
    digests = {
        replace(found, sides=(replace(found.sides[0], evidence=each),)).named(SECRET).digest
        for each in ("1 a", "1 b")
    }
    assert len(digests) == 2


def test_a_balance_carried_in_may_be_sold() -> None:
    sold = flow(Kind.SHIPMENT, 110, coc=True)
    bought = (flow(Kind.RECEIPT, 60, coc=True), flow(Kind.RECEIPT, 900))
    assert stages(*bought, sold, carried_t=40) == []
    assert stages(*bought, sold, carried_t=39.9) == ["little_bought_much_sold"]


def test_the_digest_follows_the_evidence_and_the_key_does_not() -> None:
    (one,) = documents(booked("A", 21, "R-1"))
    (other,) = documents(booked("A", 22, "R-1"))
    assert one.key == other.key
    assert one.digest != other.digest


def test_more_out_than_in_is_asked_above_the_tolerance() -> None:
    bought = flow(Kind.RECEIPT, 100)
    assert stages(bought, flow(Kind.SHIPMENT, 105)) == []
    assert stages(bought, flow(Kind.SHIPMENT, 105.001)) == ["output_above_input"]
    before = date(2024, 3, 1)
    assert stages(bought, flow(Kind.SHIPMENT, 150, on=before)) == [], "nothing left in the period"


def test_a_sale_long_before_the_purchase_is_asked_about() -> None:
    bought = flow(Kind.RECEIPT, 100)
    assert stages(bought, flow(Kind.SHIPMENT, 50, on=DAY - timedelta(days=31))) == []
    assert stages(bought, flow(Kind.SHIPMENT, 50, on=DAY - timedelta(days=32))) == ["sold_before_bought"]
    assert stages(bought, flow(Kind.SHIPMENT, 10, on=DAY - timedelta(days=60))) == [], "a stock from before"


@pytest.mark.parametrize(
    ("alumina", "asked"),
    [
        (188.89, ["yield_beyond_chemistry"]),
        (188.9, ["yield_beyond_experience"]),
        (190, []),
        (220, []),
        (220.1, ["yield_beyond_experience"]),
    ],
)
def test_alumina_for_a_tonne_of_metal(alumina: float, asked: list[str]) -> None:
    assert stages(flow(Kind.RECEIPT, alumina, material=ALUMINA), flow(Kind.PRODUCTION, 100)) == asked


@pytest.mark.parametrize(
    ("bauxite", "asked"), [(117, ["yield_beyond_chemistry"]), (120, ["yield_beyond_experience"]), (240, [])]
)
def test_bauxite_for_a_tonne_of_alumina(bauxite: float, asked: list[str]) -> None:
    mined = flow(Kind.EXTRACTION, bauxite, material=BAUXITE)
    assert stages(mined, flow(Kind.PRODUCTION, 100, material=ALUMINA)) == asked


def test_little_bought_and_much_sold() -> None:
    def of(sold: float) -> list[tuple[str, Severity]]:
        flows = (
            flow(Kind.RECEIPT, 100, coc=True),
            flow(Kind.RECEIPT, 900),
            flow(Kind.SHIPMENT, sold, coc=True),
        )
        return [(each.kind.value, each.severity) for each in stage_anomalies(flows, RULES, YEAR, {})]

    assert of(110) == []
    assert of(110.1) == [("little_bought_much_sold", Severity.MEDIUM)]
    assert of(201) == [("little_bought_much_sold", Severity.HIGH)]
    assert stages(flow(Kind.RECEIPT, 100), flow(Kind.SHIPMENT, 24.9, coc=True)) == [], "below a truck"


def test_the_share_of_a_stage_before_counts_as_bought() -> None:
    """Half of the alumina is CoC Material, so half of the metal is."""
    flows = (
        flow(Kind.RECEIPT, 96, coc=True, material=ALUMINA),
        flow(Kind.RECEIPT, 96, material=ALUMINA),
        flow(Kind.PRODUCTION, 100),
    )
    assert stages(*flows, flow(Kind.SHIPMENT, 55, coc=True)) == []
    assert stages(*flows, flow(Kind.SHIPMENT, 55.1, coc=True)) == ["little_bought_much_sold"]


def sale(seller: str, buyer: str, tonnes: int, material: Material = METAL, coc: int = 0) -> Sale:
    return Sale(seller, buyer, material, tonnes * T, coc * T, (buyer,))


def test_sales_in_a_ring_are_asked_about_and_a_loop_of_scrap_is_not() -> None:
    there = (sale("A", "B", 100, coc=1), sale("B", "C", 80, coc=1))
    assert list(circular_sales(there, RULES, YEAR)) == []
    scrap = sale("C", "A", 90, material=Material.POST_CONSUMER_SCRAP)
    assert list(circular_sales([*there, scrap], RULES, YEAR)) == []
    assert list(circular_sales([*there, sale("C", "A", 49)], RULES, YEAR)) == [], "too little goes round"
    (ring,) = circular_sales([*there, sale("C", "A", 60, coc=2), sale("A", "D", 70)], RULES, YEAR)
    assert ring.organisations == ("A", "B", "C")
    assert ring.together.startswith("60.000 t")
    assert ring.severity is Severity.HIGH
    own = ring.seen_by("A", SECRET)
    assert own is not None
    assert "60" not in own.together + own.sides[0].seen, "the narrowest sale is of others"


def test_goods_sent_back_are_no_ring() -> None:
    sold = sale("A", "B", 2000, coc=900)
    assert list(circular_sales([sold, sale("B", "A", 100)], RULES, YEAR)) == []
    assert kinds(circular_sales([sold, sale("B", "A", 101)], RULES, YEAR)) == ["circular_sales"]
    assert kinds(circular_sales([sold, sale("B", "A", 100, coc=1)], RULES, YEAR)) == ["circular_sales"]


def test_what_goes_round_is_what_its_rings_carry_without_counting_a_tonne_twice() -> None:
    sales = [sale("A", "B", 125), sale("B", "A", 55), sale("B", "C", 90), sale("C", "A", 70)]
    (ring,) = circular_sales(sales, RULES, YEAR)
    assert ring.together == (
        "125.000 t at least may have gone round, in 2 rings: A → B → C → A 70.000 t; A → B → A 55.000 t"
    )
    assert ring.organisations == ("A", "B", "C")
    assert len(ring.sides) == 4
    (narrow,) = circular_sales([sale("A", "B", 119), *sales[1:]], RULES, YEAR)
    assert narrow.together.startswith("70.000 t at least"), "49 t are left between A and B"


def test_a_group_is_asked_about_once_whatever_rings_are_in_it() -> None:
    two = [sale("A", "B", 1000), sale("B", "A", 1000), sale("C", "D", 900), sale("D", "C", 900)]
    found = list(circular_sales(two, RULES, YEAR))
    assert [each.organisations for each in found] == [("A", "B"), ("C", "D")]
    links = [sale("B", "C", 60), sale("D", "A", 60)]
    (joined,) = circular_sales([*two, *links], RULES, YEAR)
    assert joined.organisations == ("A", "B", "C", "D")
    assert joined.together.startswith(
        "1900.000 t at least may have gone round, in 2 rings: A → B → A 1000.000 t;"
    )
    assert list(circular_sales([*links[::-1], *two[::-1]], RULES, YEAR)) == [joined], "whatever the order"


def test_a_ring_of_claims_inside_a_group_is_grave() -> None:
    plain = [sale("A", "B", 1000), sale("B", "C", 1000, coc=5), sale("C", "A", 1000, coc=5)]
    (ring,) = circular_sales(plain, RULES, YEAR)
    assert ring.severity is Severity.LOW
    (ring,) = circular_sales([*plain, sale("C", "B", 90, coc=1)], RULES, YEAR)
    assert ring.severity is Severity.HIGH


def test_rings_of_everybody_with_everybody_come_to_an_end() -> None:
    names = [f"M{n:02}" for n in range(30)]
    sales = [sale(a, b, 50 + 31 * i + j) for i, a in enumerate(names) for j, b in enumerate(names) if a != b]
    (found,) = circular_sales(sales, RULES, YEAR)
    assert found.organisations == tuple(names)
    assert "; and 90 more" in found.together


def test_a_shipment_on_the_last_day_of_a_certificate_is_right_and_on_the_next_is_not() -> None:
    span = EntitledSpan("A", "A-CH", date(2025, 1, 1), DAY)
    assert list(lapsed_shipments([CocDay("A", "A-CH", DAY, T)], [span], YEAR)) == []
    after = CocDay("A", "A-CH", DAY + timedelta(days=1), T)
    assert kinds(lapsed_shipments([after], [span], YEAR)) == ["certificate_lapsed"]
    assert kinds(lapsed_shipments([CocDay("A", "A-2", DAY, T)], [span], YEAR)) == ["certificate_lapsed"]


def test_a_member_is_silent_after_ninety_two_days_only() -> None:
    on = date(2025, 12, 31)
    span = EntitledSpan("A", "A-CH", date(2025, 1, 1), on)

    def silent(latest: dict[str, date], *spans: EntitledSpan) -> list[str]:
        return kinds(silent_members(latest, spans, RULES, YEAR, on))

    assert silent({"A": date(2025, 10, 1)}, span) == []
    assert silent({"A": date(2025, 9, 30)}, span) == ["silent_member"]
    assert silent({}, span) == ["silent_member"]
    assert silent({}, span._replace(first=date(2025, 10, 2))) == [], "it is certified for a shorter time"


def test_a_member_whose_certificate_was_renewed_is_asked_too() -> None:
    on = date(2025, 12, 31)
    old = EntitledSpan("A", "A-CH", date(2022, 12, 1), date(2025, 11, 30))
    new = EntitledSpan("A", "A-CH", date(2025, 12, 1), date(2028, 11, 30))

    def silent(*spans: EntitledSpan) -> list[str]:
        return kinds(silent_members({}, spans, RULES, YEAR, on))

    assert silent(new, old) == ["silent_member"]
    assert silent(old._replace(last=date(2025, 12, 15)), new) == ["silent_member"], "they overlap"
    assert silent(old._replace(last=date(2025, 11, 29)), new) == [], "a day without"
    assert silent(old, new._replace(facility="A-2")) == [], "another site"
    inside = EntitledSpan("A", "A-CH", date(2025, 2, 1), date(2025, 3, 1))
    assert silent(old, inside, new) == ["silent_member"]


def test_melts_that_lose_too_much_or_nothing() -> None:
    def of(metal: float, melts: int = 10) -> list[str]:
        totals = MeltTotals("A", "A-CH", melts, 100 * T, round(metal * T), ("M-1", "M-9"))
        return kinds(melt_yields([totals], RULES, YEAR))

    assert of(85) == of(99.95) == of(50, melts=9) == []
    assert of(84.9) == of(100) == ["yield_beyond_experience"]


def receipts(*rows: tuple[date, str, int]) -> list[str]:
    frame = pl.DataFrame([("A", *row) for row in rows], schema=RECEIPTS, orient="row")
    return kinds(scrap_anomalies(frame, RULES, YEAR))


def days(count: int) -> list[date]:
    return [date(2025, 1, 1) + timedelta(days=number) for number in range(count)]


def test_round_masses_of_scrap() -> None:
    assert receipts(*[(day, "S", 10 * T if n < 12 else 10 * T + 1) for n, day in enumerate(days(20))]) == [
        "scrap_round_masses"
    ]
    assert receipts(*[(day, "S", 10 * T if n < 11 else 10 * T + 1) for n, day in enumerate(days(20))]) == []
    assert receipts(*[(day, "S", 10 * T) for day in days(19)]) == []


def test_many_sellers_on_a_day() -> None:
    usual = [(day, f"S-{n}", T + 1) for day in days(5)[1:] for n in range(8)]
    first = days(1)[0]
    assert receipts(*usual, *[(first, f"S-{n}", T + 1) for n in range(24)]) == []
    assert receipts(*usual, *[(first, f"S-{n}", T + 1) for n in range(25)]) == ["scrap_many_sellers"]


def test_a_burst_of_scrap() -> None:
    usual = [(date(2025, month, 3), "S", 20 * T + 1) for month in (1, 2, 3)]
    assert receipts(*usual, (date(2025, 4, 3), "S", 120 * T)) == []
    assert receipts(*usual, (date(2025, 4, 3), "S", 121 * T)) == ["scrap_burst"]
    assert receipts(*usual[1:], (date(2025, 4, 3), "S", 500 * T)) == [], (
        "too few months to know what is usual"
    )


def test_first_digits_are_asked_only_of_masses_of_many_widths() -> None:
    natural = [round(10 ** (3 + 4 * n / 1000)) + 1 for n in range(1000)]
    invented = [(5 + n % 4) * 10 ** (4 + n % 4) + n for n in range(1000)]
    trucks = [20 * T + n for n in range(1000)]
    for masses, asked in (
        (natural, []),
        (invented, ["scrap_first_digits"]),
        (trucks, []),
        (invented[:999], []),
    ):
        assert receipts(*[(DAY, "S", mass_g) for mass_g in masses]) == asked


def test_cash_just_below_the_cap() -> None:
    def of(*amounts: str, limit: str | None = None) -> list[str]:
        legal = None if limit is None else Decimal(limit)
        paid = [CashNear("A", f"K-{n}", "S", DAY, Decimal(each), legal) for n, each in enumerate(amounts)]
        return kinds(purchases_below_cap(paid, {"A": ALLOWANCE}, RULES, YEAR))

    assert of("9000", "9999.99", "10000") == ["scrap_below_cash_cap"]
    assert of("9000", "9999.99", "8999.99") == []
    assert of("9000", "9999.99") == []
    assert of("950", "900", "1000", limit="1000") == ["scrap_below_cash_cap"]
    assert of("950", "900", "1000") == []
    assert of("950", "899.99", "1000", limit="1000") == []
    assert of("9000", "9999.99", "10000", limit="15000") == ["scrap_below_cash_cap"]


def test_each_cash_purchase_is_held_against_the_limit_of_its_time() -> None:
    paid = [
        CashNear("A", "K-1", "S", DAY, Decimal(9900), None),
        CashNear("A", "K-2", "S", DAY, Decimal(950), Decimal(1000)),
        CashNear("A", "K-3", "S", DAY, Decimal(990), Decimal(1000)),
    ]
    (asked,) = purchases_below_cap(paid, {"A": ALLOWANCE}, RULES, YEAR)
    assert "just below USD 1000 or 10000: K-1 (USD 9900, " in asked.sides[0].seen


def test_rules_are_refused_that_are_not_whole() -> None:
    with pytest.raises(Refusal, match="anomaly_rules_invalid"):
        anomaly_rules_from_text(
            "[[rule]]\nname = 'silent_days'\nvalue = -1\nunit = 'days'\nsource = 'x'\nverified = 0\n"
        )
