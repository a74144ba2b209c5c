"""A stored envelope that is damaged is noticed before the deadline, by those who can do something about it."""

from datetime import timedelta

import pytest
from django.urls import reverse

from core import assembly, clock, jobs, timers
from core.models import AuditLeaf, Job, JobState, Notice, Role, Timer
from procurement.bids import store
from procurement.bids.home import damaged_store
from procurement.bids.models import EnvelopeCheck
from procurement.bids.queries import envelope_checks as queries
from procurement.bids.rules.envelope_checks import is_due
from procurement.bids.services import drafting
from procurement.bids.services import envelope_checks as service
from procurement.bids.services.envelope_checks import check_due, condition_of, keep_condition
from procurement.bids.services.receipt_checks import check_receipt
from procurement.bids.views import drafting as views
from procurement.tenders.models import Tender
from tests import builders
from tests.bids.submitting import city_with_keys, open_tender, ready_bid, submitted
from tests.bids.written import DEADLINE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_week_before")]
HOUR = timedelta(hours=1)


def look():
    """What the worker of the job does, now."""
    check_due(None, jobs.Unwatched())


def damage(envelope):
    """Turn one bit of the stored file. What puts it back."""
    path = store.envelope_path(envelope.object_name)
    content = path.read_bytes()
    path.write_bytes(bytes([content[0] ^ 1]) + content[1:])
    return lambda: path.write_bytes(content)


def conditions():
    return sorted(EnvelopeCheck.objects.values_list("condition", flat=True))


def notices_of(person):
    of_files = ("envelope.", "bid.damaged", "bid.restored")
    return [
        (notice.kind, notice.facts)
        for notice in Notice.objects.filter(user=person).order_by("pk")
        if notice.kind.startswith(of_files)
    ]


def leaves():
    kinds = ("envelope.damaged", "envelope.restored")
    return list(AuditLeaf.objects.filter(kind__in=kinds).order_by("log", "index").values_list("log", "kind"))


def test_what_is_intact_is_read_and_nobody_is_told():
    revision = submitted(ready_bid())

    look()

    assert (conditions(), leaves(), notices_of(revision.sender)) == (["intact", "intact"], [], [])
    assert queries.due(clock.db_now()) == []


def test_of_two_bids_only_the_damaged_one_is_marked_and_its_team_told_once(move_clock):
    city, _keys = city_with_keys()
    tender = open_tender(city)
    administrator = builders.person("administrator", authority=city)
    officer = builders.person("officer", authority=city)
    hit, other = (submitted(ready_bid(tender=tender, name=name)) for name in ("Clear Air", "Bright Sky"))
    look()
    for envelope in hit.envelopes.all():
        damage(envelope)

    for _time in range(2):
        move_clock(days=1)
        look()

    about_bid = {"id": str(hit.bid_id), "ref": tender.ref}
    assert notices_of(hit.sender) == [("bid.damaged", about_bid)]
    assert (notices_of(other.sender), notices_of(officer)) == ([], [])
    assert notices_of(administrator) == [("envelope.file_damaged", {})]  # of two files
    assert leaves() == [(f"tender:{tender.pk}", "envelope.damaged")] * 2
    assert queries.damaged_among([hit.bid, other.bid]) == {hit.bid_id}


def test_a_file_that_is_gone_or_that_the_disk_does_not_give_is_damaged_too():
    gone, kept = submitted(ready_bid()).envelopes.order_by("kind")
    store.envelope_path(gone.object_name).unlink()
    assert [condition_of(gone), condition_of(kept)] == ["missing", "intact"]

    path = store.envelope_path(kept.object_name)
    path.unlink()
    path.mkdir()
    assert condition_of(kept) == "unreadable"


def test_a_disk_that_is_not_mounted_is_no_damage_of_each_bid():
    revision = submitted(ready_bid())
    elsewhere = store.root().rename(store.root().with_name("not-mounted"))

    with pytest.raises(jobs.Unfit, match="The folder of bids is not there"):
        look()
    assert (conditions(), leaves(), notices_of(revision.sender)) == ([], [], [])

    elsewhere.rename(store.root())
    look()
    assert conditions() == ["intact", "intact"]


