"""Links that let a person in: to an account that is not there yet, to the first administrator, past a lost factor.

A link ends with a secret of 256 bits, of which only the SHA-256 is stored. That of an invitation is made of its salt
and the site's key, so that a worker can write it into a mail (core.people.links).
"""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.models.people import Authority, Role, User


class Invitation(models.Model):
    """A person is asked into an authority, with roles (keys separated by commas), until `expires_at`.

    Or into something else that a later house knows: `target_id` of a kind whose words and rules are an `InvitationPart`
    of that house. It waits, or was accepted, or was withdrawn.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    authority = models.ForeignKey(Authority, null=True, on_delete=models.PROTECT, related_name="invitations")
    target_kind = models.CharField(max_length=40, blank=True)
    target_id = models.UUIDField(null=True)
    email = models.EmailField()
    name = models.CharField(max_length=200, blank=True)
    roles = models.CharField(max_length=100)
    reason = models.TextField(blank=True)
    salt = models.CharField(max_length=64, blank=True)
    secret_sha = models.CharField(max_length=64, unique=True)
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-at", "pk")
        constraints = [
            models.CheckConstraint(
                name="invitation_accepted_at_iff_by",
                condition=Q(accepted_at=None, accepted_by=None)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False),
                violation_error_message=_("Accepting needs a person and a time."),
            ),
            models.CheckConstraint(
                name="invitation_not_accepted_and_withdrawn",
                condition=Q(accepted_at=None) | Q(withdrawn_at=None),
                violation_error_message=_("An invitation is accepted or withdrawn, not both."),
            ),
            models.CheckConstraint(
                name="invitation_into_one_thing",
                condition=(Q(authority__isnull=False, target_kind="", target_id=None) & ~Q(reason=""))
                | (Q(authority=None, target_id__isnull=False) & ~Q(target_kind="")),
                violation_error_message=_("An invitation is into an authority, with a reason, or into something else."),
            ),
        ]
        indexes = [models.Index(name="invitation_target", fields=["target_id"], condition=~Q(target_kind=""))]

    def __str__(self) -> str:
        return f"{self.email}: {self.roles}"

    @property
    def role_list(self) -> list[Role]:
        """The roles in an authority, in the order in which roles are always named."""
        return [role for role in Role if role.value in self.roles.split(",")]


class SetupLink(models.Model):
    """A link to the page of the first start. A newer one ends it, and the first administrator ends them all."""

    secret_sha = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.made_at:%Y-%m-%d %H:%M}"


class FactorReset(models.Model):
    """One administrator asks that a person's second factor be taken away, another one confirms, or it is withdrawn."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="factor_resets")
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    confirmed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-at", "-pk")
        constraints = [
            models.UniqueConstraint(
                name="factor_reset_open_once",
                fields=["user"],
                condition=Q(confirmed_at=None, withdrawn_at=None),
                violation_error_message=_("A reset of this person's second factor waits already."),
            ),
            models.CheckConstraint(
                name="factorreset_confirmed_at_iff_by",
                condition=Q(confirmed_at=None, confirmed_by=None)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
                violation_error_message=_("Confirming needs a person and a time."),
            ),
            models.CheckConstraint(
                name="factor_reset_by_two_others",
                condition=~Q(by=F("user"))
                & (Q(confirmed_by=None) | (~Q(confirmed_by=F("by")) & ~Q(confirmed_by=F("user")))),
                violation_error_message=_("Two other administrators reset a second factor together."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}"
