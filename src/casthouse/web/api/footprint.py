"""Footprints over the API: the methods there are, and what a scope made under one."""

from fractions import Fraction
from typing import Annotated, Any

from django.http import HttpResponse
from ninja import Query, Router
from pydantic import StringConstraints

from casthouse.exchange.cbam_json import cbam_json, default_json, due_json
from casthouse.exchange.climate_fact_json import climate_facts_json
from casthouse.exchange.footprint_json import footprint_json, method_json
from casthouse.exchange.footprint_picture import (
    footprint_drawing,
    footprint_notes,
    lot_footprint_drawing,
    lot_footprint_notes,
)
from casthouse.exchange.lot_footprint_json import lot_footprint_json
from casthouse.exchange.picture_file import PictureForm, drawing_file
from casthouse.service.cbam import CbamWanted, default_cbam, scope_cbam
from casthouse.service.climate_fact import USUAL_EDITION, climate_facts
from casthouse.service.footprint import USUAL_METHOD, footprint_methods, scope_footprint
from casthouse.service.lot_footprint import lot_footprint
from casthouse.web.api.file import file_answer, file_answers
from casthouse.web.api.shape import Day, Given
from casthouse.web.api.sign_in import ApiRequest

router = Router(tags=["footprints"])
Tonnes = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,15}(\.[0-9]{1,9})?$")]


class FootprintWanted(Given):
    """The period, the last in which something moved when untold; the method; the stage, the latest with a plant."""

    period: Day | None = None
    on: Day | None = None
    method: Annotated[str, StringConstraints(max_length=64)] = USUAL_METHOD
    stage: Annotated[str, StringConstraints(max_length=60)] = ""


@router.get("/footprint-methods", response=dict[str, Any])
def show_methods(request: ApiRequest) -> dict[str, Any]:
    """List the methods: a footprint is always under one."""
    return {"methods": [method_json(each) for each in footprint_methods(request.auth)]}


@router.get("/scopes/{scope}/footprint", response=dict[str, Any])
def show(request: ApiRequest, scope: str, wanted: Query[FootprintWanted]) -> dict[str, Any]:
    """Show the footprint of what a scope made in a period, with everything behind it."""
    return footprint_json(
        scope_footprint(
            request.auth,
            scope=scope,
            period=wanted.period,
            on=wanted.on,
            method=wanted.method,
            stage=wanted.stage,
        )
    )


@router.get("/scopes/{scope}/footprint/waterfall/{form}", openapi_extra=file_answers(*PictureForm))
def save_waterfall(
    request: ApiRequest, scope: str, form: PictureForm, wanted: Query[FootprintWanted]
) -> HttpResponse:
    """Return the picture of a footprint by step."""
    found = scope_footprint(
        request.auth,
        scope=scope,
        period=wanted.period,
        on=wanted.on,
        method=wanted.method,
        stage=wanted.stage,
    )
    content = drawing_file(footprint_drawing(found), form=form, foot=footprint_notes(found))
    return file_answer(content, form=form, name=f"footprint-{scope}-{found.period.start}")


class LotFootprintWanted(Given):
    """Which lot, movement or CoC Document, and the method."""

    reference: Annotated[str, StringConstraints(max_length=2_000)]
    method: Annotated[str, StringConstraints(max_length=64)] = USUAL_METHOD


@router.get("/organisations/{organisation}/lot-footprint", response=dict[str, Any])
def show_lot(request: ApiRequest, organisation: str, wanted: Query[LotFootprintWanted]) -> dict[str, Any]:
    """Show the footprint of one lot: what went into it as far as lots are known, and the accounts where they end."""
    return lot_footprint_json(
        lot_footprint(
            request.auth, organisation=organisation, reference=wanted.reference, method=wanted.method
        )
    )


@router.get(
    "/organisations/{organisation}/lot-footprint/waterfall/{form}", openapi_extra=file_answers(*PictureForm)
)
def save_lot_waterfall(
    request: ApiRequest, organisation: str, form: PictureForm, wanted: Query[LotFootprintWanted]
) -> HttpResponse:
    """Return the picture of the footprint of a lot by step."""
    found = lot_footprint(
        request.auth, organisation=organisation, reference=wanted.reference, method=wanted.method
    )
    content = drawing_file(lot_footprint_drawing(found), form=form, foot=lot_footprint_notes(found))
    return file_answer(content, form=form, name=f"footprint-{found.subject.lot}")


class CbamAsked(Given):
    """Which good, year and mass; `route` is K, L or empty: the data tells; `paid_t` a carbon price paid abroad."""

    cn: Annotated[str, StringConstraints(max_length=20)]
    year: int = 2026
    mass_t: Tonnes | None = None
    route: Annotated[str, StringConstraints(max_length=20)] = ""
    paid_t: Tonnes = "0"
    period: Day | None = None
    on: Day | None = None

    def wanted(self) -> CbamWanted:
        """Return what is asked."""
        return CbamWanted(
            cn=self.cn,
            year=self.year,
            mass_t=None if self.mass_t is None else Fraction(self.mass_t),
            route=self.route,
            paid_t=Fraction(self.paid_t),
        )


class DefaultAsked(Given):
    """Which country, good, year and mass in tonnes."""

    country: Annotated[str, StringConstraints(max_length=2)]
    cn: Annotated[str, StringConstraints(max_length=20)]
    year: int = 2026
    mass_t: Tonnes = "1"


@router.get("/scopes/{scope}/cbam", response=dict[str, Any])
def show_cbam(request: ApiRequest, scope: str, asked: Query[CbamAsked]) -> dict[str, Any]:
    """Show embedded emissions and certificates due of a scope's product under the EU CBAM."""
    found = scope_cbam(request.auth, scope=scope, wanted=asked.wanted(), period=asked.period, on=asked.on)
    return cbam_json(found)


@router.get("/cbam-default", response=dict[str, Any])
def show_default(request: ApiRequest, asked: Query[DefaultAsked]) -> dict[str, Any]:
    """Show what is due for goods whose maker tells nothing: the printed default of their country."""
    wanted = CbamWanted(cn=asked.cn, year=asked.year, mass_t=Fraction(asked.mass_t))
    found = default_cbam(request.auth, country=asked.country, wanted=wanted)
    return {
        "cn": asked.cn,
        "year": asked.year,
        "default": default_json(found.default),
        **due_json(found.due),
        "verified": False,
    }


class ClimateAsked(Given):
    """The last period, the day on which the smelter started, the first day of the base period, the edition."""

    period: Day | None = None
    on: Day | None = None
    started_on: Day | None = None
    base: Day | None = None
    edition: Annotated[str, StringConstraints(max_length=64)] = USUAL_EDITION


@router.get("/scopes/{scope}/climate-facts", response=dict[str, Any])
def show_climate(request: ApiRequest, scope: str, asked: Query[ClimateAsked]) -> dict[str, Any]:
    """Show intensities by period, the smelter threshold and the path, from a scope's own data."""
    return climate_facts_json(
        climate_facts(
            request.auth,
            scope=scope,
            period=asked.period,
            on=asked.on,
            started_on=asked.started_on,
            base=asked.base,
            edition=asked.edition,
        )
    )
