"""No view takes a file unless it says so (core/documents/uploads.py): Django would write it into a temporary file."""

from typing import Any

from django.core.files.uploadhandler import FileUploadHandler, StopUpload


class Refuse(FileUploadHandler):
    """Ends the reading of a form at its first file, before a byte of it is kept. A view that wants one sets its own."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:  # noqa: ARG002 -- the framework's signature
        raise StopUpload(connection_reset=True)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:  # noqa: ARG002
        raise StopUpload(connection_reset=True)

    def file_complete(self, file_size: int) -> None:
        """There is no file."""
