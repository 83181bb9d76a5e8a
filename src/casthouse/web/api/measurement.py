"""Activity data: posting what a plant measured, and listing it."""

from http import HTTPStatus
from typing import Annotated, Any

from django.conf import settings
from django.http import HttpResponse
from ninja import Query, Router
from pydantic import StringConstraints

from casthouse.service.measurement_file import import_measurements_file, latest_measurements
from casthouse.service.permission import Act, authorise
from casthouse.web.api.body import require_media_type, spooled_body
from casthouse.web.api.lot import file_body
from casthouse.web.api.movement import CSV, FORM, XLSX, ImportShown
from casthouse.web.api.once import Reply, once
from casthouse.web.api.shape import Given, Shown
from casthouse.web.api.sign_in import ApiRequest

router = Router(tags=["footprints"])


class MeasurementOptions(Given):
    """How to post: `dry_run` writes nothing."""

    dry_run: bool = False
    source: Annotated[str, StringConstraints(max_length=300)] = ""


class WarningShown(Shown):
    """What is unlikely in a row that stands."""

    row: int
    reference: str
    message: str


class MeasurementsShown(ImportShown):
    """What became of the rows, and what is unlikely in those that stand."""

    warnings: list[WarningShown]


@router.post(
    "/organisations/{organisation}/measurements",
    response={200: MeasurementsShown, 201: MeasurementsShown, 422: MeasurementsShown},
    openapi_extra=file_body("The activity-data file"),
)
def post(request: ApiRequest, organisation: str, options: Query[MeasurementOptions]) -> HttpResponse:
    """Post measurements, all or none; what is unlikely is posted and warned of."""
    require_media_type(request, (CSV, XLSX, FORM))
    authorise(request.auth, Act.MEASUREMENT_POST, organisation)
    with spooled_body(request, bytes_max=settings.UPLOAD_SIZE_MAX) as file:

        def work() -> Reply:
            answer = import_measurements_file(
                request.auth,
                organisation=organisation,
                path=file.path,
                source=options.source or file.name or "API",
                dry_run=options.dry_run,
            )
            status = HTTPStatus.CREATED if answer.posted and not options.dry_run else HTTPStatus.OK
            if answer.refused:
                status = HTTPStatus.UNPROCESSABLE_ENTITY
            return Reply(shape=MeasurementsShown(**answer.as_json()), status=status)

        return once(request, work, digest=file.digest)


@router.get("/organisations/{organisation}/measurements", response=dict[str, Any])
def show_list(request: ApiRequest, organisation: str) -> dict[str, Any]:
    """List the measurements in force that were posted last."""
    return latest_measurements(request.auth, organisation=organisation).as_json()