def test_a_file_that_was_put_back_is_read_within_the_hour_and_said_to_be_whole():
    revision = submitted(ready_bid())
    envelope = revision.envelopes.order_by("kind").first()
    put_back = damage(envelope)
    look()
    put_back()
    assert queries.due(clock.db_now()) == [envelope]

    look()

    about_bid = {"id": str(revision.bid_id), "ref": revision.bid.tender.ref}
    assert notices_of(revision.sender) == [("bid.damaged", about_bid), ("bid.restored", about_bid)]
    assert [kind for _log, kind in leaves()] == ["envelope.damaged", "envelope.restored"]
    assert (conditions(), queries.damaged_among([revision.bid])) == (["intact", "intact"], frozenset())


def test_the_pages_of_the_team_say_it_and_a_new_version_mends_it(client):
    begun = ready_bid()
    revision = submitted(begun)
    damage(revision.envelopes.first())
    look()
    drafting.keep_pass(bid=begun.bid, by=begun.bid.begun_by, at=clock.db_now())
    client.force_login(begun.bid.begun_by)
    client.cookies[views.cookie_name(begun.bid)] = begun.draft_key.raw.hex()

    page = client.get(reverse("bids:tasks", args=[begun.bid.pk])).content.decode()
    assert "The site&#x27;s copy of your bid is damaged: submit it again" in page
    assert "was damaged since and may not open" in page
    assert "Submit again" in client.get(reverse("bids:list")).content.decode()
    assert "1 bid is due" in client.get(reverse("home")).content.decode()
    answer = client.get(reverse("api:bid", args=[begun.bid.pk])).json()
    assert (answer["state"], answer["is_damaged"]) == ("submitted", True)

    submitted(begun)

    assert "Your bid is in" in client.get(reverse("bids:tasks", args=[begun.bid.pk])).content.decode()
    assert "is due" not in client.get(reverse("home")).content.decode()
    assert client.get(reverse("api:bid", args=[begun.bid.pk])).json()["is_damaged"] is False


def test_once_the_deadline_is_over_the_team_is_not_asked_to_submit_again(client, move_clock):
    begun = ready_bid()
    damage(submitted(begun).envelopes.first())
    look()
    drafting.keep_pass(bid=begun.bid, by=begun.bid.begun_by, at=clock.db_now())
    client.force_login(begun.bid.begun_by)
    client.cookies[views.cookie_name(begun.bid)] = begun.draft_key.raw.hex()
    Tender.objects.filter(pk=begun.bid.tender_id).update(state="closed")
    move_clock(to=DEADLINE + HOUR)

    page = client.get(reverse("bids:tasks", args=[begun.bid.pk])).content.decode()

    assert "Keep the receipt: it shows that you sent it whole." in page
    assert "ubmit again" not in page


def test_whoever_checks_the_receipt_learns_that_the_file_is_damaged(client):
    revision = submitted(ready_bid())
    receipt = revision.receipt.text.encode()
    assert check_receipt(receipt).failed == ()
    damage(revision.envelopes.first())
    look()

    [failed] = check_receipt(receipt).failed

    assert (failed.point, failed.facts) == ("kept", {"count": 2, "kept": 2, "damaged": 1})


def test_administrators_see_that_the_folder_is_damaged_and_not_how_much_of_it(client, settings):
    """Who runs the site may be an officer as well, and a count of damaged files tells of bids."""
    settings.MFA_REQUIRED_ROLES = []
    city, _keys = city_with_keys()
    administrator = builders.person("administrator", authority=city)
    tender = open_tender(city)
    revisions = [submitted(ready_bid(tender=tender, name=name)) for name in ("Clear Air", "Bright Sky")]
    client.force_login(administrator)
    assert "Stored files" not in client.get(reverse("home")).content.decode()
    envelopes = [envelope for revision in revisions for envelope in revision.envelopes.all()]
    sections, notices = [], []
    for some in (envelopes[:1], envelopes[1:]):
        for envelope in some:
            damage(envelope)
        look_at_all()
        sections.append(damaged_store(administrator, clock.db_now()))
        notices.append(notices_of(administrator))

    page = client.get(reverse("home")).content.decode()

    assert "The folder of bids is damaged" in page
    assert "Run manage.py verify on the server" in page
    assert (sections[0], notices[0]) == (sections[1], notices[1])
    assert notices[0] == [("envelope.file_damaged", {})]
    assert [name for name in (envelopes[0].object_name, "Clear Air", tender.ref) if name in str(sections[0])] == []
    assert damaged_store(builders.person("officer", authority=city), clock.db_now()) is None


