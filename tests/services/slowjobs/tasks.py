import os
import time
from pathlib import Path

from django.conf import settings

from core import jobs, queues
from core.models import Job


@queues.job_task("tests.slow", queues.Queue("slow"))
def slow(job_id: str) -> None:
    jobs.run(job_id, work)


@queues.job_task("tests.prompt", queues.Queue("prompt", prompt=True))
def prompt(job_id: str) -> None:
    jobs.run(job_id, work)


def work(job: Job, progress: jobs.Progress) -> jobs.JobProduct:
    steps, pause = job.target.split("x")
    for step in range(int(steps)):
        progress.say(100 * step // int(steps), f"pid {os.getpid()}")
        time.sleep(float(pause))
    if job.input_hash.startswith("unfit"):
        raise jobs.Unfit("This input is not fit. Send another.")
    with (Path(settings.DATA_DIR) / "done.log").open("a") as ledger:
        ledger.write(f"{job.pk}\n")
    return jobs.JobProduct(f"made of {job.input_hash}".encode(), "made.txt", "text/plain")
