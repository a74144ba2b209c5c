"""A bid that came in: each version with its envelopes and its receipt, and what did not come in (SEALING §4).

A version is stored with all its envelopes and its receipt, or not at all; nobody changes or deletes one. Only the last
version of a bid that is not withdrawn is opened.
"""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.constraints import known
from core.guards import Guard
from core.models import AuditLeaf, User
from offline.sealing.headers import EnvelopeKind
from procurement.bids.models.keys import FrozenKeyset
from procurement.bids.models.opened import Bid
from procurement.tenders.models import Lot, Tender, TenderVersion
from suppliers.models import Supplier

KINDS = [(EnvelopeKind.TECHNICAL.value, _("Technical part")), (EnvelopeKind.PRICE.value, _("Price part"))]
# A belt, never the lock: the same is asked under the lock of the tender's row. That it came in time is a constraint.
_NOT_OPEN = (
    "NOT EXISTS (SELECT 1 FROM tenders_tender JOIN bids_bid ON bids_bid.tender_id = tenders_tender.id "
    "WHERE bids_bid.id = NEW.bid_id AND tenders_tender.state = 'open' "
    "AND tenders_tender.deadline_at = NEW.deadline_at)"
)


class BidRevision(models.Model):
    """One version of a bid as it was received, by the database's clock. `number` counts from 1.

    `deadline_at`: the deadline that was applied. `criteria_hash`: the digest of the tender's version that it answers.
    `idem_key` is the sender's; `idem_digest` is a keyed hash of what was sent, by a key that is not kept here.
    """

    append_only = True
    guard = Guard(insert=_NOT_OPEN)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    bid = models.ForeignKey(Bid, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    tender_version = models.ForeignKey(TenderVersion, on_delete=models.PROTECT, related_name="+")
    keyset = models.ForeignKey(FrozenKeyset, on_delete=models.PROTECT, related_name="+")
    criteria_hash = models.CharField(max_length=64)
    received_at = models.DateTimeField()
    deadline_at = models.DateTimeField()
    idem_key = models.CharField(max_length=80)
    idem_digest = models.CharField(max_length=64)
    sealed_by_client = models.BooleanField(default=False)
    sender = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("bid", "number")
        constraints = [
            models.UniqueConstraint(name="bidrevision_number_once", fields=["bid", "number"]),
            models.UniqueConstraint(name="bidrevision_idem_key_once", fields=["bid", "idem_key"]),
            models.CheckConstraint(
                name="bidrevision_received_in_time",
                condition=Q(received_at__lte=F("deadline_at")),
                violation_error_message=_("The deadline has passed."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.bid}, {self.number}"

    @property
    def audit_origin(self) -> str:
        return self.bid.audit_origin


class SealedEnvelope(models.Model):
    """An envelope of a version: one lot and part. `header` and `wraps` are JSON text; the body lies in the store.

    `sha256` is of the whole envelope, `body_sha256` and `size` are of the body.
    """

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    revision = models.ForeignKey(BidRevision, on_delete=models.PROTECT, related_name="envelopes")
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=9, choices=KINDS)
    header = models.TextField()
    wraps = models.TextField()
    object_name = models.CharField(max_length=80, unique=True)
    size = models.BigIntegerField()
    body_sha256 = models.CharField(max_length=64)
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ("revision", "lot", "kind")
        constraints = [
            models.UniqueConstraint(name="sealedenvelope_part_once", fields=["revision", "lot", "kind"]),
            models.CheckConstraint(
                name="sealedenvelope_kind_known",
                condition=Q(kind__in=[kind for kind, _name in KINDS]),
                violation_error_message=_("This part is not known."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.revision}: {self.kind}"


class BidReceipt(models.Model):
    """The signed receipt of a version (`offline/receipts.py`), the leaf it names, and the slip of its nonces.

    `sealed_slip` is under the draft key: whoever reads a nonce can try prices against the commitment. None where the
    sender sealed the bid: the nonces never came here.
    """

    append_only = True

    revision = models.OneToOneField(BidRevision, on_delete=models.PROTECT, related_name="receipt", primary_key=True)
    text = models.TextField()
    leaf = models.ForeignKey(AuditLeaf, on_delete=models.PROTECT, related_name="+")
    sealed_slip = models.BinaryField(null=True)

    def __str__(self) -> str:
        return f"{self.revision}"


class SubmissionWork(models.Model):
    """A submission that is under way: its objects belong to it until the lease ends, then a collector takes them."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    bid = models.ForeignKey(Bid, on_delete=models.PROTECT, related_name="works")
    idem_key = models.CharField(max_length=80)
    object_names = models.JSONField(default=list)
    lease_until = models.DateTimeField()
    begun_at = models.DateTimeField()

    class Meta:
        ordering = ("bid", "begun_at")
        constraints = [models.UniqueConstraint(name="submissionwork_once", fields=["bid", "idem_key"])]

    def __str__(self) -> str:
        return f"{self.bid}: {self.idem_key}"


class AttemptReason(models.TextChoices):
    """Why a bid that was sent was not taken. A virus scanner refuses files as they come, never a bid: that is none."""

    AFTER_DEADLINE = "after_deadline", _("after the deadline")
    NOT_OPEN = "not_open", _("the tender is not open")
    KEYSET_MISMATCH = "keyset_mismatch", _("the opening keys are not those of the notice")
    TOO_LARGE = "too_large", _("too large")
    ABORTED = "aborted", _("the connection broke")
    SERVER_FAULT = "server_fault", _("a fault of the site")


class Attempt(models.Model):
    """A bid that was sent and not taken; nothing of its content is kept."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tender = models.ForeignKey(Tender, on_delete=models.PROTECT, related_name="attempts")
    supplier = models.ForeignKey(Supplier, on_delete=models.PROTECT, related_name="+")
    bid = models.ForeignKey(Bid, null=True, on_delete=models.PROTECT, related_name="attempts")
    sender = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=16, choices=AttemptReason.choices)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    bytes_in = models.BigIntegerField(default=0)

    class Meta:
        ordering = ("tender", "ended_at")
        constraints = [known("attempt_reason_known", "reason", AttemptReason, _("This reason is not known."))]

    def __str__(self) -> str:
        return f"{self.supplier}: {self.reason}"

    @property
    def audit_origin(self) -> str:
        return f"tender:{self.tender_id}"


class Reconfirmation(models.Model):
    """That a version, received for an earlier version of the tender, holds for a later one without a change."""

    append_only = True

    revision = models.ForeignKey(BidRevision, on_delete=models.PROTECT, related_name="reconfirmations")
    tender_version = models.ForeignKey(TenderVersion, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("revision", "at")
        constraints = [
            models.UniqueConstraint(name="reconfirmation_once", fields=["revision", "tender_version"]),
        ]

    def __str__(self) -> str:
        return f"{self.revision} for {self.tender_version}"
