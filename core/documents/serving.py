"""What every file of a stranger says of itself when it is handed out: saved, never shown, never run."""

from django.http import HttpResponse
from django.http.response import HttpResponseBase

from core.documents.names import disposition


def harden(response: HttpResponseBase, *, name: str, sha256: str, size: int) -> None:
    """Have a browser save the answer under this name. No sniffing, no script, no cache on the way, no other site."""
    response["Content-Disposition"] = disposition(name)
    response["Content-Length"] = str(size)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    response["ETag"] = f'"{sha256}"'
    response["X-Content-SHA256"] = sha256


def saved(content: bytes, *, name: str, media_type: str, sha256: str) -> HttpResponse:
    """The answer that hands out these bytes."""
    response = HttpResponse(content, content_type=media_type)
    harden(response, name=name, sha256=sha256, size=len(content))
    return response
