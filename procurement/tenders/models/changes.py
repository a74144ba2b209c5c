"""What happens to a published tender before its deadline: questions, versions to come, suspensions, followers."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.constraints import known
from core.guards import Guard
from core.models import User
from procurement.tenders.models.tender import Tender
from procurement.tenders.states import CancelReason, ClarificationState

_NOT_NEXT = "NEW.no <> 1 + (SELECT COALESCE(MAX(no), 0) FROM tenders_tenderversion WHERE tender_id = NEW.tender_id)"
_NOT_OPEN = "NOT EXISTS (SELECT 1 FROM tenders_tender WHERE id = NEW.tender_id AND state = 'open')"
_ASKED = ("id", "tender_id", "asked_by_id", "asked_at", "text_asked")


class AnnouncedVersion(models.Model):
    """A version that is about to be published: while it is missing, rows of its open tender may change (ADR 0022).

    Written, followed by the rows and closed by the version, all in one transaction.
    """

    append_only = True
    guard = Guard(insert=f"{_NOT_NEXT} OR {_NOT_OPEN}")

    tender = models.ForeignKey(Tender, on_delete=models.PROTECT, related_name="announced_versions")
    no = models.PositiveSmallIntegerField()
    reason = models.TextField()
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("tender", "no")
        constraints = [models.UniqueConstraint(name="announced_version_once", fields=["tender", "no"])]

    def __str__(self) -> str:
        return f"{self.tender} version {self.no}"


class Clarification(models.Model):
    """A question about an open tender. Who asked and when is shown to nobody; question and answer appear together.

    `text_published`: the question without what tells who asked. `no`: by publication. `why`: for one not answered.
    """

    guard = Guard(update="OLD.state <> 'asked'", delete="1 = 1", back="1 = 1", fixed=_ASKED)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tender = models.ForeignKey(Tender, on_delete=models.PROTECT, related_name="clarifications")
    state = models.CharField(max_length=10, choices=ClarificationState.choices, default=ClarificationState.ASKED)
    state_at = models.DateTimeField()
    text_asked = models.TextField()
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    no = models.PositiveIntegerField(null=True)
    text_published = models.TextField(blank=True)
    answer = models.TextField(blank=True)
    why = models.TextField(blank=True)

    class Meta:
        ordering = ("tender", "no", "asked_at")
        constraints = [
            known("clarification_state_known", "state", ClarificationState),
            models.UniqueConstraint(name="clarification_number_once", fields=["tender", "no"]),
            models.CheckConstraint(
                name="clarification_published_whole",
                condition=Q(state=ClarificationState.PUBLISHED, no__isnull=False)
                & ~Q(text_published="")
                & ~Q(answer="")
                | ~Q(state=ClarificationState.PUBLISHED) & Q(no=None, text_published="", answer=""),
                violation_error_message=_("Question and answer are published together, with a number."),
            ),
            models.CheckConstraint(
                name="clarification_refused_with_reason",
                condition=Q(state=ClarificationState.REFUSED) & ~Q(why="")
                | ~Q(state=ClarificationState.REFUSED) & Q(why=""),
                violation_error_message=_("Say why the question is not answered."),
            ),
            models.CheckConstraint(
                name="clarification_has_text",
                condition=~Q(text_asked=""),
                violation_error_message=_("Write your question."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tender}: {self.no or self.pk}"

    @property
    def audit_origin(self) -> str:
        return f"tender:{self.tender_id}"

    @property
    def authority_id(self) -> uuid.UUID:
        """Whose officers act on it."""
        return self.tender.authority_id


class Follower(models.Model):
    """A person who learns of everything that happens to a tender. Nobody else learns who follows."""

    tender = models.ForeignKey(Tender, on_delete=models.PROTECT, related_name="followers")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    since_at = models.DateTimeField()

    class Meta:
        ordering = ("tender", "pk")
        constraints = [models.UniqueConstraint(name="follower_once", fields=["tender", "user"])]

    def __str__(self) -> str:
        return f"{self.tender}: {self.user_id}"


class Suspension(models.Model):
    """A time in which nobody can hand in a bid. `remaining` seconds were left to the deadline at its beginning.

    `lifted_at` None: it lasts. `why` is public.
    """

    guard = Guard(
        update="1 = 1",
        fixed=("id", "tender_id", "suspended_at", "remaining", "why", "suspended_by_id"),
        back="OLD.lifted_at IS NOT NULL",
        delete="1 = 1",
    )

    tender = models.ForeignKey(Tender, on_delete=models.PROTECT, related_name="suspensions")
    remaining = models.PositiveBigIntegerField()
    why = models.TextField()
    suspended_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    suspended_at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("tender", "suspended_at")
        constraints = [
            models.UniqueConstraint(
                name="one_suspension_at_a_time",
                fields=["tender"],
                condition=Q(lifted_at=None),
                violation_error_message=_("The tender is suspended already."),
            ),
            models.CheckConstraint(
                name="suspension_lifted_at_iff_by",
                condition=Q(lifted_at=None, lifted_by=None) | Q(lifted_at__isnull=False, lifted_by__isnull=False),
                violation_error_message=_("Lifting needs a person and a time."),
            ),
            models.CheckConstraint(
                name="suspension_gives_reason",
                condition=~Q(why=""),
                violation_error_message=_("Say why."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tender}: {self.suspended_at}"


class CancellationProposal(models.Model):
    """An officer's wish to cancel a published tender; another officer confirms it, and it is cancelled then.

    A later one takes the place of an earlier.
    """

    append_only = True

    tender = models.ForeignKey(Tender, on_delete=models.PROTECT, related_name="cancellation_proposals")
    code = models.CharField(max_length=20, choices=CancelReason.choices)
    text = models.TextField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("tender", "pk")
        constraints = [
            known("cancellation_code_known", "code", CancelReason),
            models.CheckConstraint(
                name="cancellation_gives_reason", condition=~Q(text=""), violation_error_message=_("Say why.")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tender}: {self.code}"
