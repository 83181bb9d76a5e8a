"""Answers that are files: a form that people open or another system reads."""

from collections.abc import Callable
from enum import StrEnum
from io import BytesIO
from typing import IO, Any

from django.http import HttpResponse

from casthouse.exchange.picture_file import PictureForm


class Form(StrEnum):
    """The form of a file."""

    JSON = "json"
    PDF = "pdf"
    XLSX = "xlsx"


MEDIA_TYPES: dict[str, str] = {
    Form.JSON: "application/json",
    Form.PDF: "application/pdf",
    Form.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    PictureForm.PNG: "image/png",
    PictureForm.SVG: "image/svg+xml",
}


def file_answers(*forms: StrEnum) -> dict[str, Any]:
    """Return what the description of an operation says that answers with a file."""
    content = {MEDIA_TYPES[form]: {"schema": {"type": "string", "format": "binary"}} for form in forms}
    return {"responses": {200: {"description": "The file", "content": content}}}


def file_answer(content: bytes, *, form: StrEnum, name: str) -> HttpResponse:
    """Return a file to be saved under a name."""
    answer = HttpResponse(content, content_type=MEDIA_TYPES[form])
    answer["Content-Disposition"] = f'attachment; filename="{name}.{form.value}"'
    return answer


def written(write: Callable[[IO[bytes]], None]) -> bytes:
    """Return what a writer of files writes."""
    target = BytesIO()
    write(target)
    return target.getvalue()
