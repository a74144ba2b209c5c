"""Queues with real workers: what people wait for does not wait for the rest, and a queue that nobody takes shows."""

import http.client
import os
import signal
from pathlib import Path

import pytest

from tests.services import servers
from tests.services.test_jobs import assert_made_once, pid_of, running
from tests.services.test_serve import answers, group_members, wait_for_line

pytestmark = pytest.mark.service
LONG = "200x0.2"


def ready(port: int) -> tuple[int, str]:
    """Status and text of /readyz, asked without a cookie."""
    there = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    there.request("GET", "/readyz")
    response = there.getresponse()
    text = response.read().decode()
    there.close()
    return response.status, text


def wait_until_ready_says(port, status, text, seconds=90):
    try:
        servers.wait_until(lambda: ready(port) == (status, text), seconds, "/readyz")
    except TimeoutError:
        assert ready(port) == (status, text)


def no_worker_for(*queues):
    return "".join(f"No worker takes the queue {queue}.\n" for queue in queues)


def web(installation) -> int:
    """The port of a web process without workers."""
    port = servers.free_port()
    options = ["--bind", f"127.0.0.1:{port}", "--workers", "1", "--log-level", "warning"]
    installation.start("-m", "gunicorn", "procurement.wsgi:application", *options, log="web")
    servers.wait_until(lambda: answers(port) == 200, 60, "the site answers")
    return port


def worker(installation, *options):
    command = ["-m", "celery", "--app", "procurement", "worker", "--pool", "prefork", "--concurrency", "1"]
    return installation.start(*command, *options, log="worker")


@pytest.mark.parametrize("broker", ["wheel", "none"])
def test_under_serve_a_prompt_job_does_not_wait_for_long_ones(embedded, broker):
    embedded.serve("--no-web", "--broker", broker)
    long_jobs = [embedded.request(LONG, f"long {number}") for number in range(3)]
    embedded.wait(long_jobs[0], running, 40)

    prompt = embedded.request("2x0.1", "prompt", kind="tests.prompt")
    assert_made_once(embedded, prompt, "prompt", seconds=20)

    assert [embedded.ask(do="look", id=job["id"])["state"] for job in long_jobs] == [
        "running",
        "requested",
        "requested",
    ]
    assert "The prompt worker takes: notices, prompt, reports\n" in embedded.log_text("serve")
    assert "The worker takes: files, notices, prompt, reports, simulations, slow\n" in embedded.log_text("serve")


@pytest.mark.parametrize("broker", ["wheel", "none"])
def test_under_serve_every_queue_is_taken_and_a_worker_that_cannot_live_is_missed(embedded, broker):
    port = servers.free_port()
    supervisor = embedded.serve("--port", str(port), "--broker", broker)
    wait_for_line(embedded, "Evenhand is at")
    wait_until_ready_says(port, 200, "ok")

    os.kill(supervisor.pid, signal.SIGSTOP)  # else it starts the worker again
    try:
        for pid in workers_that_take(supervisor, "slow"):
            os.kill(pid, signal.SIGKILL)
        wait_until_ready_says(port, 503, no_worker_for("files", "simulations", "slow"))
    finally:
        os.kill(supervisor.pid, signal.SIGCONT)
    wait_until_ready_says(port, 200, "ok")


def workers_that_take(supervisor, queue):
    def arguments(pid):
        return Path(f"/proc/{pid}/cmdline").read_text().split("\0")

    return [pid for pid in group_members(supervisor.pid) if any(queue in word.split(",") for word in arguments(pid))]


def test_a_worker_without_options_takes_every_queue_and_one_with_names_those(city):
    port = web(city)
    assert ready(port) == (503, no_worker_for("files", "notices", "prompt", "reports", "simulations", "slow"))

    few = worker(city, "--queues", "notices,reports,prompt", "--hostname", "few@%h")
    wait_until_ready_says(port, 503, no_worker_for("files", "simulations", "slow"))
    slow = city.request("1x0.1", "slow")
    assert_made_once(city, city.request("1x0.1", "prompt", kind="tests.prompt"), "prompt")
    assert city.ask(do="look", id=slow["id"])["state"] == "requested"

    every = worker(city, "--hostname", "every@%h")
    assert_made_once(city, slow, "slow")
    wait_until_ready_says(port, 200, "ok")

    every.terminate()
    assert every.wait(20) == 0
    assert ready(port) == (503, no_worker_for("files", "simulations", "slow"))  # it said so itself
    few.kill()
    few.wait()
    wait_until_ready_says(
        port, 503, no_worker_for("files", "notices", "prompt", "reports", "simulations", "slow"), seconds=15
    )


def test_a_worker_that_has_lost_its_broker_is_missed(city, redis):
    port = web(city)
    worker(city)
    wait_until_ready_says(port, 200, "ok")

    redis.stop()
    wait_until_ready_says(port, 503, no_worker_for("files", "notices", "prompt", "reports", "simulations", "slow"))
    redis.start()
    wait_until_ready_says(port, 200, "ok")


def test_a_worker_for_a_queue_that_is_none_does_not_start(city):
    mistaken = worker(city, "--queues", "report")

    assert mistaken.wait(60) == 1
    assert (
        "There is no queue report. The queues are: files, notices, prompt, reports, simulations, slow."
        in city.log_text("worker")
    )


def test_a_table_worker_that_works_for_long_still_counts(embedded):
    port = web(embedded)
    embedded.start("manage.py", "work", "--queues", "slow,simulations", log="work")
    job = embedded.request("80x0.1", "long")

    state = embedded.wait(job, running, 30)
    assert ready(port) == (503, no_worker_for("files", "notices", "prompt", "reports"))
    embedded.wait(job, lambda job: job["percent"] > 90, 30)
    assert ready(port) == (503, no_worker_for("files", "notices", "prompt", "reports"))
    assert pid_of(state)
