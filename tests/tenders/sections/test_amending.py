"""What an amendment changes, of which kind each change is, what stays, and how much time it leaves."""

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import pytest

from procurement.tenders.sections import (
    AttachedFile,
    Contract,
    CriteriaTree,
    InterfaceList,
    LotEntry,
    Method,
    PanelTerms,
    Purchase,
    RequirementEntry,
    RequirementList,
    SectionKey,
    Timetable,
    amending,
)
from procurement.tenders.sections.amending import changes_between, dates_after, kinds_of, moved_back, with_time_left
from procurement.tenders.states import AmendmentKind
from tests.tenders.written import CONTENT, DEADLINE, changed

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
WORDING, DATE, BIDS = AmendmentKind.WORDING, AmendmentKind.DATE, AmendmentKind.RESPONSE_AFFECTING
LOTS, [REQUIREMENT] = CONTENT.purchase.lots, CONTENT.requirements.entries
[INTERFACE], TREE = CONTENT.interfaces.entries, CONTENT.criteria.criteria


def after(value):
    """The whole content with another section."""
    [key] = [key for key in SectionKey if isinstance(CONTENT.section(key), type(value))]
    return replace(CONTENT, **{key.value: value})


def places(value):
    """{place: kind} of what a section changes."""
    return {change.difference.place: change.kind for change in changes_between(CONTENT, after(value))}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (changed(Purchase, title="Lights"), {"title": WORDING}),
        (changed(Purchase, lots=(replace(LOTS[0], title="Lamps"), LOTS[1])), {"lots/1": WORDING}),
        (changed(Purchase, lots=(replace(LOTS[0], estimate=Fraction(1)), LOTS[1])), {"lots/1": BIDS}),
        (changed(Purchase, variants_allowed=False), {"variants_allowed": BIDS}),
        (changed(Purchase, files=(AttachedFile("b" * 64, "plan.pdf", no=1),)), {"files/1": BIDS}),
        (RequirementList((replace(REQUIREMENT, group="Faults"),)), {"entries/R1": WORDING}),
        (RequirementList((replace(REQUIREMENT, text="Within two hours."),)), {"entries/R1": BIDS}),
        (RequirementList((REQUIREMENT, RequirementEntry("R2", "New."))), {"entries/R2": BIDS}),
        (RequirementList(()), {"entries/R1": BIDS}),
        (InterfaceList((replace(INTERFACE, title="States"),)), {"entries/states": WORDING}),
        (InterfaceList((replace(INTERFACE, profile_sha="b" * 64),)), {"entries/states": BIDS}),
        (changed(CriteriaTree, criteria=(*TREE[1:], TREE[0])), {"criteria//order": WORDING}),
        (
            changed(CriteriaTree, criteria=(replace(TREE[0], weight=Fraction(39)), *TREE[1:])),
            {"criteria/price": BIDS},
        ),
        (changed(Method, kept_why="It is simple."), {"kept_why": WORDING}),
        (changed(Method, tie_chain=("draw", "lower_price")), {"tie_chain//order": BIDS}),
        (changed(Contract, months=30), {"months": BIDS}),
        (changed(Timetable, deadline=DEADLINE + DAY), {"deadline": DATE}),
        (PanelTerms(least=5), {"least": BIDS}),
    ],
)
def test_each_change_has_its_kind(value, expected):
    assert places(value) == expected


def test_the_kinds_of_an_amendment_are_those_of_its_changes_and_what_an_officer_adds():
    changes = changes_between(CONTENT, replace(after(changed(Timetable, deadline=DEADLINE + DAY))))

    assert kinds_of(changes) == (DATE,)
    assert kinds_of(changes, affects_bids=True) == (DATE, BIDS)
    assert kinds_of(changes_between(CONTENT, CONTENT)) == ()


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (changed(Purchase, currency="GBP"), ["currency"]),
        (changed(Purchase, basis="gross"), ["currency"]),
        (changed(Purchase, lots=LOTS[:1]), ["lots"]),
        (changed(Purchase, lots=(*LOTS, LotEntry(3, "Poles"))), ["lots"]),
        (changed(Purchase, lots=(replace(LOTS[0], cpv=("45000000-7",)), LOTS[1])), ["lots/1"]),
        (changed(Purchase, lots=(replace(LOTS[0], cpv=("34993000-4",)), LOTS[1])), []),
        (changed(Purchase, title="Lights"), []),
        (changed(Timetable, procedure="restricted"), ["procedure"]),
        (changed(Timetable, publish_on=None), ["publish_on"]),
        (changed(Timetable, deadline=DEADLINE + DAY), []),
        (changed(Contract, months=1), []),
    ],
)
def test_some_things_stay_as_they_were_published(value, expected):
    [published] = [section for section in (CONTENT.section(key) for key in SectionKey) if type(section) is type(value)]

    findings = list(amending.fixed_findings(published, value))

    assert [finding.place for finding in findings] == expected
    assert [finding.sentence for finding in findings if not finding.sentence.endswith(".")] == []


def test_dates_that_an_amendment_leaves_alone_are_those_that_hold_now():
    base = CONTENT.timetable
    moved = replace(base, deadline=DEADLINE + 3 * DAY, answers_by=base.answers_by + 3 * DAY)
    saved = replace(base, answers_by=base.answers_by + HOUR)

    assert dates_after(base, moved, saved) == replace(saved, deadline=DEADLINE + 3 * DAY)


@pytest.mark.parametrize(
    ("left", "moved"), [(7 * DAY, 0), (7 * DAY - HOUR, 1), (6 * DAY, 1), (6 * DAY - HOUR, 2), (HOUR, 7)]
)
def test_seven_days_are_left_in_whole_days(left, moved):
    timetable, now = CONTENT.timetable, DEADLINE - left

    dated = with_time_left(timetable, timetable, now)

    later = moved * DAY
    ends = {name: end + later for name in ("questions_until", "answers_by") if (end := getattr(timetable, name)) > now}
    assert dated == replace(timetable, deadline=DEADLINE + later, **ends)


def test_an_end_that_officers_set_themselves_does_not_move_with_it():
    published, now = CONTENT.timetable, DEADLINE - DAY
    asked = replace(published, answers_by=DEADLINE - HOUR)

    assert with_time_left(published, asked, now) == replace(asked, deadline=DEADLINE + 6 * DAY)


def test_no_published_date_moves_back():
    published = CONTENT.timetable
    earlier = replace(published, questions_until=published.questions_until - HOUR, deadline=DEADLINE - HOUR)

    assert [finding.place for finding in moved_back(published, earlier)] == ["questions_until", "deadline"]
    assert [finding.place for finding in moved_back(published, replace(published, answers_by=None))] == ["answers_by"]
    assert list(moved_back(published, replace(published, deadline=DEADLINE + HOUR))) == []
