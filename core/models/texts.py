"""The text of a document as a reader found it, kept so that a check of it costs no reading."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class ReadText(models.Model):
    """What one version of the reader made of these bytes: parts of text, or `why` there is none.

    `parts`: JSON list of texts by `unit` (page, paragraph). It can be made again at any time.
    """

    append_only = True

    sha256 = models.CharField(max_length=64)
    reader = models.PositiveSmallIntegerField()
    unit = models.CharField(max_length=20, blank=True)
    parts = models.TextField(blank=True)
    why = models.CharField(max_length=20, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="text_read_once",
                fields=["sha256", "reader"],
                violation_error_message=_("The text of this document was read."),
            ),
            models.CheckConstraint(
                name="read_text_or_why_not",
                condition=Q(why="", parts__gt="") | Q(why__gt="", parts="", unit=""),
                violation_error_message=_("There is a text, or a reason why there is none."),
            ),
        ]

    def __str__(self) -> str:
        return self.sha256[:12]
