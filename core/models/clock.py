"""How far the clock of a demonstration was moved."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.guards import Guard
from core.models.people import User

BACK_AT_MOST = 400 * 86_400  # seconds
AHEAD_AT_MOST = 20 * 366 * 86_400


class ClockMove(models.Model):
    """One move of the clock, forward only. `seconds`: how far it is from the machine's since then; the largest counts.

    Before anything is recorded the first move may set it back, so that a demonstration has a past. `core.clock` reads
    the rows where the clock may move, and nowhere else.
    """

    append_only = True
    guard = Guard(
        insert="NEW.seconds <= COALESCE((SELECT MAX(seconds) FROM core_clockmove), "
        "(SELECT 0 FROM core_auditleaf LIMIT 1), NEW.seconds - 1)"
    )

    seconds = models.BigIntegerField()
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.CheckConstraint(
                name="clock_move_in_bounds",
                condition=Q(seconds__gte=-BACK_AT_MOST, seconds__lte=AHEAD_AT_MOST),
                violation_error_message=_("A clock is moved back by 400 days at most, and ahead by 20 years."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.seconds} s"
