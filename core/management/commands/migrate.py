"""`manage.py migrate`: Django's, without the check that the triggers are there. It is what makes them."""

from typing import Any

from django.core.checks.registry import registry
from django.core.management.commands import migrate

from core.checks import GUARDS


class Command(migrate.Command):
    def check(self, *args: Any, **options: Any) -> None:
        options.setdefault("tags", sorted(registry.tags_available() - {GUARDS}))
        super().check(*args, **options)
