"""Lots: posting which lots went into a process and which came out, and tracing one."""

import json
import re
from http import HTTPStatus
from typing import Annotated, Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpResponse
from ninja import Query, Router
from pydantic import Field, StringConstraints

from casthouse.exchange.trace_json import recall_json, trace_json
from casthouse.exchange.trace_page_json import trace_page_json
from casthouse.provenance.origin_page import PageWanted
from casthouse.service.disclosure import disclosure_of, set_disclosure
from casthouse.service.lot_file import import_lots_file
from casthouse.service.permission import Act, authorise
from casthouse.service.recall import REFERENCES_MAX, recall
from casthouse.service.trace import Trace, trace
from casthouse.service.trace_page import trace_page
from casthouse.web.api.body import require_media_type, spooled_body
from casthouse.web.api.movement import CSV, FORM, XLSX, ImportShown
from casthouse.web.api.once import Reply, once
from casthouse.web.api.paging import Paging, cursor_invalid, next_page
from casthouse.web.api.shape import Given, Shown
from casthouse.web.api.sign_in import ApiRequest

router = Router(tags=["lots"])
JSON = "application/json; charset=utf-8"
CURSOR = re.compile(r"([0-9]{1,9})-([0-9a-f]{16})")
Word = Annotated[str, StringConstraints(max_length=2_000)]


def file_body(what: str) -> dict[str, Any]:
    """Describe the body of an operation that takes a file."""
    return {
        "requestBody": {
            "required": True,
            "description": f"{what}, CSV or XLSX, alone or as the field `file` of a form.",
            "content": {
                CSV: {"schema": {"type": "string"}},
                XLSX: {"schema": {"type": "string", "format": "binary"}},
                FORM: {
                    "schema": {
                        "type": "object",
                        "properties": {"file": {"type": "string", "format": "binary"}},
                        "required": ["file"],
                    }
                },
            },
        }
    }


class LotOptions(Given):
    """How to post: `partial` posts the good processes although others are refused, `dry_run` writes nothing."""

    partial: bool = False
    dry_run: bool = False
    source: Annotated[str, StringConstraints(max_length=300)] = ""


class TraceWanted(Given):
    """What to trace: a lot, a movement's reference, or the number of a CoC Document that was issued."""

    reference: Word


class TracePageWanted(Paging):
    """What to trace; of a large answer which page, or with `whole` all of it: exact fractions, megabytes of them."""

    reference: Word
    whole: bool = False

    def page(self) -> PageWanted:
        """Return the page that is meant.

        Raises:
            Refusal: `cursor_invalid`.
        """
        if self.after is None:
            return PageWanted(limit=self.limit)
        found = CURSOR.fullmatch(self.after)
        if found is None:
            raise cursor_invalid()
        return PageWanted(limit=self.limit, first=int(found[1]), digest=found[2])


class RecallWanted(Given):
    """What to recall: lots, references of movements, or numbers of CoC Documents that were issued."""

    references: Annotated[list[Word], Field(max_length=REFERENCES_MAX)]


class RecalledLotShown(Shown):
    """A lot that is recalled, its mass, and what named it."""

    lot: str
    mass_g: int
    references: list[str]


class RecalledShipmentShown(Shown):
    """A shipment that holds metal of the lots; what the shipper does not disclose is null."""

    organisation: str | None
    country: str | None
    lot: str | None
    reference: str | None
    date: str | None
    document: str | None
    shipped_g: int | None
    mass_g: int
    share: str | None


class RecallCustomerShown(Shown):
    """A customer, the grams of the lots that it got, and of which of them they are."""

    customer: str | None
    mass_g: int
    shipments: list[RecalledShipmentShown]
    lots: list[str]


class RecallShown(Shown):
    """Who got metal of the lots."""

    organisation: str
    lots: list[RecalledLotShown]
    customers: list[RecallCustomerShown]


class DisclosureGiven(Given):
    """What others along the chain may see: nothing, country, company, site or lots."""

    level: Annotated[str, StringConstraints(max_length=60)]


