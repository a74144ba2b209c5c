"""What Home says of tenders: to officers what needs a second one, is unpublished or open; to others what ends soon."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from core import access
from core.access import Person
from core.assembly import HomeSection, Note, Task
from core.models import Role
from core.pages import formats
from procurement.studies import access as study_access
from procurement.tenders import queries
from procurement.tenders.models import Tender
from procurement.tenders.pages import short
from procurement.tenders.states import TenderState, state_label


def second_officer(user: Person, now: datetime) -> HomeSection | None:
    """To officers: what another officer sent or proposed; nothing where none waits. Five queries at most."""
    authorities = access.authorities_with(user, Role.OFFICER)
    waiting = queries.waiting_for(access.signed_in(user), authorities, now=now) if authorities else []
    if not waiting:
        return None
    count = ngettext("%(n)s tender needs a second officer", "%(n)s tenders need a second officer", len(waiting))
    return HomeSection(
        "second",
        _("Tenders that need a second officer"),
        tuple(_second_officer_task(row, now) for row in waiting),
        count=formats.counted(count, len(waiting), limit=queries.LISTED),
    )


def drafts(user: Person, now: datetime) -> HomeSection | None:
    """To officers: their unpublished tenders, but for those that need them as the second officer. Two queries."""
    authorities = access.authorities_with(user, Role.OFFICER)
    unpublished = queries.drafts_of(authorities) if authorities else []
    senders = queries.senders_of(unpublished)
    tenders = [row for row in unpublished if row.state == TenderState.DRAFT or senders.get(row.pk) == str(user.pk)]
    if not tenders:
        return None
    return HomeSection(
        "drafts",
        _("Not published yet"),
        tuple(_draft_task(tender, now) for tender in tenders),
        more_url=reverse("tenders:new"),
        more_label=_("New tender"),
    )


def open_for_bids(user: Person, now: datetime) -> HomeSection | None:
    """To officers their tenders with the next deadline; to those who are no officer or auditor all. One query."""
    if access.authorities_with(user, Role.OFFICER, Role.AUDITOR):
        authorities = access.authorities_with(user, Role.OFFICER)
        tenders = queries.closing_next(now=now, authorities=authorities) if authorities else []
        section = _closing_section(_("Your tenders open for bids"), tenders, now)
        return replace(section, beside=True) if tenders else None
    return _closing_section(_("Closing soon"), queries.closing_next(now=now), now)


def questions(user: Person, now: datetime) -> HomeSection | None:
    """To officers: questions about their open tenders that wait, what is due first first. One query."""
    authorities = access.authorities_with(user, Role.OFFICER)
    tenders = queries.with_waiting_questions(authorities) if authorities else []
    if not tenders:
        return None
    count = sum(waiting for _tender, waiting in tenders)
    title = ngettext("%(n)d question waits for an answer", "%(n)d questions wait for an answer", count) % {"n": count}
    return HomeSection("questions", title, tuple(_questions_task(tender, waiting, now) for tender, waiting in tenders))


def begin_tender(user: Person) -> Note | None:
    """To an officer without a draft: one can be begun. One query."""
    authorities = access.authorities_with(user, Role.OFFICER)
    if not authorities or queries.drafts_of(authorities):
        return None
    return Note(
        _("Nothing is being written"),
        _("Begin a tender from nothing, from a ready one, or from one that you published before."),
        reverse("tenders:new"),
        _("New tender"),
    )


def compare_methods(user: Person) -> Note | None:
    """To an officer with something unpublished, or who has nothing yet: methods can be compared first. One query."""
    authorities = access.authorities_with(user, Role.OFFICER)
    if not study_access.may_create(user) or not queries.any_draft_or_no_tender(authorities):
        return None
    return Note(
        _("Compare methods before you publish"),
        _("See who would win under each, and what one losing bid can do, on the bids that you expect."),
        reverse("studies:new"),
        _("Compare methods"),
    )


def _closing_section(title: str, tenders: Iterable[Tender], now: datetime) -> HomeSection:
    return HomeSection(
        "closing",
        title,
        tuple(_deadline_task(tender, now) for tender in tenders),
        empty=_("No tender is open for bids at the moment. Past ones, with their methods, are in the list of tenders."),
        more_url=reverse("tenders:list") + "?state=open",
        more_label=_("All tenders open for bids"),
    )


_FOR_SECOND_OFFICER = {
    queries.SecondOfficerAct.PUBLISH: (_lazy("to be published"), _lazy("Read and publish"), "tenders:gate"),
    queries.SecondOfficerAct.PUBLISH_AMENDMENT: (
        _lazy("an amendment to be published"),
        _lazy("Read the amendment"),
        "tenders:amendment",
    ),
    queries.SecondOfficerAct.CANCEL: (_lazy("proposed to be cancelled"), _lazy("Read and decide"), "tenders:changes"),
    queries.SecondOfficerAct.REOPEN: (
        _lazy("proposed to take bids again after an outage"),
        _lazy("Read and decide"),
        "tenders:changes",
    ),
}


def _second_officer_task(waiting: queries.SecondOfficerTask, now: datetime) -> Task:
    what, act, page = _FOR_SECOND_OFFICER[waiting.act]
    note = _("%(what)s, %(when)s") % {"what": what, "when": formats.relative(waiting.at, now)}
    task = _tender_task(waiting.tender, note=note, tag="")
    return replace(task, act=str(act), act_url=reverse(page, args=[waiting.tender.pk]))


def _draft_task(tender: Tender, now: datetime) -> Task:
    note = _("since %(when)s") % {"when": formats.relative(tender.state_at, now)}
    task = _tender_task(tender, note=note, tag=str(tender.get_state_display()))
    if tender.state == TenderState.DRAFT and not tender.price_formula:
        return replace(task, act=_("Compare methods"), act_url=reverse("studies:new"))
    return task


def _deadline_task(tender: Tender, now: datetime) -> Task:
    since = queries.known_suspension(tender)
    if since is not None:
        note = _("time stands still since %(when)s") % {"when": formats.moment(since, tender.authority.zone)}
        return _tender_task(tender, note=note, tag=state_label(tender.state, since), tone="warn")
    note = _("bids close %(when)s") % {"when": formats.moment(tender.deadline_at, tender.authority.zone)}
    return _tender_task(tender, note=note, tag=formats.relative(tender.deadline_at, now), tone="accent")


def _questions_task(tender: Tender, waiting: int, now: datetime) -> Task:
    """The due end for answers; past it each answer moves the deadline."""
    count = ngettext("%(n)d question", "%(n)d questions", waiting) % {"n": waiting}
    due = tender.answers_by_at
    note, tag, is_late = "", "", due is not None and due <= now
    if due is not None:
        when = {"when": formats.moment(due, tender.authority.zone)}
        note = (_("answers were due %(when)s") if is_late else _("answers by %(when)s")) % when
        tag = formats.relative(due, now)
    url = reverse("tenders:questions", args=[tender.pk])
    over = f"{tender.ref} · {count}"
    return Task(short(tender.title), url, over, note, tag, "warn" if is_late else "accent")


def _tender_task(tender: Tender, *, note: str, tag: str, tone: str = "") -> Task:
    url = reverse("tenders:detail", args=[tender.pk])
    return Task(short(tender.title), url, f"{tender.ref} · {tender.authority}", note, tag, tone)
