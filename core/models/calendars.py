"""The days on which an authority does not work: calendars, their years, and each day with where it comes from."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.constraints import known
from core.guards import NEVER, Guard
from core.models.people import Authority, User

FIRST_YEAR, LAST_YEAR = 2000, 2100


class Calendar(models.Model):
    """Whose public holidays count for an authority; the one with the highest number is in force.

    `country` by ISO 3166, `parts` its parts (Länder, nations) separated by commas; empty: the whole country.
    """

    append_only = True

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="calendars")
    no = models.PositiveIntegerField()
    country = models.CharField(max_length=2)
    parts = models.CharField(max_length=60, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("authority", "no")
        constraints = [models.UniqueConstraint(name="calendar_number_once", fields=["authority", "no"])]

    def __str__(self) -> str:
        return f"{self.country} {self.parts}".strip()


class CalendarYear(models.Model):
    """A year whose public holidays are in a calendar, from `source`. An administrator confirms it; then it stays."""

    guard = Guard(
        update=NEVER,
        delete=NEVER,
        fixed=("calendar_id", "year", "source", "by_id", "at"),
        back="OLD.confirmed_at IS NOT NULL",
    )

    calendar = models.ForeignKey(Calendar, on_delete=models.PROTECT, related_name="years")
    year = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=60)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    confirmed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("calendar", "year")
        constraints = [
            models.UniqueConstraint(name="calendar_year_once", fields=["calendar", "year"]),
            models.CheckConstraint(
                name="calendar_year_in_range",
                condition=Q(year__gte=FIRST_YEAR, year__lte=LAST_YEAR),
                violation_error_message=_("A calendar holds years from 2000 to 2100."),
            ),
            models.CheckConstraint(
                name="calendaryear_confirmed_at_iff_by",
                condition=Q(confirmed_at=None, confirmed_by=None)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
                violation_error_message=_("Confirming needs a person and a time."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.calendar} {self.year}"


class HolidaySource(models.TextChoices):
    SEED = "seed", _("List of public holidays")
    ADMINISTRATOR = "administrator", _("Entered by an administrator")


class Holiday(models.Model):
    """A day that is off, or by an administrator's word is not; of one day the latest row counts."""

    append_only = True

    calendar = models.ForeignKey(Calendar, on_delete=models.PROTECT, related_name="holidays")
    on_date = models.DateField()
    name = models.CharField(max_length=200)
    is_off = models.BooleanField(default=True)
    source = models.CharField(max_length=20, choices=HolidaySource.choices)
    reason = models.TextField(blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("calendar", "on_date", "pk")
        constraints = [
            known("holiday_source_known", "source", HolidaySource),
            models.CheckConstraint(
                name="holiday_entered_with_reason",
                condition=(Q(is_off=True) & ~Q(source=HolidaySource.ADMINISTRATOR))
                | (~Q(source=HolidaySource.SEED) & ~Q(reason="")),
                violation_error_message=_("A day that a person enters needs a reason."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.on_date} {self.name}"
