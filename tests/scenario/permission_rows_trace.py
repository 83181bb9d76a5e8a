"""Rows of the table of permissions: lots, where they came from, and what others may see of it."""

from pathlib import Path

from casthouse.provenance.origin_page import PageWanted
from casthouse.service import (
    attributed_picture,
    attributed_trace,
    attribution,
    cbam,
    chain_map,
    climate_fact,
    disclosure,
    footprint,
    lot_file,
    lot_footprint,
    measurement_file,
    picture,
    projection,
    recall,
    recovery,
    reported_quantity,
    trace,
    trace_page,
    trace_picture,
)
from casthouse.service.cbam import CbamWanted
from casthouse.service.permission import Act
from tests.scenario.permission_world import Place, Row

TRACE_ROWS = (
    Row(use_case=attribution.attribution_of, act=Act.TRACE_READ, place=Place.SCOPE),
    Row(
        use_case=attribution.set_attribution,
        act=Act.ATTRIBUTION_SET,
        place=Place.SCOPE,
        given={"rule": "fifo"},
    ),
    Row(
        use_case=attributed_trace.attributed_trace,
        act=Act.TRACE_READ,
        place=Place.ORGANISATION,
        given={"reference": "NONE"},
        outcome="trace_unknown",
    ),
    Row(use_case=disclosure.disclosure_of, act=Act.TRACE_READ, place=Place.ORGANISATION),
    Row(
        use_case=disclosure.set_disclosure,
        act=Act.DISCLOSURE_SET,
        place=Place.ORGANISATION,
        given={"level": "nothing"},
    ),
    Row(
        use_case=lot_file.import_lots_file,
        act=Act.LOT_POST,
        place=Place.ORGANISATION,
        given={"path": Path("none.csv")},
        outcome="file_unreadable",
    ),
    Row(use_case=lot_file.latest_processes, act=Act.TRACE_READ, place=Place.ORGANISATION),
    Row(
        use_case=measurement_file.import_measurements_file,
        act=Act.MEASUREMENT_POST,
        place=Place.ORGANISATION,
        given={"path": Path("none.csv")},
        outcome="file_unreadable",
    ),
    Row(
        use_case=cbam.scope_cbam,
        act=Act.FOOTPRINT_READ,
        place=Place.SCOPE,
        given={"wanted": CbamWanted(cn="7601", year=2026)},
        outcome="cbam_data_missing",
    ),
    Row(
        use_case=cbam.default_cbam,
        act=Act.FOOTPRINT_READ,
        place=Place.ANYWHERE,
        given={"country": "US", "wanted": CbamWanted(cn="7601", year=2026)},
    ),
    Row(use_case=climate_fact.climate_facts, act=Act.FOOTPRINT_READ, place=Place.SCOPE),
    Row(use_case=climate_fact.latest_climate_facts, act=Act.FOOTPRINT_READ, place=Place.SCOPE),
    Row(use_case=climate_fact.audited_climate_facts, act=Act.WORKBENCH_READ, place=Place.AUDIT),
    Row(use_case=footprint.footprint_methods, act=Act.FOOTPRINT_READ, place=Place.ANYWHERE),
    Row(use_case=footprint.scope_footprint, act=Act.FOOTPRINT_READ, place=Place.SCOPE),
    Row(
        use_case=lot_footprint.lot_footprint,
        act=Act.FOOTPRINT_READ,
        place=Place.ORGANISATION,
        given={"reference": "NONE"},
        outcome="trace_unknown",
    ),
    Row(use_case=recovery.organisation_recovery, act=Act.FOOTPRINT_READ, place=Place.ORGANISATION),
    Row(use_case=reported_quantity.organisation_quantities, act=Act.FOOTPRINT_READ, place=Place.ORGANISATION),
    Row(use_case=measurement_file.latest_measurements, act=Act.FOOTPRINT_READ, place=Place.ORGANISATION),
    Row(
        use_case=picture.organisation_picture,
        act=Act.MOVEMENT_READ,
        place=Place.ORGANISATION,
        given={"year": 2024},
    ),
    Row(use_case=chain_map.organisation_map, act=Act.MOVEMENT_READ, place=Place.ORGANISATION),
    Row(use_case=picture.year_picture, act=Act.MOVEMENT_READ, place=Place.SCOPE),
    Row(use_case=projection.build_projection, act=Act.PROJECTION_BUILD, place=Place.STORE),
    Row(use_case=projection.projection_status, act=Act.PROJECTION_BUILD, place=Place.STORE),
    *(
        Row(
            use_case=use_case,
            act=Act.TRACE_READ,
            place=Place.ORGANISATION,
            given={"reference": "NONE"},
            outcome="trace_unknown",
        )
        for use_case in (attributed_picture.attributed_sheet, attributed_picture.attributed_picture)
    ),
    Row(
        use_case=trace_picture.trace_sheet,
        act=Act.TRACE_READ,
        place=Place.ORGANISATION,
        given={"reference": "NONE"},
        outcome="trace_unknown",
    ),
    Row(
        use_case=trace_picture.trace_picture,
        act=Act.TRACE_READ,
        place=Place.ORGANISATION,
        given={"reference": "NONE"},
        outcome="trace_unknown",
    ),
    Row(
        use_case=trace_page.trace_page,
        act=Act.TRACE_READ,
        place=Place.ORGANISATION,
        given={"reference": "NONE", "wanted": PageWanted(limit=1)},
        outcome="trace_unknown",
    ),
    Row(
        use_case=recall.recall,
        act=Act.TRACE_READ,
        place=Place.ORGANISATION,
        given={"references": ("NONE",)},
        outcome="trace_unknown",
    ),
    Row(
        use_case=trace.trace,
        act=Act.TRACE_READ,
        place=Place.ORGANISATION,
        given={"reference": "NONE"},
        outcome="trace_unknown",
    ),
)
