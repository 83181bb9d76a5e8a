"""Addresses of pictures of flows: of a scope, an organisation, a trace and the whole chain; and of a recall."""

from django.urls import path

from casthouse.web.pages import chain_map, chain_picture, organisation_picture, picture, recall

PICTURE_PAGES = [
    path(
        "organisations/<organisation>/trace/attributed/picture/<view>.<form>",
        picture.save_attributed,
        name="picture_attributed_file",
    ),
    path(
        "organisations/<organisation>/trace/picture/<view>.<form>",
        picture.save_trace,
        name="picture_trace_file",
    ),
    path("organisations/<organisation>/recall/", recall.show, name="recall"),
    path("organisations/<organisation>/flows/", organisation_picture.show, name="organisation_flows"),
    path(
        "organisations/<organisation>/flows/<view>.<form>",
        organisation_picture.save,
        name="organisation_flows_file",
    ),
    path(
        "organisations/<organisation>/flows/countries/",
        chain_map.show_organisation,
        name="organisation_countries",
    ),
    path(
        "organisations/<organisation>/flows/countries/<view>.<form>",
        chain_map.save_organisation,
        name="organisation_countries_file",
    ),
    path("scopes/<scope>/flows/", picture.show_year, name="picture_year"),
    path("scopes/<scope>/flows/<view>.<form>", picture.save_year, name="picture_year_file"),
    path("public/flows/", chain_picture.show_published, name="public_flows"),
    path("public/flows/<view>.<form>", chain_picture.save_published, name="public_flows_file"),
    path("flows/", chain_picture.show_year, name="chain_flows"),
    path("flows/countries/", chain_map.show, name="chain_map"),
    path("flows/countries/<view>.<form>", chain_map.save, name="chain_map_file"),
    path("flows/<view>.<form>", chain_picture.save_year, name="chain_flows_file"),
]
