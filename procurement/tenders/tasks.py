"""Thin tasks: ids in, one service call."""

from core import jobs, queues
from procurement.tenders import services

NOTICES = queues.Queue("notices", prompt=True)


@queues.job_task(services.TELL_KIND, NOTICES)
def tell_watchers_task(*, job_id: str) -> None:
    jobs.run(job_id, services.tell_watchers)
