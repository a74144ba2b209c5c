"""A review whose making is killed with SIGKILL is made by itself, once: nobody clicks, no half file stays."""

import contextlib
import os
import signal
from pathlib import Path

import pytest

from tests.services import servers
from tests.services.test_serve import group_members

pytestmark = pytest.mark.service
WHY = "The system ended the review each time, most likely for lack of memory. Retry when there is more."


def is_rendering(job):
    return job["state"] == "running" and job["percent"] > 0


def children(pid):
    """The processes that this one started."""
    with contextlib.suppress(OSError):
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return []


def render_of(worker):
    """The process that renders, two generations below the worker: a fork of the pool process that works at the job."""
    forks = [
        fork for process in children(worker.pid) for fork in children(process) if arguments(fork) == arguments(process)
    ]
    return forks[0] if forks else None


def arguments(pid):
    """Its command line; None where it has ended, as a probe for libraries does at any moment."""
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes()


def wait_for_render(installation, job, worker):
    """Its pid. A worker that starts has children and grandchildren, too, which look for libraries."""
    installation.wait(job, is_rendering, 90)
    return servers.wait_until(lambda: render_of(worker), 60, "a review is being rendered")


def review(installation):
    return installation.ask(do="review", bids="6")


def stored_files(installation):
    return [path for path in (installation.data / "files").rglob("*") if path.is_file()]


def assert_one_review(installation, job, *, attempts, seconds=90):
    state = installation.wait_ready(job, seconds)
    assert (state["state"], state["attempts"], state["why"]) == ("ready", attempts, "")
    assert [text[:8] for text in state["artifacts"]] == ["%PDF-1.7"]
    assert len(stored_files(installation)) == 1


def test_a_render_that_is_killed_is_done_again_at_once(city):
    job, worker = review(city), city.worker()

    os.kill(wait_for_render(city, job, worker), signal.SIGKILL)

    assert_one_review(city, job, attempts=2)


def test_a_pool_process_killed_while_its_review_is_rendered_is_followed_by_another(city):
    job, worker = review(city), city.worker()
    render = wait_for_render(city, job, worker)

    [process] = [pid for pid in children(worker.pid) if render in children(pid)]
    os.kill(process, signal.SIGKILL)

    servers.wait_until(lambda: arguments(render) in {b"", None}, 5, "the orphan has ended")
    assert_one_review(city, job, attempts=2)


def test_a_worker_killed_whole_is_followed_by_another(city):
    job, worker = review(city), city.worker()
    wait_for_render(city, job, worker)

    os.killpg(worker.pid, signal.SIGKILL)
    worker.wait()
    city.worker()

    assert_one_review(city, job, attempts=2)


def test_a_render_that_is_killed_each_time_fails_with_the_reason(city):
    job, worker = review(city), city.worker()
    killed = []

    def kill_each():
        state = city.ask(do="look", id=job["id"])
        render = render_of(worker) if is_rendering(state) else None
        if render is not None and render not in killed:
            os.kill(render, signal.SIGKILL)
            killed.append(render)
        return state["state"] == "failed"

    servers.wait_until(kill_each, 120, "the review has failed")

    state = city.ask(do="look", id=job["id"])
    assert (state["attempts"], len(killed), state["why"], state["artifacts"]) == (5, 5, WHY, [])
    assert stored_files(city) == []


@pytest.mark.parametrize("broker", ["wheel", "none"])
def test_under_serve_a_worker_killed_while_it_renders_is_followed_and_the_review_made_once(embedded, broker):
    job, supervisor = review(embedded), embedded.serve("--no-web", "--broker", broker)
    embedded.wait(job, is_rendering, 60)

    for pid in group_members(supervisor.pid):
        if b"worker" in (line := arguments(pid) or b"") or b"\0work\0" in line:
            os.kill(pid, signal.SIGKILL)

    assert_one_review(embedded, job, attempts=2)
