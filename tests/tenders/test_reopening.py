"""A closed tender takes bids again after an outage: proposed by one officer, done by another, for all alike, once."""

import json
from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse

from core import clock, states
from core.models import AuditLeaf, Notice, SiteOutage
from procurement.tenders import services
from procurement.tenders.gather.outages import next_quarter, reopening_terms
from procurement.tenders.models import OutageExtension, ReopeningProposal, Tender
from procurement.tenders.services import NotChangeable
from tests import builders
from tests.tenders import written

pytestmark = pytest.mark.django_db
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
D = written.DEADLINE
NOW = D + 2 * HOUR + 20 * MINUTE
AGAIN = D + DAY + 2 * HOUR + 30 * MINUTE  # a day later, to the next quarter of an hour
WHY = "The site could not take bids."


@pytest.fixture(autouse=True)
def now(settings, monkeypatch):
    settings.MFA_REQUIRED_ROLES = []
    moment = {"now": NOW}
    monkeypatch.setattr(clock, "db_now", lambda: moment["now"])
    return moment


@pytest.fixture
def tender():
    return written.closed()


@pytest.fixture
def officer(tender):
    return builders.person("officer", authority=tender.authority, name="Orla Finch")


@pytest.fixture
def other(tender):
    return builders.person("officer", authority=tender.authority, name="Piet Moor")


def outage(start, end):
    """An outage by the minutes before the deadline; `end` below zero: it lasted beyond."""
    return SiteOutage.objects.create(part="web", from_at=D - start * MINUTE, to_at=D - end * MINUTE)


def proposed(tender, officer, *outages, at=NOW, reason=WHY):
    numbers = [row.pk for row in outages]
    return services.propose_reopening(tender=tender, outages=numbers, reason=reason, by=officer, at=at)


def reopened(tender, officer, other, *outages, at=NOW):
    proposal = proposed(tender, officer, *outages, at=at)
    return services.reopen(tender=tender, proposal=proposal, by=other, at=at)


def read(tender):
    return Tender.objects.get(pk=tender.pk)


def text_of(answer):
    return " ".join(unescape(answer.content.decode()).replace("\N{NO-BREAK SPACE}", " ").split())


@pytest.mark.parametrize(("minute", "then"), [(0, 0), (1, 15), (15, 15), (29.99, 30), (46, 60)])
def test_a_deadline_stands_on_a_quarter_of_an_hour(minute, then):
    assert next_quarter(D + minute * MINUTE) == D + then * MINUTE


def test_a_day_at_least_is_given_and_more_where_more_was_lost(tender):
    row = outage(115, -30)

    short = reopening_terms(tender, at=NOW)
    SiteOutage.objects.create(part="web", from_at=D - 2 * DAY, to_at=D - 2 * HOUR)
    long = reopening_terms(tender, at=NOW)

    assert (short.outages, short.lost, short.more, short.deadline) == ((row,), 115 * MINUTE, DAY, AGAIN)
    assert (long.lost, long.more) == (22 * HOUR + 115 * MINUTE, DAY)  # 23:55, to a quarter of an hour


def test_only_outages_of_the_last_hours_count(tender):
    outage(26 * 60, 25 * 60)
    outage(-10, -40)  # after the deadline nothing could be handed in anyway

    assert reopening_terms(tender, at=NOW) is None


def test_two_officers_open_it_again_with_leaves_a_version_and_a_notice_to_all(tender, officer, other):
    follower = builders.person()
    services.follow(tender=tender, by=follower, at=written.AT)
    first, second = outage(115, 43), outage(10, -5)

    proposal = proposed(tender, officer, first, second)
    before = read(tender)
    version = services.reopen(tender=tender, proposal=proposal, by=other, at=NOW)

    leaves = AuditLeaf.objects.filter(log__origin=tender.audit_origin).order_by("-index")[:3]
    facts = {leaf.kind: json.loads(leaf.body)["facts"] for leaf in leaves}
    assert (before.state, before.deadline_at) == ("closed", D)
    assert (tender.state, tender.deadline_at, tender.next_check > NOW) == ("open", AGAIN, True)
    assert list(facts) == ["tender.extended_for_outage", "tender.reopened", "tender.reopening_proposed"]
    assert facts["tender.reopened"]["outages"] == [first.pk, second.pk]
    extended = facts["tender.extended_for_outage"]
    assert (extended["was"], extended["now"]) == (D.isoformat(), AGAIN.isoformat())
    assert extended["version"] == version.digest
    assert [leaf.kind for leaf in leaves if WHY in leaf.body] == []
    assert set(OutageExtension.objects.values_list("outage", "version")) == {
        (first.pk, version.pk),
        (second.pk, version.pk),
    }
    assert Notice.objects.filter(user=follower).latest("pk").kind == "tender.reopened"
    assert Notice.objects.filter(user=other, kind="tender.reopening_proposed").count() == 1
    assert Notice.objects.filter(user=officer, kind="tender.reopening_proposed").count() == 0


