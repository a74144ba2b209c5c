"""The mail that carries the link of an invitation: a row that a job sends, as with notices. The secret is in no row."""

from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from core import clock, jobs
from core.accounts.mails import sends_mail
from core.models import Invitation, Job, Mail
from core.notices.mails import hand_over
from core.notices.services import message_id_of, request_sending
from core.pages import formats
from core.people import queries, targets
from core.people.links import secret_of_salt
from core.people.refusals import PeopleRefused

INVITATION_KIND = "core.send_invitation"


def invitation_path(secret: str) -> str:
    return reverse("people:accept", args=[secret])


def request_mail(invitation: Invitation, *, at: datetime) -> bool:
    """Have the link mailed, in the transaction that makes the invitation. False where the site sends no mail.

    Effects: a Mail with its job.
    """
    if not sends_mail():
        return False
    mail = Mail(invitation=invitation, made_at=at)
    mail.message_id = message_id_of(mail)
    mail.save()
    request_sending(mail, INVITATION_KIND, at=at)
    return True


def secret_of(invitation: Invitation) -> str:
    """The secret of a link that waits, computed again. Raises PeopleRefused once the site's key is another one."""
    secret = secret_of_salt(invitation.salt)
    if secret.sha != invitation.secret_sha:
        raise PeopleRefused(_("The key of this site has changed since: withdraw the invitation and invite again."))
    return secret.text


def send(job: Job, _progress: jobs.Progress) -> jobs.JobEffect:
    """Send the mail of an invitation that still opens something, unless it was sent. Effects: a message, `sent_at`.

    Tried again, and sent twice with one Message-ID, as `core.notices.mails.send`. Raises jobs.Unfit where the link
    cannot be computed any more.
    """
    mail = Mail.objects.filter(pk=job.target).select_related("invitation__authority", "invitation__by").first()
    if mail is None or mail.invitation is None or mail.sent_at is not None:
        return jobs.JobEffect(lambda: None)
    if queries.valid_invitations(clock.db_now()).filter(pk=mail.invitation.pk).exists():
        try:
            hand_over(mail, message(mail, mail.invitation))
        except PeopleRefused as refused:
            raise jobs.Unfit(str(refused)) from refused
    return jobs.JobEffect(lambda: None)


def message(mail: Mail, invitation: Invitation) -> EmailMessage:
    """The mail as it is sent, in the language of the site. Raises PeopleRefused as `secret_of`."""
    url = settings.SITE_URL + invitation_path(secret_of(invitation))
    with translation.override(settings.LANGUAGE_CODE):
        face = targets.face_of(invitation)
        facts = {
            "authority": face.name,
            "by": invitation.by,
            "roles": [role.label for role in face.roles],
            "url": url,
            "until": formats.moment(invitation.expires_at, face.zone),
        }
        subject = _("%(authority)s invites you to Evenhand") % {"authority": face.name}
        return EmailMessage(
            subject=" ".join(subject.split()),
            body=render_to_string("people/invitation.txt", facts),
            to=[invitation.email],
            headers={"Message-ID": mail.message_id, "Auto-Submitted": "auto-generated"},
        )
