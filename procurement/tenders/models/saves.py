"""What officers saved of a draft: every save of every section, none of them ever changed."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.models import User
from procurement.tenders.models.amendments import Amendment
from procurement.tenders.models.tender import Tender
from procurement.tenders.sections import SectionKey, SectionValue, read_section


class SectionSave(models.Model):
    """A section of a tender as somebody saved it; the highest `no` holds.

    `content` is the canonical text of the section (`sections.section_text`) and `digest` its SHA-256. `restored`: the
    number of the save that this one brought back, 0 if it was written. `amendment`: what it was written for once the
    tender was published; the first of these holds what was published then.
    """

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tender = models.ForeignKey(Tender, on_delete=models.PROTECT, related_name="saves")
    section = models.CharField(max_length=20, choices=[(key.value, key.value) for key in SectionKey])
    no = models.PositiveIntegerField()
    content = models.TextField()
    digest = models.CharField(max_length=64)
    restored = models.PositiveIntegerField(default=0)
    amendment = models.ForeignKey(Amendment, null=True, on_delete=models.PROTECT, related_name="saves")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("tender", "section", "no")
        constraints = [
            models.UniqueConstraint(
                name="section_saved_once_per_number",
                fields=["tender", "section", "no"],
                violation_error_message=_("Somebody else saved this section meanwhile. Read it again."),
            ),
            models.CheckConstraint(
                name="section_known",
                condition=Q(section__in=[key.value for key in SectionKey]),
                violation_error_message=_("There is no such section."),
            ),
            models.CheckConstraint(
                name="section_restores_an_earlier_save",
                condition=Q(restored__lt=models.F("no")),
                violation_error_message=_("Only an earlier save can be brought back."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tender}: {self.section} {self.no}"

    @property
    def value(self) -> SectionValue:
        """What was saved. Raises SectionFault where a later version of this software cannot read it."""
        return read_section(SectionKey(self.section), self.content)
