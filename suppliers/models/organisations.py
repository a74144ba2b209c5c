"""Suppliers, the people who act for them, and what officers decide about them."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.constraints import known
from core.guards import NEVER, Guard
from core.models import User
from suppliers.states import ApprovalState, OperationalState


class Size(models.TextChoices):
    MICRO = "micro", _("Micro")
    SMALL = "small", _("Small")
    MEDIUM = "medium", _("Medium")
    LARGE = "large", _("Large")
    UNKNOWN = "unknown", _("Not known")


def kept_until_erased(supplier: str = "OLD.supplier_id") -> str:
    """SQL: whether a row stays, because its supplier was not erased. `supplier` is SQL for the supplier's id."""
    return f"NOT EXISTS (SELECT 1 FROM suppliers_supplier WHERE id = {supplier} AND state = 'erased')"  # noqa: S608


class Supplier(models.Model):
    """An organisation that may bid; it enters its facts once.

    Three things are apart (ADR 0050): `state` is its approval, `operational` whether it may act, and compliance is
    derived from its live facts and stored nowhere. `next_check`: when a fact of it ends or its suspension does.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=500)
    id_scheme = models.CharField(max_length=50, blank=True)
    id_value = models.CharField(max_length=200, blank=True)
    country = models.CharField(max_length=2, blank=True)
    size = models.CharField(max_length=10, choices=Size.choices, default=Size.UNKNOWN)
    founded_date = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=12, choices=ApprovalState.choices, default=ApprovalState.DRAFT)
    state_at = models.DateTimeField()
    operational = models.CharField(max_length=12, choices=OperationalState.choices, default=OperationalState.ACTIVE)
    operational_at = models.DateTimeField(null=True)
    suspended_until_at = models.DateTimeField(null=True)
    next_check = models.DateTimeField(null=True)

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
            known("supplier_operational_known", "operational", OperationalState, _("This state is not known.")),
            models.CheckConstraint(
                name="supplier_suspended_until_an_end",
                condition=Q(operational=OperationalState.ACTIVE, suspended_until_at=None)
                | Q(operational=OperationalState.SUSPENDED, suspended_until_at__isnull=False),
                violation_error_message=_("A suspension has an end, and only a suspension has one."),
            ),
        ]
        indexes = [models.Index(name="supplier_due", fields=["next_check"])]

    def __str__(self) -> str:
        return self.name or gettext("Erased supplier")


class MemberRole(models.TextChoices):
    MANAGER = "manager", _("Manager")
    MEMBER = "member", _("Member")


class SupplierMember(models.Model):
    """A person who acts for a supplier. A manager also looks after its people and its organisation."""

    supplier = models.ForeignKey(Supplier, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="supplier_memberships")
    role = models.CharField(max_length=20, choices=MemberRole.choices, default=MemberRole.MEMBER)

    class Meta:
        ordering = ("supplier_id", "pk")
        constraints = [
            models.UniqueConstraint(name="supplier_member_once", fields=["supplier", "user"]),
            known("supplier_member_role_known", "role", MemberRole, _("This role is not known.")),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.supplier}"


class Hearing(models.Model):
    """An officer says why a supplier may be suspended; the supplier answers until `answers_until_at`.

    `closed_at`: an officer has decided then, with a suspension or without.
    """

    guard = Guard(
        update=NEVER,
        fixed=("id", "supplier_id", "reason", "answers_until_at", "by_id", "at"),
        back="OLD.closed_at IS NOT NULL OR (OLD.answered_at IS NOT NULL AND (NEW.answer <> OLD.answer "
        "OR NEW.answered_at <> OLD.answered_at OR NEW.answered_by_id <> OLD.answered_by_id))",
        delete=kept_until_erased(),
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    supplier = models.ForeignKey(Supplier, on_delete=models.PROTECT, related_name="hearings")
    reason = models.TextField()
    answers_until_at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("supplier_id", "at")
        constraints = [
            models.UniqueConstraint(
                name="hearing_open_once",
                fields=["supplier"],
                condition=Q(closed_at=None),
                violation_error_message=_("The supplier is being heard already."),
            ),
            models.CheckConstraint(
                name="hearing_gives_reason", condition=~Q(reason=""), violation_error_message=_("Give the reason.")
            ),
            models.CheckConstraint(
                name="hearing_answered_at_iff_by",
                condition=Q(answered_at=None, answered_by=None, answer="")
                | (Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(answer="")),
                violation_error_message=_("An answer has a text, a person and a time."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.supplier}: {self.at}"


class SupplierSuspension(models.Model):
    """That officers suspended a supplier after a hearing, why and until when. It may end earlier: the log says so."""

    guard = Guard(update=NEVER, delete=kept_until_erased())

    supplier = models.ForeignKey(Supplier, on_delete=models.PROTECT, related_name="suspensions")
    hearing = models.OneToOneField(Hearing, on_delete=models.PROTECT, related_name="suspension")
    reason = models.TextField()
    ends_at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("supplier_id", "at")
        constraints = [
            models.CheckConstraint(
                name="supplier_suspension_gives_reason",
                condition=~Q(reason=""),
                violation_error_message=_("Give the reason."),
            ),
            models.CheckConstraint(
                name="supplier_suspension_ends_later",
                condition=Q(ends_at__gt=models.F("at")),
                violation_error_message=_("A suspension ends after it begins."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.supplier}: {self.ends_at}"
