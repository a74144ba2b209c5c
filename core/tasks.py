"""Thin tasks of the core: the clock's tick, and mails with notices."""

from core import clock, jobs, queues, ticks
from core.notices import mails, services

NOTICES = queues.Queue("notices", prompt=True)


@queues.job_task(ticks.KIND, NOTICES)
def tick_task() -> None:
    ticks.run(at=clock.db_now())


@queues.job_task(services.MAIL_KIND, NOTICES)
def send_mail_task(*, job_id: str) -> None:
    jobs.run(job_id, mails.send)
