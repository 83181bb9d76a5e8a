"""The network of the whole chain: each stage balances, and nothing is told beyond what was published."""

from dataclasses import replace

import pytest
from defusedxml.ElementTree import fromstring

from casthouse.custody.stage import Stage
from casthouse.custody.volume_statistics import (
    OrganisationVolume,
    StageVolume,
    VolumeFigure,
    VolumeFlow,
    VolumeSheet,
)
from casthouse.exchange.picture_file import PictureForm, View, picture_file
from casthouse.picture.chain_flow import ALL_IN, ALL_OUT, ChainGrouping, members_network, published_network
from casthouse.picture.flow_network import NOT_DISCLOSED, Entries, EntriesOf, FlowNetwork
from casthouse.picture.flow_svg import flow_drawing

COC_IN, OTHER_IN, MADE, COC_OUT, OTHER_OUT = VolumeFlow


def ways(network: FlowNetwork) -> dict[tuple[str, str], int]:
    names = {each.key: each.label for each in network.nodes}
    found = {(names[each.source], names[each.target]): each.mass_g for each in network.bands}
    assert len(found) == len(network.bands)
    return found


def volume(who: str, stage: Stage, **grams: int) -> OrganisationVolume:
    return OrganisationVolume(
        organisation=who, stage=stage, flows={VolumeFlow(name): mass_g for name, mass_g in grams.items()}
    )


MEMBERS = [
    volume("MINE", Stage.BAUXITE, coc_in=100, coc_out=90),
    volume("REF", Stage.BAUXITE, coc_in=80, other_in=20),
    volume("REF", Stage.ALUMINA, made=40, coc_out=30, other_out=12),
    volume("MELT", Stage.ALUMINIUM, coc_in=7, coc_out=5),
]


def members(grouping: ChainGrouping, *, open_scopes: int = 0) -> FlowNetwork:
    return members_network(MEMBERS, (), year=2025, grouping=grouping, open_scopes=open_scopes)


def test_what_is_not_closed_is_dotted_beside_what_is() -> None:
    opened = [volume("MELT", Stage.ALUMINIUM, coc_in=4, coc_out=1), volume("NEW", Stage.ALUMINIUM, made=3)]
    found = members_network(MEMBERS, opened, year=2025, grouping=ChainGrouping.STAGE, open_scopes=2)
    names = {each.key: each.label for each in found.nodes}
    dotted = {
        (names[each.source], names[each.target]): each.mass_g for each in found.bands if each.is_provisional
    }
    assert dotted == {
        ("CoC aluminium in", "aluminium"): 4,
        ("alumina", "aluminium"): 3,
        ("aluminium", "aluminium sold as CoC"): 1,
        ("aluminium", "aluminium lost or in stock"): 6,
        ("alumina from stock", "alumina"): 3,
    }
    closed = replace(found, bands=tuple(each for each in found.bands if not each.is_provisional))
    assert ways(closed) == ways(members(ChainGrouping.STAGE))
    assert {each.label for each in found.nodes if each.is_provisional} == {"aluminium"}
    assert found.notes[-1].startswith("Provisional: of 2 scopes")
    assert "p-open" in flow_drawing(found, title="T").body
    assert "dotted: provisional" in flow_drawing(found, title="T").description


def test_what_only_the_secretariat_sees_is_marked_in_the_picture_itself() -> None:
    found = members(ChainGrouping.ORGANISATION)
    assert found.mark == NOT_DISCLOSED
    for view in View:
        assert "Not disclosed to others" in "".join(
            fromstring(picture_file(found, view=view, form=PictureForm.SVG)).itertext()
        )


def test_the_stages_of_all_members_together_balance() -> None:
    assert ways(members(ChainGrouping.STAGE)) == {
        ("CoC bauxite in", "bauxite"): 180,
        ("other bauxite in", "bauxite"): 20,
        ("bauxite", "bauxite sold as CoC"): 90,
        ("bauxite", "alumina"): 40,
        ("bauxite", "bauxite lost or in stock"): 70,
        ("alumina", "alumina sold as CoC"): 30,
        ("alumina", "alumina sold as other"): 12,
        ("alumina from stock", "alumina"): 2,
        ("CoC aluminium in", "aluminium"): 7,
        ("aluminium", "aluminium sold as CoC"): 5,
        ("aluminium", "aluminium lost or in stock"): 2,
    }


