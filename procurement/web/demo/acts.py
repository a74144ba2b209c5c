"""The demonstration's own tenders: officers and suppliers act one after the other, as the clock goes from past to now.

Every act is one of the services, so nothing is here that an officer or a supplier could not have done by hand.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from django.db.models import QuerySet

from core import clock, clock_switch
from core.law.days import DAY, day_of
from core.models import User
from procurement.tenders import gather, queries, services
from procurement.tenders.gate import ReasonState, gate_of
from procurement.tenders.models import Tender
from procurement.tenders.ready import ready_tenders
from procurement.tenders.sections import (
    SECTIONS,
    Contract,
    Provenance,
    RequirementEntry,
    RequirementList,
    SectionValue,
    Timetable,
)
from procurement.tenders.sections.dates import from_publication
from procurement.tenders.states import TenderState
from procurement.web.demo import bids, openings
from procurement.web.demo.people import Everyone
from procurement.web.demo.story import Story
from procurement.web.demo.tables import TomlTable, instant


def tell(acts: list[TomlTable], *, everyone: Everyone, keys: TomlTable, now: datetime) -> list[Tender]:
    """Make every act at its time. Who: each act's person. The clock is before the first one, and stands at the last.

    `keys`: the opening keys of the data, by city and person.
    Effects: those of the services. Raises whatever they raise: the data is wrong then.
    """
    story = Story(everyone, now, keys)
    for row in acts:
        moment = instant(row["at"], now=now, zone=everyone.authorities["larkmouth"].zone)
        _go_to(story, moment)
        _ACTS[row["do"]](story, row, clock.db_now())
    _go_to(story, now)
    return list(story.tenders.values())


def find(acts: list[TomlTable], *, everyone: Everyone) -> QuerySet[Tender]:
    """The tenders of the acts that are there, by authority and title."""
    begun = [row for row in acts if row["do"] == "begin"]
    owners = [everyone.authorities[row["authority"]] for row in begun]
    return Tender.objects.filter(authority__in=owners, title__in=[row["title"] for row in begun])


def _go_to(story: Story, moment: datetime) -> None:
    """Move the clock to a moment, with a stop at each deadline on the way: there a tender closes, as by its timer."""
    while (due := _next_deadline(story, moment)) is not None:
        _move(due.deadline_at or moment)
        services.tick(tender=due, at=clock.db_now())
    _move(moment)


def _next_deadline(story: Story, before: datetime) -> Tender | None:
    running = Tender.objects.filter(pk__in=[tender.pk for tender in story.tenders.values()], state=TenderState.OPEN)
    due = running.filter(deadline_at__lte=before).order_by("deadline_at")
    return next((tender for tender in due if queries.current_suspension(tender) is None), None)


def _move(moment: datetime) -> None:
    at = clock.db_now()
    if moment > at:
        clock_switch.move_to(instant=moment, by=None, at=at)


# --- writing ---


def _begin(story: Story, row: TomlTable, at: datetime) -> None:
    """A draft with nothing but its title, or from a ready tender."""
    authority, by = story.authority(row), story.by(row)
    if "like" not in row:
        story.tenders[row["tender"]] = services.begin(authority=authority, title=row["title"], by=by, at=at)
        return
    sections = services.ready_sections(ready_tenders()[row["like"]], authority=authority, by=by, at=at)
    tender = services.begin_from(authority=authority, values=sections, source=row["like"], by=by, at=at)
    purchase = gather.content_of(tender).purchase
    _save(tender, replace(purchase, title=row["title"], text=row.get("text", purchase.text)), by=by, at=at)
    story.tenders[row["tender"]] = tender


def _write(story: Story, row: TomlTable, at: datetime) -> None:
    """What a ready tender leaves to the officer: who needs it, what binds and from where, and when."""
    tender, by = story.tender(row), story.by(row)
    content = gather.content_of(tender)
    origin = Provenance("meeting", row["meeting"], row["why"])
    _save(
        tender,
        RequirementList(tuple(_confirmed(entry, origin) for entry in content.requirements.entries)),
        by=by,
        at=at,
    )
    zone = tender.authority.zone
    plan = Timetable(publish_on=day_of(at, zone) + row.get("days", 1) * DAY)
    _save(tender, from_publication(plan, gather.date_rules(tender.authority)), by=by, at=at)
    if "envelopes" in row:
        _save(tender, replace(content.panel, envelopes=row["envelopes"]), by=by, at=at)
    if "months" in row:
        _save(tender, _longer(content.contract, row["months"]), by=by, at=at)


def _confirmed(entry: RequirementEntry, origin: Provenance) -> RequirementEntry:
    return replace(entry, mandatory_confirmed=True, provenance=entry.provenance or (origin,))


def _longer(contract: Contract, months: int) -> Contract:
    return replace(contract, months=months, options=())


def _save(tender: Tender, value: SectionValue, *, by: User, at: datetime) -> None:
    key = next(key for key, kind in SECTIONS.items() if isinstance(value, kind))
    latest = queries.saves_of(tender, key).first()
    services.save(tender=tender, value=value, after=latest.no if latest else 0, by=by, at=at)


# --- the gate ---


def _explain(story: Story, row: TomlTable, at: datetime) -> None:
    services.explain(
        tender=story.tender(row), rule=row["rule"], reason=row["reason"], text=row["text"], by=story.by(row), at=at
    )


def _approve(story: Story, row: TomlTable, at: datetime) -> None:
    """The second officer approves every reason that waits."""
    for reason in gate_of(story.tender(row), at).reasons:
        if reason.explanation is not None and reason.state is ReasonState.WAITING:
            services.approve_explanation(explanation=reason.explanation, by=story.by(row), at=at)


def _send(story: Story, row: TomlTable, at: datetime) -> None:
    services.send_to_review(tender=story.tender(row), by=story.by(row), at=at)


def _publish(story: Story, row: TomlTable, at: datetime) -> None:
    services.publish(tender=story.tender(row), by=story.by(row), at=at)


# --- while it is open ---


def _follow(story: Story, row: TomlTable, at: datetime) -> None:
    services.follow(tender=story.tender(row), by=story.by(row), at=at)


def _ask(story: Story, row: TomlTable, at: datetime) -> None:
    tender, by = story.tender(row), story.by(row)
    story.questions[row["question"]] = services.ask(tender=tender, text=row["text"], by=by, at=at)


def _answer(story: Story, row: TomlTable, at: datetime) -> None:
    question, by = story.questions[row["question"]], story.by(row)
    services.answer(question=question, text=row["text"], answer=row["answer"], by=by, at=at)


def _extend(story: Story, row: TomlTable, at: datetime) -> None:
    tender = story.tender(row)
    assert tender.deadline_at is not None  # it is published
    deadline = tender.deadline_at + row["days"] * DAY
    services.extend(tender=tender, deadline=deadline, reason=row["why"], by=story.by(row), at=at)


def _suspend(story: Story, row: TomlTable, at: datetime) -> None:
    services.suspend(tender=story.tender(row), why=row["why"], by=story.by(row), at=at)


def _propose_cancellation(story: Story, row: TomlTable, at: datetime) -> None:
    services.propose_cancellation(tender=story.tender(row), code=row["code"], text=row["why"], by=story.by(row), at=at)


def _cancel(story: Story, row: TomlTable, at: datetime) -> None:
    tender = story.tender(row)
    proposal = queries.latest_cancellation_proposal(tender)
    assert proposal is not None  # the act before
    services.cancel(tender=tender, proposal=proposal, by=story.by(row), at=at)


def _amend(story: Story, row: TomlTable, at: datetime) -> None:
    """Another least or most of a requirement, with its reasons, sent to a second officer."""
    tender, by = story.tender(row), story.by(row)
    amendment = services.begin_amendment(tender=tender, by=by, at=at)
    entries = gather.content_of(tender).requirements.entries
    changed = {row["requirement"]: {name: row[name] for name in ("minimum", "maximum") if name in row}}
    entries = tuple(replace(entry, **changed.get(entry.key, {})) for entry in entries)
    _save(tender, RequirementList(entries), by=by, at=at)
    services.describe_amendment(
        amendment=amendment, reason=row["why"], time_why=row["time_why"], affects_bids=False, at=at
    )
    services.send_amendment(amendment=amendment, by=by, at=at)


def _publish_amendment(story: Story, row: TomlTable, at: datetime) -> None:
    amendment = queries.live_amendment(story.tender(row))
    assert amendment is not None  # the act before
    services.publish_amendment(amendment=amendment, by=story.by(row), at=at)


_ACTS: Mapping[str, Callable[[Story, TomlTable, datetime], None]] = {
    "begin": _begin,
    "write": _write,
    "explain": _explain,
    "approve": _approve,
    "send": _send,
    "publish": _publish,
    "follow": _follow,
    "ask": _ask,
    "answer": _answer,
    "extend": _extend,
    "suspend": _suspend,
    "amend": _amend,
    "publish_amendment": _publish_amendment,
    "propose_cancellation": _propose_cancellation,
    "cancel": _cancel,
    **bids.ACTS,
    **openings.ACTS,
}
