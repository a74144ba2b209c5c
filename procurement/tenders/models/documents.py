"""Files that officers brought to a draft: every version of every document, none of them ever changed."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.models import StoredFile, User
from procurement.tenders.models.tender import Tender


class TenderDocument(models.Model):
    """A version of a document of a tender. `no`: the document, numbered from 1; `version`: from 1, the highest last.

    That it is here says only that it was brought: what suppliers read, the section of the purchase names.
    """

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tender = models.ForeignKey(Tender, on_delete=models.PROTECT, related_name="documents")
    no = models.PositiveIntegerField()
    version = models.PositiveIntegerField()
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("tender", "no", "version")
        constraints = [
            models.UniqueConstraint(
                name="tender_document_version_once",
                fields=["tender", "no", "version"],
                violation_error_message=_("Another file is this version of the document."),
            ),
            models.CheckConstraint(
                name="tender_document_numbered_from_one",
                condition=Q(no__gte=1, version__gte=1),
                violation_error_message=_("Documents and their versions are numbered from 1."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tender}: {self.no}.{self.version}"