class DisclosureShown(Shown):
    """What an organisation discloses of itself in traces."""

    organisation: str
    level: str


@router.post(
    "/organisations/{organisation}/lots",
    response={200: ImportShown, 201: ImportShown, 207: ImportShown, 422: ImportShown},
    openapi_extra=file_body("The lots file"),
)
def post(request: ApiRequest, organisation: str, options: Query[LotOptions]) -> HttpResponse:
    """Post processes, each whole or not at all: all rows or none, or with `partial` the good processes."""
    require_media_type(request, (CSV, XLSX, FORM))
    authorise(request.auth, Act.LOT_POST, organisation)
    with spooled_body(request, bytes_max=settings.UPLOAD_SIZE_MAX) as file:

        def work() -> Reply:
            answer = import_lots_file(
                request.auth,
                organisation=organisation,
                path=file.path,
                source=options.source or file.name or "API",
                partial=options.partial,
                dry_run=options.dry_run,
            )
            status = HTTPStatus.CREATED if answer.posted and not options.dry_run else HTTPStatus.OK
            if answer.refused:
                status = HTTPStatus.MULTI_STATUS if options.partial else HTTPStatus.UNPROCESSABLE_ENTITY
            return Reply(shape=ImportShown(**answer.as_json()), status=status)

        return once(request, work, digest=file.digest)


@router.get("/organisations/{organisation}/trace", response=dict[str, Any])
def show(request: ApiRequest, organisation: str, wanted: Query[TracePageWanted]) -> HttpResponse:
    """Trace a lot to its origins and its customers; what others do not disclose is named undisclosed.

    Behind more than a thousand lots the answer comes a page of origins at a time, the largest first, unless all of it
    is asked for with `whole`.
    """
    reference = wanted.reference
    if wanted.whole:
        return _json(trace_json(trace(request.auth, organisation=organisation, reference=reference)))
    page = wanted.page()
    found = trace_page(request.auth, organisation=organisation, reference=reference, wanted=page)
    if isinstance(found, Trace):
        return _json(trace_json(found))
    following = found.upstream.following
    after = None if following is None else f"{following}-{found.upstream.digest}"
    query = urlencode({"reference": reference})
    return _json(
        trace_page_json(
            found, following=next_page(request, after), attributed_at=f"{request.path}/attributed?{query}"
        )
    )


@router.post("/organisations/{organisation}/recall", response=RecallShown)
def recall_lots(request: ApiRequest, organisation: str, wanted: RecallWanted) -> HttpResponse:
    """Say who got metal of any of several lots: each customer once, with the mass and the lots that it came from.

    Nothing is written. Where a reference names nothing, all is refused.
    """

    def work() -> Reply:
        found = recall(request.auth, organisation=organisation, references=wanted.references)
        return Reply(shape=RecallShown.model_validate(recall_json(found)))

    return once(request, work)


def _json(document: dict[str, Any]) -> HttpResponse:
    """Answer a document as it is: looking at each of thousands of members once more would take as long as tracing."""
    return HttpResponse(json.dumps(document, ensure_ascii=False), content_type=JSON)


@router.get("/organisations/{organisation}/disclosure", response=DisclosureShown)
def disclosure(request: ApiRequest, organisation: str) -> DisclosureShown:
    """Show what an organisation discloses of itself in traces."""
    found = disclosure_of(request.auth, organisation=organisation)
    return DisclosureShown(organisation=found.code, level=found.level)


@router.post("/organisations/{organisation}/disclosure", response=DisclosureShown)
def disclose(request: ApiRequest, organisation: str, given: DisclosureGiven) -> HttpResponse:
    """Choose what an organisation discloses from now on."""

    def work() -> Reply:
        found = set_disclosure(request.auth, organisation=organisation, level=given.level)
        return Reply(shape=DisclosureShown(organisation=found.code, level=found.level))

    return once(request, work)
