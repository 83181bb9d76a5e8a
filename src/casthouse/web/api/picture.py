"""Pictures of flows as the table behind them, and as files."""

from enum import StrEnum
from typing import Annotated, Any

from django.http import HttpResponse
from ninja import Query, Router
from pydantic import Field

from casthouse.exchange.picture_file import PictureForm, View, picture_file
from casthouse.exchange.picture_json import picture_json
from casthouse.exchange.picture_png import WIDTH_USUAL
from casthouse.picture.flow_network import FlowNetwork
from casthouse.picture.year_mass import Grouping
from casthouse.service.attributed_picture import attributed_picture
from casthouse.service.picture import YearDays, organisation_picture, year_picture
from casthouse.service.trace_picture import trace_picture
from casthouse.web.api.file import file_answer, file_answers
from casthouse.web.api.lot import Word
from casthouse.web.api.shape import Day, Given
from casthouse.web.api.sign_in import ApiRequest

router = Router(tags=["pictures"])
Pixels = Annotated[int, Field(ge=1, le=100_000)]


class YearWanted(Given):
    """Which period, and by what suppliers and customers are put together."""

    period: Day | None = None
    by: Grouping = Grouping.COUNTERPARTY


class YearDrawn(YearWanted):
    """The same, and how wide a PNG is, in pixels."""

    pixels: Pixels = WIDTH_USUAL


@router.get("/scopes/{scope}/flows", response=dict[str, Any])
def show_year(request: ApiRequest, scope: str, wanted: Query[YearWanted]) -> dict[str, Any]:
    """Show what moved in a period of a scope; the table behind its picture, in grams."""
    return picture_json(year_picture(request.auth, scope=scope, period=wanted.period, grouping=wanted.by))


@router.get("/scopes/{scope}/flows/{view}/{form}", openapi_extra=file_answers(*PictureForm))
def save_year(
    request: ApiRequest, scope: str, view: View, form: PictureForm, wanted: Query[YearDrawn]
) -> HttpResponse:
    """Return the picture of a scope's period as a file."""
    network = year_picture(request.auth, scope=scope, period=wanted.period, grouping=wanted.by)
    return _file(network, view=view, form=form, pixels=wanted.pixels, name=f"{scope}-{network.first}")


class OrganisationYearWanted(Given):
    """Which year, a calendar year or the last in which something moved; its days; what is put together."""

    year: int | None = None
    days: YearDays = YearDays.CALENDAR
    by: Grouping = Grouping.COUNTERPARTY


class OrganisationYearDrawn(OrganisationYearWanted):
    """The same, and how wide a PNG is, in pixels."""

    pixels: Pixels = WIDTH_USUAL


@router.get("/organisations/{organisation}/flows", response=dict[str, Any])
def show_organisation(
    request: ApiRequest, organisation: str, wanted: Query[OrganisationYearWanted]
) -> dict[str, Any]:
    """Show what moved in a year at all scopes of an organisation; the table behind its picture, in grams."""
    return picture_json(_of_organisation(request, organisation, wanted))


@router.get("/organisations/{organisation}/flows/{view}/{form}", openapi_extra=file_answers(*PictureForm))
def save_organisation(
    request: ApiRequest,
    organisation: str,
    view: View,
    form: PictureForm,
    wanted: Query[OrganisationYearDrawn],
) -> HttpResponse:
    """Return the picture of an organisation's year as a file."""
    network = _of_organisation(request, organisation, wanted)
    return _file(network, view=view, form=form, pixels=wanted.pixels, name=f"{organisation}-{network.last}")


def _of_organisation(request: ApiRequest, organisation: str, wanted: OrganisationYearWanted) -> FlowNetwork:
    return organisation_picture(
        request.auth, organisation=organisation, year=wanted.year, days=wanted.days, grouping=wanted.by
    )


class TraceWanted(Given):
    """What to trace: a lot, a movement's reference, or the number of a CoC Document that was issued."""

    reference: Word


class TraceDrawn(TraceWanted):
    """The same, and how wide a PNG is, in pixels."""

    pixels: Pixels = WIDTH_USUAL


@router.get("/organisations/{organisation}/trace/picture", response=dict[str, Any])
def show_trace(request: ApiRequest, organisation: str, wanted: Query[TraceWanted]) -> dict[str, Any]:
    """Show the network of a trace; the table behind its picture, as the caller may see it, in grams."""
    found = trace_picture(request.auth, organisation=organisation, reference=wanted.reference)
    return picture_json(found.network)


@router.get(
    "/organisations/{organisation}/trace/picture/{view}/{form}", openapi_extra=file_answers(*PictureForm)
)
def save_trace(
    request: ApiRequest, organisation: str, view: View, form: PictureForm, wanted: Query[TraceDrawn]
) -> HttpResponse:
    """Return the picture of a trace as a file."""
    found = trace_picture(request.auth, organisation=organisation, reference=wanted.reference)
    return _file(found.network, view=view, form=form, pixels=wanted.pixels, name="trace")


@router.get("/organisations/{organisation}/trace/attributed/picture", response=dict[str, Any])
def show_attributed(request: ApiRequest, organisation: str, wanted: Query[TraceWanted]) -> dict[str, Any]:
    """Show the network of what the accounts attribute, as the caller may see it; the table of its picture, in grams."""
    return picture_json(
        attributed_picture(request.auth, organisation=organisation, reference=wanted.reference)
    )


@router.get(
    "/organisations/{organisation}/trace/attributed/picture/{view}/{form}",
    openapi_extra=file_answers(*PictureForm),
)
def save_attributed(
    request: ApiRequest, organisation: str, view: View, form: PictureForm, wanted: Query[TraceDrawn]
) -> HttpResponse:
    """Return the picture of what the accounts attribute as a file."""
    network = attributed_picture(request.auth, organisation=organisation, reference=wanted.reference)
    return _file(network, view=view, form=form, pixels=wanted.pixels, name="attributed")


def _file(network: FlowNetwork, *, view: View, form: StrEnum, pixels: int, name: str) -> HttpResponse:
    content = picture_file(network, view=view, form=PictureForm(form), pixels=pixels)
    return file_answer(content, form=form, name=f"{name}-{view}")
