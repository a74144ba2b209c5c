"""The bounded child: what it gives back, what it cannot do, and how it ends."""

import os
import time

import pytest

from core import child_main
from core.child import MEBIBYTE, ChildLimits, ChildStopped, StopReason, run_in_child
from tests.core import child_functions

SHORT = ChildLimits(cpu=1, wall=30.0, memory=256 * MEBIBYTE, answer=1000)


def stopped(function, limits=SHORT):
    with pytest.raises(ChildStopped) as refused:
        run_in_child(function, b"", limits)
    return refused.value.reason, refused.value.error


def test_a_function_of_ours_gets_the_bytes_and_gives_its_answer():
    assert run_in_child(child_functions.upper, b"lamps" * 100_000) == b"LAMPS" * 100_000


def test_what_libraries_print_is_not_the_answer():
    assert run_in_child(child_functions.chatter, b"answer") == b"answer"


def test_the_child_has_no_environment_and_no_django(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "87654.32")

    environment, modules = eval(run_in_child(child_functions.environment, b""))
    assert set(environment) <= {"LC_CTYPE"}
    assert modules == []


def test_the_child_limits_itself():
    assert eval(run_in_child(child_functions.limits, b"", SHORT)) == [1, 256 * MEBIBYTE, 0, 64, 0]


@pytest.mark.slow
def test_endless_computing_is_ended():
    assert stopped(child_functions.spin) == (StopReason.TIME, "")


def test_endless_waiting_is_ended_on_the_clock():
    before = time.monotonic()

    assert stopped(child_functions.sleep, ChildLimits(wall=0.5)) == (StopReason.TIME, "")
    assert time.monotonic() - before < 20


def test_too_much_memory_is_refused():
    assert stopped(child_functions.hoard) == (StopReason.MEMORY, "MemoryError")


def test_an_answer_above_its_limit_is_refused():
    with pytest.raises(ChildStopped, match="answer"):
        run_in_child(child_functions.upper, bytes(1001), SHORT)


def test_a_fault_is_named_by_its_class_and_never_quoted():
    with pytest.raises(ChildStopped) as refused:
        run_in_child(child_functions.crash, b"", SHORT)
    assert str(refused.value) == "failed ValueError"


def test_a_child_that_dies_has_failed():
    assert stopped(child_functions.die) == (StopReason.FAILED, "")


def test_the_child_reaches_no_network_no_process_and_no_file():
    refused = eval(run_in_child(child_functions.try_everything, b"", SHORT))

    assert refused == dict.fromkeys(child_functions.FORBIDDEN, "PermissionError")


def test_the_interpreter_may_still_read_its_library():
    assert run_in_child(child_functions.read_library, b"") != b""


# --- the guard by itself ---


def test_a_child_whose_parent_is_gone_ends():
    pid = os.fork()
    if pid == 0:
        child_main.die_with(parent=-1)
        os._exit(9)  # pragma: no cover -- not reached

    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0


@pytest.mark.parametrize(
    ("path", "flags", "may"),
    [
        ("/library/module.py", os.O_RDONLY, True),
        (b"/library", os.O_RDONLY, True),
        ("/library-of-others/module.py", os.O_RDONLY, False),
        ("/library/../etc/passwd", os.O_RDONLY, False),
        ("/library/module.py", os.O_RDWR, False),
        (3, os.O_WRONLY, True),
    ],
)
def test_what_may_be_opened(path, flags, may):
    assert child_main.may_open((path, "r", flags), ("/library",)) is may
