"""Every country with printed default values is found by its code, and what is no country is none."""

from opencbam.engine import defaults

from casthouse.exchange.cbam_tables import OTHER, OpenCbamTables
from casthouse.exchange.world_map import country_names, is_country


def test_each_country_of_the_printed_tables_is_found_by_its_code() -> None:
    tables = OpenCbamTables()
    printed = {row["country"] for rows in defaults._load().values() for row in rows}  # noqa: SLF001 - its list
    found = [tables.default(code, "7601", 2026) for code in country_names()]
    own = {defaults._fold(each.country) for each in found if each and each.is_own}  # noqa: SLF001 - their folding
    assert own == {defaults._fold(each) for each in printed} - {defaults._fold(OTHER)}  # noqa: SLF001 - as above


def test_a_country_without_a_default_of_its_own_is_told_from_one_that_has() -> None:
    tables = OpenCbamTables()
    ivory, vatican = (tables.default(code, "7601", 2026) for code in ("CI", "VA"))
    assert ivory is not None
    assert (ivory.is_own, ivory.country) == (True, "Côte d'Ivoire")
    assert vatican is not None
    assert (vatican.is_own, vatican.country) == (False, OTHER)


def test_countries_are_those_of_today() -> None:
    assert is_country("CN")
    assert is_country("us")
    assert not any(is_country(each) for each in ("ZZ", "IND", "AN", "CS", "", "XX"))
