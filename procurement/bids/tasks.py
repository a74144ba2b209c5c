"""Thin tasks: ids in, one service call."""

from core import jobs, queues
from procurement.bids.services import opening_halves, processing

NOTICES = queues.Queue("notices", prompt=True)  # two people look on


@queues.job_task(opening_halves.PROCESS_KIND, NOTICES)
def process_opening_task(*, job_id: str) -> None:
    jobs.run(job_id, processing.process_opening)