@pytest.mark.parametrize("grouping", ChainGrouping)
def test_every_stage_gives_what_it_takes(grouping: ChainGrouping) -> None:
    network = members(grouping)
    inner = [each for each in network.nodes if 0 < each.column < len(network.headings) - 1]
    assert inner
    for node in inner:
        came = sum(each.mass_g for each in network.bands if each.target == node.key)
        assert came == sum(each.mass_g for each in network.bands if each.source == node.key) > 0


def test_companies_stand_by_themselves_and_lead_to_their_reports() -> None:
    network = members(ChainGrouping.ORGANISATION, open_scopes=2)
    found = ways(network)
    assert found["MINE", "bauxite sold as CoC"] == 90
    refineries = [each for each in network.nodes if each.label == "REF"]
    assert [each.note for each in refineries] == ["bauxite", "alumina"]
    behind = {band.entries.organisation for band in network.bands if band.entries}
    assert behind == {"MINE", "REF", "MELT"}
    assert all(band.entries.query == (("year", "2025"),) for band in network.bands if band.entries)
    assert network.notes[-1].startswith(
        "Provisional: of 2 scopes a period that ends in the year is not closed"
    )


def test_stages_lead_to_the_same_company_by_company() -> None:
    assert {band.entries for band in members(ChainGrouping.STAGE).bands} == {
        Entries(organisation="", query=(("year", "2025"), ("by", "organisation")), of=EntriesOf.COMPANIES)
    }


def figure(mass_g: int, *flows: VolumeFlow) -> VolumeFigure:
    return VolumeFigure(flows=frozenset(flows), mass_g=mass_g)


def published(*stages: StageVolume) -> FlowNetwork:
    return published_network(VolumeSheet(year=2024, stages=stages))


def test_what_is_published_together_is_drawn_together() -> None:
    """Of alumina only all that came in or was made is told: how much of the bauxite became alumina is not."""
    network = published(
        StageVolume(
            stage=Stage.BAUXITE,
            figures=(
                *(figure(60, COC_IN), figure(40, OTHER_IN), figure(0, MADE)),
                *(figure(50, COC_OUT), figure(0, OTHER_OUT)),
            ),
        ),
        StageVolume(stage=Stage.ALUMINA, figures=(figure(30, *ALL_IN), figure(25, *ALL_OUT))),
    )
    assert ways(network) == {
        ("CoC bauxite in", "bauxite"): 60,
        ("other bauxite in", "bauxite"): 40,
        ("bauxite", "bauxite sold as CoC"): 50,
        ("bauxite", "bauxite made on, lost or in stock"): 50,
        ("alumina came in or was made", "alumina"): 30,
        ("alumina", "alumina went out"): 25,
        ("alumina", "alumina lost or in stock"): 5,
    }
    assert {band.entries for band in network.bands} == {
        Entries(organisation="", query=(("year", "2024"),), of=EntriesOf.PUBLISHED)
    }
    assert (str(network.first), str(network.last)) == ("2024-01-01", "2024-12-31")


def test_what_is_withheld_is_not_in_the_picture_but_named() -> None:
    network = published(
        StageVolume(stage=Stage.BAUXITE, figures=()),
        StageVolume(stage=Stage.ALUMINA, figures=(figure(9, MADE), figure(9, COC_OUT))),
    )
    assert ways(network) == {
        ("bauxite not shown or from stock", "alumina"): 9,
        ("alumina", "alumina sold as CoC"): 9,
    }
    assert network.headings == ("Came in", "Alumina", "Went out")
    assert "Left out: bauxite." in network.notes


def test_nothing_published_draws_nothing() -> None:
    assert published().bands == ()
    assert published(StageVolume(stage=Stage.BAUXITE, figures=())).headings == ()
