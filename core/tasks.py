"""Thin tasks of the core: the clock's tick, mails with notices, with an invitation, with heads of logs; texts."""

from core import clock, jobs, queues, ticks
from core.documents import texts
from core.logs import mails as log_mails
from core.notices import mails, services
from core.people import mails as people_mails

NOTICES = queues.Queue("notices", prompt=True)


@queues.job_task(ticks.KIND, NOTICES)
def tick_task() -> None:
    ticks.run(at=clock.db_now())


@queues.job_task(services.MAIL_KIND, NOTICES)
def send_mail_task(*, job_id: str) -> None:
    jobs.run(job_id, mails.send)


@queues.job_task(people_mails.INVITATION_KIND, NOTICES)
def send_invitation_task(*, job_id: str) -> None:
    jobs.run(job_id, people_mails.send)


@queues.job_task(log_mails.SEND_KIND, NOTICES)
def send_heads_task(*, job_id: str) -> None:
    jobs.run(job_id, log_mails.send)


@queues.job_task(log_mails.AFTER_KIND, NOTICES)
def mail_heads_task(*, job_id: str) -> None:
    jobs.run(job_id, log_mails.mail_after)


@queues.job_task(texts.KIND, NOTICES)
def read_text_task(*, job_id: str) -> None:
    jobs.run(job_id, texts.read)
