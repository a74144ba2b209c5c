"""A notice to each person once, by mail as each has chosen, read when it was opened; never what is in a bid."""

import re
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail as outbox
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.urls import reverse

from core import clock, jobs, triggers
from core.models import Job, JobState, Mail, MailChoice, Notice, User, with_unread
from core.notice_kinds import checked
from core.notices import mails, services
from core.pages import filters
from procurement.reports.states import ReportNotice
from tests import builders
from tests.builders import AT

pytestmark = pytest.mark.django_db
FACTS = {"id": "00000000-0000-0000-0000-000000000001", "title": "Review 1"}
DAY = timedelta(days=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def one_factor(settings):
    """These tests are not about the second factor."""
    settings.MFA_REQUIRED_ROLES = []


def events_of(person):
    return list(Notice.objects.filter(user=person).order_by("pk").values_list("event", flat=True))


def send_mails():
    """What the workers do."""
    for job in Job.objects.filter(kind=services.MAIL_KIND, state=JobState.REQUESTED):
        jobs.run(job.pk, mails.send)


# --- each person once ---


def test_each_person_hears_of_an_event_once():
    ada, bo = builders.person("officer"), builders.person("auditor")

    builders.notices_to(ada)
    again = builders.notices_to(ada, bo)

    assert ([notice.user for notice in again], events_of(ada), events_of(bo)) == ([bo], ["event"], ["event"])


def test_an_account_that_is_closed_hears_nothing():
    gone = builders.person("officer")
    User.objects.filter(pk=gone.pk).update(is_active=False)
    gone.refresh_from_db()

    assert builders.notices_to(gone) == []


def test_a_fact_is_a_text_and_a_long_one_is_cut():
    assert checked({"title": "x" * 300}) == {"title": "x" * 199 + "…"}
    with pytest.raises(TypeError, match="prices of a notice is a list, not a text"):
        checked({"prices": [87654.32]})


# --- by mail ---


@pytest.mark.parametrize("count", [1, 5])
def test_telling_five_people_by_mail_asks_as_much_as_telling_one(count, django_assert_num_queries):
    people = [builders.person("officer") for _ in range(count)]

    with django_assert_num_queries(9):
        notices = builders.notices_to(*people)

    sent = {(notice.user, notice.mail.user, notice.mail.job.kind, notice.mail.job.target) for notice in notices}
    assert sent == {(person, person, services.MAIL_KIND, str(person.mails.get().pk)) for person in people}
    assert {mail.message_id for mail in Mail.objects.all()} == {
        services.message_id_of(mail) for mail in Mail.objects.all()
    }


def test_who_chose_nothing_gets_a_mail_at_once_with_title_and_link(settings):
    settings.SITE_URL = "https://tenders.city.example"
    ada = builders.person("officer", email="ada@city.example")

    builders.notices_to(ada)
    send_mails()

    [message] = outbox.outbox
    mail = Mail.objects.get()
    assert (message.to, message.subject) == (["ada@city.example"], "Ready: Review 1")
    assert message.extra_headers["Message-ID"] == mail.message_id == f"<{mail.pk}@localhost>"
    assert "https://tenders.city.example/reports/00000000-0000-0000-0000-000000000001/" in message.body
    assert mail.sent_at is not None


def test_a_mail_that_is_sent_again_has_the_same_message_id_and_one_that_was_sent_is_not():
    builders.notices_to(builders.person("officer"))
    send_mails()
    first = outbox.outbox[0]
    mail = Mail.objects.get()

    mails.send(mail.job, jobs.Unwatched())
    Mail.objects.update(sent_at=None)  # the worker died before it could note it
    mails.send(mail.job, jobs.Unwatched())

    assert [sent.extra_headers["Message-ID"] for sent in outbox.outbox] == [first.extra_headers["Message-ID"]] * 2


def test_a_server_that_does_not_answer_is_tried_again(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    builders.notices_to(builders.person("officer"))

    send_mails()

    job = Job.objects.get(kind=services.MAIL_KIND)
    assert (job.state, job.attempts, Mail.objects.get().sent_at) == (JobState.REQUESTED, 1, None)


def test_once_a_day_all_that_is_unread_comes_together_and_once():
    ada = builders.person("officer")
    services.choose(ada, MailChoice.DAILY)
    builders.notices_to(ada, event="1", title="Review 1")
    builders.notices_to(ada, event="2", title="Review 2")
    [read] = builders.notices_to(ada, event="3", title="Review 3")
    services.read(ada, at=AT, pk=read.pk)

    counts = [services.send_digests(AT + DAY) for _ in range(2)]
    send_mails()

    [message] = outbox.outbox
    assert counts == [1, 0]
    assert message.subject == "2 notices"
    assert [f"Review {no}" in message.body for no in (1, 2, 3)] == [True, True, False]


def test_who_wants_no_mail_gets_none():
    ada = builders.person("officer")
    services.choose(ada, MailChoice.NEVER)

    builders.notices_to(ada)
    services.send_digests(AT + DAY)

    assert (events_of(ada), Mail.objects.count()) == (["event"], 0)


def test_a_site_that_sends_no_mail_makes_none(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    ada = builders.person("officer")

    builders.notices_to(ada)

    assert (events_of(ada), Mail.objects.count(), Job.objects.filter(kind=services.MAIL_KIND).count()) == (
        ["event"],
        0,
        0,
    )


# --- on the site ---


def test_the_number_of_unread_ones_stands_beside_the_name_at_no_further_query(client, django_assert_num_queries):
    ada = builders.person("officer")
    builders.notices_to(ada, event="1")
    builders.notices_to(ada, event="2")
    builders.notices_to(builders.person("officer"), event="3")

    with django_assert_num_queries(1):
        assert with_unread(User.objects.filter(pk=ada.pk)).get().unread_notices == 2
    client.force_login(ada)
    assert "2 new notices" in client.get(reverse("home")).content.decode()


def test_opening_a_notice_leads_to_its_page_and_reads_it(client):
    ada = builders.person("officer")
    [notice] = builders.notices_to(ada)
    client.force_login(ada)

    answer = client.get(reverse("notices:open", args=[notice.public_id]))

    assert answer["Location"] == "/reports/00000000-0000-0000-0000-000000000001/"
    assert Notice.objects.get().read_at is not None


def test_a_notice_of_somebody_else_is_not_there(client):
    [notice] = builders.notices_to(builders.person("officer"), title="Secret review")
    client.force_login(builders.person("officer"))

    assert client.get(reverse("notices:open", args=[notice.public_id])).status_code == 404
    assert "Secret review" not in client.get(reverse("notices:list")).content.decode()
    assert client.get("/api/v1/notices/").json()["results"] == []
    assert Notice.objects.get().read_at is None


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_any_number(client, count, django_assert_num_queries):
    ada = builders.person("officer")
    for no in range(count):
        builders.notices_to(ada, event=str(no), title=f"Review {no}")
    client.force_login(ada)

    with django_assert_num_queries(5):
        page = client.get(reverse("notices:list"))

    assert [f"Ready: Review {no}" in page.content.decode() for no in range(count)] == [True] * count


def test_all_are_read_with_one_button_and_mails_are_chosen_on_the_page(client):
    ada = builders.person("officer")
    builders.notices_to(ada)
    client.force_login(ada)

    client.post(reverse("notices:read"))
    client.post(reverse("notices:mails"), {"mails": "daily"})
    client.post(reverse("notices:mails"), {"mails": "hourly"})  # no such choice: nothing changes

    page = client.get(reverse("notices:list")).content.decode()
    assert "new notice" not in page
    assert User.objects.get(pk=ada.pk).notice_choice.mails == MailChoice.DAILY


def test_the_api_lists_them_and_notes_that_they_are_read(client):
    ada = builders.person("officer")
    [notice] = builders.notices_to(ada)
    client.force_login(ada)

    listed = client.get("/api/v1/notices/").json()
    answers = [client.post("/api/v1/notices/").json() for _ in range(2)]

    assert listed == {
        "next": None,
        "total": 1,
        "capped": False,
        "results": [
            {
                "id": str(notice.public_id),
                "kind": ReportNotice.READY,
                "sentence": "Ready: Review 1",
                "url": "http://testserver/reports/00000000-0000-0000-0000-000000000001/",
                "at": listed["results"][0]["at"],
                "read_at": None,
            }
        ],
    }
    assert answers == [{"read": 1}, {"read": 0}]


def test_nothing_that_a_person_is_told_grows_with_the_notices_of_others(client, monkeypatch):
    """Numbers in a row said to an officer how many people are in the sealed bids of a tender that it extends."""
    monkeypatch.setattr(filters, "PAGE", 1)
    ada = builders.person("officer")
    client.force_login(ada)

    def walked():
        """(number, title) of what names a notice, on the pages of one row each, through pages and API."""
        names, page, api = [], reverse("notices:list"), "/api/v1/notices/"
        while page:
            html = client.get(page).content.decode()
            names += re.findall(r'href="/notices/([^/"]+)/"', html)
            page = next(iter(re.findall(r'href="(/notices/\?before=[^"]+)"', html)), "")
        while api:
            answer = client.get(api).json()
            names += [answer["results"][0]["id"], (answer["next"] or "").partition("before=")[2].partition("&")[0]]
            api = answer["next"]
        return names

    builders.notices_to(ada, event="1", at=AT)
    builders.notices_to(ada, event="2", at=AT + DAY)
    names = {str(name) for name in Notice.objects.values_list("public_id", flat=True)}
    before = walked()
    for number in range(5):
        builders.notices_to(builders.person(), event=f"of another {number}", at=AT + DAY)
    builders.notices_to(ada, event="3", at=AT + 2 * DAY)
    after = walked()

    [added] = {str(name) for name in ada.notices.values_list("public_id", flat=True)} - names
    moments = [str((AT + days * DAY - EPOCH) // timedelta(microseconds=1)) for days in (1, 2)]
    assert uuid.UUID(added).version == 4
    assert (set(before), set(after)) == ({*names, moments[0], ""}, {*names, added, *moments, ""})


def test_notices_of_before_each_get_a_name(transactional_db, latest):
    with transaction.atomic():
        person = builders.person("officer")
        for event in ("1", "2", "3"):
            builders.notices_to(person, event=event)
    before = list(Notice.objects.order_by("pk").values("pk", "event", "facts", "at", "read_at"))
    triggers.remove()

    MigrationExecutor(connection).migrate([("core", "0008_mailed_heads")])
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())

    assert list(Notice.objects.order_by("pk").values("pk", "event", "facts", "at", "read_at")) == before
    assert len(set(Notice.objects.values_list("public_id", flat=True))) == 3


@pytest.fixture
def latest():
    yield
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())
    triggers.remove()


# --- who is told of what ---


def test_who_asked_for_a_review_hears_when_it_is_ready():
    officer = builders.person("officer")
    report = builders.finished_report(by=officer)

    from procurement.reports.services import _say_ready

    _say_ready(report.pk, report.job.artifacts.get())

    assert events_of(officer) == [f"report.ready:{report.pk}"]
    assert clock.db_now() > AT
