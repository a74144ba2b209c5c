"""A database that another version of the program made is refused before anything in it is changed."""

from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management.base import CommandError
from django.db import connections
from django.db.migrations.loader import MigrationLoader
from django.utils.translation import gettext as _

LISTED = 3


def unknown_migrations(using: str) -> list[str]:
    """Migrations of our apps that this database has and this program does not, as 'app name', sorted."""
    loader = MigrationLoader(connections[using])
    labels = {config.label for config in apps.get_app_configs() if _is_ours(Path(config.path))}
    return sorted(
        f"{app} {name}" for app, name in loader.applied_migrations.keys() - loader.disk_migrations if app in labels
    )


def _is_ours(folder: Path) -> bool:
    return folder.is_relative_to(settings.BASE_DIR) and "site-packages" not in folder.parts


def require_known(*, using: str, **_signal: object) -> None:
    """Before a migration. Raises CommandError with the sentence if the database knows more than the program."""
    if unknown := unknown_migrations(using):
        sentence = _(
            "This database has migrations that this version does not know (%(names)s). It was made by a later version, "
            "or before the migrations were begun anew: make a new database. Nothing was changed."
        )
        raise CommandError(sentence % {"names": ", ".join(unknown[:LISTED]) + (" …" if len(unknown) > LISTED else "")})
