"""Notices to people, the mails that carry them, and timers of the site itself."""

import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from core.constraints import known
from core.models.invitations import Invitation
from core.models.jobs import Job
from core.models.log import AuditCheckpoint
from core.models.people import User


class Mail(models.Model):
    """A mail with notices to a person, or with an invitation to one who is none here yet.

    Its job sends it; the same mail sent twice has the same Message-ID.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, null=True, on_delete=models.CASCADE, related_name="mails")
    invitation = models.OneToOneField(Invitation, null=True, on_delete=models.CASCADE, related_name="mail")
    message_id = models.CharField(max_length=200, unique=True)
    job = models.OneToOneField(Job, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="mail_to_person_or_invited",
                condition=Q(user=None, invitation__isnull=False) | Q(user__isnull=False, invitation=None),
                violation_error_message=_("A mail is for a person or for an invitation."),
            )
        ]

    def __str__(self) -> str:
        return self.message_id


class MailedHead(models.Model):
    """A signed head of a log that a mail takes out of the machine."""

    mail = models.ForeignKey(Mail, on_delete=models.CASCADE, related_name="heads")
    checkpoint = models.ForeignKey(AuditCheckpoint, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(name="mailed_head_once", fields=["mail", "checkpoint"])]

    def __str__(self) -> str:
        return f"{self.mail}: {self.checkpoint}"


class Notice(models.Model):
    """That something happened, to one person. `kind` is one of a closed list, which has the words; `facts` fill them.

    `event` names what happened: a person hears of it once. `public_id` is its name outside, drawn by chance: numbers
    that grow with the notices of others would tell officers how many people are in sealed bids.
    """

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=60)
    event = models.CharField(max_length=200)
    facts = models.JSONField(default=dict)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    mail = models.ForeignKey(Mail, null=True, on_delete=models.SET_NULL, related_name="notices")

    class Meta:
        ordering = ("-pk",)
        constraints = [models.UniqueConstraint(name="notice_once_per_person", fields=["user", "event"])]
        indexes = [
            models.Index(name="notice_of_person", fields=["user", "at", "id"]),
            models.Index(name="notice_unread", fields=["user"], condition=Q(read_at=None)),
            models.Index(name="notice_not_mailed", fields=["user"], condition=Q(mail=None)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.event}"


def with_unread(users: "models.QuerySet[User]") -> "models.QuerySet[User]":
    """Users with `unread_notices`, in the same query: every page shows the number beside the name."""
    unread = Notice.objects.filter(user=models.OuterRef("pk"), read_at=None).order_by().values("user")
    counted = unread.annotate(count=models.Count("pk")).values("count")
    return users.annotate(unread_notices=Coalesce(models.Subquery(counted), 0))


class MailChoice(models.TextChoices):
    AT_ONCE = "at_once", _("At once")
    DAILY = "daily", _("Once a day, together")
    NEVER = "never", _("Not at all: I look here")


class NoticeChoice(models.Model):
    """How a person wants notices by mail; who has chosen nothing gets them at once."""

    user = models.OneToOneField(User, primary_key=True, on_delete=models.CASCADE, related_name="notice_choice")
    mails = models.CharField(max_length=10, choices=MailChoice.choices, default=MailChoice.AT_ONCE)

    class Meta:
        constraints = [known("notice_choice_known", "mails", MailChoice)]

    def __str__(self) -> str:
        return self.mails


class Timer(models.Model):
    """Something that the site does again and again by itself, and when next."""

    name = models.CharField(max_length=60, primary_key=True)
    next_check = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(name="timer_due", fields=["next_check"])]

    def __str__(self) -> str:
        return self.name
