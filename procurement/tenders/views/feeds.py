"""The list of tenders as a feed and as a calendar, and the dates of one tender."""

from http import HTTPStatus
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core import clock
from procurement.tenders import access, feeds, queries, watched
from procurement.tenders.filters import TenderFilters
from procurement.tenders.models import Tender


@require_safe
def feed(request: HttpRequest) -> HttpResponseBase:
    """The newest tenders that the filters leave, as Atom. Filters that are out of order are refused, not ignored."""
    if refused := _refused(request):
        return refused
    return feeds.feed(request, _filters(request).rows(clock.db_now, most=feeds.ENTRIES))


@require_safe
def calendar(request: HttpRequest) -> HttpResponseBase:
    """The deadlines of the tenders that the filters leave, as iCalendar."""
    if refused := _refused(request):
        return refused
    rows = _filters(request).rows(clock.db_now, most=feeds.EVENTS)
    return feeds.calendar(request, rows, name=_("Tenders"))


@require_safe
def tender_calendar(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """The dates of a published tender."""
    tender = access.door(AnonymousUser(), pk)
    rows = queries.rows_of_list(AnonymousUser(), Tender.objects.filter(pk=tender.pk), order=queries.NEWEST, most=1)
    return feeds.calendar(request, rows, name=tender.ref)


def _filters(request: HttpRequest) -> TenderFilters:
    return TenderFilters(request.GET, user=AnonymousUser())


def _refused(request: HttpRequest) -> HttpResponse | None:
    faults = watched.faults(request.GET.urlencode())
    if not faults:
        return None
    return HttpResponse("\n".join(faults), status=HTTPStatus.BAD_REQUEST, content_type="text/plain; charset=utf-8")
