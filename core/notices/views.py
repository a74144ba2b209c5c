"""A person's own notices, and how they come by mail."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core import assembly, clock
from core.access import signed_in
from core.accounts.mails import sends_mail
from core.models import MailChoice, Notice
from core.notice_kinds import NoticeText
from core.notices import queries, services
from core.notices.forms import MailForm
from core.pages import formats, paging
from core.pages.filters import ListFilters


@dataclass(frozen=True, slots=True)
class NoticeRow:
    sentence: str
    when: str
    url: str
    unread: bool


@login_required
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Notices, newest first, and the choice of mails."""
    user = signed_in(request.user)
    filters = ListFilters(request.GET, queries.notices_of(user))
    page = paging.page_by_time(filters.qs, "at", before=filters.position, size=filters.size)
    texts = assembly.notice_texts()
    context = {
        "rows": [_row(notice, texts[notice.kind]) for notice in page.rows if notice.kind in texts],
        "unread": user.unread_notices,  # type: ignore[attr-defined]  # core.accounts.adapter.Backend
        "form": MailForm(initial={"mails": queries.choice_of(user)}),
        "sends_mail": sends_mail(),
        **paging.links(reverse("notices:list"), request.GET, page, before=filters.position),
    }
    return render(request, "notices/list.html", context)


def _row(notice: Notice, text: NoticeText) -> NoticeRow:
    return NoticeRow(
        sentence=text.sentence(notice.facts),
        when=formats.moment(notice.at),
        url=reverse("notices:open", args=[notice.public_id]),
        unread=notice.read_at is None,
    )


@login_required
@require_safe
def opening(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """To the page that a notice leads to; it is read then."""
    user = signed_in(request.user)
    notice = queries.notices_of(user).filter(public_id=public_id).first()
    texts = assembly.notice_texts()
    if notice is None or notice.kind not in texts:
        raise Http404
    services.read(user, at=clock.db_now(), pk=notice.pk)
    return redirect(texts[notice.kind].url(notice.facts))


@login_required
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    services.read(signed_in(request.user), at=clock.db_now())
    return redirect("notices:list")


@login_required
@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """How notices come by mail; an answer that is no choice changes nothing."""
    form = MailForm(request.POST)
    if form.is_valid():
        services.choose(signed_in(request.user), MailChoice(form.cleaned_data["mails"]))
        messages.success(request, _("Saved."))
    return redirect("notices:list")
