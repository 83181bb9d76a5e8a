"""The picture of the whole chain: for everybody only what was published, for the secretariat all closed periods."""

import pytest

from casthouse.picture.chain_flow import ChainGrouping
from casthouse.picture.flow_network import FlowNetwork, Tone, inflow_g
from casthouse.refusal import Refusal
from casthouse.service.chain_picture import chain_year, published_chain
from casthouse.service.permission import OPERATOR, VISITOR
from casthouse.storage import public_statistics as store
from casthouse.storage.models import StatementRow
from tests.public_world import WorldSize, fill_world
from tests.scenario.certification import on_day
from tests.scenario.test_public_statistics import TODAY, published_year

pytestmark = [pytest.mark.django_db, pytest.mark.one_store]


def into_stages(network: FlowNetwork) -> int:
    return sum(
        each.mass_g
        for each in network.bands
        if 0 < network.by_key[each.target].column < len(network.headings) - 1 and each.tone is not Tone.REST
    )


def test_what_is_drawn_is_what_was_published_and_stays_so() -> None:
    fill_world(WorldSize(organisations=18, ratings_an_audit=3), today=TODAY)
    with on_day("2026-06-01"):
        assert published_chain(VISITOR).network.bands == ()
        release = published_year()
        before = published_chain(VISITOR)
        told = sum(
            f.mass_g for s in release.volumes.stages for f in s.figures if all(x.is_in for x in f.flows)
        )
        assert into_stages(before.network) == told > 0
        assert before.years == (2025,)
        StatementRow.objects.filter(scope__organisation__code="ORG0001").update(superseded_at=release.at)
        assert published_chain(VISITOR) == before
        with pytest.raises(Refusal) as unknown:
            published_chain(VISITOR, year=2024)
    assert unknown.value.code == "public_record_unknown"


def test_the_secretariat_sees_every_company_and_what_is_missing() -> None:
    fill_world(WorldSize(organisations=4, ratings_an_audit=3), today=TODAY)
    with on_day("2026-06-01"):
        network = chain_year(OPERATOR, year=2025, grouping=ChainGrouping.ORGANISATION)
        held = list(store.organisation_volumes(2025))
        companies = {each.organisation for each in held}
        assert {each.label for each in network.nodes if each.entries} == companies
        whole = sum(m for each in held for flow, m in each.flows.items() if flow.is_in)
        assert into_stages(network) == whole
        by_stage = chain_year(OPERATOR, year=2025)
        assert sum(inflow_g(by_stage, each.key) for each in by_stage.nodes if not each.entries) > 0
        with pytest.raises(Refusal) as refused:
            chain_year(OPERATOR, year=2031)
        assert refused.value.code == "year_invalid"
        first = StatementRow.objects.order_by("id").first()
        assert first is not None
        StatementRow.objects.filter(scope=first.scope).update(superseded_at=first.closed_at)
        opened = chain_year(OPERATOR, year=2025)
    assert opened.notes[-1].startswith("Provisional: of 1 scope a period that ends in the year is not closed")
