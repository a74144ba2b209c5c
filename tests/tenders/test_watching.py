"""Watch lists: kept, renamed and deleted by their person alone, who is told once of what is published and fits."""

import re

import pytest
from django.test import Client

from core import jobs, states
from core.models import Job, Notice
from procurement.tenders import services, watched
from procurement.tenders.models import WatchList
from procurement.tenders.states import TENDER_STATES
from tests import builders

pytestmark = pytest.mark.django_db
URL = "/tenders/watching/"


@pytest.fixture
def ada():
    return builders.person(name="Ada")


@pytest.fixture
def member(client, ada):
    client.force_login(ada)
    return client


def people_informed(tender):
    """Who is told once the job of this tender has run."""
    job = jobs.request(services.TELL_KIND, target=str(tender.pk), input_hash=tender.pk.hex, by=None, at=builders.AT)
    Job.objects.filter(pk=job.pk).update(state="requested")
    jobs.run(job.pk, services.tell_watchers)
    return {(notice.user.name, notice.facts["id"]) for notice in Notice.objects.select_related("user")}


# --- what is kept ---


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("", ""),
        ("?", ""),
        ("state=open&q=lamps&sort=value&before=7&size=9", "q=lamps&state=open"),
        ("q=&cpv=34928500-3&unknown=1", "cpv=34928500-3"),
        ("q=%C3%A9cole+%26+more", "q=%C3%A9cole+%26+more"),
    ],
)
def test_the_filters_are_kept_in_one_form_without_order_and_position(query, kept):
    assert watched.canonical(query) == kept


def test_a_list_says_what_it_asks_for_in_words():
    city = builders.tender_at("open").authority

    asked = watched.conditions(f"authority={city.pk}&closes_from=2026-03-02&cpv=349&q=lamps&state=open")

    assert dict(asked) == {
        "Words": "lamps",
        "CPV code": "349",
        "State": "Open for bids",
        "Bids close from": "2 Mar 2026",
        "Authority": str(city),
    }


def test_a_person_keeps_filters_finds_them_again_and_deletes_them(member, ada):
    builders.tender_at("open", title="Lamps")
    text = member.get("/tenders/?q=lamps&sort=value").content.decode()
    assert re.findall(r'name="query" value="([^"]*)"', text) == ["q=lamps"]

    answer = member.post(URL, {"name": "My lamps", "query": "q=lamps&sort=value"}, follow=True)

    [row] = WatchList.objects.all()
    assert (row.user, row.name, row.query) == (ada, "My lamps", "q=lamps")
    assert 'href="/tenders/?q=lamps">My lamps</a>' in answer.content.decode()
    assert "/tenders/feed.atom?q=lamps" in answer.content.decode()
    assert "/tenders/calendar.ics?q=lamps" in answer.content.decode()

    member.post(f"{URL}{row.pk}/rename/", {"name": "Lights"})
    row.refresh_from_db()
    assert row.name == "Lights"
    member.post(f"{URL}{row.pk}/delete/")
    assert not WatchList.objects.exists()


def test_only_who_has_signed_in_and_asks_for_something_is_offered_to_keep_it(member):
    builders.tender_at("open", title="Lamps")

    def offered(client, address):
        return "Keep these filters" in client.get(address).content.decode()

    assert [offered(member, "/tenders/"), offered(member, "/tenders/?q=lamps")] == [False, True]
    assert offered(member, "/tenders/?q=nothing+yet")
    assert not offered(Client(), "/tenders/?q=lamps")


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"name": "", "query": "q=lamps"}, "This field is required."),
        ({"name": "Lamps", "query": "q=buses"}, "You have a watch list of this name."),
        ({"name": "Other", "query": "cpv=lamps"}, "Two to eight digits, as in 3492 or 34928500-3."),
    ],
)
def test_what_cannot_be_kept_says_why(member, ada, data, sentence):
    builders.watch_list(by=ada)

    answer = member.post(URL, data)

    assert (answer.status_code, sentence in answer.content.decode()) == (200, True)
    assert [row.query for row in WatchList.objects.all()] == ["q=lamps"]
    if data["name"]:
        api = member.post("/api/v1/watch-lists/", data, content_type="application/json")
        assert (api.status_code, sentence in api.content.decode()) == (400, True)


def test_there_is_an_end_to_the_lists_of_a_person(ada, monkeypatch):
    from procurement.tenders.services import watching

    monkeypatch.setattr(watching, "MOST_LISTS", 1)
    builders.watch_list(by=ada)

    with pytest.raises(services.NotWatchable, match="You have 1 watch lists"):
        builders.watch_list(by=ada, name="More")


