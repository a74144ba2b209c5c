"""Mails with invitations: a row that a job sends, tried again, whose link is in no row and no message of the broker."""

import pytest
from django.core import mail
from django.urls import reverse

from core import clock, jobs
from core.models import AuditLeaf, Invitation, Job, JobState, Mail, Role
from core.people import invitations, mails
from core.people.refusals import PeopleRefused
from tests import builders

pytestmark = pytest.mark.django_db
SILENT = "django.core.mail.backends.dummy.EmailBackend"
ADDRESS = "olena@city.example"


@pytest.fixture
def ada(client, settings):
    """An administrator who has just shown who it is."""
    settings.MFA_REQUIRED_ROLES = []
    person = builders.person("administrator", name="Ada Head", password=builders.PASSPHRASE)
    client.force_login(person)
    builders.confirm_person(client, person)
    return person


def invite(**changes):
    values = {"email": ADDRESS, "roles": [Role.AUDITOR], "reason": "x", "by": None, "at": clock.db_now()}
    return invitations.invite(**{"authority": builders.authority(), **values, **changes})


def send_mails():
    """What the workers do."""
    for job in Job.objects.filter(kind=mails.INVITATION_KIND, state=JobState.REQUESTED):
        jobs.run(job.pk, mails.send)


def silence_the_server(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1


def give_up():
    Job.objects.update(state=JobState.FAILED, why="The mail could not be sent: ConnectionRefusedError")


def test_the_mail_has_the_link_the_roles_and_who_invites(ada, settings):
    settings.SITE_URL = "https://site.example"
    new = invite(by=ada)

    send_mails()

    [message] = mail.outbox
    assert (message.to, message.subject) == ([ADDRESS], "City of Builders invites you to Evenhand")
    link = f"\nhttps://site.example/people/invitation/{new.secret}/\n"
    assert all(text in message.body for text in ("Ada Head invites you", "- Auditor", link))
    assert message.extra_headers["Message-ID"] == Mail.objects.get().message_id
    assert (new.is_mailed, Mail.objects.get().sent_at is None) == (True, False)


def test_a_mail_that_is_sent_twice_is_one_to_its_receiver(ada):
    invite(by=ada)
    send_mails()
    Mail.objects.update(sent_at=None)  # the worker died before it could note it
    Job.objects.update(state=JobState.REQUESTED)

    send_mails()

    first, second = mail.outbox
    assert (first.extra_headers, first.body) == (second.extra_headers, second.body)


def test_no_row_holds_the_link(ada):
    new = invite(by=ada)

    rows = [*Invitation.objects.values(), *Mail.objects.values(), *Job.objects.values(), *AuditLeaf.objects.values()]

    assert (len(new.secret), new.secret in str(rows)) == (43, False)


def test_a_mail_that_was_sent_is_not_sent_again(ada):
    invite(by=ada)
    send_mails()
    Job.objects.update(state=JobState.REQUESTED)

    send_mails()

    assert len(mail.outbox) == 1


def test_what_waits_no_more_is_not_mailed(ada):
    new = invite(by=ada)
    invitations.withdraw(invitation=new.invitation, by=ada, at=clock.db_now())

    send_mails()

    assert (mail.outbox, Job.objects.get().state) == ([], JobState.READY)


def test_a_server_that_does_not_answer_is_tried_again(ada, settings):
    silence_the_server(settings)
    invite(by=ada)

    send_mails()

    job = Job.objects.get(kind=mails.INVITATION_KIND)
    assert (job.state, job.attempts, Mail.objects.get().sent_at) == (JobState.REQUESTED, 1, None)


def test_with_another_key_of_the_site_the_link_cannot_be_written_and_the_job_says_so(ada, settings):
    new = invite(by=ada)
    settings.SECRET_KEY = "another key of this site, long enough for everybody"

    send_mails()

    job = Job.objects.get()
    assert (job.state, mail.outbox) == (JobState.FAILED, [])
    assert job.why == "The key of this site has changed since: withdraw the invitation and invite again."
    assert invitations.of_secret(new.secret, at=clock.db_now()) == new.invitation  # what was handed over still opens


def test_no_mail_is_made_where_the_site_sends_none(settings):
    settings.EMAIL_BACKEND = SILENT

    assert (invite().is_mailed, Mail.objects.count(), Job.objects.count()) == (False, 0, 0)


def test_a_name_with_a_line_break_breaks_no_header():
    invite(authority=builders.authority("City\r\nBcc: eve@example.org"))

    send_mails()

    assert mail.outbox[0].subject == "City Bcc: eve@example.org invites you to Evenhand"


def test_the_list_says_how_far_the_mail_is(client, ada):
    invite(by=ada)

    def page():
        return client.get(reverse("people:list")).content.decode()

    waits = page()
    give_up()
    failed = page()
    Mail.objects.update(sent_at=clock.db_now())
    sent = page()

    states = [[text in html for text in ("Mail waits", "Mail not sent", ">Mailed")] for html in (waits, failed, sent)]
    assert states == [[True, False, False], [False, True, False], [False, False, True]]
    assert ["Show the link" in html for html in (waits, failed, sent)] == [True, True, False]


def test_the_link_of_a_mail_that_did_not_go_out_is_shown_to_be_handed_over(client, ada):
    new = invite(by=ada)
    give_up()
    url = reverse("people:invitation-link", args=[builders.authority().pk, new.invitation.pk])

    answer = client.post(url)

    assert (new.secret in answer.content.decode(), "no-store" in answer["Cache-Control"]) == (True, True)
    assert list(AuditLeaf.objects.order_by("index").values_list("kind", flat=True))[-1] == "invitation.link_shown"


def test_the_link_of_a_mail_that_went_out_is_shown_to_nobody(client, ada):
    new = invite(by=ada)
    send_mails()
    url = reverse("people:invitation-link", args=[builders.authority().pk, new.invitation.pk])

    page = client.post(url, follow=True).content.decode()

    assert ("The mail has gone out, or the invitation waits no more." in page, new.secret in page) == (True, False)


def test_a_link_whose_secret_was_stored_nowhere_cannot_be_shown(ada):
    new = invite(by=ada)
    Invitation.objects.update(salt="")  # made before a salt was kept

    with pytest.raises(PeopleRefused, match="withdraw the invitation and invite again"):
        invitations.show_link(invitation=Invitation.objects.get(pk=new.invitation.pk), by=ada, at=clock.db_now())
