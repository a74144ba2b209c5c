"""Thin tasks: ids in, one service call."""

from core import jobs, queues
from procurement.studies import services

SIMULATIONS = queues.Queue("simulations")


@queues.job_task(services.KIND, SIMULATIONS)
def simulate_study_task(*, job_id: str) -> None:
    jobs.run(job_id, services.simulate_study)
