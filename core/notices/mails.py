"""The words of a mail with notices, and sending it. It has titles and links; what they lead to stays on the site."""

from collections.abc import Sequence

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import assembly, clock, jobs
from core.models import Job, Mail, Notice
from core.notices import services


def message(mail: Mail) -> EmailMessage:
    """The mail as it is sent, in the language of the site: the same row gives the same message."""
    notices = list(mail.notices.order_by("pk"))
    texts = assembly.notice_texts()
    lines = [
        {"sentence": texts[notice.kind].sentence(notice.facts), "url": _absolute(texts[notice.kind].url(notice.facts))}
        for notice in notices
        if notice.kind in texts
    ]
    with translation.override(settings.LANGUAGE_CODE):
        return EmailMessage(
            subject=_subject(notices, [line["sentence"] for line in lines]),
            body=render_to_string("notices/mail.txt", {"lines": lines, "all": _absolute("/notices/")}),
            to=[mail.user.email] if mail.user else [],
            headers={"Message-ID": mail.message_id, "Auto-Submitted": "auto-generated"},
        )


def _subject(notices: Sequence[Notice], sentences: Sequence[str]) -> str:
    if len(sentences) == 1:
        return " ".join(sentences[0].split())
    return ngettext("%(n)s notice", "%(n)s notices", len(notices)) % {"n": len(notices)}


def _absolute(path: str) -> str:
    return f"{settings.SITE_URL}{path}"


def send(job: Job, _progress: jobs.Progress) -> jobs.JobEffect:
    """Send the mail of a job, unless it was sent. Effects: a message to the person's present address, `sent_at`.

    A server that does not answer is tried again later. A worker that dies between sending and noting it sends twice,
    with the same Message-ID, so that the receiver keeps one.
    """
    mail = services.mail_of(job)
    if mail is not None and mail.sent_at is None and mail.user is not None and mail.user.is_active:
        hand_over(mail, message(mail))
    return jobs.JobEffect(lambda: None)


def hand_over(mail: Mail, composed: EmailMessage) -> None:
    """Give a mail to the server and note when. Raises jobs.Interrupted where the server does not take it."""
    try:
        composed.send()
    except OSError as error:  # smtplib's errors are OSErrors
        raise jobs.Interrupted(_("The mail could not be sent: %(why)s") % {"why": type(error).__name__}) from error
    Mail.objects.filter(pk=mail.pk).update(sent_at=clock.db_now())