def test_it_closes_again_at_its_new_deadline_and_the_outage_counts_once(tender, officer, other):
    row = outage(115, 43)
    reopened(tender, officer, other, row)

    assert services.tick(tender=tender, at=AGAIN - MINUTE) is False
    assert services.tick(tender=tender, at=AGAIN) is True
    tender.refresh_from_db()
    assert (tender.state, reopening_terms(tender, at=AGAIN)) == ("closed", None)
    with pytest.raises(NotChangeable, match="No outage of the last hours"):
        proposed(tender, officer, row, at=AGAIN)


def test_what_was_made_good_before_the_deadline_is_not_made_good_again(officer, tender):
    open_one = written.published(written.changed(written.Purchase, title="Another"), authority=tender.authority)
    row = outage(115, 43)
    services.extend_for_outage(tender=open_one, outages=[row.pk], reason=WHY, by=officer, at=D - 40 * MINUTE)
    services.tick(tender=open_one, at=D + 75 * MINUTE)

    assert reopening_terms(read(open_one), at=NOW) is None


def test_one_person_alone_does_not_open_it(tender, officer):
    proposal = proposed(tender, officer, outage(115, 43))

    with pytest.raises(NotChangeable, match="You proposed it: another officer confirms"):
        services.reopen(tender=tender, proposal=proposal, by=officer, at=NOW)
    assert read(tender).state == "closed"


def test_a_proposal_stands_until_another_takes_its_place_or_the_outages_are_others(tender, officer, other):
    first = outage(115, 43)
    proposal = proposed(tender, officer, first)
    assert proposed(tender, officer, first) == proposal

    later = proposed(tender, officer, first, reason="Said better.")
    with pytest.raises(NotChangeable, match="does not stand any more"):
        services.reopen(tender=tender, proposal=proposal, by=other, at=NOW)
    outage(30, 20)
    with pytest.raises(NotChangeable, match="does not stand any more"):
        services.reopen(tender=tender, proposal=later, by=other, at=NOW)
    assert (read(tender).state, ReopeningProposal.objects.count()) == ("closed", 2)


def test_what_was_not_read_or_has_no_reason_is_refused(tender, officer):
    first = outage(115, 43)
    outage(42, 41)

    with pytest.raises(NotChangeable, match="Meanwhile the outages are others"):
        proposed(tender, officer, first)
    with pytest.raises(NotChangeable, match="Say why"):
        proposed(tender, officer, *SiteOutage.objects.all(), reason=" ")


@pytest.mark.parametrize("state", ["open", "opened", "cancelled"])
def test_only_a_closed_tender_is_opened_again(state, officer):
    row = builders.tender_at(state, bids=0)
    SiteOutage.objects.create(
        part="web", from_at=row.deadline_at - 2 * HOUR, to_at=row.deadline_at - HOUR
    ) if row.deadline_at else None

    assert (reopening_terms(row, at=NOW) is None) == (state != "open")  # this one waits to be closed
    with pytest.raises(NotChangeable, match="Only a closed tender"):
        proposed(row, officer)


def test_what_a_later_stage_objects_to_refuses_proposal_and_act(tender, officer, other, monkeypatch):
    """As the opening does, once a share of a key was accepted."""
    row = outage(115, 43)
    proposal = proposed(tender, officer, row)
    monkeypatch.setitem(states._guards, ("tenders.tender", "reopen"), [lambda _row: ["The opening has begun."]])

    for act in (
        lambda: proposed(tender, officer, row),
        lambda: services.reopen(tender=tender, proposal=proposal, by=other, at=NOW),
    ):
        with pytest.raises(NotChangeable, match="The opening has begun"):
            act()
    assert read(tender).state == "closed"


# --- page and API ---


def changes(client, tender, person, **data):
    client.force_login(person)
    url = reverse("tenders:changes", args=[tender.pk])
    return client.post(url, data) if data else client.get(url)


