from django.apps import AppConfig


class BidsConfig(AppConfig):
    name = "procurement.bids"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from core import states  # noqa: PLC0415 -- app ready
        from procurement.bids.services import keysets, openings, withdrawing  # noqa: PLC0415 -- app ready
        from procurement.tenders.states import CHANGE_PUBLISHED  # noqa: PLC0415 -- app ready

        states.guard("tenders.tender", "publish", keysets.no_keys)
        states.guard("tenders.tender", "reopen", openings.reopening_obstacles)
        states.effect("tenders.tender", "publish", keysets.freeze_keyset)
        states.guard("tenders.tender", "cancel", openings.is_processing)
        states.effect("tenders.tender", "reopen", openings.end_called)
        states.effect("tenders.amendment", "publish_amendment", withdrawing.unconfirm)
        states.effect("tenders.tender", CHANGE_PUBLISHED, withdrawing.replan)