def test_a_name_twice_is_refused_when_renaming_and_nothing_is_lost(member, ada):
    first, _ = builders.watch_list(by=ada), builders.watch_list(by=ada, name="Buses", query="q=buses")

    text = member.post(f"{URL}{first.pk}/rename/", {"name": "Buses"}, follow=True).content.decode()

    assert "You have a watch list of this name." in text
    assert {row.name for row in WatchList.objects.all()} == {"Lamps", "Buses"}


def test_over_rest_one_s_own_lists_are_made_read_renamed_and_deleted(member):
    created = member.post(
        "/api/v1/watch-lists/", {"name": "A", "query": "q=lamps&size=3"}, content_type="application/json"
    )
    assert (created.status_code, created.json()["query"]) == (201, "q=lamps")
    address = f"/api/v1/watch-lists/{created.json()['id']}/"

    renamed = member.patch(address, {"name": "B"}, content_type="application/json")
    listed = member.get("/api/v1/watch-lists/").json()

    assert (renamed.json()["name"], [row["name"] for row in listed["results"]]) == ("B", ["B"])
    assert member.delete(address).status_code == 204
    assert member.get("/api/v1/watch-lists/").json()["results"] == []


def test_nobody_sees_or_changes_the_list_of_another(member):
    theirs = builders.watch_list(by=builders.person(), name="Secret plan")

    assert "Secret plan" not in member.get(URL).content.decode()
    assert member.get("/api/v1/watch-lists/").json()["results"] == []
    for answer in (member.post(f"{URL}{theirs.pk}/delete/"), member.delete(f"/api/v1/watch-lists/{theirs.pk}/")):
        assert answer.status_code == 404
    assert WatchList.objects.get() == theirs


# --- who is told ---


def test_those_whose_list_fits_are_told_once_of_a_published_tender(ada):
    bob, cleo = builders.person(name="Bob"), builders.person(name="Cleo")
    builders.watch_list(by=ada, query="q=lamps")
    builders.watch_list(by=ada, name="CPV", query="cpv=48")
    builders.watch_list(by=bob, query="q=buses")
    builders.watch_list(by=cleo, query="")
    tender = builders.tender_at("open", title="Lamps")

    people = people_informed(tender)

    assert people == {("Ada", str(tender.pk)), ("Cleo", str(tender.pk))}
    assert people_informed(tender) == people
    assert Notice.objects.count() == 2


def test_of_a_draft_nobody_is_told_not_even_its_officer():
    draft = builders.tender_at("draft", title="Lamps")
    officer = builders.person("officer", authority=draft.authority)
    builders.watch_list(by=officer, query="")

    assert people_informed(draft) == set()


def test_who_has_no_account_any_more_is_not_told(ada):
    builders.watch_list(by=ada, query="")
    ada.is_active = False
    ada.save()

    assert people_informed(builders.tender_at("open")) == set()


def test_a_publication_asks_for_the_job_that_tells():
    builders.watch_list(by=builders.person())
    tender = builders.tender_at("review")

    states.move(
        tender, "publish", table=TENDER_STATES, by=None, at=builders.AT, publish_no=99, published_at=builders.AT
    )

    assert [job.target for job in Job.objects.filter(kind=services.TELL_KIND)] == [str(tender.pk)]


def test_a_publication_asks_for_no_job_where_nobody_watches():
    builders.tender_at("open")

    assert not Job.objects.exists()


def test_a_notice_leads_to_the_tender(member, ada):
    builders.watch_list(by=ada, query="")
    tender = builders.tender_at("open", title="Lamps")
    people_informed(tender)

    text = member.get("/notices/").content.decode()

    assert f"{tender.ref} is published: one of your watch lists asks for it" in text


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_for_lists_without_an_authority(member, ada, count, django_assert_num_queries):
    for number in range(count):
        builders.watch_list(by=ada, name=f"List {number}", query="q=lamps&state=open")

    with django_assert_num_queries(4):
        assert member.get(URL).content.decode().count('<th scope="row">') == count


@pytest.mark.parametrize("count", [1, 3])
def test_telling_costs_a_query_for_each_different_list_and_not_for_each_person(count, django_assert_num_queries):
    for _ in range(count):
        builders.watch_list(by=builders.person(), query="q=lamps")
    tender = builders.tender_at("open", title="Lamps")
    job = Job(target=str(tender.pk), requested_at=builders.AT)

    with django_assert_num_queries(4):
        services.tell_watchers(job, None)
