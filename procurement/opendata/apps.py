from django.apps import AppConfig


class OpendataConfig(AppConfig):
    name = "procurement.opendata"
    default_auto_field = "django.db.models.BigAutoField"
