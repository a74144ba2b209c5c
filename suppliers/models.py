"""Suppliers and the people who act for them."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.constraints import known
from core.models import User
from suppliers.states import ApprovalState


class Size(models.TextChoices):
    MICRO = "micro", _("Micro")
    SMALL = "small", _("Small")
    MEDIUM = "medium", _("Medium")
    LARGE = "large", _("Large")
    UNKNOWN = "unknown", _("Not known")


class Supplier(models.Model):
    """An organisation that may bid; it enters its facts once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=500)
    id_scheme = models.CharField(max_length=50, blank=True)
    id_value = models.CharField(max_length=200, blank=True)
    country = models.CharField(max_length=2, blank=True)
    size = models.CharField(max_length=10, choices=Size.choices, default=Size.UNKNOWN)
    state = models.CharField(max_length=12, choices=ApprovalState.choices, default=ApprovalState.DRAFT)
    state_at = models.DateTimeField()

    class Meta:
        ordering = ("name", "id")
        constraints = [
            models.UniqueConstraint(
                name="supplier_identifier_once",
                fields=["id_scheme", "id_value"],
                condition=~Q(id_value=""),
                violation_error_message=_("Identifier already used."),
            ),
            known("supplier_state_known", "state", ApprovalState, _("This state is not known.")),
        ]

    def __str__(self) -> str:
        return self.name


class SupplierMember(models.Model):
    """A person who acts for a supplier."""

    supplier = models.ForeignKey(Supplier, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="supplier_memberships")
    role = models.CharField(max_length=20, default="member")

    class Meta:
        constraints = [models.UniqueConstraint(name="supplier_member_once", fields=["supplier", "user"])]

    def __str__(self) -> str:
        return f"{self.user}, {self.supplier}"
