"""What a person watches for: the filters of a list of tenders, under a name of its own."""

import uuid

from django.db import models

from core.models import User


class WatchList(models.Model):
    """A saved list. `query` is what its address asks for, without order and position; empty for every tender."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="watch_lists")
    name = models.CharField(max_length=80)
    query = models.CharField(max_length=2000, blank=True)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("name",)
        constraints = [models.UniqueConstraint(name="watch_list_name_once", fields=["user", "name"])]

    def __str__(self) -> str:
        return self.name
