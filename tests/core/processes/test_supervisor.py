"""The supervisor on small children: restart, last words, order of the stop."""

import signal
import sys

import pytest

from core.processes import reaper, serve, supervisor


@pytest.fixture
def kept_signals():
    signs = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
    before = [signal.getsignal(sign) for sign in signs]
    yield
    for sign, handler in zip(signs, before, strict=True):
        signal.signal(sign, handler)


@pytest.fixture
def watched(kept_signals):
    """A supervisor and the lines that it writes."""
    lines = []
    watching = supervisor.Supervisor(lines.append)
    yield watching, lines
    if watching.reaper.poll() is None:
        watching.stop()


def python(name, code, **options):
    return supervisor.Child(name, [sys.executable, "-S", "-u", "-c", code], **options)


def test_a_dead_child_is_started_again_after_a_pause_that_doubles(watched):
    watching, lines = watched
    child = python("web", "print('port in use'); raise SystemExit(3)")
    watching.add(child)
    assert watching.wait_for(lambda: child.pause == 2.0, 20)
    assert lines == [
        "[web] port in use",
        "The web ended (exit 3) and starts again in 0.5 s. Its last lines:",
        "    port in use",
        "[web] port in use",
        "The web ended (exit 3) and starts again in 1 s. Its last lines:",
        "    port in use",
    ]


def test_a_quiet_child_speaks_only_when_it_dies(watched):
    watching, lines = watched
    child = python("broker", "print('loaded'); import os; os.kill(os.getpid(), 9)", quiet=True)
    watching.add(child)
    assert watching.wait_for(lambda: child.pause == 1.0, 10)
    assert lines == ["The broker ended (signal 9) and starts again in 0.5 s. Its last lines:", "    loaded"]


def test_the_end_of_a_line_without_a_line_feed_is_not_lost(watched):
    watching, lines = watched
    child = python("demo", "print('one'); print('tw' + chr(246), end='')", once=True)
    watching.add(child)
    assert watching.wait_for(lambda: child.code is not None, 10)
    assert (lines, child.code) == (["one", "twö"], 0)


STAYS = "import signal, sys, time; signal.signal(15, lambda *_: (print('{0} stops'), sys.exit())); print('up'); time.sleep(60)"


def test_a_stop_ends_the_broker_last(watched):
    watching, lines = watched
    watching.add(python("broker", STAYS.format("broker"), last=True))
    watching.add(python("worker", STAYS.format("worker")))
    assert watching.wait_for(lambda: len(lines) == 2, 10)
    watching.stop()
    assert lines[2:] == ["[worker] worker stops", "[broker] broker stops"]
    assert [child.process for child in watching.children] == [None, None]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("web", "The web did not stop in 0 s and is killed."),
        ("prompt worker", "The prompt worker was still at a job after 0 s and is ended; the job is done again."),
    ],
)
def test_a_child_that_does_not_stop_is_killed(watched, monkeypatch, name, sentence):
    watching, lines = watched
    monkeypatch.setattr(supervisor, "PATIENCE", 0.2)
    watching.add(python(name, "import signal, time; signal.signal(15, signal.SIG_IGN); print('up'); time.sleep(60)"))
    assert watching.wait_for(lambda: lines == [f"[{name}] up"], 10)
    watching.stop()
    assert lines[1:] == [sentence]


def test_what_runs_after_the_start_may_end_it_all(watched):
    watching, _ = watched
    child = python("worker", STAYS.format("worker"))
    assert serve.supervise(watching, [child], after_start=lambda: 7) == 7
    assert child.process is None
    assert watching.reaper.poll() == 0


def test_a_folder_named_for_the_end_is_removed(watched, tmp_path):
    watching, _ = watched
    folder = tmp_path / "socket"
    folder.mkdir()
    watching.remove_at_end(folder)
    watching.stop()
    assert not folder.exists()


def test_nobody_is_told_when_the_group_is_gone():
    assert reaper.send(2**22 - 7, 0) is False
