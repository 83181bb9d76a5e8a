"""Uploads end at the limit of the settings: what is larger is not kept, and its page says so."""

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, StopUpload

ROOM_FOR_FIELDS = 1 << 20


class UploadLimit(FileUploadHandler):
    """Stops an upload that says, or turns out, to be too large; fields before the file are still read."""

    def __init__(self, request: object = None) -> None:
        super().__init__(request)  # type: ignore[arg-type]  # whatever Django hands over
        self.is_too_large = False

    def handle_raw_input(
        self,
        input_data: object,
        META: object,  # noqa: N803 - Django's name
        content_length: int,
        boundary: object,
        encoding: object = None,
    ) -> None:
        """Look at the length that the browser announced."""
        self.is_too_large = content_length > settings.UPLOAD_SIZE_MAX + ROOM_FOR_FIELDS

    def new_file(self, *args: object, **kwargs: object) -> None:
        """Stop before the first byte of a file is kept."""
        super().new_file(*args, **kwargs)  # type: ignore[arg-type]  # as above
        if self.is_too_large:
            raise StopUpload(connection_reset=True)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Pass a piece on to the handler that keeps it."""
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Keep nothing."""
