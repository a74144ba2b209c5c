"""A published amendment is the next version of its tender: rows, dates, leaf, notices, and what later stages add."""

import json
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from itertools import pairwise

import pytest
from django.db import DatabaseError, transaction

from core import states
from core.models import AuditLeaf, Notice
from core.states import GateRefused, IllegalMove
from procurement.tenders import gather, integrity, queries, services
from procurement.tenders.models import Amendment, Criterion, LotSpec, Requirement, TenderInterface
from procurement.tenders.sections import (
    Contract,
    CriteriaTree,
    Purchase,
    RequirementEntry,
    RequirementList,
    Timetable,
)
from procurement.tenders.services import NotChangeable, moments
from tests import builders
from tests.tenders import written

pytestmark = pytest.mark.django_db
AT, DAY, HOUR = written.AMENDED_AT, timedelta(days=1), timedelta(hours=1)
[R1] = written.CONTENT.requirements.entries
TREE = written.CONTENT.criteria.criteria


@pytest.fixture
def tender():
    return written.published()


@pytest.fixture
def officer(tender):
    return builders.person("officer", authority=tender.authority)


@pytest.fixture
def other(tender):
    return builders.person("officer", authority=tender.authority)


def kinds_since(tender):
    """The kinds of leaves since the publication, without saves."""
    leaves = AuditLeaf.objects.filter(log__origin=tender.audit_origin).order_by("index").values_list("kind", flat=True)
    since = list(leaves)[list(leaves).index("tender.published") + 1 :]
    return [kind for kind in since if kind not in {"keyset.frozen", "tender.section_saved"}]


def faults():
    checks = (integrity.check_versions, integrity.check_rows, integrity.check_specs)
    return [fault for check in checks for checked in check() for fault in checked.faults]


def reweighted():
    """The tree with five points from the method of work to the price, and a new name for it."""
    changes = {"price": Fraction(45), "quality": Fraction(55), "method": Fraction(25)}
    entries = [replace(entry, weight=changes.get(entry.key, entry.weight)) for entry in TREE]
    return written.changed(CriteriaTree, criteria=tuple(entries))


# --- publishing ---


def test_a_published_amendment_is_the_next_version(tender, officer, other):
    follower = builders.person()
    services.follow(tender=tender, by=follower, at=AT)
    first = queries.versions_of(tender).get()
    amendment = written.amendment_in_review(
        tender, written.changed(Purchase, title="Lamps"), reweighted(), by=officer, time_why="Only figures change."
    )

    version = services.publish_amendment(amendment=amendment, by=other, at=AT)

    tender.refresh_from_db()
    assert (version.no, version.reason) == (2, f"{written.WHY}\n\nOnly figures change.")
    assert (amendment.state, amendment.version, amendment.kinds) == (
        "published",
        version,
        ["wording", "response_affecting"],
    )
    assert (tender.state, tender.title, tender.deadline_at) == ("open", "Lamps", written.DEADLINE)
    assert gather.content_of(tender) == replace(
        written.CONTENT, purchase=written.changed(Purchase, title="Lamps"), criteria=reweighted()
    )
    was, now = json.loads(first.snapshot), json.loads(version.snapshot)
    same = ("seeds", "policy", "law_profile", "notice", "authority")
    assert [now[name] for name in same] == [was[name] for name in same]
    assert kinds_since(tender) == ["amendment.begun", "amendment.sent", "amendment.published"]
    assert list(Notice.objects.filter(user=follower).values_list("kind", flat=True)) == ["tender.amended"]
    assert faults() == []


def test_rows_become_what_the_sections_say_and_those_that_stay_keep_their_id(tender):
    first = {row.key: row for row in Criterion.objects.filter(tender=tender)}
    requirement = Requirement.objects.get(tender=tender)
    interface = TenderInterface.objects.get(tender=tender)
    tree = reweighted()
    entries = tuple(entry for entry in tree.criteria if entry.key != "safe")
    written.amended(
        tender,
        replace(tree, criteria=entries),
        RequirementList((RequirementEntry("R0", "A new one.", functional=True), replace(R1, text="In two hours."))),
    )

    rows = {row.key: row for row in Criterion.objects.filter(tender=tender)}
    assert {key: row.pk for key, row in rows.items()} == {key: row.pk for key, row in first.items() if key != "safe"}
    assert (rows["price"].weight, rows["method"].weight) == (45, 25)
    requirements = Requirement.objects.filter(tender=tender)
    assert [(row.key, row.version, row.no, row.text) for row in requirements] == [
        ("R0", 1, 1, "A new one."),
        ("R1", 2, 2, "In two hours."),
    ]
    assert requirements[1].pk == requirement.pk
    assert TenderInterface.objects.get(tender=tender).openness == interface.openness
    specs = [json.loads(spec.spec) for spec in queries.published_specs_of(tender)]
    assert all("safe" not in json.dumps(spec) for spec in specs)
    assert LotSpec.objects.filter(version__tender=tender).count() == 4
    assert faults() == []


def test_whoever_sent_it_does_not_publish_it(tender, officer):
    amendment = written.amendment_in_review(tender, written.changed(Contract, months=30), by=officer)

    with pytest.raises(GateRefused, match="a second officer does"):
        services.publish_amendment(amendment=amendment, by=officer, at=AT)

    assert queries.latest_version_no(tender) == 1


def test_it_is_published_once(tender, other):
    amendment = written.amendment_in_review(tender, written.changed(Contract, months=30))
    services.publish_amendment(amendment=amendment, by=other, at=AT)

    with pytest.raises(IllegalMove):
        services.publish_amendment(amendment=amendment, by=other, at=AT)

    assert queries.latest_version_no(tender) == 2


