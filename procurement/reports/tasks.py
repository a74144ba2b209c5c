"""Thin tasks: ids in, one service call."""

from core import jobs, queues
from core.integrity import repair
from procurement.reports import pdf, queries, receipt_papers, services

REPORTS = queues.Queue("reports", prompt=True)

jobs.on_worker_start(pdf.warm)


@queues.job_task(services.KIND, REPORTS)
def build_review_task(*, job_id: str) -> None:
    jobs.run(job_id, services.build_review)


@queues.job_task(services.STUDY_KIND, REPORTS)
def build_study_task(*, job_id: str) -> None:
    jobs.run(job_id, services.build_study)


@queues.job_task(services.POLICY_KIND, REPORTS)
def build_policy_review_task(*, job_id: str) -> None:
    jobs.run(job_id, services.build_policy_review)


@queues.job_task(services.NOTICE_KIND, REPORTS)
def build_notice_task(*, job_id: str) -> None:
    jobs.run(job_id, services.build_notice)


@queues.job_task(services.OPENING_KIND, REPORTS)
def build_opening_task(*, job_id: str) -> None:
    jobs.run(job_id, services.build_opening)


@queues.job_task(queries.REPAIR_KIND, REPORTS)
def repair_review_task(*, job_id: str) -> None:
    jobs.run(job_id, repair.work)


@queues.job_task(receipt_papers.KIND, REPORTS)
def build_receipt_task(*, job_id: str) -> None:
    jobs.run(job_id, receipt_papers.build_receipt)


@queues.job_task(receipt_papers.REPAIR_KIND, REPORTS)
def repair_receipt_task(*, job_id: str) -> None:
    jobs.run(job_id, repair.work)
