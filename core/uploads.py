"""No view takes a file unless it says so (core/documents/uploads.py): Django would write it into a temporary file."""

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

FORM_ROOM = 64 * 1024  # of a form, beside what it may hold: names of its fields, and the lines between them


def is_large(length: int | str | None) -> bool:
    """Whether a body of so many bytes is more than a form without files: then a thread waits for it."""
    return int(length or 0) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE + FORM_ROOM


def nothing() -> tuple[QueryDict, MultiValueDict[str, Any]]:
    """The fields and files of a form that is not read."""
    return QueryDict(), MultiValueDict()


class Refuse(FileUploadHandler):
    """Ends the reading of a form at its first file, before a byte of it is kept. A view that wants one sets its own.

    What is larger than a form without files is not read at all, as if it were empty.
    """

    def handle_raw_input(self, input_data: Any, META: Any, content_length: int, *args: Any) -> Any:  # noqa: ARG002, N803
        return nothing() if is_large(content_length) else None

    def new_file(self, *args: Any, **kwargs: Any) -> None:  # noqa: ARG002 -- the framework's signature
        raise StopUpload(connection_reset=True)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:  # noqa: ARG002
        raise StopUpload(connection_reset=True)

    def file_complete(self, file_size: int) -> None:
        """There is no file."""
