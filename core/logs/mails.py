"""Signed heads leave the machine by mail: each day, and after a tender closed, to every auditor (SEALING §9).

Whoever has a head sees later that a log was cut, rewritten or set back. So these mails are sent whatever a person
chose for notices, and each head goes to a person once. Only heads of logs go out that the auditor reads: the length of
a tender's log would tell how many bids came in. Until the opening its head is bound by the head of the platform's log.
"""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import F, Max
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from core import heads, jobs
from core.accounts.mails import sends_mail
from core.logs import access
from core.models import AuditCheckpoint, Job, Mail, MailedHead, Role, User
from core.notices.mails import hand_over
from core.notices.services import mail_of, message_id_of, request_sending
from core.pages import formats
from core.signing import services as signing
from offline.keys import in_groups

SEND_KIND = "core.send_heads"
AFTER_KIND = "core.mail_heads"
IN_A_MAIL = 100  # heads; the others go the next day
ZONE = "UTC"


def request_mails(*, event: str, at: datetime) -> Job:
    """Have the heads signed and mailed as soon as this is committed, once for each event. Who: the site."""
    return jobs.request(AFTER_KIND, target=event, input_hash=at.isoformat(), by=None, at=at)


def mail_after(job: Job, _progress: jobs.Progress) -> jobs.JobEffect:
    """The work of such a job."""
    mail_heads(job.requested_at)
    return jobs.JobEffect(lambda: None)


def mail_heads(at: datetime) -> int:
    """Sign every head that moved, and mail each auditor those that it has not been sent. Returns how many mails.

    Effects: as of `heads.sign_moved_heads`; a Mail with its MailedHeads and its job for each auditor with new ones.
    None where the site sends no mail, or cannot sign.
    """
    if not heads.sign_moved_heads(at) or not sends_mail():
        return 0
    auditors = User.objects.filter(is_active=True, memberships__role=Role.AUDITOR).distinct().order_by("pk")
    return sum(_mail(auditor, at=at) for auditor in auditors)


@transaction.atomic
def _mail(auditor: User, *, at: datetime) -> bool:
    rows = _new_heads(auditor)[:IN_A_MAIL]
    if not rows:
        return False
    mail = Mail(user=auditor, made_at=at)
    mail.message_id = message_id_of(mail)
    mail.save()
    MailedHead.objects.bulk_create(MailedHead(mail=mail, checkpoint=row) for row in rows)
    request_sending(mail, SEND_KIND, at=at)
    return True


def _new_heads(auditor: User) -> list[AuditCheckpoint]:
    """The latest head of each log that the person reads and was not sent, the platform's first, then by origin."""
    sent = (
        MailedHead.objects.filter(mail__user=auditor).values("checkpoint__log").annotate(size=Max("checkpoint__size"))
    )
    sizes = dict(sent.values_list("checkpoint__log", "size"))
    latest = AuditCheckpoint.objects.annotate(latest=Max("log__checkpoints__size")).filter(size=F("latest"))
    unsent = [row for row in latest.order_by("log") if row.size > sizes.get(row.log_id, 0)]
    readable = [row for row in unsent if access.may_read(auditor, row.log_id)]
    return sorted(readable, key=lambda row: (row.log_id != heads.PLATFORM, row.log_id))


def send(job: Job, _progress: jobs.Progress) -> jobs.JobEffect:
    """Send a mail with heads, unless it was sent. Effects and errors as of `core.notices.mails.send`."""
    mail = mail_of(job)
    if mail is not None and mail.sent_at is None and mail.user is not None and mail.user.is_active:
        hand_over(mail, message(mail))
    return jobs.JobEffect(lambda: None)


def message(mail: Mail) -> EmailMessage:
    """The mail as it is sent: what a head proves, then each note whole, as it was signed."""
    rows = [row.checkpoint for row in mail.heads.select_related("checkpoint").order_by("pk")]
    with translation.override(settings.LANGUAGE_CODE):
        facts = {"host": signing.host(), "day": formats.day(mail.made_at.date())}
        return EmailMessage(
            subject=_("%(host)s: signed heads of the audit logs, %(day)s") % facts,
            body=render_to_string("logs/heads.txt", {**facts, "heads": _lines(rows), "about": _address("about:page")}),
            to=[mail.user.email] if mail.user else [],
            headers={"Message-ID": mail.message_id, "Auto-Submitted": "auto-generated"},
        )


def _lines(rows: Sequence[AuditCheckpoint]) -> list[dict[str, str]]:
    return [
        {
            "name": access.name_of(row.log_id)[0],
            "size": formats.number(row.size),
            "root": in_groups(row.root),
            "when": formats.moment(row.at, ZONE),
            "url": _address("logs:log", row.log_id),
            "note": row.note,
        }
        for row in rows
    ]


def _address(route: str, *keys: str) -> str:
    return f"{settings.SITE_URL}{reverse(route, args=keys)}"
