from django.apps import AppConfig


class TendersConfig(AppConfig):
    name = "procurement.tenders"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from core import states  # noqa: PLC0415 -- app ready
        from procurement.planning import access  # noqa: PLC0415 -- app ready
        from procurement.tenders import queries, services, watched  # noqa: PLC0415 -- app ready

        access.publishes_profiles(queries.publishes_profile)
        services.fits_by(watched.fits)
        states.effect("tenders.tender", "publish", services.request_telling)
