"""Statistics of the public register, and its tables under an open licence; only publishing needs an account."""

from enum import StrEnum
from typing import Any

from django.http import HttpResponse
from django.http.response import StreamingHttpResponse
from ninja import Query, Router

from casthouse.exchange.open_table import csv_lines, json_pieces
from casthouse.service.public_export import LICENCE_ADDRESS, TABLES, open_table, table_header, table_rows
from casthouse.service.public_release import preview_release, publish_statistics
from casthouse.service.public_statistics import public_statistics
from casthouse.web.api.once import Reply, once
from casthouse.web.api.shape import Given, ShortText, Shown
from casthouse.web.api.sign_in import OPEN_TO_ALL, ApiRequest

router = Router(tags=["public register"])


class TableForm(StrEnum):
    """The form of a table."""

    CSV = "csv"
    JSON = "json"


MEDIA_TYPES = {TableForm.CSV: "text/csv", TableForm.JSON: "application/json"}
TABLE_ANSWERS: dict[str, Any] = {
    "responses": {
        200: {
            "description": "The table",
            "content": {
                kind: {"schema": {"type": "string", "format": "binary"}} for kind in MEDIA_TYPES.values()
            },
        }
    }
}


class YearAsked(Given):
    """A year that is published; left out: the latest."""

    year: int | None = None


class ReleaseShown(Shown):
    """What was published of a year; `findings` by edition, `volumes` in grams. What is put together names its parts."""

    year: int
    published_at: str
    findings: list[dict[str, Any]]
    volumes: dict[str, Any]
    recovery: dict[str, Any] | None


@router.get("/public/statistics", response=dict[str, Any], auth=OPEN_TO_ALL)
def show(request: ApiRequest, asked: Query[YearAsked]) -> dict[str, Any]:
    """Show certificates today, and the findings and masses that were published of a year."""
    return public_statistics(request.auth, year=asked.year).as_json()


class PreviewGiven(Given):
    """The digest of the preview that was looked at."""

    digest: ShortText


@router.get("/public/statistics/{year}/preview", response=dict[str, Any])
def preview(request: ApiRequest, year: int) -> dict[str, Any]:
    """Show what would be published of a year, what would not be shown by itself and why, and its digest."""
    return preview_release(request.auth, year=year).as_json()


@router.post("/public/statistics/{year}", response=ReleaseShown)
def publish(request: ApiRequest, year: int, given: PreviewGiven) -> HttpResponse:
    """Publish the findings and masses of a year, once and for good; again it changes nothing."""

    def work() -> Reply:
        made = publish_statistics(request.auth, year=year, digest=given.digest)
        return Reply(shape=ReleaseShown(**made.as_json()))

    return once(request, work)


@router.get("/public/tables", response=dict[str, Any], auth=OPEN_TO_ALL)
def list_tables(request: ApiRequest) -> dict[str, Any]:
    """List the open tables with the meaning of each column, the licence, the day and the version."""
    return {"tables": [table_header(each) for each in TABLES]}


@router.get("/public/tables/{table}/{form}", openapi_extra=TABLE_ANSWERS, auth=OPEN_TO_ALL)
def show_table(request: ApiRequest, table: str, form: TableForm) -> StreamingHttpResponse:
    """Return an open table as a file, row by row."""
    found, rows = open_table(table), table_rows(request.auth, table=table)
    pieces = (
        csv_lines(tuple(found.columns), rows)
        if form is TableForm.CSV
        else json_pieces(table_header(found), rows)
    )
    answer = StreamingHttpResponse(pieces, content_type=MEDIA_TYPES[form])
    answer["Link"] = f'<{LICENCE_ADDRESS}>; rel="license"'
    return answer
