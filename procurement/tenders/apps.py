from django.apps import AppConfig


class TendersConfig(AppConfig):
    name = "procurement.tenders"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from procurement.planning import access  # noqa: PLC0415 -- app ready
        from procurement.tenders import queries  # noqa: PLC0415 -- app ready

        access.publishes_profiles(queries.publishes_profile)
