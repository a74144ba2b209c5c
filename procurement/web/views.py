"""Pages that span stages: the start, a tender with its evaluations, an evaluation with its reviews."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core import clock
from procurement.evaluations import access as evaluation_access
from procurement.evaluations import pages as evaluation_pages
from procurement.evaluations import queries as evaluation_queries
from procurement.reports import pages as report_pages
from procurement.tenders import access as tender_access
from procurement.web import pages


@login_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What to do next, by role."""
    return render(request, "web/home.html", pages.home(request.user, now=clock.db_now()))


@login_required
@require_safe
def tender(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A tender, its evaluations where bids may be seen, and what happened to it."""
    row = tender_access.door(request.user, pk)
    return render(request, "tenders/detail.html", pages.tender(row, request.user, now=clock.db_now()))


@login_required
@require_safe
def evaluation(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The evaluation of a lot with the reviews of its latest run."""
    row = evaluation_access.door(request.user, pk)
    run = evaluation_queries.latest_run(row)
    context = {
        "evaluation": evaluation_pages.detail(row, request.user),
        "reviews": report_pages.of_run(run, request.user) if run else None,
        "crumbs": pages.crumbs_of(row),
    }
    return render(request, "evaluations/detail.html", context)
