"""The choice between two versions of a section, for whoever saved second."""

from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core import clock
from core.access import signed_in
from procurement.tenders import pages, services
from procurement.tenders.pages.drafting import DraftInWork, value_read
from procurement.tenders.pages.versions import TwoVersions, versions_page
from procurement.tenders.sections import SectionFault, SectionKey, SectionValue, read_section
from procurement.tenders.sections.differences import Side, Unchosen, merged
from procurement.tenders.views.doors import draft_door, number_of

SAVE, BACK = "save", "back"


def _page(
    request: HttpRequest,
    draft: DraftInWork,
    versions: TwoVersions,
    *,
    choices: dict[str, Side] | None = None,
    is_refused: bool = False,
) -> HttpResponse:
    context = versions_page(draft, versions, now=clock.db_now(), choices=choices, is_refused=is_refused)
    return render(request, "tenders/edit/versions.html", context, status=HTTPStatus.CONFLICT)


@login_required
@require_POST
def choose(request: HttpRequest, pk: UUID, section: str) -> HttpResponse:
    """Save what was chosen of two versions. A button for all ticks one side and stores nothing.

    Where a third save came meanwhile, its version is shown instead, and everything is asked anew.
    """
    draft, key, _form = draft_door(request, pk, section)
    try:
        mine = read_section(key, request.POST.get("mine", ""))
    except SectionFault as fault:
        messages.error(request, str(fault))
        return redirect(pages.section_url(draft.tender, key))
    base = number_of(request.POST.get("base", ""))
    if key not in draft.saves or draft.after(key) != number_of(request.POST.get("latest", "")):
        return _again(request, draft, key, mine, base)
    versions = TwoVersions(key, base, value_read(draft, key, base), draft.saves[key], mine)
    act = request.POST.get("act", "")
    if act in set(Side):
        return _page(request, draft, versions, choices={place.place: Side(act) for place in versions.places})
    return _chosen(request, draft, versions)


def _again(request: HttpRequest, draft: DraftInWork, key: SectionKey, value: SectionValue, after: int) -> HttpResponse:
    """Save what was typed; where it stays as published, say so above the form."""
    try:
        return stored(request, draft, key, value, after=after)
    except services.StaysAsPublished as fixed:
        messages.error(request, str(fixed))
        return redirect(pages.section_url(draft.tender, key))


def _chosen(request: HttpRequest, draft: DraftInWork, versions: TwoVersions) -> HttpResponse:
    sent = {place.place: request.POST.get(f"choice-{no}", "") for no, place in enumerate(versions.places)}
    choices = {place: Side(side) for place, side in sent.items() if side in set(Side)}
    try:
        value = merged(versions.before, versions.theirs, versions.mine, choices)
    except Unchosen:
        return _page(request, draft, versions, choices=choices, is_refused=True)
    return _again(request, draft, versions.key, value, versions.latest.no)


def stored(
    request: HttpRequest, draft: DraftInWork, key: SectionKey, value: SectionValue, *, after: int
) -> HttpResponse:
    """Save, and lead to the section again or to the overview. Whoever is late stores nothing and meets both.

    Raises StaysAsPublished, which the form says.
    """
    try:
        services.save(tender=draft.tender, value=value, after=after, by=signed_in(request.user), at=clock.db_now())
    except services.SavedMeanwhile as late:
        return _page(request, draft, TwoVersions(key, after, value_read(draft, key, after), late.latest, value))
    except (services.NotADraft, services.UnknownDocument) as refused:
        messages.error(request, str(refused))
        return redirect("tenders:edit", draft.tender.pk)
    messages.success(request, _("Saved."))
    if request.POST.get("act") == BACK:
        services.forget_writing(tender=draft.tender, key=key, by=draft.user, at=clock.db_now())
        return redirect("tenders:edit", draft.tender.pk)
    return redirect(f"{pages.section_url(draft.tender, key)}#answer")