@pytest.mark.parametrize(("left", "moved"), [(8 * DAY, 0), (6 * DAY, 1), (HOUR, 7)])
def test_a_published_amendment_leaves_seven_days(tender, left, moved):
    at = written.DEADLINE - left

    amendment = written.amended(tender, written.changed(Purchase, title="Lamps"), at=at)

    assert tender.deadline_at == written.DEADLINE + moved * DAY
    assert tender.next_check == min(due.at for due in moments.due(tender) if due.at > at)
    assert amendment.kinds == (["wording", "date"] if moved else ["wording"])
    assert faults() == []


def test_more_time_that_officers_give_is_kept(tender):
    dates = written.changed(Timetable, deadline=written.DEADLINE + 10 * DAY)

    written.amended(tender, written.changed(Contract, months=30), dates, time_why="")

    assert tender.deadline_at == written.DEADLINE + 10 * DAY
    assert queries.versions_of(tender).first().amendment.kinds == ["date", "response_affecting"]


def test_a_deadline_that_moved_meanwhile_stays_moved(tender, officer, other):
    amendment = written.amendment_in_review(tender, written.changed(Contract, months=30))
    services.extend(tender=tender, deadline=written.DEADLINE + 3 * DAY, reason="A holiday.", by=officer, at=AT)

    services.publish_amendment(amendment=amendment, by=other, at=AT)

    tender.refresh_from_db()
    assert tender.deadline_at == written.DEADLINE + 3 * DAY
    assert gather.content_of(tender).timetable.deadline == written.DEADLINE + 3 * DAY
    assert queries.latest_version_no(tender) == 3


def test_a_suspended_tender_is_amended_and_goes_on_with_the_time_it_had(tender, officer, other):
    at = written.DEADLINE - 5 * DAY
    services.suspend(tender=tender, why="A fault.", by=officer, at=at)

    written.amended(tender, written.changed(Contract, months=30), at=at + 30 * DAY)
    services.lift(tender=tender, by=officer, at=at + 31 * DAY)

    tender.refresh_from_db()
    assert tender.deadline_at == at + 31 * DAY + 7 * DAY


@pytest.mark.parametrize("late", [timedelta(0), HOUR])
def test_nothing_is_published_at_the_deadline_though_the_state_still_says_open(tender, other, late):
    amendment = written.amendment_in_review(tender, written.changed(Contract, months=30))

    with pytest.raises(NotChangeable, match="deadline has passed"):
        services.publish_amendment(amendment=amendment, by=other, at=written.DEADLINE + late)

    services.withdraw_amendment(amendment=amendment, by=other, at=written.DEADLINE + late)
    assert (amendment.state, queries.latest_version_no(tender)) == ("withdrawn", 1)


def test_a_second_amendment_stands_on_the_first(tender):
    written.amended(tender, written.changed(Contract, months=30))
    written.amended(tender, written.changed(Purchase, title="Lamps"), at=AT + DAY)

    changes = [gather.version_changes(*pair) for pair in pairs(tender)]
    assert [[change.difference.place for change in version] for version in changes] == [["months"], ["title"]]
    assert faults() == []


def pairs(tender):
    """Each version after the first, with the one before."""
    versions = list(queries.versions_of(tender))[::-1]
    return list(pairwise(versions))


# --- what a later stage hangs onto it ---


def test_a_later_stage_acts_in_the_same_transaction_and_can_refuse(tender, other, monkeypatch):
    """The bids that are in will be marked so; here stands something that writes down what it is told."""
    key, seen = ("tenders.amendment", "publish_amendment"), []
    monkeypatch.setitem(states._guards, key, [lambda _row: ["Bids are being counted."]])
    amendment = written.amendment_in_review(tender, written.changed(Contract, months=30))
    with pytest.raises(GateRefused, match="Bids are being counted"):
        services.publish_amendment(amendment=amendment, by=other, at=AT)

    monkeypatch.setitem(states._guards, key, [])
    marks = [lambda row, *, by, at: seen.append((row.tender.pk, row.version.no, row.kinds, by, at))]
    monkeypatch.setitem(states._effects, key, marks)
    services.publish_amendment(amendment=amendment, by=other, at=AT)

    assert seen == [(tender.pk, 2, ["response_affecting"], other, AT)]


def test_what_a_later_stage_cannot_do_leaves_nothing_behind(tender, other, monkeypatch):
    def fails(_row, **_):
        raise RuntimeError("The store of bids is away.")

    monkeypatch.setitem(states._effects, ("tenders.amendment", "publish_amendment"), [fails])
    amendment = written.amendment_in_review(tender, written.changed(Contract, months=30))

    with pytest.raises(RuntimeError), transaction.atomic():
        services.publish_amendment(amendment=amendment, by=other, at=AT)

    amendment.refresh_from_db()
    assert (amendment.state, queries.latest_version_no(tender)) == ("review", 1)
    assert gather.content_of(tender) == written.CONTENT


# --- what the database keeps ---


def test_the_database_keeps_an_amendment_that_is_over(tender):
    amendment = written.amended(tender, written.changed(Contract, months=30))

    with pytest.raises(DatabaseError, match="keeps this row"), transaction.atomic():
        Amendment.objects.filter(pk=amendment.pk).update(reason="Another one.")
    with pytest.raises(DatabaseError, match="keeps this row"), transaction.atomic():
        Amendment.objects.filter(pk=amendment.pk)._raw_delete("default")
