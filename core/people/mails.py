"""The mail that carries the link of an invitation. The secret is in no row, so it is sent at once or shown instead."""

import logging

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from core.accounts.mails import sends_mail
from core.models import Invitation
from core.pages import formats

log = logging.getLogger(__name__)


def invitation_path(secret: str) -> str:
    return reverse("people:accept", args=[secret])


def send_invitation(invitation: Invitation, url: str) -> bool:
    """Mail the link, in the language of the site. False where the site sends no mail, or the server did not take it."""
    if not sends_mail():
        return False
    authority = invitation.authority
    with translation.override(settings.LANGUAGE_CODE):
        facts = {
            "authority": authority,
            "by": invitation.by,
            "roles": [role.label for role in invitation.role_list],
            "url": url,
            "until": formats.moment(invitation.expires_at, authority.zone),
        }
        subject = _("%(authority)s invites you to Evenhand") % {"authority": authority}
        message = EmailMessage(
            subject=" ".join(subject.split()),
            body=render_to_string("people/invitation.txt", facts),
            to=[invitation.email],
            headers={"Auto-Submitted": "auto-generated"},
        )
    try:
        message.send()
    except OSError as error:  # smtplib's errors are OSErrors
        log.warning("An invitation could not be mailed: %s", type(error).__name__)
        return False
    return True
