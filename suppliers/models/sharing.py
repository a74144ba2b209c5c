"""Share codes: a supplier's facts on a day, signed, for whoever it gives the code to."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.guards import NEVER, Guard
from core.models import Authority, User
from suppliers.models.organisations import Supplier, kept_until_erased


class ShareCode(models.Model):
    """`snapshot` is the signed file (`offline.share_codes`), as it was made. A code is good until it ends or is ended.

    A supplier has one that was not ended; making another ends it.
    """

    guard = Guard(
        update=NEVER,
        fixed=("id", "supplier_id", "code", "snapshot", "made_by_id", "made_at", "ends_at"),
        back="OLD.ended_at IS NOT NULL",
        delete=kept_until_erased(),
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    supplier = models.ForeignKey(Supplier, on_delete=models.PROTECT, related_name="share_codes")
    code = models.CharField(max_length=14, unique=True)
    snapshot = models.TextField()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    ended_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-made_at", "id")
        constraints = [
            models.UniqueConstraint(
                name="share_code_once_per_supplier",
                fields=["supplier"],
                condition=Q(ended_at=None),
                violation_error_message=_("This supplier has a code already."),
            ),
            models.CheckConstraint(
                name="sharecode_ended_at_iff_by",
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False),
                violation_error_message=_("Ending a code needs a person and a time."),
            ),
            models.CheckConstraint(
                name="share_code_ends_later",
                condition=Q(ends_at__gt=F("made_at")),
                violation_error_message=_("A code ends after it was made."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.supplier}, {self.made_at:%Y-%m-%d}"  # never the code


class ShareCodeLookup(models.Model):
    """That a person looked a code up, for a supplier or, as an officer, for an authority."""

    guard = Guard(
        update=NEVER,
        delete=kept_until_erased("(SELECT supplier_id FROM suppliers_sharecode WHERE id = OLD.share_code_id)"),
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    share_code = models.ForeignKey(ShareCode, on_delete=models.PROTECT, related_name="lookups")
    for_supplier = models.ForeignKey(Supplier, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    for_authority = models.ForeignKey(Authority, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("-at", "id")
        constraints = [
            models.CheckConstraint(
                name="share_code_lookup_for_one",
                condition=Q(for_supplier=None, for_authority__isnull=False)
                | Q(for_supplier__isnull=False, for_authority=None),
                violation_error_message=_("A code is looked up for a supplier or for an authority."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.share_code}, {self.at:%Y-%m-%d}"

    @property
    def organisation(self) -> Supplier | Authority:
        """For whom the person looked: what the supplier sees of it."""
        organisation = self.for_supplier or self.for_authority
        assert organisation is not None  # a named constraint
        return organisation
