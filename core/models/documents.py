"""Documents that people uploaded, as the database knows them; their bytes lie in the storage."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.guards import NEVER, Guard
from core.models.people import User


class StoredFile(models.Model):
    """A document under a name. Equal bytes lie in the storage once, under their SHA-256; names may be many.

    `media_type` follows from ending and magic number, never from what a browser said. `by` is who stored these bytes
    under this name first. Rows never change; one that nothing refers to may go with its bytes (core.documents.files).
    """

    guard = Guard(update=NEVER)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=120)
    object_name = models.CharField(max_length=200)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "id")
        constraints = [
            models.UniqueConstraint(
                name="stored_file_name_once",
                fields=["sha256", "name"],
                violation_error_message=_("This document is stored under this name."),
            ),
            models.CheckConstraint(
                name="stored_file_holds_something",
                condition=Q(size__gt=0),
                violation_error_message=_("An empty file is no document."),
            ),
        ]
        indexes = [models.Index(name="stored_file_object", fields=["object_name"])]

    def __str__(self) -> str:
        return self.name
