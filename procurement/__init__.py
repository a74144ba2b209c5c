"""The Django project and the stages of a procurement, in order."""

from procurement.celery import app as celery_app

__all__ = ["celery_app"]
