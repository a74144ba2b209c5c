"""Telling people, reading, choosing how, and the mails: one act each."""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.conf import settings
from django.db import transaction

from core import jobs
from core.accounts.mails import sends_mail
from core.models import Job, Mail, MailChoice, Notice, NoticeChoice, User
from core.notice_kinds import NoticeKind, checked
from core.notices import queries

MAIL_KIND = "core.send_mail"
IN_A_MAIL = 100  # notices; the page has all


@transaction.atomic
def notify(
    kind: NoticeKind, people: Collection[User], *, event: str, facts: Mapping[str, str], at: datetime
) -> list[Notice]:
    """Tell each of these people of an event, once: a second call for the same event tells nobody again.

    In the transaction of the act that it is about. Effects: a notice each; for those who want mails at once a mail with
    its job. Returns the new notices. As many queries for one person as for a hundred.
    """
    informed = set(Notice.objects.filter(event=event, user__in=people).values_list("user_id", flat=True))
    new = {user.pk: user for user in people if user.is_active and user.pk not in informed}
    kept = checked(facts)
    Notice.objects.bulk_create(
        [Notice(user=user, kind=kind.value, event=event, facts=kept, at=at) for user in new.values()],
        ignore_conflicts=True,
    )
    rows = Notice.objects.filter(event=event, user__in=list(new), mail=None).select_related("user")
    notices = list(rows.select_for_update(of=("self",)))
    at_once = set(queries.people_by_choice(MailChoice.AT_ONCE).filter(pk__in=list(new)).values_list("pk", flat=True))
    _mail_each([notice for notice in notices if notice.user_id in at_once], at=at)
    return notices


def _mail_each(notices: Collection[Notice], *, at: datetime) -> None:
    """A mail with its job for each of these locked notices, which no mail carries. Three queries, whatever their
    number.
    """
    if not notices or not sends_mail():
        return
    mails = [Mail(user=notice.user, made_at=at) for notice in notices]
    made_for = jobs.request_new(MAIL_KIND, {str(mail.pk): mail.pk.hex for mail in mails}, by=None, at=at)
    for notice, mail in zip(notices, mails, strict=True):
        mail.message_id, mail.job, notice.mail = message_id_of(mail), made_for[str(mail.pk)], mail
    Mail.objects.bulk_create(mails)
    Notice.objects.bulk_update(notices, ["mail"])


def send_digests(at: datetime) -> int:
    """A mail to each person who wants them once a day and has unread notices that no mail carried. Returns how many.

    A second call finds nothing more to send.
    """
    people = queries.people_by_choice(MailChoice.DAILY).filter(notices__mail=None, notices__read_at=None).distinct()
    return sum(_digest(user, at=at) for user in people)


@transaction.atomic
def _digest(user: User, *, at: datetime) -> bool:
    waiting = queries.notices_of(user).filter(mail=None, read_at=None)[:IN_A_MAIL]
    return _mail(user, list(waiting), at=at)


def _mail(user: User, notices: Collection[Notice], *, at: datetime) -> bool:
    """A mail that carries these notices, with its job. False where the site sends none, or another carries them."""
    if not notices or not sends_mail():
        return False
    mail = Mail(user=user, made_at=at)
    mail.message_id = message_id_of(mail)
    mail.save()
    if not Notice.objects.filter(pk__in=[notice.pk for notice in notices], mail=None).update(mail=mail):
        mail.delete()
        return False
    request_sending(mail, MAIL_KIND, at=at)
    return True


def message_id_of(mail: Mail) -> str:
    """The identifier that every copy of a mail carries."""
    domain = str(settings.DEFAULT_FROM_EMAIL).rpartition("@")[2].strip("> ") or "localhost"
    return f"<{mail.pk}@{domain}>"


def request_sending(mail: Mail, kind: str, *, at: datetime) -> None:
    """Ask for the job of this kind that sends a mail. It is known to the job by its id alone."""
    mail.job = jobs.request(kind, target=str(mail.pk), input_hash=mail.pk.hex, by=None, at=at)
    mail.save(update_fields=["job"])


def read(user: User, *, at: datetime, pk: int | None = None) -> int:
    """Note that a person has read one notice, or all. Returns how many were unread."""
    unread = Notice.objects.filter(user=user, read_at=None)
    return (unread if pk is None else unread.filter(pk=pk)).update(read_at=at)


def choose(user: User, mails: MailChoice) -> None:
    """How a person wants notices by mail, from now on."""
    NoticeChoice.objects.update_or_create(user=user, defaults={"mails": mails})


def mail_of(job: Job) -> Mail | None:
    """The mail that a job sends, with its person. One query."""
    return Mail.objects.filter(pk=job.target).select_related("user").first()
