"""A published tender until its deadline: more time, suspensions, cancellation by two; the database keeps the rest."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from core.models import AuditLeaf, Notice
from procurement.tenders import queries, services
from procurement.tenders.models import AnnouncedVersion, Criterion, Tender
from procurement.tenders.services import NotChangeable
from procurement.tenders.services.deadlines import change_published
from tests import builders

pytestmark = pytest.mark.django_db

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def tender():
    return builders.tender_at("open", bids=0)


@pytest.fixture
def officer(tender):
    return builders.person("officer", authority=tender.authority)


def before(tender, **span):
    """A moment so long before the deadline."""
    return tender.deadline_at - timedelta(**span)


def kinds_of(tender):
    """The kinds of leaves since the publication."""
    leaves = AuditLeaf.objects.filter(log__origin=tender.audit_origin).order_by("index").values_list("kind", flat=True)
    since = list(leaves)[list(leaves).index("tender.published") + 1 :]
    return [kind for kind in since if kind != "keyset.frozen"]


def kinds_to(person):
    return list(Notice.objects.filter(user=person).order_by("at", "pk").values_list("kind", flat=True))


# --- more time ---


def test_a_deadline_moves_later_with_a_version_and_a_notice(tender, officer):
    was, at = tender.deadline_at, before(tender, days=5)
    follower = builders.person()
    services.follow(tender=tender, by=follower, at=at)
    first = queries.latest_version_no(tender)

    version = services.extend(tender=tender, deadline=was + 7 * DAY, reason="A holiday.", by=officer, at=at)

    assert Tender.objects.get(pk=tender.pk).deadline_at == was + 7 * DAY
    assert (version.no, version.reason) == (first + 1, "A holiday.")
    assert (was + 7 * DAY).strftime("%Y-%m-%dT%H:%M:%S") in version.snapshot
    assert kinds_of(tender) == ["tender.extended"]
    assert kinds_to(follower) == ["tender.extended"]


def test_ends_that_are_not_over_move_with_it(tender, officer):
    at = before(tender, days=10)
    ends = {"questions_until_at": at - HOUR, "answers_by_at": before(tender, days=6)}
    change_published(tender, ends, reason="Ends for questions.", by=officer, at=at - DAY)

    services.extend(tender=tender, deadline=tender.deadline_at + 2 * DAY, reason="More time.", by=officer, at=at)

    row = Tender.objects.get(pk=tender.pk)
    assert (row.questions_until_at, row.answers_by_at) == (at - HOUR, row.deadline_at - 6 * DAY)


@pytest.mark.parametrize("later", [timedelta(0), -HOUR])
def test_a_deadline_never_moves_back(tender, officer, later):
    with pytest.raises(NotChangeable, match="only moves later"):
        services.extend(
            tender=tender, deadline=tender.deadline_at + later, reason="No.", by=officer, at=before(tender, days=5)
        )

    assert kinds_of(tender) == []


@pytest.mark.parametrize("late", [timedelta(0), HOUR])
def test_nothing_moves_once_the_time_is_over_though_the_state_still_says_open(tender, officer, late):
    with pytest.raises(NotChangeable, match="deadline has passed"):
        services.extend(
            tender=tender,
            deadline=tender.deadline_at + DAY,
            reason="Too late.",
            by=officer,
            at=tender.deadline_at + late,
        )


def test_more_time_needs_a_reason(tender, officer):
    with pytest.raises(NotChangeable, match="Say why"):
        services.extend(
            tender=tender, deadline=tender.deadline_at + DAY, reason=" ", by=officer, at=before(tender, days=5)
        )


@pytest.mark.parametrize("state", ["draft", "review", "closed", "opened"])
def test_only_an_open_tender_gets_more_time(state):
    tender = builders.tender_at(state, bids=0)
    at = builders.AT

    with pytest.raises(NotChangeable, match="open for bids"):
        services.extend(tender=tender, deadline=at + 90 * DAY, reason="Why.", by=builders.person("officer"), at=at)


# --- what the database keeps ---


def test_the_database_refuses_an_earlier_deadline_even_while_a_version_is_announced(tender, officer):
    no = queries.latest_version_no(tender) + 1
    AnnouncedVersion.objects.create(tender=tender, no=no, reason="Why.", by=officer, at=builders.AT)

    with pytest.raises(DatabaseError, match="keeps this row"), transaction.atomic():
        Tender.objects.filter(pk=tender.pk).update(deadline_at=tender.deadline_at - HOUR)


def test_rows_change_only_between_announcement_and_version(tender, officer):
    criterion = Criterion.objects.filter(tender=tender).first()
    with pytest.raises(DatabaseError, match="keeps this row"), transaction.atomic():
        Criterion.objects.filter(pk=criterion.pk).update(title="Changed in silence")

    no = queries.latest_version_no(tender) + 1
    AnnouncedVersion.objects.create(tender=tender, no=no, reason="Why.", by=officer, at=builders.AT)
    Criterion.objects.filter(pk=criterion.pk).update(title="Changed by an amendment")
    services.freeze_version(tender=tender, reason="Why.", by=officer, at=builders.AT)

    with pytest.raises(DatabaseError, match="keeps this row"), transaction.atomic():
        Criterion.objects.filter(pk=criterion.pk).update(title="Changed once more")


@pytest.mark.parametrize("step", [0, 2])
def test_only_the_next_version_is_announced(tender, officer, step):
    with pytest.raises(DatabaseError, match="takes no such row"), transaction.atomic():
        AnnouncedVersion.objects.create(
            tender=tender, no=queries.latest_version_no(tender) + step, reason="Why.", by=officer, at=builders.AT
        )


@pytest.mark.parametrize("state", ["closed", "opened"])
def test_no_version_is_announced_once_a_tender_is_closed(state):
    tender = builders.tender_at(state, bids=0)

    with pytest.raises(DatabaseError, match="takes no such row"), transaction.atomic():
        AnnouncedVersion.objects.create(
            tender=tender, no=queries.latest_version_no(tender) + 1, reason="Why.", by=None, at=builders.AT
        )


# --- suspension ---


def test_after_a_suspension_at_least_72_hours_are_left(tender, officer):
    """Suspended with ten hours left: 72 hours after lifting."""
    services.suspend(tender=tender, why="A complaint.", by=officer, at=before(tender, hours=10))

    lifted = tender.deadline_at + 5 * DAY
    services.lift(tender=tender, by=officer, at=lifted)

    assert tender.deadline_at == lifted + 72 * HOUR
    assert kinds_of(tender) == ["tender.suspended", "tender.lifted"]


def test_what_was_left_runs_on_after_a_suspension(tender, officer):
    services.suspend(tender=tender, why="A complaint.", by=officer, at=before(tender, days=9))

    lifted = before(tender, days=2)
    services.lift(tender=tender, by=officer, at=lifted)

    assert tender.deadline_at == lifted + 9 * DAY


def test_time_stands_still_while_a_tender_is_suspended(tender, officer):
    """Ends that were ahead are ahead again; questions are taken and answered, and no answer becomes late by waiting."""
    start, deadline = before(tender, days=12), tender.deadline_at
    ends = {"questions_until_at": before(tender, days=10), "answers_by_at": before(tender, days=6)}
    change_published(tender, ends, reason="Ends for questions.", by=officer, at=start)
    services.suspend(tender=tender, why="A complaint.", by=officer, at=start)
    later = deadline + 3 * DAY
    question = services.ask(tender=tender, text="And now?", by=builders.person(), at=later)
    services.answer(question=question, text="And now?", answer="As before.", by=officer, at=later)

    services.lift(tender=tender, by=officer, at=later)

    assert tender.deadline_at == later + 12 * DAY
    assert (tender.questions_until_at, tender.answers_by_at) == (later + 2 * DAY, later + 6 * DAY)


def test_what_a_late_answer_gave_is_not_lost_by_a_suspension(tender, officer):
    asked_at, late = before(tender, days=9), before(tender, days=4)
    change_published(tender, {"answers_by_at": before(tender, days=6)}, reason="Ends.", by=officer, at=asked_at)
    question = services.ask(tender=tender, text="Why?", by=builders.person(), at=asked_at)
    services.suspend(tender=tender, why="A complaint.", by=officer, at=late)
    services.answer(question=question, text="Why?", answer="So.", by=officer, at=late + HOUR)

    services.lift(tender=tender, by=officer, at=late + 2 * HOUR)

    assert tender.deadline_at == late + 2 * HOUR + (4 + 2) * DAY


def test_a_suspended_tender_is_neither_extended_nor_suspended_again(tender, officer):
    at = before(tender, days=5)
    services.suspend(tender=tender, why="A complaint.", by=officer, at=at)

    with pytest.raises(NotChangeable, match="is suspended"):
        services.extend(tender=tender, deadline=tender.deadline_at + DAY, reason="Why.", by=officer, at=at)
    with pytest.raises(NotChangeable, match="is suspended"):
        services.suspend(tender=tender, why="Another.", by=officer, at=at)


def test_only_a_suspended_tender_is_lifted(tender, officer):
    with pytest.raises(NotChangeable, match="not suspended"):
        services.lift(tender=tender, by=officer, at=before(tender, days=5))


# --- cancellation ---


def test_two_officers_cancel_and_everybody_learns_it(tender, officer):
    at = before(tender, days=5)
    other, follower = builders.person("officer", authority=tender.authority), builders.person()
    services.follow(tender=tender, by=follower, at=at)

    proposal = services.propose_cancellation(
        tender=tender, code="expensesCut", text="The council cut the money.", by=officer, at=at
    )
    services.cancel(tender=tender, proposal=proposal, by=other, at=at)

    assert tender.state == "cancelled"
    assert kinds_of(tender) == ["tender.cancellation_proposed", "tender.cancelled"]
    assert kinds_to(other) == ["tender.cancellation_proposed", "tender.cancelled"]
    assert kinds_to(follower) == ["tender.cancelled"]


def test_nobody_cancels_alone(tender, officer):
    at = before(tender, days=5)
    proposal = services.propose_cancellation(tender=tender, code="noDemand", text="Not needed.", by=officer, at=at)

    with pytest.raises(NotChangeable, match="You proposed it"):
        services.cancel(tender=tender, proposal=proposal, by=officer, at=at)

    assert Tender.objects.get(pk=tender.pk).state == "open"


def test_a_proposal_that_another_replaced_is_not_confirmed(tender, officer):
    at, other = before(tender, days=5), builders.person("officer", authority=tender.authority)
    first = services.propose_cancellation(tender=tender, code="noDemand", text="Not needed.", by=officer, at=at)
    services.propose_cancellation(tender=tender, code="unFixable", text="A fault in lot 2.", by=officer, at=at)

    with pytest.raises(NotChangeable, match="does not stand any more"):
        services.cancel(tender=tender, proposal=first, by=other, at=at)


@pytest.mark.parametrize(("code", "text", "why"), [("whim", "Why.", "Choose why"), ("noDemand", " ", "Say why")])
def test_a_cancellation_gives_its_reason(tender, officer, code, text, why):
    with pytest.raises(NotChangeable, match=why):
        services.propose_cancellation(tender=tender, code=code, text=text, by=officer, at=before(tender, days=5))
