from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.module_loading import autodiscover_modules


class CoreConfig(AppConfig):
    name = "core"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from core import checks, triggers  # noqa: F401, PLC0415 -- app ready

        # A web process never imports a task; loading them here lets a job be started by its kind (STYLE §12 T2).
        autodiscover_modules("tasks")
        post_migrate.connect(triggers.install, dispatch_uid="append-only triggers")
