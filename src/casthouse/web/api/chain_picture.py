"""Flows of the whole chain in a year: published ones for everybody, all periods and countries for the secretariat."""

from typing import Any

from django.http import HttpResponse
from ninja import Query, Router

from casthouse.custody.stage import Stage
from casthouse.exchange.picture_file import PictureForm, View, picture_file
from casthouse.exchange.picture_json import picture_json
from casthouse.exchange.picture_png import WIDTH_USUAL
from casthouse.picture.chain_flow import ChainGrouping
from casthouse.picture.country_flow import CountryGrouping
from casthouse.picture.flow_network import FlowNetwork
from casthouse.service.chain_map import chain_map, organisation_map
from casthouse.service.chain_picture import chain_year, published_chain
from casthouse.web.api.file import file_answer, file_answers
from casthouse.web.api.picture import Pixels
from casthouse.web.api.shape import Given
from casthouse.web.api.sign_in import OPEN_TO_ALL, ApiRequest

router = Router(tags=["pictures"])


class PublishedWanted(Given):
    """A year that is published; left out: the latest."""

    year: int | None = None


class PublishedDrawn(PublishedWanted):
    """The same, and how wide a PNG is, in pixels."""

    pixels: Pixels = WIDTH_USUAL


class ChainWanted(Given):
    """A calendar year, the last one if left out; and whether companies stand by themselves."""

    year: int | None = None
    by: ChainGrouping = ChainGrouping.STAGE


class ChainDrawn(ChainWanted):
    """The same, and how wide a PNG is, in pixels."""

    pixels: Pixels = WIDTH_USUAL


class CountriesWanted(Given):
    """A calendar year, the last one if left out; a stage, and two countries by their codes of two letters."""

    year: int | None = None
    stage: Stage | None = None
    start: str | None = None
    end: str | None = None
    by: CountryGrouping = CountryGrouping.COUNTRY


class CountriesDrawn(CountriesWanted):
    """The same, and how wide a PNG is, in pixels."""

    pixels: Pixels = WIDTH_USUAL


@router.get("/flows/countries", response=dict[str, Any])
def show_countries(request: ApiRequest, wanted: Query[CountriesWanted]) -> dict[str, Any]:
    """Show what went from country to country in a year, or the companies behind it, in grams."""
    return picture_json(_countries(request, wanted))


@router.get("/flows/countries/{view}/{form}", openapi_extra=file_answers(*PictureForm))
def save_countries(
    request: ApiRequest, view: View, form: PictureForm, wanted: Query[CountriesDrawn]
) -> HttpResponse:
    """Return the map of these flows, or another picture of them, as a file."""
    network = _countries(request, wanted)
    content = picture_file(network, view=view, form=form, pixels=wanted.pixels)
    return file_answer(content, form=form, name=f"countries-{view}")


@router.get("/organisations/{organisation}/flows/countries", response=dict[str, Any])
def show_own_countries(
    request: ApiRequest, organisation: str, wanted: Query[CountriesWanted]
) -> dict[str, Any]:
    """Show what went from country to country by the ledger of one organisation, in grams."""
    return picture_json(_countries(request, wanted, organisation))


@router.get(
    "/organisations/{organisation}/flows/countries/{view}/{form}", openapi_extra=file_answers(*PictureForm)
)
def save_own_countries(
    request: ApiRequest, organisation: str, view: View, form: PictureForm, wanted: Query[CountriesDrawn]
) -> HttpResponse:
    """Return the map of these flows, or another picture of them, as a file."""
    network = _countries(request, wanted, organisation)
    content = picture_file(network, view=view, form=form, pixels=wanted.pixels)
    return file_answer(content, form=form, name=f"{organisation}-countries-{view}")


def _countries(request: ApiRequest, wanted: CountriesWanted, organisation: str | None = None) -> FlowNetwork:
    if organisation is not None:
        return organisation_map(
            request.auth,
            organisation=organisation,
            year=wanted.year,
            stage=wanted.stage,
            start=wanted.start,
            end=wanted.end,
            grouping=wanted.by,
        )
    return chain_map(
        request.auth,
        year=wanted.year,
        stage=wanted.stage,
        start=wanted.start,
        end=wanted.end,
        grouping=wanted.by,
    )


@router.get("/public/flows", response=dict[str, Any], auth=OPEN_TO_ALL)
def show_published(request: ApiRequest, wanted: Query[PublishedWanted]) -> dict[str, Any]:
    """Show the flows of the whole chain as they were published of a year, in grams."""
    return picture_json(published_chain(request.auth, year=wanted.year).network)


@router.get("/public/flows/{view}/{form}", openapi_extra=file_answers(*PictureForm), auth=OPEN_TO_ALL)
def save_published(
    request: ApiRequest, view: View, form: PictureForm, wanted: Query[PublishedDrawn]
) -> HttpResponse:
    """Return the picture of the published flows as a file."""
    network = published_chain(request.auth, year=wanted.year).network
    content = picture_file(network, view=view, form=form, pixels=wanted.pixels)
    return file_answer(content, form=form, name=f"chain-published-{view}")


@router.get("/flows", response=dict[str, Any])
def show_year(request: ApiRequest, wanted: Query[ChainWanted]) -> dict[str, Any]:
    """Show the flows of all members' periods that end in a year, those not closed as provisional, in grams."""
    return picture_json(chain_year(request.auth, year=wanted.year, grouping=wanted.by))


@router.get("/flows/{view}/{form}", openapi_extra=file_answers(*PictureForm))
def save_year(request: ApiRequest, view: View, form: PictureForm, wanted: Query[ChainDrawn]) -> HttpResponse:
    """Return the picture of these flows as a file."""
    network = chain_year(request.auth, year=wanted.year, grouping=wanted.by)
    content = picture_file(network, view=view, form=form, pixels=wanted.pixels)
    return file_answer(content, form=form, name=f"chain-{view}")
