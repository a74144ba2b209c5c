"""The gate as its writer, the second officer, or whoever may publish meets it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.access import Decision
from core.models import User
from core.pages import formats
from core.pages.tones import Tone
from procurement.tenders import access, gather, queries
from procurement.tenders.access import TenderAction
from procurement.tenders.forms.gate import ExplanationForm
from procurement.tenders.gate import AskedReason, GateFinding, GateGroup, ReasonState, TenderGate
from procurement.tenders.models import SHORTEST_EXPLANATION, Tender
from procurement.tenders.pages.drafting import crumbs, finding_url
from procurement.tenders.pages.editors import title_of
from procurement.tenders.sections import TenderContent
from procurement.tenders.sections.checks import SectionFinding
from procurement.tenders.states import TenderState


class GateRow(TypedDict):
    """A finding: the field that it is about, what is said, and what to write instead."""

    place: str
    url: str
    sentence: str
    law: str
    cure: str
    excerpt: str


class AskedReasonRow(TypedDict):
    """A rule that asks for a reason, with the reason that was written and where it stands."""

    rule: str
    rows: list[GateRow]
    law: str
    text: str
    kind: str
    by: str
    tag: str
    tone: Tone
    note: str
    why_not: str
    explanation: str
    form: ExplanationForm | None
    count: str


class PublishPanel(TypedDict):
    """What is fixed by a publication, and who is told."""

    deadline: str
    informed: str
    writers: str


class GatePage(TypedDict):
    """Everything between a tender and its publication. `mine`: reasons that wait for this person.

    `amendment_url`: what is checked is an amendment, whose acts stand there.
    """

    crumbs: list[dict[str, str]]
    over: str
    state: str
    checked: str
    heading: str
    lead: str
    counted: str
    mine: list[AskedReasonRow]
    stops: list[GateRow]
    reasons: list[AskedReasonRow]
    open_of: str
    tells: list[GateRow]
    passed: str
    passed_rows: list[GateRow]
    not_made: str
    not_made_rows: list[GateRow]
    in_review: bool
    amendment_url: str
    why_not_sent: str
    why_not_published: str
    why_not_back: str
    panel: PublishPanel


@dataclass(frozen=True, slots=True)
class _Reader:
    """Who reads the gate of a tender, and what they typed and could not save."""

    tender: Tender
    content: TenderContent
    gate: TenderGate
    user: User
    may_edit: bool
    typed: Mapping[str, ExplanationForm]


def gate_page(
    tender: Tender, gate: TenderGate, *, user: User, now: datetime, typed: Mapping[str, ExplanationForm]
) -> GatePage:
    """The page of a gate. Four queries, and two for who may publish."""
    content = gather.work_content(tender)
    reader = _Reader(tender, content, gate, user, bool(access.may(user, TenderAction.EDIT, tender)), typed)
    mine = [reason for reason in gate.reasons if _waits_for(reason, user)]
    others = [reason for reason in gate.reasons if reason not in mine]
    return {
        "crumbs": crumbs(tender),
        "over": f"{tender.ref} · {tender.title}" if tender.title else tender.ref,
        "state": str(tender.get_state_display()),
        "checked": _checked(gate, now, tender.authority.zone),
        "heading": _heading(gate, len(mine)),
        "lead": _lead(gate, len(mine)),
        "counted": _counted(gate),
        "mine": [_reason(reader, reason) for reason in mine],
        "stops": _rows(reader, gate.stops),
        "reasons": [_reason(reader, reason) for reason in others],
        "open_of": _("%(open)d open of %(all)d") % {"open": len(gate.open_reasons), "all": len(gate.reasons)},
        "tells": _rows(reader, gate.tells),
        "passed": _passed(gate.counts[GateGroup.PASSED]),
        "passed_rows": _rows(reader, gate.passed),
        "not_made": _not_made(gate.counts[GateGroup.NOT_MADE]),
        "not_made_rows": _rows(reader, gate.not_made),
        "in_review": tender.state == TenderState.REVIEW,
        "amendment_url": reverse("tenders:amendment", args=[tender.pk]) if tender.state == TenderState.OPEN else "",
        "why_not_sent": _why_not_sent(tender, gate, user),
        "why_not_published": _why_not_published(tender, gate, user),
        "why_not_back": str(access.may(user, TenderAction.SEND_BACK, tender).why),
        "panel": _panel(tender, content),
    }


def _why_not_sent(tender: Tender, gate: TenderGate, user: User) -> str:
    decision = access.may(user, TenderAction.SEND_TO_REVIEW, tender)
    return _why_not(decision, len(gate.stops), _unwritten(len(gate.unwritten_reasons)), gate.refuses_sending)


def _why_not_published(tender: Tender, gate: TenderGate, user: User) -> str:
    decision = access.may(user, TenderAction.PUBLISH, tender)
    return _why_not(decision, len(gate.stops), _unapproved(len(gate.open_reasons)), gate.refuses_publication)


def _waits_for(reason: AskedReason, user: User) -> bool:
    return (
        reason.state is ReasonState.WAITING and reason.explanation is not None and reason.explanation.by_id != user.pk
    )


def _checked(gate: TenderGate, now: datetime, zone: str) -> str:
    when = formats.moment(now, zone)
    if gate.policy_no is None:
        return _("checked %(when)s, without a policy") % {"when": when}
    return _("checked %(when)s, by policy %(no)d") % {"when": when, "no": gate.policy_no}


def _heading(gate: TenderGate, mine: int) -> str:
    stops, asks = len(gate.stops), len(gate.open_reasons)
    if mine:
        return ngettext("%(n)d reason waits for you", "%(n)d reasons wait for you", mine) % {"n": mine}
    if stops:
        return ngettext("%(n)d thing stops publication", "%(n)d things stop publication", stops) % {"n": stops}
    if asks:
        return ngettext("%(n)d thing needs a reason", "%(n)d things need a reason", asks) % {"n": asks}
    return _("Nothing to mend")


def _lead(gate: TenderGate, mine: int) -> str:
    stops, asks = len(gate.stops), len(gate.open_reasons)
    if mine:
        return _("Approve it, or say what it lacks.")
    if stops and asks:
        return ngettext("%(n)d more needs a reason.", "%(n)d more need a reason.", asks) % {"n": asks}
    return " ".join(gate.guards)


def _counted(gate: TenderGate) -> str:
    """What became of all rules and checks of wording. One can stand above more than once, and more than these do."""
    passed, not_made = gate.counts[GateGroup.PASSED], gate.counts[GateGroup.NOT_MADE]
    total = len(gate.groups)
    figures = {"all": total, "said": total - passed - not_made, "passed": passed, "not_made": not_made}
    return (
        _(
            "Rules and checks of wording: %(all)d. With something to say above: %(said)d. Passed: %(passed)d. "
            "Not made: %(not_made)d."
        )
        % figures
    )


def _passed(count: int) -> str:
    return ngettext("%(n)d check passed", "%(n)d checks passed", count) % {"n": count}


def _not_made(count: int) -> str:
    return ngettext("%(n)d check not made", "%(n)d checks not made", count) % {"n": count}


def _unwritten(count: int) -> str:
    sentence = ngettext("%(n)d thing needs a reason.", "%(n)d things need a reason.", count)
    return sentence % {"n": count} if count else ""


def _unapproved(count: int) -> str:
    sentence = ngettext("%(n)d reason is not approved.", "%(n)d reasons are not approved.", count)
    return sentence % {"n": count} if count else ""


def _why_not(may: Decision, stops: int, reasons: str, refused: Iterable[str]) -> str:
    """Why a button is refused: by the person, by what stands above, else by what a later stage says."""
    if not may:
        return str(may.why)
    stopping = ngettext("%(n)d thing stops publication.", "%(n)d things stop publication.", stops) % {"n": stops}
    above = [*([stopping] if stops else []), *([reasons] if reasons else [])]
    return " ".join(above or refused)


# --- findings ---


def _rows(reader: _Reader, findings: Iterable[GateFinding]) -> list[GateRow]:
    return [_row(reader, finding) for finding in findings]


def _row(reader: _Reader, finding: GateFinding) -> GateRow:
    law = _("Policy %(no)s, rule %(rule)s") if "LNT" not in finding.check else _("Wording, %(rule)s")
    return {
        "place": _place(reader.content, finding),
        "url": _url(reader, finding),
        "sentence": finding.sentence,
        "law": law % {"no": reader.gate.policy_no, "rule": finding.check} if finding.check else "",
        "cure": finding.cure,
        "excerpt": finding.excerpt,
    }


def _place(content: TenderContent, finding: GateFinding) -> str:
    """The section, and which entry of a list in it, or where in which document."""
    if finding.section is None:
        return _("Policy")
    if finding.document:
        return f"{title_of(finding.section)} › {finding.document}"
    name, _slash, rest = finding.place.partition("/")
    entry = rest.partition("/")[0]
    is_listed = entry and isinstance(getattr(content.section(finding.section), name, None), tuple)
    return f"{title_of(finding.section)} › {entry}" if is_listed else title_of(finding.section)


def _url(reader: _Reader, finding: GateFinding) -> str:
    if finding.section is None or not reader.may_edit:
        return ""
    return finding_url(reader.tender, reader.content, SectionFinding(finding.section, finding.place, ""))


# --- reasons ---


_TAGS: Mapping[ReasonState, Tone] = {
    ReasonState.MISSING: "",
    ReasonState.VOID: "warn",
    ReasonState.WAITING: "warn",
    ReasonState.REFUSED: "bad",
    ReasonState.APPROVED: "good",
}


def _reason(reader: _Reader, reason: AskedReason) -> AskedReasonRow:
    explanation = reason.explanation
    form = None
    if reason.state not in {ReasonState.WAITING, ReasonState.APPROVED}:
        form = reader.typed.get(reason.rule) or ExplanationForm(prefix=reason.rule)
    is_own = explanation is not None and explanation.by_id == reader.user.pk
    return {
        "rule": reason.rule,
        "rows": _rows(reader, reason.findings),
        "law": _("Policy %(no)s, rule %(rule)s") % {"no": reader.gate.policy_no, "rule": reason.rule},
        "text": explanation.text if explanation else "",
        "kind": str(explanation.get_reason_display()) if explanation else "",
        "by": _written_by(reader, reason),
        "tag": _tag(reason.state),
        "tone": _TAGS[reason.state],
        "note": _note(reason),
        "why_not": _("You wrote it, so you cannot approve it.") if is_own else "",
        "explanation": str(explanation.pk) if explanation else "",
        "form": form,
        "count": _count(form),
    }


def _tag(state: ReasonState) -> str:
    return {
        ReasonState.MISSING: _("Not yet explained"),
        ReasonState.VOID: _("Void: the facts have changed"),
        ReasonState.WAITING: _("Needs another officer"),
        ReasonState.REFUSED: _("Not enough"),
        ReasonState.APPROVED: _("Approved"),
    }[state]


def _written_by(reader: _Reader, reason: AskedReason) -> str:
    if reason.explanation is None:
        return ""
    when = formats.moment(reason.explanation.at, reader.tender.authority.zone)
    return _("written by %(name)s, %(when)s") % {"name": reason.explanation.by, "when": when}


def _note(reason: AskedReason) -> str:
    """What the other officer said, by name."""
    verdict = getattr(reason.explanation, "verdict", None)
    if verdict is None:
        return ""
    return f"{verdict.by}: {verdict.note}" if verdict.note else str(verdict.by)


def _count(form: ExplanationForm | None) -> str:
    letters = len(str(form["text"].value() or "").strip()) if form is not None else 0
    figures = {"n": letters, "least": SHORTEST_EXPLANATION}
    return _("%(n)d of at least %(least)d letters, then approved by another officer") % figures


# --- what a publication fixes ---


def _panel(tender: Tender, content: TenderContent) -> PublishPanel:
    names = queries.author_names(tender)
    return {
        "deadline": formats.moment(content.timetable.deadline, tender.authority.zone),
        "informed": _("The officers of %(authority)s and everybody who wrote it.")
        % {"authority": tender.authority.name},
        "writers": _(" and ").join(names),
    }
