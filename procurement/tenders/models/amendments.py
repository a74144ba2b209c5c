"""A change of what an open tender publishes, from its first save to the version that publishes it."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.canon import digest
from core.constraints import known
from core.guards import Guard
from core.models import User
from procurement.tenders.models.tender import Tender
from procurement.tenders.models.versions import TenderVersion
from procurement.tenders.states import AmendmentState

LIVE = [AmendmentState.DRAFT, AmendmentState.REVIEW]


class Amendment(models.Model):
    """What officers want to change of an open tender. Its text is the latest saves of the tender's sections.

    `base`: the version that it began from. `reason` is published with it, and `time_why`: why the time that is left is
    enough where bids have to answer something else. `affects_bids`: an officer says so though only words change.
    `kinds`: AmendmentKinds worked out at its publication; `version`: what it published.
    """

    guard = Guard(
        update="1 = 1",
        fixed=("id", "tender_id", "base_id", "begun_by_id", "begun_at"),
        back="OLD.state IN ('published', 'withdrawn')",
        delete="1 = 1",
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tender = models.ForeignKey(Tender, on_delete=models.PROTECT, related_name="amendments")
    base = models.ForeignKey(TenderVersion, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=AmendmentState.choices, default=AmendmentState.DRAFT)
    state_at = models.DateTimeField()
    begun_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField()
    reason = models.TextField(blank=True)
    time_why = models.TextField(blank=True)
    affects_bids = models.BooleanField(default=False)
    sent_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(null=True)
    kinds = models.JSONField(default=list)
    version = models.OneToOneField(TenderVersion, null=True, on_delete=models.PROTECT, related_name="amendment")

    class Meta:
        ordering = ("tender", "begun_at")
        constraints = [
            known("amendment_state_known", "state", AmendmentState),
            models.UniqueConstraint(
                name="one_amendment_at_a_time",
                fields=["tender"],
                condition=Q(state__in=LIVE),
                violation_error_message=_("An amendment of this tender is in work already."),
            ),
            models.CheckConstraint(
                name="amendment_published_with_version",
                condition=Q(state=AmendmentState.PUBLISHED, version__isnull=False)
                | ~Q(state=AmendmentState.PUBLISHED) & Q(version=None),
                violation_error_message=_("An amendment is published with a version."),
            ),
            models.CheckConstraint(
                name="amendment_sent_with_reason",
                condition=~Q(state__in=[AmendmentState.REVIEW, AmendmentState.PUBLISHED])
                | Q(sent_by__isnull=False) & ~Q(reason=""),
                violation_error_message=_("Say why the tender is amended."),
            ),
            models.CheckConstraint(
                name="amendment_sent_at_iff_by",
                condition=Q(sent_at=None, sent_by=None) | Q(sent_at__isnull=False, sent_by__isnull=False),
                violation_error_message=_("Sending needs a person and a time."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tender}: {self.begun_at}"

    @property
    def reasons_digest(self) -> str:
        """What the reasons are now; whoever writes others says which they read."""
        return digest({"reason": self.reason, "time_why": self.time_why, "affects_bids": self.affects_bids})

    @property
    def audit_origin(self) -> str:
        return f"tender:{self.tender_id}"

    @property
    def authority_id(self) -> uuid.UUID:
        """Whose officers act on it."""
        return self.tender.authority_id
