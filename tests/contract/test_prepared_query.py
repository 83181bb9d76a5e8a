"""A query that is compiled once answers as Django does, whatever it is asked and however often, on both stores."""

from datetime import date
from typing import Any

from django.db.models import Count, Exists, Max, OuterRef

from casthouse.storage.listed_text import among, among_keys
from casthouse.storage.models import FacilityRow, OrganisationRow, ScopeFacilityRow, ScopeRow
from casthouse.storage.prepared_query import Argument, PreparedQuery
from tests.contract.register_text import one_scope, register_text
from tests.contract.store import Store


def scopes(codes: Any, begun: Any) -> Any:
    """Return scopes with what stores keep in different ways: days, truth, texts, instants."""
    sites = ScopeFacilityRow.objects.filter(scope=OuterRef("pk"))
    return (
        ScopeRow.objects.filter(organisation__code__in=codes, first_period_start__lte=begun)
        .annotate(has_sites=Exists(sites), last=Max("organisation__journalrow__at"))
        .order_by("code")
        .values_list("code", "first_period_start", "last_day", "has_sites", "last", "organisation__name")
    )


def sites(organisations: Any) -> Any:
    """Return sites with what they do, which is kept as JSON."""
    rows = FacilityRow.objects.filter(organisation__in=organisations).order_by("code")
    return rows.values_list("code", "activities", "latitude")


def scope_count(name: Any) -> Any:
    """Return how many scopes an organisation has."""
    return OrganisationRow.objects.filter(name=name).values_list("code").annotate(n=Count("scoperow"))


def everybody() -> Any:
    """Return the codes of all organisations."""
    return OrganisationRow.objects.order_by("-code").values_list("code")


SCOPES = PreparedQuery(scopes, Argument.TEXTS, Argument.ONE)
SITES = PreparedQuery(sites, Argument.KEYS)
COUNT = PreparedQuery(scope_count, Argument.ONE)
EVERYBODY = PreparedQuery(everybody)


def test_it_answers_as_the_query_does_that_is_written_anew(store: Store) -> None:
    assert store.load(register_text(one_scope())).code == 0
    with store.in_use():
        keys = dict(OrganisationRow.objects.values_list("code", "id"))
        for codes in ([], ["ACME"], ["ACME", "SUP", "NOBODY"], ["a' OR '1'='1", "%s", "SUP"]):
            for begun in (date(2019, 12, 31), date(2020, 1, 1), date(2030, 1, 1)):
                assert SCOPES.rows(codes, begun) == list(scopes(among(codes), begun)), (codes, begun)
            held = [keys.get(code, 999) for code in codes]
            assert SITES.rows(held) == list(sites(among_keys(held)))
        for name in ("ACME Ltd", "nobody", "x' OR '1'='1"):
            assert COUNT.rows(name) == list(scope_count(name))
        assert EVERYBODY.rows() == [("SUP",), ("CUS",), ("ACME",)]
        assert SCOPES.rows(["SUP", "ACME"], date(2030, 1, 1))[0][1:4] == (date(2024, 1, 1), None, True)


def test_who_counts_statements_counts_it(store: Store) -> None:
    assert store.asked(lambda: [EVERYBODY.rows(), EVERYBODY.rows()]) == 2
