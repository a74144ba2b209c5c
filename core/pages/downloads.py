"""Files as answers: what every download says of itself, to a browser and to a program alike."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header


def attachment(content: bytes | str, *, name: str, content_type: str, sha256: str = "") -> HttpResponse:
    """A file to be saved under this name and kept by no cache on the way; its SHA-256 is sent along if it is known."""
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    response["Cache-Control"] = "private, no-store"
    if sha256:
        response["ETag"] = f'"{sha256}"'
        response["X-Content-SHA256"] = sha256
    return response
