"""A fork has limits and nothing of its parent's: whatever it does, the worker lives and knows why it ended."""

import os
import signal
import sys
import time
from multiprocessing import Pipe
from pathlib import Path

import pytest

from core import clock, jobs
from core.models import Job
from procurement.reports.pdf import child
from procurement.reports.pdf.child import Limits

SOON = Limits(turn=0.05)


def ended(work, *, limits=SOON, beat=lambda: None):
    """The answer and the messages on the way."""
    messages = []
    answer = child.run(work, say=lambda percent, step: messages.append((percent, step)), beat=beat, limits=limits)
    return answer, messages


@pytest.fixture(autouse=True)
def _no_child_is_left():
    yield
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def spin(_say):
    while True:
        pass


def test_the_answer_of_a_child_comes_back_with_its_messages():
    def work(say):
        say(20, "Laying out pages")
        say(80, "Writing the file")
        return b"made" * 100_000

    assert ended(work) == (b"made" * 100_000, [(20, "Laying out pages"), (80, "Writing the file")])


def test_a_child_changes_nothing_in_its_parent():
    changes = []

    def work(_say):
        changes.append("changed")
        return str(os.getpid()).encode()

    answer, _messages = ended(work)

    assert (changes, int(answer) != os.getpid()) == ([], True)


def lives(pid):
    """Whether a process runs: one that ended and was not waited for yet (Z) does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel of Linux ends it")
def test_a_child_whose_parent_is_killed_does_not_go_on():
    def work(say):
        say(0, str(os.getpid()))
        time.sleep(60)
        return b""

    reader, writer = Pipe(duplex=False)
    parent = os.fork()
    if parent == 0:
        child.run(work, say=lambda _percent, pid: writer.send(int(pid)), beat=lambda: None, limits=SOON)
        os._exit(0)
    pid = reader.recv()
    assert lives(pid)

    os.kill(parent, signal.SIGKILL)
    os.waitpid(parent, 0)

    until = time.monotonic() + 10
    while lives(pid) and time.monotonic() < until:
        time.sleep(0.01)
    assert not lives(pid)


def test_an_error_in_a_child_is_told():
    def work(_say):
        raise ZeroDivisionError("no weights")

    with pytest.raises(child.ChildFailed, match="ZeroDivisionError: no weights"):
        ended(work)


def test_a_child_that_ends_without_a_word_is_noticed():
    with pytest.raises(child.ChildFailed, match="ended with 3"):
        ended(lambda _say: os._exit(3))


@pytest.mark.slow
def test_a_child_that_computes_too_long_is_ended():
    with pytest.raises(jobs.Unfit, match="more than 1 seconds of computing"):
        ended(spin, limits=Limits(cpu=1, turn=0.05))


def test_a_child_that_waits_too_long_is_ended():
    def work(_say):
        time.sleep(60)
        return b""

    with pytest.raises(jobs.Unfit, match="stopped after 0 seconds"):
        ended(work, limits=Limits(wall=0.2, turn=0.05))


def test_a_child_of_a_parent_that_has_grown_has_room_of_its_own():
    """A fork begins with all that its parent has: a limit below that would end it before its first byte."""
    mine = child._address_space()
    limits = child.Limits(memory=mine // 2, room=256 * child.MEBIBYTE)

    assert (
        child.run(lambda _say: bytes(64 * child.MEBIBYTE)[:3], say=print, beat=lambda: None, limits=limits) == b"\0" * 3
    )


def test_a_child_that_takes_too_much_memory_is_ended():
    with pytest.raises(jobs.Unfit, match="more than 1536 MiB of memory"):
        ended(lambda _say: bytes(bytearray(2 * 1024 * child.MEBIBYTE)))


def test_a_lost_lease_ends_the_child():
    def beat():
        raise jobs.LeaseLost("taken over")

    with pytest.raises(jobs.LeaseLost):
        ended(lambda _say: time.sleep(60) or b"", beat=beat)


def test_a_child_holds_no_descriptor_but_its_pipe():
    descriptor = os.open(os.devnull, os.O_RDONLY)
    try:
        answer, _messages = ended(
            lambda _say: " ".join(entry.name for entry in Path("/proc/self/fd").iterdir()).encode()
        )
    finally:
        os.close(descriptor)

    descriptors = sorted(int(number) for number in answer.split())
    assert descriptors[:3] == [0, 1, 2]
    assert len(descriptors) == 5  # the pipe, and the folder that is being listed


@pytest.mark.django_db
def test_a_child_cannot_ask_the_database():
    assert Job.objects.count() == 0  # a connection is open in the parent

    with pytest.raises(child.ChildFailed, match="rendered from its frozen dictionary alone"):
        ended(lambda _say: str(Job.objects.count()).encode())

    assert Job.objects.count() == 0


@pytest.mark.slow
@pytest.mark.django_db
def test_a_job_that_computes_for_ever_fails_with_the_reason_and_the_worker_does_the_next():
    now = clock.db_now()
    endless, good = (jobs.request("tests.fork", target=name, input_hash=name, by=None, at=now) for name in "ab")

    def work(job, progress):
        task = spin if job.pk == endless.pk else lambda _say: b"made"
        answer = child.run(task, say=progress.say, beat=progress.beat, limits=Limits(cpu=1, turn=0.05))
        return jobs.JobProduct(answer, "made.txt", "text/plain")

    jobs.run(endless.pk, work)
    jobs.run(good.pk, work)

    endless.refresh_from_db()
    good.refresh_from_db()
    why = "The review needs more than 1 seconds of computing and was stopped. Its data is in the API."
    assert [(job.state, job.why) for job in (endless, good)] == [("failed", why), ("ready", "")]
