from django.apps import AppConfig


class EvaluationsConfig(AppConfig):
    name = "procurement.evaluations"
    default_auto_field = "django.db.models.BigAutoField"
