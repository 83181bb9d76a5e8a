"""Movements: posting rows, one or a hundred thousand in a call, and reading them.

A call answers as `casthouse movements import` does. The status says how it went: 201 when something was posted, 200
when nothing was left to post or it was a dry run, 207 when `partial` posted the good rows beside refused ones, 422
when rows are refused and nothing was posted.
"""

from datetime import date
from http import HTTPStatus
from typing import Annotated, Any

from django.conf import settings
from django.http import HttpResponse
from ninja import Query, Router
from pydantic import Field, StringConstraints

from casthouse.custody.movement import CocMark, Kind, Movement
from casthouse.custody.movement_filter import MovementFilter
from casthouse.custody.stage import Material
from casthouse.exchange.movements_json import BYTES_MAX as JSON_BYTES_MAX
from casthouse.exchange.profile import COLUMNS
from casthouse.measure.count import counted
from casthouse.refusal import Refusal
from casthouse.service.import_answer import ImportAnswer
from casthouse.service.movement import Batch, post_movements
from casthouse.service.movement_file import batch_of_file
from casthouse.service.movement_json import batch_of_json
from casthouse.service.movement_list import search_movements
from casthouse.service.movement_story import movement_story
from casthouse.service.permission import Act, authorise
from casthouse.web.api.body import JSON, media_type, read_body, require_media_type, spooled_body
from casthouse.web.api.once import Reply, once
from casthouse.web.api.paging import Paging, next_page, number_after
from casthouse.web.api.problem import problem_members
from casthouse.web.api.shape import Day, Given, Shown
from casthouse.web.api.sign_in import ApiRequest

router = Router(tags=["movements"])
NDJSON = "application/x-ndjson"
CSV = "text/csv"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORM = "multipart/form-data"
ROWS = (JSON, NDJSON)
FILES = (CSV, XLSX, FORM)
Word = Annotated[str, StringConstraints(max_length=300)]


class ImportOptions(Given):
    """How to post: `partial` posts the good rows although others are refused, `dry_run` writes nothing."""

    partial: bool = False
    dry_run: bool = False
    source: Word = ""
    profile: Word | None = None


class RefusedRowShown(Shown):
    """One refused row: its number, its reference, the code and what to do."""

    row: int
    reference: str
    code: str
    message: str


class ImportShown(Shown):
    """What became of the rows; the four together are all rows of the call."""

    posted: int
    unchanged: int
    skipped: int
    refused: list[RefusedRowShown]


