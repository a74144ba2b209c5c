from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "procurement.reports"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from core import states  # noqa: PLC0415 -- app ready
        from procurement.bids.states import SIGN_RECORD  # noqa: PLC0415 -- app ready
        from procurement.reports import services, tasks  # noqa: F401, PLC0415 -- app ready

        states.effect("tenders.tender", "publish", services.request_published_notice)
        states.effect("tenders.tender", "change_published", services.request_published_notice)
        states.effect("tenders.amendment", "publish_amendment", services.request_amended_notice)
        states.effect("bids.opening", SIGN_RECORD, services.request_opening_record)
