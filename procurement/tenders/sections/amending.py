"""What an amendment of an open tender changes, of which kind each change is, and what no amendment changes.

Only what is known to be words is words: any other field, so one of a later version of this software, is taken as what
bids answer (LIFECYCLE §3), which asks more of everybody and lets nobody's bid answer something that is gone.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from math import ceil
from typing import Any

from django.utils.translation import gettext as _

from procurement.tenders.sections.checks.finding import SectionFinding
from procurement.tenders.sections.content import SectionKey, SectionValue, TenderContent
from procurement.tenders.sections.differences import SectionDifference, differences
from procurement.tenders.sections.purchase import Purchase
from procurement.tenders.sections.timetable import Timetable
from procurement.tenders.states import AmendmentKind

DAY = timedelta(days=1)
LEAST_LEFT = timedelta(days=7)  # after an amendment (LIFECYCLE §3, our choice: the law names no length)
DATES = ("questions_until", "answers_by", "deadline")
CPV_DIVISION = 2  # digits

# Fields that are words, whatever stands in them.
_TEXT_FIELDS: Mapping[SectionKey, frozenset[str]] = {
    SectionKey.PURCHASE: frozenset({"title", "text", "domain", "undivided_why"}),
    SectionKey.INTERFACES: frozenset({"left_out"}),
    SectionKey.METHOD: frozenset({"kept_why"}),
}
# Lists whose order is that of reading, and the fields of their entries that are words.
_ENTRIES: Mapping[tuple[SectionKey, str], frozenset[str]] = {
    (SectionKey.PURCHASE, "lots"): frozenset({"title", "description"}),
    (SectionKey.PURCHASE, "files"): frozenset({"title"}),
    (SectionKey.REQUIREMENTS, "entries"): frozenset({"group", "provenance"}),
    (SectionKey.INTERFACES, "entries"): frozenset({"title"}),
    (SectionKey.CRITERIA, "criteria"): frozenset({"title"}),
    (SectionKey.METHOD, "elements"): frozenset({"title"}),
    (SectionKey.PERFORMANCE, "kpis"): frozenset({"title"}),
}


@dataclass(frozen=True, slots=True)
class Change:
    """A place where the amended tender says something else: `difference.before` and `difference.mine`."""

    section: SectionKey
    difference: SectionDifference
    kind: AmendmentKind


def changes_between(before: TenderContent, after: TenderContent) -> tuple[Change, ...]:
    """Every place that differs, in the order in which a tender is read."""
    return tuple(
        Change(key, difference, _kind(key, difference))
        for key in SectionKey
        for difference in differences(before.section(key), before.section(key), after.section(key))
    )


def kinds_of(changes: tuple[Change, ...], *, affects_bids: bool = False) -> tuple[AmendmentKind, ...]:
    """The kinds of an amendment, the one that asks least first. `affects_bids`: an officer says that bids are."""
    kinds = {change.kind for change in changes} | ({AmendmentKind.RESPONSE_AFFECTING} if affects_bids else set())
    return tuple(kind for kind in AmendmentKind if kind in kinds)


def _kind(key: SectionKey, difference: SectionDifference) -> AmendmentKind:
    if key is SectionKey.TIMETABLE:
        return AmendmentKind.DATE
    texts = _ENTRIES.get((key, difference.field))
    is_wording = difference.field in _TEXT_FIELDS.get(key, ()) or (
        texts is not None and _is_reworded(difference, texts)
    )
    return AmendmentKind.WORDING if is_wording else AmendmentKind.RESPONSE_AFFECTING


def _is_reworded(difference: SectionDifference, texts: frozenset[str]) -> bool:
    """Whether an entry differs in its words alone, or a list in nothing but its order."""
    if difference.is_order:
        return True
    before, after = difference.before, difference.mine
    return before is not None and after is not None and _without(before, texts) == _without(after, texts)


def _without(entry: Any, texts: frozenset[str]) -> dict[str, object]:
    return {field.name: getattr(entry, field.name) for field in fields(entry) if field.name not in texts}


# --- what stays as it was published ---


def fixed_findings(published: SectionValue, now: SectionValue) -> Iterator[SectionFinding]:
    """What no amendment changes, since suppliers have decided by it; the sentence says what to do instead."""
    if isinstance(published, Purchase) and isinstance(now, Purchase):
        yield from _fixed_in_purchase(published, now)
    if isinstance(published, Timetable) and isinstance(now, Timetable):
        yield from _fixed_in_timetable(published, now)


def _fixed_in_purchase(published: Purchase, now: Purchase) -> Iterator[SectionFinding]:
    if (published.currency, published.basis) != (now.currency, now.basis):
        sentence = _("Currency and VAT basis stay as published: cancel the tender and begin another.")
        yield SectionFinding(SectionKey.PURCHASE, "currency", sentence)
    if [lot.no for lot in published.lots] != [lot.no for lot in now.lots]:
        sentence = _("The lots stay as many as were published: cancel the tender and begin another.")
        yield SectionFinding(SectionKey.PURCHASE, "lots", sentence)
        return
    for lot, amended in zip(published.lots, now.lots, strict=True):
        if _division(lot.cpv) != _division(amended.cpv):
            sentence = _("Lot %(no)d would buy something else: cancel the tender and begin another.") % {"no": lot.no}
            yield SectionFinding(SectionKey.PURCHASE, f"lots/{lot.no}", sentence)


def _division(cpv: tuple[str, ...]) -> str:
    return cpv[0][:CPV_DIVISION] if cpv else ""


def _fixed_in_timetable(published: Timetable, now: Timetable) -> Iterator[SectionFinding]:
    if published.procedure != now.procedure:
        yield _of_dates("procedure", _("The procedure stays as published: cancel the tender and begin another."))
    if published.publish_on != now.publish_on:
        yield _of_dates("publish_on", _("The tender is published: its planned day stays as it was."))


def _of_dates(field: str, sentence: str) -> SectionFinding:
    return SectionFinding(SectionKey.TIMETABLE, field, sentence)


# --- dates ---


def dates_after(base: Timetable, published: Timetable, saved: Timetable) -> Timetable:
    """What the amendment says of dates: those that it leaves as they were when it began are those that hold now."""
    kept = {name: getattr(published, name) for name in DATES if getattr(saved, name) == getattr(base, name)}
    return replace(saved, **kept)


def with_time_left(published: Timetable, amended: Timetable, now: datetime) -> Timetable:
    """The same where seven days are left, else a deadline so many whole days later, with the ends that are ahead.

    `now`: the time of the tender, which stands still while it is suspended.
    """
    if amended.deadline is None or amended.deadline - now >= LEAST_LEFT:
        return amended
    later = ceil((now + LEAST_LEFT - amended.deadline) / DAY) * DAY
    ends = {name: getattr(amended, name) for name in DATES}
    ahead = {
        name: end + later
        for name, end in ends.items()
        if end is not None and (name == "deadline" or (end > now and end == getattr(published, name)))
    }
    return replace(amended, **ahead)


def moved_back(published: Timetable, amended: Timetable) -> Iterator[SectionFinding]:
    """Dates that would be earlier than those that people know."""
    for name in DATES:
        known, asked = getattr(published, name), getattr(amended, name)
        if known is not None and (asked is None or asked < known):
            yield _of_dates(name, _("A published date only moves later."))
