"""An amendment in work, the page to check before its publication, and the versions that everybody reads."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypedDict

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.access import Person
from core.models import User
from core.pages import formats
from procurement.tenders import access, gather, queries
from procurement.tenders.access import AmendmentAction, TenderAction
from procurement.tenders.forms.amending import AmendmentForm
from procurement.tenders.gate import TenderGate
from procurement.tenders.gather import Amended
from procurement.tenders.models import Amendment, Tender, TenderVersion
from procurement.tenders.pages.changes import ChangedSection, changed_sections, kinds_sentence
from procurement.tenders.pages.drafting import section_url
from procurement.tenders.pages.editors import title_of
from procurement.tenders.sections import SectionKey
from procurement.tenders.states import AmendmentKind, AmendmentState


@dataclass(frozen=True, slots=True)
class AmendmentInWork:
    """An amendment at one moment, who looks at it, and what it lacks."""

    amendment: Amendment
    amended: Amended
    gate: TenderGate
    lacking: Sequence[str]
    user: User

    def why_not(self, action: AmendmentAction) -> str:
        return str(access.may_amend(self.user, action, self.amendment).why)


class SectionLink(TypedDict):
    """A section, and how many places in it the amendment changes."""

    title: str
    url: str
    note: str


class BeginAmendmentPage(TypedDict):
    """What an amendment is, before one is begun."""

    crumbs: list[dict[str, str]]
    over: str


def begin_page(tender: Tender) -> BeginAmendmentPage:
    """No query."""
    return {"crumbs": _crumbs(tender), "over": f"{tender.ref} · {tender.title}"}


class AmendmentPage(TypedDict):
    """An amendment in work. `why_not_*`: why a button is refused; empty if it is not."""

    crumbs: list[dict[str, str]]
    over: str
    state: str
    heading: str
    lead: str
    meaning: str
    deadline: str
    lacking: Sequence[str]
    stops: str
    sections: list[SectionLink]
    changes: list[ChangedSection]
    form: AmendmentForm
    reason: str
    time_why: str
    is_sent: bool
    gate_url: str
    publish_url: str
    why_not_sent: str
    why_not_returned: str
    why_not_edited: str


def amendment_page(work: AmendmentInWork, form: AmendmentForm) -> AmendmentPage:
    """The page of an amendment in work. No query."""
    tender, amended = work.amendment.tender, work.amended
    is_sent = work.amendment.state == AmendmentState.REVIEW
    refused = [*work.lacking, *work.gate.refuses_sending]
    return {
        "crumbs": _crumbs(tender),
        "over": f"{tender.ref} · {tender.title}",
        "state": str(work.amendment.get_state_display()),
        "heading": _heading(amended),
        "lead": _("Nothing of it is public before another officer publishes it."),
        "meaning": kinds_sentence(amended.kinds),
        "deadline": _deadline(amended, tender.authority.zone),
        "lacking": work.lacking,
        "stops": _stops(work.gate),
        "sections": [_section(tender, amended, key) for key in SectionKey],
        "changes": changed_sections(amended.changes),
        "form": form,
        "reason": work.amendment.reason,
        "time_why": work.amendment.time_why,
        "is_sent": is_sent,
        "gate_url": reverse("tenders:gate", args=[tender.pk]),
        "publish_url": reverse("tenders:amendment-publish", args=[tender.pk]),
        "why_not_sent": work.why_not(AmendmentAction.SEND) or " ".join(refused),
        "why_not_returned": work.why_not(AmendmentAction.RETURN),
        "why_not_edited": work.why_not(AmendmentAction.EDIT),
    }


class PublishAmendmentPage(TypedDict):
    """What is checked before an amendment is published."""

    crumbs: list[dict[str, str]]
    over: str
    heading: str
    meaning: str
    deadline: str
    reason: str
    time_why: str
    changes: list[ChangedSection]
    back_url: str
    why_not: str


def publish_page(work: AmendmentInWork) -> PublishAmendmentPage:
    """The page to check before an amendment is published. No query."""
    tender, amended = work.amendment.tender, work.amended
    refused = [*work.lacking, *work.gate.refuses_publication]
    return {
        "crumbs": _crumbs(tender),
        "over": f"{tender.ref} · {tender.title}",
        "heading": _heading(amended),
        "meaning": kinds_sentence(amended.kinds),
        "deadline": _deadline(amended, tender.authority.zone),
        "reason": work.amendment.reason,
        "time_why": work.amendment.time_why,
        "changes": changed_sections(amended.changes),
        "back_url": reverse("tenders:amendment", args=[tender.pk]),
        "why_not": work.why_not(AmendmentAction.PUBLISH) or " ".join(refused),
    }


def _crumbs(tender: Tender) -> list[dict[str, str]]:
    return [
        {"label": _("Tenders"), "url": reverse("tenders:list")},
        {"label": tender.ref, "url": reverse("tenders:detail", args=[tender.pk])},
    ]


def _heading(amended: Amended) -> str:
    count = len(amended.changes)
    if not count:
        return _("Nothing is changed yet")
    return ngettext("%(count)d change", "%(count)d changes", count) % {"count": count}


def _deadline(amended: Amended, zone: str) -> str:
    """Where the deadline goes, and by whose word."""
    later = formats.moment(amended.content.timetable.deadline, zone)
    if not amended.moves_deadline:
        return _("The deadline stays: %(when)s.") % {"when": later}
    if amended.moved_by_rule:
        return _("The deadline moves to %(when)s: after an amendment at least seven days are left.") % {"when": later}
    return _("The deadline moves to %(when)s.") % {"when": later}


def _stops(gate: TenderGate) -> str:
    count = len(gate.stops) + len(gate.open_reasons)
    if not count:
        return ""
    return ngettext("%(count)d thing to mend or explain", "%(count)d things to mend or explain", count) % {
        "count": count
    }


def _section(tender: Tender, amended: Amended, key: SectionKey) -> SectionLink:
    count = sum(change.section is key for change in amended.changes)
    note = ngettext("%(count)d change", "%(count)d changes", count) % {"count": count} if count else ""
    return {"title": title_of(key), "url": section_url(tender, key), "note": note}


# --- what everybody reads ---


class VersionRow(TypedDict):
    """A published version; without `url` nothing is known of what it changed."""

    no: int
    at: str
    reason: str
    digest: str
    url: str


class VersionListPage(TypedDict):
    """Every version of a tender, the latest first."""

    crumbs: list[dict[str, str]]
    over: str
    rows: list[VersionRow]


def version_list_page(tender: Tender, versions: Sequence[TenderVersion]) -> VersionListPage:
    """No query."""
    return {
        "crumbs": _crumbs(tender),
        "over": f"{tender.ref} · {tender.title}",
        "rows": [_version(tender, version) for version in versions],
    }


def _version(tender: Tender, version: TenderVersion) -> VersionRow:
    return {
        "no": version.no,
        "at": formats.moment(version.at, tender.authority.zone),
        "reason": version.reason,
        "digest": version.digest,
        "url": reverse("tenders:version", args=[tender.pk, version.no]) if version.no > 1 else "",
    }


class VersionPage(TypedDict):
    """A version beside the one before. `why_none`: why no changes are shown."""

    crumbs: list[dict[str, str]]
    over: str
    heading: str
    version: VersionRow
    meaning: str
    changes: list[ChangedSection]
    why_none: str


def version_page(tender: Tender, version: TenderVersion, before: TenderVersion) -> VersionPage:
    """No query but for what both froze."""
    changes = gather.version_changes(before, version)
    amendment = getattr(version, "amendment", None)
    kinds = [AmendmentKind(kind) for kind in amendment.kinds] if amendment else []
    why_none = "" if changes else _("No section says anything else than in the version before.")
    if changes is None:
        why_none = _("One of the two was not written here, so nothing tells what has changed.")
    crumbs = [*_crumbs(tender), {"label": _("Versions"), "url": reverse("tenders:versions", args=[tender.pk])}]
    return {
        "crumbs": crumbs,
        "over": f"{tender.ref} · {tender.title}",
        "heading": _("What version %(no)d changed") % {"no": version.no},
        "version": _version(tender, version),
        "meaning": kinds_sentence(kinds),
        "changes": changed_sections(changes or ()),
        "why_none": why_none,
    }


class AmendingSection(TypedDict):
    """What the page of a tender says of its versions, and to officers of amending it."""

    versions: str
    versions_url: str
    amend_label: str
    amend_url: str


def amending_of_tender(tender: Tender, user: Person, now: object) -> AmendingSection | None:  # noqa: ARG001 -- parts
    """Beside a published tender. One query, and one more for officers of an open one; None for a draft."""
    if tender.publish_no is None:
        return None
    count = queries.latest_version_no(tender)
    label = ""
    if access.may(user, TenderAction.AMEND, tender):
        in_work = queries.live_amendment(tender) is not None
        label = _("The amendment in work") if in_work else _("Change what is published")
    versions = ngettext("%(count)d version", "%(count)d versions", count) % {"count": count} if count > 1 else ""
    if not versions and not label:
        return None
    return {
        "versions": versions,
        "versions_url": reverse("tenders:versions", args=[tender.pk]),
        "amend_label": label,
        "amend_url": reverse("tenders:amendment", args=[tender.pk]),
    }
