"""The site about itself, open to everybody."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from core.about.pages import about_page
from core.about.shapes import about_shape
from core.models import PlatformKey
from core.pages import downloads


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Keys, versions, and what is not built."""
    return render(request, "about/page.html", about_page(about_shape()))


@require_safe
def key_change(request: HttpRequest, number: int, which: str) -> HttpResponse:  # noqa: ARG001 -- a view's signature
    """The signed file about the beginning of a key, by the key before it or by itself."""
    row = get_object_or_404(PlatformKey, number=number)
    text = {"old": row.by_old, "new": row.by_new}.get(which, "")
    if not text:
        raise Http404
    return downloads.attachment(text, name=f"key-{number}-by-{which}.json", content_type="application/json")
