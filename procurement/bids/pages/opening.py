"""The opening of a tender's bids in words: before the deadline, called, one half given, under way, done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from core import access
from core.access import Person
from core.models import Job, JobState, Role
from core.pages import formats
from procurement.bids.access.openings import OpeningAction, may_opening
from procurement.bids.models import AttemptReason, FrozenMember, Opening, OpeningHalf
from procurement.bids.pages import opened_bids
from procurement.bids.pages.clock import clock_box
from procurement.bids.pages.keys import HolderRow, is_to_do, rows
from procurement.bids.pages.opened_bids import OpenedBidRow
from procurement.bids.pages.opening_stages import OpeningStage, OpeningStanding
from procurement.bids.queries import openings as queries
from procurement.bids.rules.openings import BETWEEN_THE_TWO
from procurement.bids.services import keysets, lost_keys
from procurement.bids.services.opening_halves import PROCESS_KIND
from procurement.bids.states import FactorKind, KeyWay, OpeningPart
from procurement.tenders.models import Tender
from procurement.tenders.pages.outages import outage_statement

_MINUTE = timedelta(minutes=1)
STEPS = (_lazy("First person"), _lazy("Second person"), _lazy("Opening"))
TEMPLATES: Mapping[OpeningStage, str] = {
    OpeningStage.BEFORE: "bids/opening/before.html",
    OpeningStage.READY: "bids/opening/call.html",
    OpeningStage.CALLED: "bids/opening/call.html",
    OpeningStage.FIRST_HALF: "bids/opening/wait.html",
    OpeningStage.PROCESSING: "bids/opening/run.html",
    OpeningStage.CLOSED: "bids/opening/done.html",
}


@dataclass(frozen=True, slots=True)
class OpeningStep:
    """A step of the row on top: done, the one where the opening is, or still to come."""

    label: str | Promise
    number: int
    is_done: bool
    is_now: bool


@dataclass(frozen=True, slots=True)
class PersonBox:
    """One of the two people: who gave a half, when and how; or who may still come."""

    number: int
    name: str
    text: str
    is_in: bool


def opening_context(standing: OpeningStanding, user: Person) -> Mapping[str, object]:
    """What the template of the stage shows."""
    may_ask = bool(may_opening(user, OpeningAction.ASK_AGAIN, standing.tender))
    return {
        **frame(standing.tender),
        "crumbs": _crumbs(standing.tender),
        "may_ask": may_ask,
        **_BUILDERS[standing.stage](standing, user),
    }


def frame(tender: Tender) -> dict[str, object]:
    """What every page below that of an opening has: the tender and the way back."""
    return {
        "tender": tender,
        "over": f"{tender.ref} · {tender.title}",
        "crumbs": [*_crumbs(tender), {"label": _("Opening"), "url": opening_url(tender)}],
        "url": opening_url(tender),
    }


def _crumbs(tender: Tender) -> list[dict[str, str]]:
    """The way to the opening of a tender."""
    return [
        {"label": _("Tenders"), "url": reverse("tenders:list")},
        {"label": tender.ref, "url": reverse("tenders:detail", args=[tender.pk])},
    ]


def opening_url(tender: Tender) -> str:
    return reverse("bids:opening", args=[tender.pk])


def _before(standing: OpeningStanding, user: Person) -> dict[str, object]:
    """The same, letter by letter, with no bid and with twenty: nothing of bids is read."""
    tender, at = standing.tender, standing.at
    reading = keysets.set_of(tender.authority, at)
    mine = next((each for each in reading.people if each.holder.pk == user.pk), None)
    is_mine_to_do = mine is not None and is_to_do(mine, at)
    names = _names(standing.members)
    return {
        "heading": _("Opens on %(when)s") % {"when": formats.moment(tender.deadline_at, tender.authority.zone)},
        "lead": _("Until then nobody sees whether bids have come in, or how many."),
        "tags": [(str(_("Open for bids")), "accent")],
        "clock": clock_box(tender, at),
        "names": names,
        "rows": rows(reading, access.signed_in(user)) if reading.people else list[HolderRow](),
        "rehearsed": formats.day(reading.rehearsal.done_at) if reading.rehearsal else "",
        "prove_url": reverse("bids:key-prove", args=[tender.authority_id]) if is_mine_to_do else "",
        "two_envelopes": standing.part == OpeningPart.TECHNICAL,
    }


def _call(standing: OpeningStanding, user: Person) -> dict[str, object]:
    tender = standing.tender
    count = opened_bids.bids_that_came(tender, standing.part)
    is_called = standing.stage == OpeningStage.CALLED
    action = OpeningAction.CALL_PRICES if standing.part == OpeningPart.PRICE else OpeningAction.CALL
    return {
        "steps": steps(1),
        "heading": _came(count, standing.part),
        "lead": _call_lead(standing, count),
        "count": count,
        "is_called": is_called,
        "called": _called_sentence(standing.opening, tender) if standing.opening else "",
        "expired": _expired_sentence(standing) if standing.expired else "",
        "gives": standing.gives,
        "is_member": standing.member is not None,
        "may_call": may_opening(user, action, tender),
        "names": _names(standing.members),
        "lost_keys_url": _lost_keys_url(standing, user),
        "has_escrow": any(member.role == "escrow" for member in standing.members),
        "closed": _closed_lines(standing),
        "outage": outage_statement(tender, standing.at),
        "is_officer": access.holds(user, Role.OFFICER, tender.authority_id),
    }


def _lost_keys_url(standing: OpeningStanding, user: Person) -> str:
    """Where officers take new bids, where the bids can be opened by nobody any more."""
    tender = standing.tender
    if not may_opening(user, OpeningAction.TAKE_NEW_BIDS, tender):
        return ""
    is_lost = lost_keys.key_loss(tender, at=standing.at) is not None
    return reverse("bids:opening-lost-keys", args=[tender.pk]) if is_lost else ""


def _came(count: int, part: OpeningPart) -> str:
    if not count:
        return _("No bid came in")
    if part == OpeningPart.PRICE:
        text = ngettext(
            "The price of %(count)d bid is still shut. Open it?",
            "The prices of %(count)d bids are still shut. Open them?",
            count,
        )
    else:
        text = ngettext("%(count)d bid came in. Open it?", "%(count)d bids came in. Open them?", count)
    return text % {"count": count}


def _call_lead(standing: OpeningStanding, count: int) -> str:
    deadline = formats.moment(standing.tender.deadline_at, standing.tender.authority.zone, seconds=True)
    passed = _("The deadline passed on %(when)s.") % {"when": deadline}
    if not count:
        return _("%(passed)s Record that nothing came in: nobody’s key is needed.") % {"passed": passed}
    if standing.gives:
        return _("%(passed)s Two people are needed; you are the first.") % {"passed": passed}
    return _("%(passed)s Two people are needed, each with a key.") % {"passed": passed}


def _wait(standing: OpeningStanding, user: Person) -> dict[str, object]:
    opening, tender = standing.opening, standing.tender
    assert opening is not None  # it stands at its first half
    others = _either(standing.others)
    left = max(timedelta(0), BETWEEN_THE_TWO - (standing.at - opening.state_at))
    within = ngettext("within %(count)d minute", "within %(count)d minutes", left // _MINUTE) % {
        "count": left // _MINUTE
    }
    first = standing.halves[0]
    facts = {"names": others, "within": within, "first": str(first.person)}
    if standing.gives:
        heading = _("One half is in. Yours is the second")
        lead = _("%(first)s gave the first half. Give yours %(within)s. Nothing is open yet.") % facts
    elif standing.has_given:
        heading = _("Your half is in. One more person")
        lead = _("%(names)s, %(within)s. Nothing is open yet.") % facts
    else:
        heading = _("One half is in. One more person")
        lead = _("%(names)s, %(within)s. Nothing is open yet.") % facts
    called = formats.moment(opening.called_at, tender.authority.zone)
    return {
        "steps": steps(2),
        "heading": heading,
        "lead": lead,
        "gives": standing.gives,
        "has_given": standing.has_given,
        "is_late": not left,
        "may_call": may_opening(user, OpeningAction.CALL, tender),
        "people": [
            _box(first, tender),
            PersonBox(2, others, _("called on %(when)s; not here yet") % {"when": called}, is_in=False),
        ],
        "poll_url": poll_url(standing),
    }


def _run(standing: OpeningStanding, user: Person) -> dict[str, object]:
    opening, tender = standing.opening, standing.tender
    assert opening is not None  # it is under way
    bids = opened_bids.running_rows(opening)
    job = queries.job_of(opening, PROCESS_KIND)
    done = sum(row.is_read or row.is_unread for row in bids)
    return {
        "steps": steps(3),
        "heading": _running_heading(bids),
        "lead": _("Opened by %(names)s. You may close this page.") % {"names": _and(standing.halves)},
        "progress": _("%(done)d of %(all)d done") % {"done": done, "all": len(bids)},
        "done": done,
        "count": len(bids),
        "rows": bids,
        "failed": _job_sentence(job),
        "waits_again": bool(job and job.state == JobState.REQUESTED and job.attempts),
        "may_resume": may_opening(user, OpeningAction.RESUME, tender),
        "people": [_box(half, tender) for half in standing.halves],
        "poll_url": poll_url(standing),
    }


def _job_sentence(job: Job | None) -> str:
    return (job.why or _("It stopped.")) if job is not None and job.state == JobState.FAILED else ""


def _running_heading(bids: Sequence[OpenedBidRow]) -> str:
    read, unread = sum(row.is_read for row in bids), sum(row.is_unread for row in bids)
    facts = {"read": read, "all": len(bids), "unread": unread}
    if unread:
        text = ngettext(
            "%(read)d of %(all)d bids are open, %(unread)d cannot be read",
            "%(read)d of %(all)d bids are open, %(unread)d cannot be read",
            unread,
        )
    else:
        text = ngettext("%(read)d of %(all)d bid is open", "%(read)d of %(all)d bids are open", len(bids))
    return text % facts


def _done(standing: OpeningStanding, user: Person) -> dict[str, object]:
    tender, closed = standing.tender, standing.closed
    bids = opened_bids.opened_rows(tender, closed)
    unread = [row for row in bids if row.is_unread]
    attempts = queries.attempts_of(tender)
    is_price_shut = standing.part == OpeningPart.TECHNICAL
    return {
        "heading": _done_heading(bids),
        "lead": _done_lead(standing, len(unread)),
        "tags": [(str(_("Opened")), "good")],
        "rows": bids,
        "unread": unread,
        "columns": _columns(tender, is_price_shut=is_price_shut),
        "people": [_box(half, tender) for half in standing.halves],
        "attempts": [_attempt_line(row.reason, row.ended_at, tender) for row in attempts],
        "attempt_count": _attempt_count(len(attempts)),
        "records": _closed_lines(standing),
        "obstacles": standing.obstacles,
        "is_price_shut": is_price_shut,
        "prices_url": "" if is_price_shut or not bids else reverse("bids:opening-prices", args=[tender.pk]),
        "is_officer": access.holds(user, Role.OFFICER, tender.authority_id),
    }


def _columns(tender: Tender, *, is_price_shut: bool) -> str:
    if is_price_shut:
        return _("In the order received; prices stay shut")
    is_gross = tender.basis == "gross"
    return _("In the order received; price with VAT") if is_gross else _("In the order received; price without VAT")


def _done_heading(bids: Sequence[OpenedBidRow]) -> str:
    read = sum(row.is_read for row in bids)
    facts = {"read": read, "all": len(bids)}
    if not bids:
        return _("No bid came in")
    if read == len(bids):
        return ngettext("%(all)d bid was opened", "%(all)d bids were opened", len(bids)) % facts
    return ngettext("%(read)d of %(all)d bid was opened", "%(read)d of %(all)d bids were opened", len(bids)) % facts


def _done_lead(standing: OpeningStanding, unread: int) -> str:
    opening = standing.opening or standing.closed[-1]
    when = formats.moment(opening.state_at, standing.tender.authority.zone, seconds=True)
    if not standing.halves:
        return _("%(when)s. Nobody’s key was needed.") % {"when": when}
    lead = _("%(when)s, by %(names)s.") % {"when": when, "names": _and(standing.halves)}
    if not unread:
        return lead
    more = ngettext("%(count)d bid cannot be read.", "%(count)d bids cannot be read.", unread) % {"count": unread}
    return f"{lead} {more}"


def _closed_lines(standing: OpeningStanding) -> list[dict[str, str]]:
    """The records that can be downloaded, one for each part that is closed."""
    return [
        {
            "label": str(OpeningPart(opening.part).label),
            "when": formats.moment(opening.state_at, standing.tender.authority.zone),
            "url": reverse("bids:opening-record", args=[standing.tender.pk]) + f"?part={opening.part}",
        }
        for opening in standing.closed
    ]


def _attempt_line(reason: str, at: datetime, tender: Tender) -> str:
    facts = {
        "when": formats.moment(at, tender.authority.zone, seconds=True),
        "reason": AttemptReason(reason).label,
    }
    return _("%(when)s: %(reason)s") % facts


def _attempt_count(count: int) -> str:
    if not count:
        return _("The list holds no attempt that was not taken.")
    return ngettext("%(count)d attempt was not taken.", "%(count)d attempts were not taken.", count) % {"count": count}


def steps(now: int) -> list[OpeningStep]:
    """The three steps, the one where the opening is marked."""
    return [OpeningStep(label, no, no < now, no == now) for no, label in enumerate(STEPS, start=1)]


def poll_url(standing: OpeningStanding) -> str:
    """Where the page looks whether it is to change: what it shows is named, so that an answer may be empty."""
    return f"{opening_url(standing.tender)}?seen={standing.stage.value}"


def _box(half: OpeningHalf, tender: Tender) -> PersonBox:
    facts = {
        "when": formats.moment(half.at, tender.authority.zone, seconds=True),
        "way": KeyWay(half.way).label,
        "factor": FactorKind(half.factor).label,
    }
    text = _("%(when)s; key used %(way)s; shown before: %(factor)s") % facts
    return PersonBox(half.place, str(half.person), text, is_in=True)


def _called_sentence(opening: Opening, tender: Tender) -> str:
    facts = {"name": str(opening.called_by), "when": formats.moment(opening.called_at, tender.authority.zone)}
    return _("Called by %(name)s on %(when)s. The holders of keys have a notice.") % facts


def _expired_sentence(standing: OpeningStanding) -> str:
    assert standing.expired is not None  # the caller has looked
    when = formats.moment(standing.expired.state_at, standing.tender.authority.zone)
    if standing.was_half_given:
        sentence = _(
            "More than 30 minutes passed between you (%(when)s). Nothing is open, nothing is lost: call the opening "
            "again."
        )
    else:
        sentence = _("It ended on %(when)s, when the tender took bids again. Nothing was opened: call it anew.")
    return sentence % {"when": when}


def _names(members: Sequence[FrozenMember]) -> str:
    return ", ".join(_member(member) for member in members)


def _member(member: FrozenMember) -> str:
    name = str(member.key.holder)
    return _("%(name)s (keeps the spare key)") % {"name": name} if member.role == "escrow" else name


def _either(members: Sequence[FrozenMember]) -> str:
    names = [str(member.key.holder) for member in members]
    if len(names) < 2:
        return "".join(names)
    return _("%(names)s or %(last)s") % {"names": ", ".join(names[:-1]), "last": names[-1]}


def _and(halves: Sequence[OpeningHalf]) -> str:
    names = [str(half.person) for half in halves]
    return _("%(first)s and %(second)s") % dict(zip(("first", "second"), names, strict=True)) if names else ""


_BUILDERS = {
    OpeningStage.BEFORE: _before,
    OpeningStage.READY: _call,
    OpeningStage.CALLED: _call,
    OpeningStage.FIRST_HALF: _wait,
    OpeningStage.PROCESSING: _run,
    OpeningStage.CLOSED: _done,
}
