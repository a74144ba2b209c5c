"""Thin tasks: ids in, one service call."""

from core import jobs, queues
from core.integrity import repair
from procurement.studies import queries, services

SIMULATIONS = queues.Queue("simulations")


@queues.job_task(services.KIND, SIMULATIONS)
def simulate_study_task(*, job_id: str) -> None:
    jobs.run(job_id, services.simulate_study)


@queues.job_task(queries.REPAIR_KIND, SIMULATIONS)
def repair_simulation_task(*, job_id: str) -> None:
    jobs.run(job_id, repair.work)
