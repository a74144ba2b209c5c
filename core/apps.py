from django.apps import AppConfig
from django.core.management import call_command
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.module_loading import autodiscover_modules


class CoreConfig(AppConfig):
    name = "core"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from core import checks, known_migrations, triggers  # noqa: F401, PLC0415 -- app ready
        from core.security import events  # noqa: PLC0415 -- app ready

        # A web process never imports a task; loading them here lets a job be started by its kind (STYLE §12 T2).
        autodiscover_modules("tasks")
        events.connect()
        pre_migrate.connect(known_migrations.require_known, sender=self, dispatch_uid="known migrations")
        pre_migrate.connect(triggers.before_migrate, dispatch_uid="append-only triggers")
        post_migrate.connect(triggers.after_migrate, dispatch_uid="append-only triggers")
        post_migrate.connect(make_cache_table, sender=self, dispatch_uid="cache table")


def make_cache_table(**_: object) -> None:
    """The table in which the cache lives, or lives on while Redis does not answer."""
    call_command("createcachetable", verbosity=0)