def test_administrators_are_told_that_the_folder_is_whole_once_all_of_it_is():
    city, _keys = city_with_keys()
    administrator = builders.person("administrator", authority=city)
    put_back = [damage(envelope) for envelope in submitted(ready_bid(city)).envelopes.all()]
    look()
    seen = []
    for act in put_back:
        act()
        look()
        seen.append([kind for kind, _facts in notices_of(administrator)])

    assert seen == [["envelope.file_damaged"], ["envelope.file_damaged", "envelope.file_restored"]]


def look_at_all():
    """Every file is read, due or not."""
    for envelope in queries.unopened():
        keep_condition(envelope, condition_of(envelope))


def test_after_the_deadline_only_administrators_are_told(move_clock):
    city, _keys = city_with_keys()
    administrator = builders.person("administrator", authority=city)
    revision = submitted(ready_bid(city))
    move_clock(to=DEADLINE + HOUR)
    Tender.objects.filter(pk=revision.bid.tender_id).update(state="closed")
    damage(revision.envelopes.first())

    look()

    assert [kind for kind, _facts in notices_of(administrator)] == ["envelope.file_damaged"]
    assert notices_of(revision.sender) == []


def test_what_no_opening_will_ask_for_is_not_read():
    city, _keys = city_with_keys()
    tender = open_tender(city)
    replaced = ready_bid(tender=tender)
    submitted(replaced)
    second = submitted(replaced)
    cancelled = submitted(ready_bid(city))
    Tender.objects.filter(pk=cancelled.bid.tender_id).update(state="cancelled")

    assert {envelope.revision_id for envelope in queries.due(clock.db_now())} == {second.pk}


@pytest.mark.parametrize(
    ("hours_to_deadline", "hours_since", "was_intact", "due"),
    [
        (100, 23, True, False),
        (100, 24, True, True),
        (24, 2, True, False),
        (24, 3, True, True),
        (-1, 23, True, False),
        (-1, 24, True, True),
        (100, 1, False, True),
    ],
)
def test_how_often_a_file_is_read(hours_to_deadline, hours_since, was_intact, due):
    at = builders.AT

    assert is_due(at + hours_to_deadline * HOUR, at - hours_since * HOUR, at, was_intact=was_intact) is due


def test_each_hour_a_job_is_asked_for_only_where_something_is_due():
    [part] = [part for part in assembly.recurring_parts() if part.name == "bids.check_envelopes"]
    revision = submitted(ready_bid())
    damage(revision.envelopes.first())
    timers.begin([part], at=clock.db_now())
    Timer.objects.update(next_check=clock.db_now())

    timers.sweep([timers.recurring([part])], at=clock.db_now())
    job = Job.objects.get(kind="bids.check_envelopes")
    jobs.run(job.pk, check_due)

    job.refresh_from_db()
    assert (job.state, conditions()) == (JobState.READY, ["changed", "intact"])
    EnvelopeCheck.objects.update(condition="intact")
    assert service.request_check(clock.db_now()) is None


def test_at_one_time_no_more_is_read_than_the_limit_and_one_file_in_any_case(monkeypatch):
    submitted(ready_bid())
    monkeypatch.setattr(service, "MOST_BYTES", 1)

    look()
    assert conditions() == ["intact"]
    look()
    assert conditions() == ["intact", "intact"]


def test_what_is_due_is_read_in_two_queries_whatever_their_number(django_assert_num_queries):
    city, _keys = city_with_keys()
    tender = open_tender(city)
    for name in ("Clear Air", "Bright Sky", "Deep Sea"):
        submitted(ready_bid(tender=tender, name=name))

    at = clock.db_now()
    with django_assert_num_queries(2):
        rows = queries.due(at)

    assert len(rows) == 6
    assert {row.revision.bid.tender_id for row in rows} == {tender.pk}


def test_two_who_look_at_once_tell_once():
    city, _keys = city_with_keys()
    administrator = builders.person("administrator", authority=city)
    envelope = submitted(ready_bid(city)).envelopes.first()

    for _worker in range(2):
        keep_condition(envelope, "changed")

    assert len(notices_of(administrator)) == len(leaves()) == 1
    assert administrator.memberships.get().role == Role.ADMINISTRATOR
