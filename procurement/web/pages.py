"""Pages that span stages, as ready strings: the start, and what belongs beside a tender."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import access, formats
from core.access import Decision, Person
from core.models import JobState, Membership, Role
from procurement.evaluations import access as evaluation_access
from procurement.evaluations import queries as evaluation_queries
from procurement.evaluations.models import Evaluation
from procurement.evaluations.states import EVALUATION
from procurement.reports.models import Report
from procurement.tenders import access as tender_access
from procurement.tenders import pages as tender_pages
from procurement.tenders.models import Tender
from procurement.tenders.studies import access as study_access
from procurement.web import queries, timeline
from suppliers import queries as supplier_queries

Item = dict[str, str]
Section = dict[str, Any]

TONES = {"priced": "warn", "frozen": "good"}


# --- the start ---


def home(user: Person, *, now: datetime) -> dict[str, Any]:
    """What the person does next, by role: sections of items, the most urgent first, and notes about what is not built.

    `hint` says what may come before that. At most eight queries besides the roles, whatever there is to show.
    """
    officer = access.authorities_with(user, Role.OFFICER)
    auditor = access.authorities_with(user, Role.AUDITOR)
    sections: list[Section] = []
    if officer:
        sections += _for_officer(user, officer, now)
    if auditor:
        sections.append(_for_auditor(auditor, now))
    if officer or auditor:
        sections.append(_to_read(user, now))
    else:
        sections.append(_closing(queries.closing_next(now=now), now))
    return {
        "who": _who(queries.roles_held(user)),
        "lead": " ".join(section["count"] for section in sections if section["count"]),
        "notes": list(_notes(user, readers=bool(officer or auditor))),
        "sections": sections,
        "hint": _hint(user, sections, officer),
    }


def _hint(user: Person, sections: list[Section], officer: queries.Authorities) -> Item | None:
    """To an officer with something unpublished, or who has nothing yet: that methods can be compared first."""
    shown = {section["id"] for section in sections if section["tasks"]}
    if not study_access.may_create(user):
        return None
    if "drafts" not in shown and (shown & {"evaluate", "closing"} or queries.any_tender(officer)):
        return None
    return {
        "title": _("Compare methods before you publish"),
        "text": _("See who would win under each, and what one losing bid can do, on the bids that you expect."),
        "url": reverse("tenders:study-new"),
        "label": _("Compare methods"),
    }


def _for_officer(user: Person, authorities: queries.Authorities, now: datetime) -> list[Section]:
    waiting = queries.to_evaluate(authorities)
    failed = queries.reviews(user, JobState.FAILED)
    drafts = queries.drafts(authorities)
    running = queries.closing_next(now=now, authorities=authorities)
    sections = [
        _section(
            "evaluate",
            _("Waiting to be evaluated"),
            [_waiting(one, now) for one in waiting],
            empty=_("No lot waits: each one with open prices is evaluated. The next comes when prices are opened."),
            count=_counted(
                ngettext("%(n)s lot waits to be evaluated.", "%(n)s lots wait to be evaluated.", len(waiting)), waiting
            ),
        )
    ]
    if failed:
        words = ngettext("%(n)s review failed.", "%(n)s reviews failed.", len(failed))
        items = [_review(one, now) for one in failed]
        sections.append(_section("failed", _("Reviews that failed"), items, count=_counted(words, failed)))
    if drafts:
        sections.append(_section("drafts", _("Not published yet"), [_draft(one, now) for one in drafts]))
    if running:
        sections.append(_closing(running, now, own=True))
    return sections


def _for_auditor(authorities: queries.Authorities, now: datetime) -> Section:
    frozen = [_frozen(one, now) for one in queries.newly_frozen(authorities)]
    empty = _("Nothing is frozen yet. An evaluation appears here when an officer has evaluated a lot.")
    return _section("frozen", _("Newest evaluations"), frozen, empty=empty)


def _to_read(user: Person, now: datetime) -> Section:
    return _section(
        "reviews",
        _("Reviews to read"),
        [_review(one, now) for one in queries.reviews(user, JobState.READY)],
        empty=_("No review is made yet. Ask for one on the page of a frozen evaluation."),
        more=(reverse("reports:list"), _("All reviews")),
    )


def _closing(tenders: Iterable[Tender], now: datetime, *, own: bool = False) -> Section:
    return _section(
        "closing",
        _("Your tenders open for bids") if own else _("Closing soon"),
        [_deadline(one, now) for one in tenders],
        empty=_("No tender is open for bids at the moment. Past ones, with their methods, are in the list of tenders."),
        more=(reverse("tenders:list") + "?state=open", _("All tenders open for bids")),
    )


def _section(
    key: str,
    title: str,
    items: list[Item],
    *,
    empty: str = "",
    count: str = "",
    more: tuple[str, str] = ("", ""),
) -> Section:
    url, label = more
    return {
        "id": key,
        "title": title,
        "tasks": items,
        "empty": empty,
        "count": count if items else "",
        "more_url": url,
        "more_label": label,
    }


def _counted(words: str, rows: list[Any]) -> str:
    """The sentence with its number; as many as are shown, and more, when the list is full."""
    number = formats.number(len(rows))
    return words % {"n": _("%(n)s or more") % {"n": number} if len(rows) == queries.SHOWN else number}


# --- one line of a section ---


def _waiting(evaluation: Evaluation, now: datetime) -> Item:
    since = formats.relative(evaluation.state_at, now)
    note = _("prices opened %(when)s") % {"when": since}
    return _of_lot(evaluation) | {"note": note, "tag": _("Evaluate"), "tone": "warn"}


def _frozen(evaluation: Evaluation, now: datetime) -> Item:
    note = _("frozen %(when)s") % {"when": formats.relative(evaluation.state_at, now)}
    return _of_lot(evaluation) | {"note": note, "tag": "", "tone": ""}


def _of_lot(evaluation: Evaluation) -> Item:
    lot, tender = evaluation.lot, evaluation.lot.tender
    return {
        "title": tender_pages.short(tender.title),
        "url": reverse("evaluations:detail", args=[evaluation.pk]),
        "over": f"{tender.ref} · {_('Lot')} {lot.no} · {tender.authority}",
    }


def _review(report: Report, now: datetime) -> Item:
    failed = report.job.state == JobState.FAILED
    when = formats.relative(report.job.finished_at or report.requested_at, now)
    note = f"{report.job.why} " if failed else ""
    return {
        "title": tender_pages.short(report.title),
        "url": reverse("reports:detail", args=[report.pk]),
        "over": f"{report.about} · {report.get_variant_display()}",
        "note": tender_pages.short(note) + (" · " if failed else "") + when,
        "tag": str(report.job.get_state_display()),
        "tone": "bad" if failed else "good",
    }


def _draft(tender: Tender, now: datetime) -> Item:
    note = _("since %(when)s") % {"when": formats.relative(tender.state_at, now)}
    return _of_tender(tender) | {"note": note, "tag": str(tender.get_state_display()), "tone": ""}


def _deadline(tender: Tender, now: datetime) -> Item:
    when = formats.moment(tender.deadline_at, tender.authority.zone)
    note = _("bids close %(when)s") % {"when": when}
    return _of_tender(tender) | {"note": note, "tag": formats.relative(tender.deadline_at, now), "tone": "accent"}


def _of_tender(tender: Tender) -> Item:
    return {
        "title": tender_pages.short(tender.title),
        "url": reverse("tenders:detail", args=[tender.pk]),
        "over": f"{tender.ref} · {tender.authority}",
    }


# --- who it is, and what this version does not do for them ---


def _who(held: Iterable[Membership]) -> list[str]:
    """One line per authority: 'Procurement officer, Opener: City of Larkmouth'."""
    by_authority: dict[str, list[str]] = {}
    for one in held:
        by_authority.setdefault(one.authority.name, []).append(str(one.get_role_display()))
    return [f"{', '.join(roles)}: {authority}" for authority, roles in by_authority.items()]


def _notes(user: Person, *, readers: bool) -> Iterator[dict[str, str]]:
    """What a person of this role would look for and this version does not have, and where to turn instead."""
    if access.holds_any(user, Role.ADMINISTRATOR):
        yield {
            "title": _("Accounts"),
            "text": _(
                "Accounts and roles are made by commands on the server, as the administrators' guide tells; there is "
                "no page for them yet. An administrator sees no bid."
            ),
        }
    if access.holds_any(user, Role.OPENER):
        yield {
            "title": _("Opening bids"),
            "text": _("The opening by two keys is not built yet: bids of running tenders are not taken here."),
        }
    if access.holds_any(user, Role.REVIEWER):
        yield {
            "title": _("Reviewing policies"),
            "text": _("Policies and their consultation are not built yet."),
        }
    if not readers:
        yield from _notes_for_others(user)


def _notes_for_others(user: Person) -> Iterator[dict[str, str]]:
    """To evaluators, suppliers' people, and those who are nothing yet."""
    panels = queries.panels_of(user)
    if panels:
        refs = ", ".join(tender.ref for tender in panels)
        yield {
            "title": _("You sit on the panel of %(refs)s") % {"refs": refs},
            "text": _("Giving marks in the browser is not built yet: agree with the officer how you hand them in."),
        }
    suppliers = supplier_queries.acted_for_by(user)
    if suppliers:
        names = ", ".join(supplier.name for supplier in suppliers)
        yield {
            "title": _("You act for %(names)s") % {"names": names},
            "text": _(
                "Bids cannot be submitted here yet. You can read every published tender and the method by which bids "
                "will be ranked; ask the authority where it takes bids."
            ),
        }
    elif not panels and not access.roles_of(user):
        yield {
            "title": _("You hold no role yet"),
            "text": _(
                "You can read every published tender. To do more, ask the administrator of your authority for a role, "
                "or to be named as a person who acts for your organisation. Bids cannot be submitted here yet."
            ),
        }


