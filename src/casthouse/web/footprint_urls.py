"""Addresses of what was measured and of what follows from it: footprints, recovery, the reported quantities."""

from django.urls import path

from casthouse.web.pages import (
    cbam,
    climate_fact,
    footprint,
    footprint_entry,
    lot_footprint,
    measurement,
    recovery,
    reported_quantity,
)

FOOTPRINT_PAGES = [
    path("organisations/<organisation>/lots/footprint/", lot_footprint.show, name="lot_footprint"),
    path(
        "organisations/<organisation>/lots/footprint/waterfall.<form>",
        lot_footprint.save_picture,
        name="lot_footprint_picture",
    ),
    path("organisations/<organisation>/footprints/data/", measurement.show, name="measurements"),
    path("organisations/<organisation>/recovery/", recovery.show, name="recovery"),
    path("organisations/<organisation>/recovery/entries/", recovery.show_entries, name="recovery_entries"),
    path(
        "organisations/<organisation>/recovery/loops.<form>", recovery.save_picture, name="recovery_picture"
    ),
    path("organisations/<organisation>/quantities/", reported_quantity.show, name="quantities"),
    path(
        "organisations/<organisation>/quantities/file.<form>", reported_quantity.save, name="quantities_file"
    ),
    path("scopes/<scope>/footprint/", footprint.show, name="footprint"),
    path("scopes/<scope>/footprint/waterfall.<form>", footprint.save_picture, name="footprint_picture"),
    path("scopes/<scope>/footprint/entries/", footprint_entry.show, name="footprint_entries"),
    path("scopes/<scope>/footprint/entries.csv", footprint_entry.save, name="footprint_entries_file"),
    path("scopes/<scope>/footprint/climate/", climate_fact.show, name="climate_facts"),
    path("scopes/<scope>/footprint/cbam/", cbam.show, name="cbam"),
]
