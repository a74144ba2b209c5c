"""Thin tasks: ids in, one service call."""

from celery import shared_task

from core import jobs
from procurement.reports import pdf, services

jobs.on_worker_start(pdf.warm)


@shared_task(name=services.KIND)
def build_review_task(*, job_id: str) -> None:
    jobs.run(job_id, services.build_review)


@shared_task(name=services.STUDY_KIND)
def build_study_task(*, job_id: str) -> None:
    jobs.run(job_id, services.build_study)
