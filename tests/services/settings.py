"""The product's own settings with one test app and less patience."""

from procurement.settings import *  # noqa: F403
from procurement.settings import CELERY_BROKER_TRANSPORT_OPTIONS, INSTALLED_APPS

INSTALLED_APPS = ["tests.services.slowjobs", *INSTALLED_APPS]  # first: its `demo` stands in for the city's
JOB_LEASE_SECONDS = 4
JOB_SWEEP_SECONDS = 1
CELERY_BROKER_TRANSPORT_OPTIONS = CELERY_BROKER_TRANSPORT_OPTIONS | {"polling_interval": 0.1}
