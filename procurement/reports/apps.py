from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "procurement.reports"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from procurement.reports import tasks  # noqa: F401, PLC0415 -- app ready
