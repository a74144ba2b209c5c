"""Thin tasks: ids in, one service call."""

from core import jobs, queues
from procurement.bids.services import envelope_checks, opening_halves, processing

NOTICES = queues.Queue("notices", prompt=True)  # two people look on
FILES = queues.Queue("files")  # as slow as the disk


@queues.job_task(opening_halves.PROCESS_KIND, NOTICES)
def process_opening_task(*, job_id: str) -> None:
    jobs.run(job_id, processing.process_opening, is_withheld=True)


@queues.job_task(envelope_checks.CHECK_KIND, FILES)
def check_envelopes_task(*, job_id: str) -> None:
    jobs.run(job_id, envelope_checks.check_due, is_withheld=True)
