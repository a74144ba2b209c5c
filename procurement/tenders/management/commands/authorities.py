"""`manage.py authorities`: those that wait until somebody says what they are, and those that nobody looks after."""

from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand
from django.db.models import Count

from core import authorities
from core.models import Authority
from core.ownership import access as ownership


class Command(BaseCommand):
    help = "Lists the authorities that wait to be adopted or merged, and those with tenders that nobody looks after."

    def handle(self, *_: Any, **__: Any) -> None:
        rows = authorities.waiting()
        namesakes = Authority.objects.filter(pk__in={row.same_name_as_id for row in rows})
        lines: dict[UUID | None, str] = {
            row.pk: _about(row) for row in namesakes.annotate(people=Count("memberships__user", distinct=True))
        }
        tenders = dict(
            Authority.objects.filter(pk__in=[row.pk for row in rows])
            .annotate(n=Count("tenders"))
            .values_list("pk", "n")
        )
        for row in rows:
            self.stdout.write(f"{row.pk}  {row.name}: {tenders[row.pk]} tenders, no member until this is decided")
            self.stdout.write(f"  same name as {row.same_name_as_id}: {lines[row.same_name_as_id]}")
        if rows:
            self.stdout.write("It is another one: manage.py adopt_authority ID")
            self.stdout.write("It is the same: manage.py merge_authorities ID INTO")
        else:
            self.stdout.write("No authority waits.")
        self._list_unowned()

    def _list_unowned(self) -> None:
        rows = ownership.unowned().filter(same_name_as=None).annotate(n=Count("tenders")).filter(n__gt=0)
        for row in rows.iterator():
            identifier = f"{row.id_scheme} {row.id_value}".strip()
            about = f"{identifier or 'no identifier'}, {row.n} tenders, nobody looks after it"
            self.stdout.write(f"{row.pk}  {row.name}: {about}")
        if rows:
            self.stdout.write("Who looks after it: manage.py adopt_authority ID --administrator EMAIL --reason TEXT")


def _about(row: Any) -> str:
    identifier = f"{row.id_scheme} {row.id_value}".strip()
    return f"{identifier or 'no identifier'}, {row.people} people"
