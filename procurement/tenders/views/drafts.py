"""Writing a tender: a new draft, its overview, each of its sections, and their earlier saves."""

from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core import clock
from core.access import require, signed_in
from procurement.tenders import access, pages, queries, services
from procurement.tenders.access import TenderAction
from procurement.tenders.forms.beginning import BeginningForm
from procurement.tenders.forms.editing import SectionForm, after_act, row_act
from procurement.tenders.pages.beginnings import beginnings_for, titled
from procurement.tenders.pages.drafting import DraftInWork, draft_in_work, value_read
from procurement.tenders.pages.editors import EDITORS
from procurement.tenders.sections import SectionKey
from procurement.tenders.states import UNPUBLISHED

SAVE, BACK = "save", "back"


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """What a new draft is called and begins with; sent, it begins and leads to its overview."""
    require(access.may_begin(request.user))
    by = signed_in(request.user)
    beginnings = beginnings_for(by)
    choices = [(key, str(beginning.title)) for key, beginning in beginnings.items()]
    form = BeginningForm(request.POST if request.method == "POST" else None, user=by, beginnings=choices)
    if not form.is_valid():
        crumbs = [{"label": _("Tenders"), "url": reverse("tenders:list")}]
        return render(request, "tenders/edit/new.html", {"form": form, "cards": beginnings.values(), "crumbs": crumbs})
    chosen, authority = beginnings[form.cleaned_data["beginning"]], form.cleaned_data["authority"]
    values = titled(chosen.values(authority, by), form.cleaned_data["title"], authority)
    tender = services.begin_from(authority=authority, values=values, source=chosen.key, by=by, at=clock.db_now())
    return redirect("tenders:edit", tender.pk)


@login_required
@require_safe
def edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The overview of a draft; a published tender has its page instead."""
    tender = access.door(request.user, pk)
    if tender.state not in UNPUBLISHED:
        return redirect("tenders:detail", pk)
    draft = draft_in_work(tender, signed_in(request.user))
    return render(request, "tenders/edit/overview.html", pages.overview_page(draft, now=clock.db_now()))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def section(request: HttpRequest, pk: UUID, section: str) -> HttpResponse:
    """The form of a section. Sent, it is saved, or answers a button of the form with the form filled in."""
    draft, key, form_class = _door(request, pk, section)
    if request.method != "POST":
        form = form_class(value=draft.content.section(key), editing=draft.editing)
        return _page(request, draft, key, form, after=draft.after(key))
    after = _number(request.POST.get("after", ""))
    act = request.POST.get("act", SAVE)
    value = value_read(draft, key, after)
    if act not in {SAVE, BACK}:
        return _page(request, draft, key, _refilled(request, form_class, draft, key, after), after=after)
    form = form_class(request.POST, value=value, editing=draft.editing)
    if not form.is_valid():
        return _page(request, draft, key, form, after=after)
    return _saved(request, draft, key, form, after=after)


def _door(request: HttpRequest, pk: UUID, section: str) -> tuple[DraftInWork, SectionKey, type[SectionForm]]:
    """A draft that the person may write, and the form of a section. 404 for a section without an editor."""
    tender = access.door(request.user, pk, TenderAction.EDIT)
    form = EDITORS[SectionKey(section)].form if section in set(SectionKey) else None
    if form is None:
        raise Http404
    return draft_in_work(tender, signed_in(request.user)), SectionKey(section), form


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _page(
    request: HttpRequest,
    draft: DraftInWork,
    key: SectionKey,
    form: SectionForm,
    *,
    after: int,
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    context = pages.section_page(draft, key, form, after=after)
    return render(request, form.template, context, status=status)


def _refilled(
    request: HttpRequest, form_class: type[SectionForm], draft: DraftInWork, key: SectionKey, after: int
) -> SectionForm:
    """The form after a button of it, with nothing saved: a row more or less, or what the section's own button fills."""
    value, text = value_read(draft, key, after), request.POST["act"]
    act = row_act(text)
    if act:
        sent, index = after_act(request.POST, act)
        form = form_class(sent, value=value, editing=draft.editing)
        form.unjudged()
        form.focus_on(act.name, index)
        return form
    form = form_class(request.POST, value=value, editing=draft.editing)
    refilled = form.refilled(text) if form.is_valid() else None
    return form if refilled is None else form_class(value=refilled, editing=draft.editing)


def _saved(request: HttpRequest, draft: DraftInWork, key: SectionKey, form: SectionForm, *, after: int) -> HttpResponse:
    """Save, and lead to the section again or to the overview; whoever is late meets both versions."""
    try:
        services.save(
            tender=draft.tender, value=form.section(), after=after, by=signed_in(request.user), at=clock.db_now()
        )
    except services.SavedMeanwhile as late:
        form.add_error(None, str(late))
        return _page(request, draft, key, form, after=after, status=HTTPStatus.CONFLICT)
    except services.NotADraft as refused:
        messages.error(request, str(refused))
        return redirect("tenders:edit", draft.tender.pk)
    messages.success(request, _("Saved."))
    if request.POST.get("act") == BACK:
        return redirect("tenders:edit", draft.tender.pk)
    return redirect(f"{pages.section_url(draft.tender, key)}#answer")


@login_required
@require_safe
def saves(request: HttpRequest, pk: UUID, section: str) -> HttpResponse:
    """Every save of a section."""
    draft, key, _form = _door(request, pk, section)
    context = pages.saves_page(draft, key, queries.saves_of(draft.tender, key))
    return render(request, "tenders/edit/saves.html", context)


@login_required
@require_POST
def restore(request: HttpRequest, pk: UUID, section: str, no: int) -> HttpResponse:
    """Bring an earlier save back, as a save of its own."""
    draft, key, _form = _door(request, pk, section)
    try:
        services.restore(
            tender=draft.tender,
            key=key,
            no=no,
            after=_number(request.POST.get("after", "")),
            by=signed_in(request.user),
            at=clock.db_now(),
        )
    except (services.SavedMeanwhile, services.NotADraft) as refused:
        messages.error(request, str(refused))
        return redirect(reverse("tenders:saves", args=[pk, key.value]))
    messages.success(request, _("Save %(no)d was brought back.") % {"no": no})
    return redirect(f"{pages.section_url(draft.tender, key)}#answer")
