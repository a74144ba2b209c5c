"""The platform's keys: their public halves, for ever."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.guards import Guard


class KeyBeginning(models.TextChoices):
    """How a key came to be the one that signs."""

    FIRST = "first", _("The first one")
    ROTATED = "rotated", _("In place of the one before, which signed for it")
    REPLACED = "replaced", _("In place of the one before, which was lost")


class PlatformKey(models.Model):
    """The public half of a key (Ed25519). The one with the highest number signs; it ends when the next one begins.

    The private half is in a file (`core.signing.keyfile`) and never here. `by_old` and `by_new`: the files in which the
    old and the new key sign the change; a lost key signs nothing.
    """

    append_only = True
    guard = Guard(insert="NEW.number <> COALESCE((SELECT MAX(number) FROM core_platformkey), 0) + 1")

    number = models.PositiveIntegerField(unique=True)
    public_key = models.CharField(max_length=64, unique=True)
    fingerprint = models.CharField(max_length=64, unique=True)
    beginning = models.CharField(max_length=10, choices=KeyBeginning.choices)
    by_old = models.TextField(blank=True)
    by_new = models.TextField(blank=True)
    from_at = models.DateTimeField()

    class Meta:
        ordering = ("number",)
        constraints = [
            models.CheckConstraint(
                name="platform_key_beginning_signed",
                condition=Q(beginning=KeyBeginning.FIRST, number=1, by_old="", by_new="")
                | Q(beginning=KeyBeginning.ROTATED, number__gt=1, by_old__gt="", by_new__gt="")
                | Q(beginning=KeyBeginning.REPLACED, number__gt=1, by_old="", by_new__gt=""),
                violation_error_message=_("A key after the first is signed for by itself, and by the one before."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.fingerprint[:16]}"
