"""A person's own watch lists."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from core import clock
from core.access import signed_in
from procurement.tenders import pages, queries, services, watched
from procurement.tenders.forms import WatchForm, WatchNameForm
from procurement.tenders.models import WatchList


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def watch_lists(request: HttpRequest) -> HttpResponse:
    """The watch lists, and keeping one more: the filters of the list from which the form is sent."""
    user = signed_in(request.user)
    form = WatchForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        query = watched.canonical(form.cleaned_data["query"])
        if faults := watched.faults(query):
            form.add_error(None, " ".join(faults))
        elif _keep(form, query, request):
            return redirect("tenders:watch-lists")
    rows = [pages.watch_row(row) for row in queries.watch_lists_of(user)]
    context = {
        "rows": rows,
        "form": form if form.is_bound else None,
        "crumbs": [{"label": _("Tenders"), "url": reverse("tenders:list")}],
    }
    return render(request, "tenders/watching.html", context)


def _keep(form: WatchForm, query: str, request: HttpRequest) -> bool:
    try:
        services.watch(name=form.cleaned_data["name"], query=query, by=signed_in(request.user), at=clock.db_now())
    except services.NotWatchable as refused:
        form.add_error("name", str(refused))
        return False
    messages.success(request, _("Kept. You are told when a tender is published that fits."))
    return True


@login_required
@require_POST
def rename_watch_list(request: HttpRequest, pk: UUID) -> HttpResponse:
    watch_list = _mine(request, pk)
    form = WatchNameForm(request.POST)
    try:
        if form.is_valid():
            services.rename_watch_list(watch_list=watch_list, name=form.cleaned_data["name"])
        else:
            messages.error(request, " ".join(map(str, form.errors["name"])))
    except services.NotWatchable as refused:
        messages.error(request, str(refused))
    return redirect("tenders:watch-lists")


@login_required
@require_POST
def delete_watch_list(request: HttpRequest, pk: UUID) -> HttpResponse:
    services.delete_watch_list(watch_list=_mine(request, pk))
    messages.success(request, _("Deleted: you are no longer told."))
    return redirect("tenders:watch-lists")


def _mine(request: HttpRequest, pk: UUID) -> WatchList:
    watch_list = queries.watch_list_of(signed_in(request.user), pk)
    if watch_list is None:
        raise Http404
    return watch_list
