"""Thin tasks: ids in, one service call."""

from celery import shared_task

from core import jobs
from procurement.studies import services


@shared_task(name=services.KIND)
def simulate_study_task(*, job_id: str) -> None:
    jobs.run(job_id, services.simulate_study)
