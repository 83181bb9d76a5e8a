"""Editions of the standards: what they ask of whom, what changed between two, and whether a smelter passes."""

from decimal import Decimal
from fractions import Fraction
from hashlib import sha256
from typing import Annotated, Any

from django.http import HttpResponse
from ninja import Query, Router
from pydantic import Field

from casthouse.exchange.edition_file import FILE_SIZE_MAX
from casthouse.exchange.edition_json import (
    comparison_json,
    edition_json,
    edition_summary_json,
    threshold_result_json,
)
from casthouse.parties.activity import Activity
from casthouse.parties.organisation import Membership
from casthouse.service import clock
from casthouse.service import edition as use_case
from casthouse.standard.applicability_row import Cycle
from casthouse.standard.threshold import Boundary, SmelterFigures
from casthouse.web.api.body import TOML, read_body, require_media_type, utf8_text
from casthouse.web.api.once import Reply, once
from casthouse.web.api.shape import Day, Flag, Given, ShortText, Shown
from casthouse.web.api.sign_in import OPEN_TO_ALL, ApiRequest

router = Router(tags=["standards"])
PERIODS_MAX = 20
EDITION_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "The edition, as `casthouse standard load` reads it.",
        "content": {TOML: {"schema": {"type": "string"}}},
    }
}
Intensity = Annotated[Decimal, Field(ge=0, le=1000, max_digits=13, decimal_places=9)]


class EditionSummary(Shown):
    """An edition without its criteria; `unverified` counts those that nobody read in the official text."""

    code: str
    standard: str
    name: str
    draft: bool
    built_in: bool
    extends: str | None
    replaces: str | None
    published: str | None
    in_force_from: str | None
    in_force_to: str | None
    audits_from: str | None
    audits_to: str | None
    criteria: int
    rateable_items: int
    unverified: int
    note: str


class EditionList(Shown):
    """All editions."""

    editions: list[EditionSummary]


class MistakeShown(Shown):
    """One mistake of an edition file; `line` is null where no line can be named."""

    kind: str
    line: int | None
    place: str
    found: str
    expected: str
    todo: str


class EditionChecked(Shown):
    """What a file is as an edition, or all its mistakes."""

    valid: bool
    code: str | None
    mistakes: list[MistakeShown]


class ScopeAsked(Given):
    """A scope to which criteria apply: its activities, its member's class, its cycle of certification."""

    activity: list[Activity] = Field(default_factory=list, max_length=len(Activity))
    membership: Membership | None = None
    cycle: Cycle = Cycle.FIRST


class TwoEditions(ScopeAsked):
    """Two editions, and for whom their applicability is compared; for all activities where none is named."""

    before: ShortText
    after: ShortText
    cycle: Cycle = Cycle.LATER


class Smelter(Given):
    """A smelter: when it started, and its intensities in t CO2e per t of metal, the oldest first."""

    started: Day
    on: Day | None = None
    boundary: Boundary = Boundary.MINE_TO_METAL
    intensity: list[Intensity] = Field(default_factory=list, max_length=PERIODS_MAX)
    accepted_path: Flag = False


@router.get("/editions", response=EditionList, auth=OPEN_TO_ALL)
def list_editions(request: ApiRequest) -> EditionList:
    """List the editions of both standards: the built-in ones and those that a secretariat loaded."""
    found = [EditionSummary(**edition_summary_json(each)) for each in use_case.editions(request.auth)]
    return EditionList(editions=found)


@router.get("/editions/comparison", response=dict[str, Any], auth=OPEN_TO_ALL)
def compare(request: ApiRequest, wanted: Query[TwoEditions]) -> dict[str, Any]:
    """Show what changed from one edition to another: criteria, whom they hold for, thresholds."""
    found = use_case.compared_editions(
        request.auth,
        before=wanted.before,
        after=wanted.after,
        activities=wanted.activity,
        membership=wanted.membership,
        cycle=wanted.cycle,
    )
    return comparison_json(found)


@router.post("/editions", response={201: EditionSummary}, openapi_extra=EDITION_BODY)
def load(request: ApiRequest) -> HttpResponse:
    """Put an edition in use under its code; loaded again, it is its next revision."""
    require_media_type(request, (TOML,))
    content = read_body(request, bytes_max=FILE_SIZE_MAX)
    text = utf8_text(content)

    def work() -> Reply:
        found = use_case.load_edition(request.auth, text=text)
        return Reply(shape=EditionSummary(**edition_summary_json(found)), status=201)

    return once(request, work, digest=sha256(content).hexdigest())


@router.post("/editions/check", response=EditionChecked, openapi_extra=EDITION_BODY)
def check(request: ApiRequest) -> HttpResponse:
    """Check an edition file and answer every mistake with its line; nothing is loaded."""
    require_media_type(request, (TOML,))
    content = read_body(request, bytes_max=FILE_SIZE_MAX)
    text = utf8_text(content)

    def work() -> Reply:
        reading = use_case.check_edition(request.auth, text=text)
        checked = EditionChecked(
            valid=reading.edition is not None,
            code=reading.edition.code if reading.edition else None,
            mistakes=[MistakeShown.model_validate(each.as_json()) for each in reading.mistakes],
        )
        return Reply(shape=checked)

    return once(request, work, digest=sha256(content).hexdigest())


@router.get("/editions/{code}", response=dict[str, Any], auth=OPEN_TO_ALL)
def show(request: ApiRequest, code: str, wanted: Query[ScopeAsked]) -> dict[str, Any]:
    """Show one edition with its criteria; with activities only what such a scope has to meet."""
    edition = use_case.edition(request.auth, code=code)
    if not wanted.activity:
        return edition_json(edition)
    holds = use_case.applicable_items(
        request.auth,
        code=code,
        activities=wanted.activity,
        membership=wanted.membership,
        cycle=wanted.cycle,
    )
    return edition_json(edition, holds)


@router.get("/editions/{code}/smelter", response=dict[str, Any], auth=OPEN_TO_ALL)
def judge_smelter(request: ApiRequest, code: str, wanted: Query[Smelter]) -> dict[str, Any]:
    """Judge a smelter by the greenhouse gas threshold of an edition, alternative by alternative."""
    figures = SmelterFigures(
        started_on=wanted.started,
        judged_on=wanted.on or clock.today(),
        intensities={wanted.boundary: [Fraction(each) for each in wanted.intensity]},
        on_accepted_path=wanted.accepted_path,
    )
    return threshold_result_json(code, use_case.judged_smelter(request.auth, code=code, figures=figures))
