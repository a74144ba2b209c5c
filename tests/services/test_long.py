"""Hours in minutes: workers that die again and again, and many processes that ask for the same at once."""

import os
import random
import signal
import time
from pathlib import Path

import pytest

from tests.scale import scaled
from tests.services.test_jobs import assert_made_once
from tests.services.test_serve import group_members

pytestmark = [pytest.mark.service, pytest.mark.long]

PROCESSES = 8


def kill_group(process):
    """A machine that loses its power: nobody of the group says goodbye."""
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def request_jobs(installation, already, count):
    """More jobs of about a second each, so that whoever is killed is killed at work."""
    return [installation.request("6x0.2", f"job {number}") for number in range(already, already + count)]


def test_no_job_is_lost_or_made_twice_while_workers_die_and_the_broker_forgets(city, redis):
    chance = random.Random(5)
    jobs, workers = [], [city.worker(), city.worker()]

    for _ in range(scaled(60, least=4)):
        jobs += request_jobs(city, len(jobs), 4)
        time.sleep(chance.uniform(2, 4))
        if chance.random() < 0.2:
            redis.empty()
        victim = chance.randrange(len(workers))
        kill_group(workers[victim])
        workers[victim] = city.worker()

    for number, job in enumerate(jobs):
        assert_made_once(city, job, f"job {number}", seconds=300)


def test_no_job_is_lost_while_the_children_of_serve_die(embedded):
    chance = random.Random(7)
    supervisor, jobs = embedded.serve("--no-web"), request_jobs(embedded, 0, 2)
    embedded.wait_ready(jobs[0])

    for _ in range(scaled(20, least=2)):
        jobs += request_jobs(embedded, len(jobs), 2)
        time.sleep(chance.uniform(2, 4))
        children = [pid for pid in group_members(supervisor.pid) if is_service(pid)]
        if children:
            os.kill(chance.choice(children), signal.SIGKILL)

    for number, job in enumerate(jobs):
        assert_made_once(embedded, job, f"job {number}", seconds=300)
    assert supervisor.poll() is None


def is_service(pid):
    """Whether this process of `serve` is the broker or of the worker."""
    try:
        line = Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False
    return b"celery" in line or b"valkey" in line


def test_a_job_asked_for_by_many_at_once_is_one_job_and_one_of_them_gets_it(city):
    agents = [city.agent() for _ in range(PROCESSES)]

    for number in range(scaled(500)):
        requested = city.ask_at_once(agents, do="request", target="1x0", input_hash=f"race {number}")
        [job_id] = {answer["id"] for answer in requested}
        claims = city.ask_at_once(agents, do="claim", id=job_id)

        assert sorted(answer["claimed"] for answer in claims) == [False] * (PROCESSES - 1) + [True]


def test_leaves_written_by_many_at_once_have_every_place_in_the_log_once(city):
    agents = [city.agent() for _ in range(PROCESSES)]
    job = city.request("1x0", "logged")
    rounds = scaled(500)

    places = [answer["index"] for _ in range(rounds) for answer in city.ask_at_once(agents, do="record", id=job["id"])]

    first = min(places)
    assert sorted(places) == list(range(first, first + rounds * PROCESSES))
