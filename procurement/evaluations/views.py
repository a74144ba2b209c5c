"""An evaluation, and what is done with it."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core import clock
from core.access import signed_in
from core.assembly import sections_of
from core.states import GateRefused, IllegalMove, MovedMeanwhile
from procurement.evaluations import access, decisions, download, pages, queries, services, summary
from procurement.evaluations.access import EvaluationAction
from procurement.evaluations.forms import DecisionForm, RerunForm
from procurement.evaluations.models import Evaluation
from procurement.evaluations.summary.matrix import Order, fits_spreadsheet
from scoring import findings
from scoring.findings import Finding

LONGEST_NUMBER = 4  # digits: a run's number is a small integer


@login_required
@require_safe
def detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The evaluation of a lot, with what later stages add to its page."""
    evaluation = access.door(request.user, pk)
    page = pages.detail(evaluation, request.user, request.GET.dict())
    context = {"evaluation": page, "crumbs": pages.crumbs_of(evaluation)}
    sections = sections_of("evaluations:detail", evaluation, request.user, clock.db_now())
    return render(request, "evaluations/detail.html", {**context, **sections})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def freeze(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Check what will be frozen, then evaluate and freeze.

    What stands in the way is said on the page, not in the message: a cookie carries that.
    """
    evaluation = access.door(request.user, pk, EvaluationAction.FREEZE)
    if request.method != "POST":
        return render(request, "evaluations/freeze.html", pages.freeze_page(evaluation, request.user))
    try:
        services.freeze(evaluation=evaluation, by=signed_in(request.user), at=clock.db_now())
    except GateRefused:
        messages.error(request, _("Not evaluated. What is missing stands on this page."))
    except (IllegalMove, MovedMeanwhile) as refused:
        messages.error(request, _("Not evaluated. %(why)s") % {"why": refused})
    else:
        messages.success(request, _("Evaluated and frozen."))
    return redirect("evaluations:detail", pk)


@login_required
@require_POST
def rerun(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Evaluate again for a cause; a form that is not in order comes back with what is wrong."""
    evaluation = access.door(request.user, pk, EvaluationAction.RERUN)
    form = RerunForm(request.POST)
    if not form.is_valid():
        return render(request, "evaluations/rerun.html", pages.rerun_page(evaluation, form))
    try:
        services.rerun(evaluation=evaluation, by=signed_in(request.user), at=clock.db_now(), **form.cleaned_data)
    except (GateRefused, IllegalMove, MovedMeanwhile) as refused:
        if isinstance(refused, services.AnotherRun):
            form.data = {**request.POST.dict(), "supersedes": refused.no}
        form.add_error(None, _("Not evaluated again; the run before still holds. %(why)s") % {"why": refused})
        return render(request, "evaluations/rerun.html", pages.rerun_page(evaluation, form))
    messages.success(request, _("Evaluated again. Both runs are kept."))
    return redirect("evaluations:detail", pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def finding(request: HttpRequest, pk: UUID, fingerprint: str) -> HttpResponse:
    """Propose what is to be done about something to look at twice, or read what another officer proposes."""
    evaluation = access.door(request.user, pk, EvaluationAction.DECIDE)
    noticed = _finding(evaluation, fingerprint)
    form = DecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            decisions.propose(
                evaluation=evaluation,
                finding=noticed,
                by=signed_in(request.user),
                at=clock.db_now(),
                **form.cleaned_data,
            )
        except decisions.NotDecidable as refused:
            messages.error(request, str(refused))
        else:
            messages.success(
                request, _("Proposed. Another officer of the authority confirms it on this evaluation's page.")
            )
        return redirect("evaluations:detail", pk)
    shape = summary.lot_findings(evaluation.lot, [noticed]).noticed[0]
    return render(request, "evaluations/finding.html", pages.finding_page(evaluation, shape, request.user, form))


def _finding(evaluation: Evaluation, fingerprint: str) -> Finding:
    """The finding that the address names, if it stands now with the same figures. Raises Http404."""
    for finding in decisions.decidable_findings(evaluation):
        if fingerprint == findings.fingerprint(finding):
            return finding
    raise Http404(_("This is not noticed any more, or with other figures. Read the evaluation again."))


@login_required
@require_POST
def confirm(request: HttpRequest, pk: UUID, proposal: int) -> HttpResponse:
    """A second officer confirms what another proposed."""
    evaluation = access.door(request.user, pk, EvaluationAction.DECIDE)
    waiting = {row.pk: row for row in queries.open_proposals_of(evaluation)}
    if proposal not in waiting:
        messages.error(request, _("This proposal was replaced or confirmed meanwhile. Read it again."))
        return redirect("evaluations:detail", pk)
    try:
        decisions.confirm(proposal=waiting[proposal], by=signed_in(request.user), at=clock.db_now())
    except decisions.NotDecidable as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Decided by two officers."))
    return redirect("evaluations:detail", pk)


@login_required
@require_safe
def matrix(request: HttpRequest, pk: UUID, kind: str) -> HttpResponse:
    """Criteria by bids of the run that holds, as CSV or as a spreadsheet. 404 where there is none."""
    evaluation = access.door(request.user, pk)
    run = queries.latest_run(evaluation)
    if run is None or kind not in {"csv", "xlsx"}:
        raise Http404
    try:
        shape = summary.of_run(run)
    except summary.Damaged as damaged:
        messages.error(request, str(damaged))
        return redirect("evaluations:detail", pk)
    order = Order.parse(request.GET.get("order", ""))
    if kind == "csv":
        return download.matrix_csv(run, shape, order)
    if not fits_spreadsheet(shape.matrix):
        raise Http404(_("This table is too large for a spreadsheet. Take the CSV file."))
    return download.matrix_xlsx(run, shape, order)


@login_required
@require_safe
def record(request: HttpRequest, pk: UUID) -> HttpResponse:
    """evaluation.json of the latest run, or of run `?run=`."""
    evaluation = access.door(request.user, pk)
    asked = request.GET.get("run", "")
    if asked and not (asked.isascii() and asked.isdigit() and len(asked) <= LONGEST_NUMBER):
        raise Http404
    run = queries.run_no(evaluation, int(asked)) if asked else queries.latest_run(evaluation)
    if run is None:
        raise Http404
    return download.record(run)
