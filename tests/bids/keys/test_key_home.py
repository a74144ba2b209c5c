"""Home of officers: which tenders wait for keys and for whose; one press asks those who are missing, once a day."""

import html
import re
from datetime import timedelta

import pytest
from django.urls import reverse

from core import clock
from core.models import Notice
from procurement.bids.models import OpeningKey
from procurement.bids.pages.key_home import keys_waited_for
from procurement.bids.services import key_reminders
from procurement.bids.services.keys import retire_key
from tests import builders
from tests.bids.keys import holder, made_key, prove
from tests.bids.keys import rows_of_keys as key_rows
from tests.tenders import written

pytestmark = pytest.mark.django_db
NOW = written.AT + timedelta(days=2)


@pytest.fixture(autouse=True)
def now(settings, monkeypatch):
    settings.MFA_REQUIRED_ROLES = []
    moment = {"now": NOW}
    monkeypatch.setattr(clock, "db_now", lambda: moment["now"])
    return moment


def officer_of(tender):
    return builders.person("officer", authority=tender.authority)


def tasks(person, at=NOW):
    section = keys_waited_for(person, at)
    return [(task.title, task.note, task.act) for task in section.tasks] if section else []


def asked():
    return list(Notice.objects.filter(kind="key.asked").order_by("pk").values_list("user__name", flat=True))


def test_a_tender_that_a_second_officer_reads_names_who_is_missing():
    tender = written.in_review(with_keys=False)
    city = tender.authority
    holder(authority=city, name="Ada Opener")
    made_key(holder(authority=city, name="Bo Opener"), authority=city, at=NOW)

    [(title, note, act)] = tasks(officer_of(tender))

    assert (title, act) == (f"{tender.ref} waits for opening keys", "Remind them")
    assert note == (
        "Bids are opened by keys of at least three persons; 1 more must be named on the people page. "
        "Nobody is the keeper of the spare key. An administrator gives that role. "
        "Ada Opener has not made an opening key yet. Bo Opener has not proved the opening key yet."
    )


def test_an_open_tender_names_whose_proof_has_ended_and_who_retired_a_key():
    tender = written.published()
    officer = officer_of(tender)
    assert tasks(officer) == []

    lapsed, gone = OpeningKey.objects.filter(authority=tender.authority, role="opener").order_by("pk")
    OpeningKey.objects.filter(pk=lapsed.pk).update(proved_at=NOW - timedelta(days=91))
    retire_key(key=gone, by=gone.holder, at=NOW)

    [(_title, note, act)] = tasks(officer)
    assert note == (
        f"{lapsed.holder} must prove the opening key again: the last proof is too old. "
        f"{gone.holder} has retired the opening key that this tender names."
    )
    assert act == "Remind them"
    assert key_reminders.ask_for_keys(authority=tender.authority, at=NOW) == 1


def test_only_officers_of_the_authority_see_it():
    tender = written.in_review(with_keys=False)
    others = [builders.person(role, authority=tender.authority) for role in ("auditor", "administrator", "opener")]
    others += [builders.person(), builders.person("officer", authority=builders.authority("Elsewhere"))]

    assert [keys_waited_for(person, NOW) for person in others] == [None] * 5


def test_one_press_asks_each_who_is_missing_once_a_day(client, now):
    tender = written.in_review(with_keys=False)
    city = tender.authority
    holder(authority=city, name="Ada Opener")
    prove(made_key(holder(authority=city, name="Cy Opener"), authority=city, at=NOW), at=NOW)
    client.force_login(officer_of(tender))
    home = client.get(reverse("home")).content.decode()
    [url] = re.findall(r'action="(/bids/opening-keys/[^"]+/ask/)"', home)

    messages = []
    for _ in range(2):
        page = client.post(url, follow=True).content.decode()
        messages.append(
            html.unescape(re.search(r'<ul class="messages".*?</ul>|<div class="messages".*?</div>', page, re.DOTALL)[0])
        )

    assert ("1 person is asked for the key." in messages[0], "Nobody is asked" in messages[1]) == (True, True)
    assert asked() == ["Ada Opener"]
    now["now"] = NOW + timedelta(days=1)
    client.post(url)
    assert asked() == ["Ada Opener"] * 2


def test_nobody_else_asks_for_keys(client):
    tender = written.in_review(with_keys=False)
    city = tender.authority
    holder(authority=city, name="Ada Opener")
    people = [builders.person(role, authority=city) for role in ("auditor", "opener", "administrator")]
    people += [builders.person(), builders.person("officer", authority=builders.authority("Elsewhere"))]

    answers = []
    for person in people:
        client.force_login(person)
        answers.append(client.post(reverse("bids:keys-ask", args=[city.pk])).status_code)

    assert (answers, asked()) == ([403, 403, 404, 404, 404], [])


@pytest.mark.parametrize("count", [1, 3])
def test_more_tenders_cost_no_more_queries(count, django_assert_num_queries):
    city = written.city()
    key_rows(city)
    for _ in range(count):
        written.published(authority=city)
        written.in_review(authority=city)
    OpeningKey.objects.filter(authority=city).update(proved_at=NOW - timedelta(days=400))
    officer = builders.person("officer", authority=city)
    list(officer.memberships.all())

    with django_assert_num_queries(7):
        assert len(tasks(officer)) == min(2 * count, 5)
