from django.apps import AppConfig


class PoliciesConfig(AppConfig):
    name = "procurement.policies"
    default_auto_field = "django.db.models.BigAutoField"
