"""What every page needs: the navigation of this person."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from core import assembly


def page(request: HttpRequest) -> dict[str, Any]:
    """`nav`: [{label, url, current}] by what the person may open; empty before signing in."""
    user = getattr(request, "user", None)
    entries = []
    if user is not None and user.is_authenticated:
        entries = [entry for entry in assembly.navigation() if entry.open_to(user)]
    urls = [reverse(entry.route) for entry in entries]
    current = _nearest(urls, request.path)
    nav = [
        {"label": entry.label, "url": url, "current": url == current} for entry, url in zip(entries, urls, strict=True)
    ]
    return {"nav": nav, "demo": settings.DEMO}


def _nearest(urls: list[str], path: str) -> str:
    """The place under which a page lies, the deepest one; the root is only itself."""
    above = [url for url in urls if url == path or (url != "/" and path.startswith(url))]
    return max(above, key=len, default="")
