"""Pages of reviews: the list, one review with its live progress, its file; asking for one and again for one."""

from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core import clock, jobs
from core.access import require, signed_in
from core.files import FileFault
from core.integrity import repair
from core.law.days import day_of
from core.models import JobState
from core.pages import paging
from procurement.evaluations import access as evaluation_access
from procurement.evaluations import queries as evaluation_queries
from procurement.policies import access as policy_access
from procurement.reports import access, download, gather, pages, queries, services
from procurement.reports.access import ReportAction
from procurement.reports.filters import ReportFilters
from procurement.reports.forms import PeriodForm, ReviewForm
from procurement.reports.models import Report
from procurement.studies import access as study_access
from procurement.tenders import access as tender_access


@login_required
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Reviews of one's authorities by filters and in the order that is asked for."""
    filters = ReportFilters(request.GET, user=request.user)
    page = filters.page()
    context = {
        "form": filters.form,
        "filtered": filters.narrowed,
        "rows": pages.rows(page),
        **paging.links(reverse("reports:list"), request.GET, page, before=filters.position),
    }
    return render(request, "reports/list.html", context)


@login_required
@require_safe
def detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    report = access.door(request.user, pk)
    return render(request, "reports/detail.html", _context(request, report))


@login_required
@require_safe
def progress(request: HttpRequest, pk: UUID) -> HttpResponse:
    """How far it is: the part that HTMX asks for every two seconds until it is done; the whole page otherwise."""
    report = access.door(request.user, pk)
    template, context = "reports/detail.html", _context(request, report)
    if request.headers.get("HX-Request") == "true":
        template = "reports/detail.html#state"
        context |= {"figures_url": context["url"] if context["figures"] else "", "figures": None}
    response = render(request, template, context)
    patch_vary_headers(response, ["HX-Request"])
    response["Cache-Control"] = "private, no-store"
    return response


def _context(request: HttpRequest, report: Report) -> dict[str, object]:
    crumbs = [{"label": _("Reviews"), "url": reverse("reports:list")}]
    return {
        "report": pages.detail(report, request.user),
        "figures": pages.policy_figures(report),
        "url": reverse("reports:detail", args=[report.pk]),
        "crumbs": crumbs,
    }


@login_required
@require_POST
def request(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask for a review of the evaluation's latest run; the same request again leads to the same review."""
    evaluation = evaluation_access.door(request.user, pk)
    require(access.may_request(request.user, evaluation))
    form = ReviewForm(request.POST)
    run = evaluation_queries.latest_run(evaluation)
    if run is None or not form.is_valid():
        messages.error(request, _("Choose which copy of the review you need."))
        return redirect("evaluations:detail", pk)
    report = services.request_review(
        run=run, variant=form.cleaned_data["variant"], by=signed_in(request.user), at=clock.db_now()
    )
    return redirect("reports:detail", report.pk)


@login_required
@require_POST
def request_study(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask for a study of methods as a PDF; the same study again leads to the same report."""
    study = study_access.door(request.user, pk)
    try:
        report = services.request_study(study=study, by=signed_in(request.user), at=clock.db_now())
    except FileFault as fault:
        messages.error(request, str(fault))
        return redirect(f"{reverse('studies:detail', args=[pk])}#rates")
    return redirect("reports:detail", report.pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def request_policy_review(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Which period of a policy is reviewed; the review is asked for from here."""
    version = policy_access.door(request.user, pk)
    require(access.may_request_policy_review(request.user, version))
    at, zone = clock.db_now(), version.authority.zone
    start, end = gather.usual_period(version, at)
    initial = {"start": start.isoformat(), "end": end.isoformat()}
    form = PeriodForm(request.POST or None, today=day_of(at, zone), initial=initial)
    if form.is_valid():
        by, period = signed_in(request.user), form.cleaned_data
        report = services.request_policy_review(version=version, by=by, at=at, **period)
        return redirect("reports:detail", report.pk)
    back = reverse("policies:detail", args=[pk])
    crumbs = [
        {"label": _("Policies"), "url": reverse("policies:list")},
        {"label": _("%(authority)s, version %(no)d") % {"authority": version.authority, "no": version.no}, "url": back},
    ]
    context = {"form": form, "authority": version.authority.name, "crumbs": crumbs, "back": back}
    return render(request, "reports/policy_period.html", context)


@login_required
@require_POST
def retry(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask for a failed review again."""
    report = access.door(request.user, pk, ReportAction.RETRY)
    services.retry(report=report, by=signed_in(request.user), at=clock.db_now())
    return redirect("reports:detail", pk)


@login_required
@require_POST
def repair_file(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask for the lost or damaged file of a review again."""
    report = access.door(request.user, pk, ReportAction.REPAIR)
    try:
        if repair.request(report.job.artifacts.all()[0], by=signed_in(request.user), at=clock.db_now()) is None:
            messages.info(request, _("The file is intact: there is nothing to make again."))
    except jobs.Unfit as error:
        messages.error(request, str(error))
    return redirect("reports:detail", pk)


@login_required
@require_safe
def file(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The finished file, checked against its SHA-256; where it is lost or damaged the page that says so."""
    report = access.door(request.user, pk, ReportAction.DOWNLOAD)
    try:
        return download.file_response(report)
    except FileFault:
        return render(request, "reports/detail.html", _context(request, report), status=HTTPStatus.CONFLICT)


@require_POST
def request_notice(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask for the notice of a published tender as a PDF: anybody may; the same version is made once."""
    tender = tender_access.door(request.user, pk)
    by = signed_in(request.user) if request.user.is_authenticated else None
    if services.request_notice(tender=tender, by=by, at=clock.db_now()) is None:
        raise Http404
    messages.success(request, _("The notice is being made. Its link stands here when it is ready."))
    return redirect(f"{reverse('tenders:detail', args=[pk])}#notice-file")


@require_safe
def notice(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The notice of the latest version for which there is a file, to whoever may see the tender."""
    report = queries.notice_of(tender_access.door(request.user, pk))
    if report is None or report.job.state != JobState.READY:
        raise Http404
    try:
        return download.file_response(report)
    except FileFault as fault:
        messages.error(request, str(fault))
        return redirect("tenders:detail", pk)
