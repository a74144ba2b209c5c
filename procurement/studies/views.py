"""Pages of studies of methods: the list, a new one, one study, its live rates, the choice, the table."""

from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core import clock, jobs
from core.access import require, signed_in
from core.assembly import sections_of
from core.files import FileFault
from core.pages import paging
from procurement.studies import access, download, pages, queries, services, summary
from procurement.studies.access import StudyAction
from procurement.studies.filters import StudyFilters
from procurement.studies.forms import ChoiceForm, MethodForm, StudyForms, copy_of
from procurement.studies.models import MethodStudy
from procurement.studies.plan import LETTERS


@login_required
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Studies of one's authorities by filters and in the order that is asked for."""
    access.room(request.user)
    filters = StudyFilters(request.GET, user=request.user)
    page = filters.page()
    create = access.may_create(request.user)
    context = {
        "form": filters.form,
        "filtered": filters.narrowed,
        "rows": pages.rows(page),
        **paging.links(reverse("studies:list"), request.GET, page, before=filters.position),
        "create": {"url": reverse("studies:new"), "why": "" if create else str(create.why)},
    }
    return render(request, "studies/list.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """The form of a study, empty or a copy (`?from=`); sent, it makes the study and has its rates simulated.

    `show` only shows the parameters of the methods chosen so far, for a browser without scripts.
    """
    access.room(request.user)
    require(access.may_create(request.user))
    if request.method != "POST":
        return _form(request, StudyForms(user=request.user, initial=_copied(request)))
    if "show" in request.POST:
        return _form(request, StudyForms(user=request.user, initial=_typed(request)))
    form = StudyForms(request.POST, user=request.user)
    if not form.is_valid():
        return _form(request, form)
    by, at = signed_in(request.user), clock.db_now()
    cleaned = form.frame.cleaned_data
    study = services.create_study(
        authority=cleaned["authority"], title=cleaned["title"], asked=form.plan(), by=by, at=at
    )
    services.request_simulation(study=study, by=by, at=at)
    return redirect("studies:detail", study.pk)


def _form(request: HttpRequest, form: StudyForms) -> HttpResponse:
    crumbs = [{"label": _("Methods"), "url": reverse("studies:list")}]
    context = {"form": form, "problems": form.problems() if form.frame.is_bound else [], "crumbs": crumbs}
    return render(request, "studies/new.html", context)


def _copied(request: HttpRequest) -> dict[str, object] | None:
    """The study to begin with, if one is asked for and may be seen."""
    if "from" not in request.GET:
        return None
    try:
        pk = UUID(request.GET["from"])
    except ValueError:
        raise Http404 from None
    return copy_of(access.door(request.user, pk))


def _typed(request: HttpRequest) -> dict[str, object]:
    """What was typed so far, unjudged."""
    frame = {name: value for name, value in request.POST.items() if "-" not in name}
    methods = {letter: _under(request.POST, letter) for letter in LETTERS}
    return {"frame": frame, "methods": methods}


def _under(sent: QueryDict, letter: str) -> dict[str, object]:
    """The fields of one method."""
    head = f"{letter.lower()}-"
    return {name.removeprefix(head): value for name, value in sent.items() if name.startswith(head)}


@login_required
@require_safe
def method(request: HttpRequest) -> HttpResponse:
    """The parameters that a formula needs, for the place that HTMX fills when one is chosen."""
    access.room(request.user)
    require(access.may_create(request.user))
    letter = request.GET.get("letter", "")
    if letter not in {*LETTERS}:
        raise Http404
    currency = request.GET.get("currency", "")[:3].upper()
    form = MethodForm(letter, initial=_under(request.GET, letter), currency=currency)
    return render(request, "studies/_parameters.html", {"method": form})


@login_required
@require_safe
def rates(request: HttpRequest, pk: UUID) -> HttpResponse:
    """How far the simulation is: the part that HTMX asks for until it is done; the whole page otherwise."""
    study = access.door(request.user, pk)
    if not request.htmx:  # type: ignore[attr-defined]  # set by HtmxMiddleware
        return redirect("studies:detail", pk)
    job = queries.simulation_of(study)
    context = {"rates": pages.rates(study, summary.study_shape(study, job), job, request.user)}
    response = render(request, "studies/_rates.html", context)
    patch_vary_headers(response, ["HX-Request"])
    response["Cache-Control"] = "private, no-store"
    return response


@login_required
@require_POST
def simulate(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Have the rates simulated; a failed simulation is asked for again, a lost file of one is made again."""
    study = access.door(request.user, pk, StudyAction.SIMULATE)
    try:
        services.request_simulation(study=study, by=signed_in(request.user), at=clock.db_now())
    except jobs.Unfit as error:
        messages.error(request, str(error))
    return redirect(f"{reverse('studies:detail', args=[pk])}#rates")


@login_required
@require_safe
def detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One study, with what later stages add to its page."""
    return _detail(request, access.door(request.user, pk))


@login_required
@require_POST
def choose(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Choose a method; a form that is not in order comes back with what is wrong."""
    study = access.door(request.user, pk, StudyAction.CHOOSE)
    form = ChoiceForm(request.POST, candidates=pages.options(study))
    if not form.is_valid():
        return _detail(request, study, form)
    try:
        services.choose(study=study, by=signed_in(request.user), at=clock.db_now(), **form.cleaned_data)
    except services.ChosenMeanwhile as chosen:
        study = access.door(request.user, pk, StudyAction.CHOOSE)  # with the choice made meanwhile
        form.data = {**request.POST.dict(), "after": queries.choices_made(study)}
        form.add_error(None, str(chosen))
        return _detail(request, study, form)
    return redirect(f"{reverse('studies:detail', args=[pk])}#chosen")


def _detail(
    request: HttpRequest, study: MethodStudy, form: ChoiceForm | None = None, *, status: int = HTTPStatus.OK
) -> HttpResponse:
    sections = sections_of("studies:detail", study, request.user, clock.db_now())
    context = {**pages.detail(study, request.user, form), **sections}
    return render(request, "studies/detail.html", context, status=status)


@login_required
@require_safe
def table(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The study as CSV; where the file of its simulation is lost the page that says so."""
    study = access.door(request.user, pk)
    try:
        return download.table(study)
    except FileFault:
        return _detail(request, study, status=HTTPStatus.CONFLICT)