def detail(client, tender):
    client.logout()
    return text_of(client.get(reverse("tenders:detail", args=[tender.pk])))


def test_the_way_over_the_pages(client, tender, officer, other):
    row = outage(115, 43)
    sent = {"outages": str(row.pk), "reason": WHY}

    page = text_of(changes(client, tender, officer))
    check = text_of(changes(client, tender, officer, act="check-propose-reopening", **sent))
    answer = changes(client, tender, officer, act="propose-reopening", **sent)
    proposal = ReopeningProposal.objects.get()
    mine = text_of(changes(client, tender, officer))
    theirs = text_of(changes(client, tender, other))
    alone = changes(client, tender, officer, act="reopen", proposal=proposal.pk)
    last = text_of(changes(client, tender, other, act="check-reopen", proposal=proposal.pk))
    before = read(tender).state
    finished = changes(client, tender, other, act="reopen", proposal=proposal.pk)

    assert "the site could take no bids for 1 hour 12 minutes. Confirmed now, the tender takes bids until" in page
    assert "Propose to open this tender again?" in check
    assert "Bids that came in stay in, sealed as they are" in check
    assert (answer.status_code, answer.url) == (302, reverse("tenders:changes", args=[tender.pk]))
    assert "You proposed it: another officer confirms." in mine
    assert "proposed by Orla Finch" in theirs
    assert alone.status_code == 403
    assert "Open this tender again until 21 Apr 2026, 14:30 Lisbon, UTC+01:00?" in last
    assert before == "closed"
    assert (finished.status_code, finished.url) == (302, reverse("tenders:detail", args=[tender.pk]))
    assert read(tender).state == "open"


def test_the_page_of_the_tender_says_that_the_site_was_down_and_that_it_is_over(client, tender, officer, other):
    quiet = detail(client, tender)
    row = outage(115, 43)
    down = detail(client, tender)
    reopened(tender, officer, other, row)
    over = detail(client, tender)

    assert "The site" not in quiet
    assert "The site was down for 1 hour 12 minutes before the deadline" in down
    assert "The site could not take bids from 20 Apr 2026, 10:05" in down
    assert "Two officers of the buyer can open the tender again for that, for everybody alike." in down
    assert "The deadline is now 21 Apr 2026, 14:30" in over
    assert "The tender was closed since 20 Apr 2026, 12:00" in over
    assert "If you have a receipt there is nothing to do: your bid stands." in over


def test_the_page_of_an_open_tender_says_how_much_more_there_is(client, now):
    now["now"] = D - 40 * MINUTE
    tender = written.published()
    row = outage(115, 43)
    down = detail(client, tender)
    officer = builders.person("officer", authority=tender.authority)
    services.extend_for_outage(tender=tender, outages=[row.pk], reason=WHY, by=officer, at=now["now"])
    over = detail(client, tender)

    assert "The buyer can give everybody more time for that." in down
    assert "The deadline is now 20 Apr 2026, 13:15" in over
    assert "Everybody gets 1 hour 15 minutes more." in over


def test_the_api_reads_proposes_and_does_it(client, tender, officer, other):
    row = outage(115, 43)

    def asked(name, method, person, sent=None):
        client.force_login(person)
        url = reverse(f"api:open-{name}", args=[tender.pk])
        return getattr(client, method)(url, sent, content_type="application/json")

    terms = asked("reopening-terms", "get", officer).json()
    proposal = asked("proposed-reopening", "post", officer, {"outages": terms["outages"], "reason": WHY})
    seen = asked("proposed-reopening", "get", other).json()
    alone = asked("reopening", "post", officer, {"proposed": seen["id"]})
    unknown = asked("reopening", "post", other, {"proposed": seen["id"] + 1})
    finished = asked("reopening", "post", other, {"proposed": seen["id"]})

    assert terms == {
        "outages": [row.pk],
        "lost_seconds": 4320,
        "more_seconds": 86400,
        "deadline": AGAIN.isoformat().replace("+00:00", "Z"),
    }
    assert (proposal.status_code, proposal.json()) == (201, seen)
    assert (seen["outages"], seen["text"], seen["by"]) == ([row.pk], WHY, "Orla Finch")
    assert (alone.status_code, unknown.status_code, finished.status_code) == (403, 409, 201)
    assert (finished.json()["state"], finished.json()["deadline_at"]) == ("open", terms["deadline"])