class ImportProblem(ImportShown):
    """Rows are refused and nothing was posted: the answer, as problem details."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    code: str
    found: str
    expected: str
    todo: str


class MovementShown(Shown):
    """One posted movement; empty columns are null. `extra` holds the unknown columns as they were given."""

    number: int
    reference: str
    date: date
    facility: str
    kind: Kind
    material: Material | None
    quantity_g: int
    coc: CocMark | None
    counterparty: str | None
    document: str | None
    lot: str | None
    reverses: str | None
    reversed_by: str | None
    source: str
    source_row: int
    extra: str | None


class MovementList(Shown):
    """A page of movements; `searched` are the days that the step looked at."""

    movements: list[MovementShown]
    searched: tuple[date, date] | None
    next: str | None


class MovementWanted(Paging):
    """What narrows the list; days are inclusive, lists mean any of them."""

    first: Day = date.min
    last: Day = date.max
    facility: list[Word] = Field(default=[])
    kind: list[Kind] = Field(default=[])
    material: list[Material] = Field(default=[])
    coc: CocMark | None = None
    text: Word = ""
    newest_first: bool = True


def _row_schema() -> dict[str, Any]:
    columns = {name: {"type": ["string", "integer", "null"]} for name in COLUMNS}
    columns["coc"] = {"type": ["string", "boolean", "null"]}
    return {"type": "object", "properties": columns, "additionalProperties": True}


def _body() -> dict[str, Any]:
    rows, file = _row_schema(), {"type": "string", "format": "binary"}
    form = {"type": "object", "properties": {"file": file}, "required": ["file"]}
    return {
        "requestBody": {
            "required": True,
            "description": (
                "Rows in the columns of the movements file: a JSON array or one object, an object a line (NDJSON), "
                "or the file itself, CSV or XLSX, alone or as the field `file` of a form. Rows of JSON are numbered "
                "from 1 as they stand, those of NDJSON by their line, those of a file as in the file."
            ),
            "content": {
                JSON: {"schema": {"oneOf": [{"type": "array", "items": rows}, rows]}},
                NDJSON: {"schema": {"type": "string"}},
                CSV: {"schema": {"type": "string"}},
                XLSX: {"schema": file},
                FORM: {"schema": form},
            },
        }
    }


@router.post(
    "/organisations/{organisation}/movements",
    response={200: ImportShown, 201: ImportShown, 207: ImportShown, 422: ImportProblem},
    openapi_extra=_body(),
)
def post(request: ApiRequest, organisation: str, options: Query[ImportOptions]) -> HttpResponse:
    """Post movements: all rows or none, or with `partial` the good ones."""
    require_media_type(request, (*ROWS, *FILES))
    if media_type(request) in ROWS:
        return _post_rows(request, organisation, options)
    return _post_file(request, organisation, options)


def _post_rows(request: ApiRequest, organisation: str, options: ImportOptions) -> HttpResponse:
    if options.profile is not None:
        raise Refusal(
            "profile_not_for_json",
            found=f"the profile “{options.profile}” for JSON",
            expected="no profile: JSON is in the columns of the contract",
            todo="leave the profile out, or send the file itself",
        )
    content = read_body(request, bytes_max=JSON_BYTES_MAX)
    batch = batch_of_json(
        request.auth,
        organisation=organisation,
        content=content,
        is_lines=media_type(request) == NDJSON,
        source=options.source,
    )
    return _post_batch(request, organisation, options, batch, digest=batch.digest)


def _post_file(request: ApiRequest, organisation: str, options: ImportOptions) -> HttpResponse:
    authorise(request.auth, Act.MOVEMENT_POST, organisation)
    with spooled_body(request, bytes_max=settings.UPLOAD_SIZE_MAX) as file:
        read = batch_of_file(
            request.auth,
            organisation=organisation,
            path=file.path,
            source=options.source or file.name or "API",
            profile=options.profile,
        )
        return _post_batch(request, organisation, options, read.batch, digest=file.digest)


def _post_batch(
    request: ApiRequest, organisation: str, options: ImportOptions, batch: Batch, *, digest: str
) -> HttpResponse:
    """Post rows that were read already: under a key, only the posting is part of the transaction."""

    def work() -> Reply:
        answer = post_movements(
            request.auth,
            organisation=organisation,
            batch=batch,
            partial=options.partial,
            dry_run=options.dry_run,
        )
        return _reply(request, answer, options)

    return once(request, work, digest=digest)


def _reply(request: ApiRequest, answer: ImportAnswer, options: ImportOptions) -> Reply:
    if not answer.refused:
        is_new = answer.posted > 0 and not options.dry_run
        return Reply(
            shape=ImportShown(**answer.as_json()), status=HTTPStatus.CREATED if is_new else HTTPStatus.OK
        )
    if options.partial:
        return Reply(shape=ImportShown(**answer.as_json()), status=HTTPStatus.MULTI_STATUS)
    refusal = Refusal(
        "rows_refused",
        found=f"{counted(len(answer.refused), 'refused row')}, the first in row {answer.refused[0].row}",
        expected="no refused row",
        todo="mend the rows in “refused”, or send them with partial=true to post the good ones",
    )
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    members = problem_members(request, refusal, status=status, **answer.as_json())
    return Reply(shape=ImportProblem(**members), status=status)


@router.get("/organisations/{organisation}/movements", response=MovementList)
def list_movements(request: ApiRequest, organisation: str, wanted: Query[MovementWanted]) -> MovementList:
    """List movements by day and number; `text` is looked for in reference, counterparty, document and lot."""
    found = search_movements(
        request.auth,
        organisation=organisation,
        text=wanted.text,
        wanted=MovementFilter(
            first=wanted.first,
            last=wanted.last,
            facilities=tuple(wanted.facility),
            kinds=tuple(wanted.kind),
            materials=tuple(wanted.material),
            coc=None if wanted.coc is None else wanted.coc is CocMark.YES,
        ),
        cursor=number_after(wanted),
        size=wanted.limit,
        newest_first=wanted.newest_first,
    )
    return MovementList(
        movements=[_shown(each) for each in found.movements],
        searched=found.searched,
        next=next_page(request, found.cursor),
    )


@router.get("/organisations/{organisation}/movements/{path:reference}", response=MovementShown)
def show(request: ApiRequest, organisation: str, reference: str) -> MovementShown:
    """Show one movement by its reference."""
    return _shown(movement_story(request.auth, organisation=organisation, reference=reference).movement)


def _shown(movement: Movement) -> MovementShown:
    return MovementShown(
        number=movement.number,
        reference=movement.reference,
        date=movement.day,
        facility=movement.facility,
        kind=movement.kind,
        material=movement.material,
        quantity_g=movement.quantity_g,
        coc=None if movement.coc is None else CocMark.YES if movement.coc else CocMark.NO,
        counterparty=movement.counterparty or None,
        document=movement.document or None,
        lot=movement.lot or None,
        reverses=movement.reverses or None,
        reversed_by=movement.reversed_by or None,
        source=movement.source,
        source_row=movement.source_row,
        extra=movement.extra or None,
    )
