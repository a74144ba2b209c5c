"""Writing a section of a draft, and its earlier saves."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core import clock
from core.access import signed_in
from core.documents import uploads
from procurement.tenders import pages, queries, services
from procurement.tenders.forms.codes import after_pick
from procurement.tenders.forms.editing import SectionForm, after_act, row_act
from procurement.tenders.pages.drafting import DraftInWork, value_read
from procurement.tenders.sections import SectionKey, SectionValue
from procurement.tenders.views.doors import draft_door, number_of
from procurement.tenders.views.received import LIMITS, UPLOAD, Received, received
from procurement.tenders.views.versions import BACK, SAVE, stored


def _section(request: HttpRequest, draft: DraftInWork, key: SectionKey, form_class: type[SectionForm]) -> HttpResponse:
    if request.method != "POST":
        form = form_class(value=draft.content.section(key), editing=draft.editing)
        return _page(request, draft, key, form, after=draft.after(key))
    try:
        sent = received(request, draft, key)
    except services.NotADraft as refused:
        messages.error(request, str(refused))
        return redirect("tenders:edit", draft.tender.pk)
    after = number_of(request.POST.get("after", ""))
    act = request.POST.get("act", SAVE)
    value = value_read(draft, key, after)
    if act not in {SAVE, BACK}:
        form = _refilled(sent, form_class, draft, value)
        form.file_faults, form.brought = sent.faults, sent.row
        return _page(request, draft, key, form, after=after)
    form = form_class(sent.data, value=value, editing=draft.editing)
    form.file_faults, form.brought = sent.faults, sent.row
    if not form.is_valid():
        return _page(request, draft, key, form, after=after)
    try:
        return stored(request, draft, key, form.section(), after=after)
    except services.StaysAsPublished as fixed:
        for finding in fixed.findings:
            form.add_error(None, finding.sentence)
        return _page(request, draft, key, form, after=after)


# The token of a form is checked once it is known how much of its files is read.
_WITHOUT_FILES = csrf_protect(_section)
_WITH_FILES = {key: uploads.takes_files(limits)(_section) for key, limits in LIMITS.items()}


@csrf_exempt
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def section(request: HttpRequest, pk: UUID, section: str) -> HttpResponseBase:
    """The form of a section. Sent, it is saved, or answers a button of the form with the form filled in.

    Who may not write the draft is refused before a file of the form is read.
    """
    draft, key, form_class = draft_door(request, pk, section)
    return _WITH_FILES.get(key, _WITHOUT_FILES)(request, draft, key, form_class)


def _page(request: HttpRequest, draft: DraftInWork, key: SectionKey, form: SectionForm, *, after: int) -> HttpResponse:
    """The form, with who else has it open; that this person has, too, is noted."""
    now = clock.db_now()
    services.note_writing(tender=draft.tender, key=key, by=draft.user, at=now)
    writers = services.writers_of(draft.tender, besides=draft.user, at=now).get(key, ())
    around = pages.beside(key, form, draft.content, clock_time=clock.db_now)
    context = pages.section_page(draft, key, form, after=after, writers=writers)
    return render(request, form.template, {**context, **around})


def _refilled(sent: Received, form_class: type[SectionForm], draft: DraftInWork, value: SectionValue) -> SectionForm:
    """The form after a button of it, with nothing saved: a row more or less, or what the section's own button fills."""
    text = str(sent.data["act"])
    act = row_act(text)
    picked = after_pick(sent.data, text)
    if picked:
        form = form_class(picked[0], value=value, editing=draft.editing)
        form.unjudged()
        form.find_in(picked[1])
        return form
    if act or text == UPLOAD:
        data, index = after_act(sent.data, act) if act else (sent.data, 0)
        form = form_class(data, value=value, editing=draft.editing)
        form.unjudged()
        if act:
            form.focus_on(act.name, index)
        return form
    form = form_class(sent.data, value=value, editing=draft.editing)
    refilled = form.refilled(text) if form.is_valid() else None
    return form if refilled is None else form_class(value=refilled, editing=draft.editing)


@login_required
@require_safe
def saves(request: HttpRequest, pk: UUID, section: str) -> HttpResponse:
    """Every save of a section."""
    draft, key, _form = draft_door(request, pk, section)
    context = pages.saves_page(draft, key, queries.saves_of(draft.tender, key))
    return render(request, "tenders/edit/saves.html", context)


@login_required
@require_POST
def restore(request: HttpRequest, pk: UUID, section: str, no: int) -> HttpResponse:
    """Bring an earlier save back, as a save of its own."""
    draft, key, _form = draft_door(request, pk, section)
    try:
        services.restore(
            tender=draft.tender,
            key=key,
            no=no,
            after=number_of(request.POST.get("after", "")),
            by=signed_in(request.user),
            at=clock.db_now(),
        )
    except (services.SavedMeanwhile, services.NotADraft, services.StaysAsPublished) as refused:
        messages.error(request, str(refused))
        return redirect(reverse("tenders:saves", args=[pk, key.value]))
    messages.success(request, _("Save %(no)d was brought back.") % {"no": no})
    return redirect(f"{pages.section_url(draft.tender, key)}#answer")
