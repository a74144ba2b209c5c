"""The page on which a code is looked up, open to everybody: by words, by its beginning, or down the tree."""

import re

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from core.codes.forms import LONGEST_QUESTION, CodeSearchForm
from core.codes.pages import PICKS, code_page

_ROW = re.compile(r"[a-z_]{1,30}:\d{1,3}")


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Codes that answer the question; the most general ones without a question."""
    form = CodeSearchForm(request.GET)
    question = form.cleaned_data["q"] if form.is_valid() else ""
    htmx = request.htmx  # type: ignore[attr-defined]  # set by HtmxMiddleware
    part = htmx and not htmx.history_restore_request
    context = {"form": form, "asked": bool(question), "page": code_page(question), "part": part}
    response = render(request, "codes/cpv.html#results" if part else "codes/cpv.html", context)
    patch_vary_headers(response, ["HX-Request", "HX-History-Restore-Request"])
    return response


@require_safe
def picks(request: HttpRequest) -> HttpResponse:
    """Codes to add to a row of a form, for HTMX while somebody types: `row` is "lots:0", the words "lots-0-find"."""
    row = request.GET.get("row", "")
    if not _ROW.fullmatch(row):
        raise Http404
    question = request.GET.get(f"{row.replace(':', '-')}-find", "").strip()[:LONGEST_QUESTION]
    context = {"picks": code_page(question, PICKS) if question else None, "row": row}
    return render(request, "codes/_picks.html", context)