# --- beside a tender ---


def tender(tender: Tender, user: Person, *, now: datetime) -> dict[str, Any]:
    """A tender with what later stages made of it, as the person may see it.

    Ten queries, whatever its size; two more where it refers to a study of methods.
    """
    shown = tender_pages.detail(tender)
    bids = tender_access.may(user, tender_access.Action.SEE_BIDS, tender)
    evaluations = evaluation_queries.of_tender(tender) if bids else []
    past = timeline.items(queries.leaves_of(tender), tender, _knows(user, tender, bids), evaluations)
    return {
        "tender": shown,
        "study": tender_pages.study(tender, user),
        "crumbs": [{"label": _("Tenders"), "url": reverse("tenders:list")}],
        "sections": list(_sections(shown, past=bool(past))),
        "acts_next": timeline.acts_next(tender, evaluations),
        "now": now,
        "bids": bids,
        "evaluations": [_evaluation(one, user) for one in evaluations],
        "timeline": past,
    }


def _knows(user: Person, tender: Tender, bids: Decision) -> Decision:
    """An officer knows the acts before publication; how many bids came is known with the bids."""
    draft = tender.state in {"draft", "review"} and access.holds(user, Role.OFFICER, tender.authority_id)
    return access.YES if draft else bids


def _sections(shown: dict[str, Any], *, past: bool) -> Iterator[Item]:
    yield {"id": "method", "label": _("How bids are ranked")}
    yield {"id": "criteria", "label": _("Award criteria")}
    if shown["lots"]:
        yield {"id": "lots", "label": _("Lots")}
    if shown["interfaces"] or shown["kpis"] or shown["requirements"]:
        yield {"id": "asked", "label": _("What a bid must meet")}
    if past:
        yield {"id": "past", "label": _("What happened")}
    if shown["source"]:
        yield {"id": "source", "label": _("Where this comes from")}


def _evaluation(evaluation: Evaluation, user: Person) -> dict[str, Any]:
    """That of one lot: a link where the person may open it, the reason where not."""
    decision = evaluation_access.may(user, evaluation_access.Action.SEE, evaluation)
    lot = evaluation.lot
    return {
        "title": tender_pages.short(f"{_('Lot')} {lot.no}: {lot.title}"),
        "url": reverse("evaluations:detail", args=[evaluation.pk]) if decision else "",
        "why": "" if decision else str(decision.why),
        "state": str(EVALUATION[evaluation.state].label),
        "tone": TONES.get(evaluation.state, ""),
    }


def crumbs_of(evaluation: Evaluation) -> list[Item]:
    """The way back from an evaluation."""
    tender = evaluation.lot.tender
    return [
        {"label": _("Tenders"), "url": reverse("tenders:list")},
        {"label": tender.ref, "url": reverse("tenders:detail", args=[tender.pk])},
    ]
