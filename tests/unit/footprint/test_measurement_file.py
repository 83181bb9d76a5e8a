"""Rows of an activity-data file: each refusal on the right row, the impossible refused, the unlikely warned of."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casthouse.exchange.range_file import built_in_ranges
from casthouse.footprint.draft_measurement import MEASUREMENT_COLUMNS, DraftMeasurement
from casthouse.footprint.measurement_admission import (
    MeasurementFacts,
    PostedMeasurement,
    admit_measurements,
)
from casthouse.footprint.measurement_kind import MeasurementKind
from casthouse.footprint.measurement_refusal import MEASUREMENT_REFUSAL_TEXTS, MEASUREMENT_REFUSALS
from casthouse.footprint.measurement_shape import check_row
from casthouse.footprint.plausible_range import ranges_from_text
from casthouse.refusal import Refusal

FACILITIES = {"SM": 7}
DAYS = {"from": "2025-01-01", "to": "2025-12-31"}


def draft(reference: str = "M1", **words: str) -> DraftMeasurement:
    given_words = {
        **dict.fromkeys(MEASUREMENT_COLUMNS, ""),
        "malformed": "",
        "reference": reference,
        "facility": "SM",
        **DAYS,
        **words,
    }
    return DraftMeasurement(row=2, words=given_words)


def power(**words: str) -> DraftMeasurement:
    return draft(**{"kind": "electricity", "item": "hydro", "quantity": "5000", "unit": "MWh", **words})


def carbon(reference: str = "C1", quantity: str = "0.42", **words: str) -> DraftMeasurement:
    return draft(reference, kind="net_anode_carbon", quantity=quantity, unit="t/t", **words)


def effects(reference: str = "AE1", **words: str) -> DraftMeasurement:
    told = {"kind": "anode_effects", "item": "CWPB", "quantity": "0.25", "unit": "min/cell-day"}
    return draft(reference, **{**told, **words})


def overvoltage(efficiency: str) -> DraftMeasurement:
    told = {"kind": "overvoltage", "item": "CWPB", "quantity": "1", "unit": "mV"}
    return draft(**told, current_efficiency=efficiency)


def code_of(row: DraftMeasurement) -> str:
    check_row(row, FACILITIES, built_in_ranges())
    return row.code.value if row.code else ""


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (power(), ""),
        (power(malformed="9 fields"), "row_malformed"),
        (power(reference=""), "row_malformed"),
        (power(evidence="x" * 2_001), "row_malformed"),
        (power(facility="XX"), "facility_unknown"),
        (power(to="2025-02-30"), "date_invalid"),
        (power(to="20251231"), "date_invalid"),
        (power(to="2024-12-31"), "span_invalid"),
        (power(to="2026-01-02"), "span_invalid"),
        (power(kind="power"), "kind_unknown"),
        (power(item="water"), "item_unknown"),
        (carbon(item="anything"), "item_unknown"),
        (draft(kind="output", quantity="1", unit="t"), "item_unknown"),
        (power(quantity="-1"), "quantity_invalid"),
        (power(quantity="1e9"), "quantity_invalid"),
        (power(quantity="٣"), "quantity_invalid"),
        (power(quantity="9" * 32), "quantity_invalid"),
        (power(unit="kwh"), "unit_unknown"),
        (power(factor="3"), "term_not_for_kind"),
        (power(location_factor="24,5"), "term_invalid"),
        (power(market_factor="12"), "term_missing"),
        (power(market_factor="12", evidence="PPA-7"), ""),
        (power(item="grid"), "term_missing"),
        (draft(kind="fuel", item="other", quantity="1", unit="GJ"), "term_missing"),
        (draft(kind="transport", item="sea", quantity="1", unit="tkm"), "term_missing"),
        (draft(kind="transport", item="sea", quantity="1", unit="tCO2e"), ""),
        (draft(kind="overvoltage", item="CWPB", quantity="1", unit="mV"), "term_missing"),
        (effects(unit="min/effect", quantity="2"), "term_missing"),
        (carbon(quantity="0.3338"), "quantity_impossible"),
        (carbon(quantity="0.3339"), ""),
        (carbon(quantity="420"), "quantity_impossible"),
        (overvoltage("0.95"), "quantity_impossible"),
        (overvoltage("95"), ""),
        (draft(kind="duct", item="CF4", quantity="1", unit="kg", collection="0"), "quantity_impossible"),
        (draft(kind="duct", item="CF4", quantity="1", unit="kg", collection="1.01"), "quantity_impossible"),
        (draft(kind="output", item="coil", quantity="0.0", unit="t"), "quantity_impossible"),
        (draft(kind="withdrawal"), "term_missing"),
        (draft(kind="withdrawal", corrects="M0", quantity="ignored"), ""),
    ],
    ids=str,
)  # fmt: skip
def test_a_row_by_itself(row: DraftMeasurement, code: str) -> None:
    assert code_of(row) == code
    if code:
        assert row.message.startswith("found "), row.message
        assert "; expected " in row.message


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (carbon(quantity="0.39"), "net_anode_carbon of 0.39"),
        (carbon(quantity="0.45"), ""),
        (effects(quantity="10.1"), "anode_effects of 10.1"),
        (effects(unit="min/effect", quantity="5", frequency="2.5"), "anode_effects of 12.5"),
        (effects(unit="min/effect", quantity="5", frequency="0.5"), ""),
        (draft(kind="duct", item="CF4", quantity="1", unit="kg", collection="0.79"), "collection of 0.79"),
        (power(item="unknown"), "unknown source"),
    ],
    ids=str,
)
def test_the_unlikely_is_warned_of_and_stands(row: DraftMeasurement, words: str) -> None:
    assert code_of(row) == ""
    assert words in "; ".join(row.warnings)
    assert bool(row.warnings) == bool(words)


def test_a_stated_frequency_never_divides_the_minutes_again() -> None:
    """Minutes per cell-day contain the frequency: one that is stated beside them changes nothing (F1b)."""
    assert effects(quantity="10", frequency="0.5").words["frequency"] == "0.5"
    told = [effects(quantity="10", frequency="0.5"), effects(quantity="10")]
    assert [code_of(row) for row in told] == ["", ""]
    assert [row.value("").minutes for row in told] == [10, 10]


def admitted(rows: list[DraftMeasurement], facts: MeasurementFacts | None = None) -> list[str]:
    for row in rows:
        check_row(row, FACILITIES, built_in_ranges())
    admit_measurements(rows, facts or MeasurementFacts())
    return [row.code.value if row.code else ("unchanged" if row.is_unchanged else "") for row in rows]


def posted(*rows: DraftMeasurement, corrected_by: str = "") -> MeasurementFacts:
    for row in rows:
        assert code_of(row) == ""
    return MeasurementFacts(
        posted={
            row.reference: PostedMeasurement(
                content=row.content, kind=row.kind or MeasurementKind.OUTPUT, corrected_by=corrected_by
            )
            for row in rows
        },
        rates=[row.value("") for row in rows if row.kind is MeasurementKind.NET_ANODE_CARBON],
    )


def test_a_row_sent_again_changes_nothing_whatever_way_its_numbers_are_written() -> None:
    facts = posted(power())
    assert admitted([power()], facts) == ["unchanged"]
    assert admitted([power(quantity="5000000.0", unit="kWh")], facts) == ["unchanged"]
    for other in ({"quantity": "5001"}, {"item": "wind"}, {"line": "2"}, {"to": "2025-12-30"}):
        assert admitted([power(**other)], facts) == ["reference_conflict"]


def test_minutes_a_day_and_minutes_an_effect_are_different_contents() -> None:
    once = effects(quantity="2", frequency="0.5")
    assert admitted([effects(quantity="2", frequency="0.5", unit="min/effect")], posted(once)) == [
        "reference_conflict"
    ]


def test_a_row_is_corrected_once_and_only_what_is_there() -> None:
    facts = posted(power())
    new = power(reference="M2", quantity="4000", corrects="M1")
    again = power(reference="M3", quantity="3000", corrects="M1")
    assert admitted([new, again], facts) == ["", "already_corrected"]
    assert admitted([power(reference="M2", corrects="M1")], posted(power(), corrected_by="M9")) == [
        "already_corrected"
    ]
    assert admitted([power(reference="M2", corrects="M0")]) == ["corrects_unknown"]
    ring = [power(reference="A", corrects="B"), power(reference="B", corrects="A")]
    assert admitted(ring) == ["corrects_unknown", "corrects_unknown"]
    assert admitted([power(reference="A", corrects="A")]) == ["corrects_unknown"]
    late = [draft("W", kind="withdrawal", corrects="M7"), power(reference="M7")]
    assert admitted(late) == ["", ""], "the order of rows does not matter"


def test_two_rates_never_tell_the_same_of_a_day() -> None:
    assert admitted([carbon(), carbon("C2")]) == ["", "measurement_overlaps"]
    apart = [carbon(to="2025-06-30"), carbon("C2", **{"from": "2025-07-01"})]
    assert admitted(apart) == ["", ""]
    assert admitted([carbon(line="1"), carbon("C2", line="2")]) == ["", ""]
    assert admitted([carbon("C2")], posted(carbon())) == ["measurement_overlaps"]
    assert admitted([carbon("C2", corrects="C1")], posted(carbon())) == [""]
    paste = draft("P", kind="soderberg_paste", item="VSS_dry", quantity="0.5", unit="t/t")
    assert admitted([carbon(), paste]) == ["", "measurement_overlaps"]
    gas = [draft(n, kind="duct", item=n, quantity="1", unit="kg", collection="0.98") for n in ("CF4", "C2F6")]
    twice = [gas[0], draft("CF4 again", kind="duct", item="CF4", quantity="1", unit="kg", collection="0.98")]
    assert admitted(twice) == ["", "measurement_overlaps"]
    assert admitted([*gas, effects()]) == ["", "", "measurement_overlaps"]


def test_every_code_has_its_words_and_the_first_that_applies_counts() -> None:
    assert set(MEASUREMENT_REFUSAL_TEXTS) == set(MEASUREMENT_REFUSALS)
    row = power(facility="XX", kind="none", quantity="x")
    assert code_of(row) == "facility_unknown"


WORDS = st.text(max_size=12)


@given(st.fixed_dictionaries(dict.fromkeys((*MEASUREMENT_COLUMNS, "malformed"), WORDS)))
def test_whatever_a_row_says_it_is_judged_and_never_breaks(words: dict[str, str]) -> None:
    rows = [DraftMeasurement(row=n, words=words) for n in (2, 3)]
    for row in rows:
        check_row(row, FACILITIES, built_in_ranges())
    admit_measurements(rows, MeasurementFacts())
    for row in rows:
        assert row.stands or row.message


def bad_ranges() -> Iterator[tuple[str, str]]:
    good = '[[range]]\nname = "a"\nunit = "t"\nsource = "s"\nverified = false\nwarn_above = 1\n'
    yield "", "there is no"
    yield good.replace("warn_above", "warn_over"), "unknown"
    yield good.replace("warn_above = 1\n", ""), "without a limit"
    yield good.replace("= 1", '= "1"'), "must be a number"
    yield good.replace("verified = false\n", ""), "verified"
    yield "[[range", "…"


@pytest.mark.parametrize(("text", "words"), list(bad_ranges()))
def test_a_wrong_file_of_ranges_is_refused_with_every_mistake(text: str, words: str) -> None:
    with pytest.raises(Refusal) as refused:
        ranges_from_text(text)
    assert refused.value.code == "ranges_invalid"
    assert words == "…" or words in str(refused.value)


def test_no_built_in_range_says_that_it_was_verified() -> None:
    assert not any(each.verified for each in built_in_ranges().values())
