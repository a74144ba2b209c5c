"""What the law is for an authority: the profiles it may choose, and what a lawyer confirmed."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.constraints import known
from core.models.people import Authority, LawProfileId, User


class LawConfirmation(models.Model):
    """A lawyer of the authority read the profile and confirmed it; `by` recorded that.

    `digest`: of what the profile said then (`core.law.profiles.digest`); one that says something else is not confirmed.
    """

    append_only = True

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="law_confirmations")
    profile = models.CharField(max_length=40, choices=LawProfileId.choices)
    digest = models.CharField(max_length=64)
    lawyer = models.CharField(max_length=200)
    reference = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("authority", "at", "pk")
        constraints = [
            known("law_confirmation_profile_known", "profile", LawProfileId),
            models.CheckConstraint(
                name="law_confirmation_names_lawyer",
                condition=~Q(lawyer=""),
                violation_error_message=_("Say which lawyer confirmed the profile."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.authority}: {self.profile}"
