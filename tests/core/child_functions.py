"""What the tests of the child have it do. No Django here: the child imports this module."""

import ctypes
import importlib
import os
import resource
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path


def upper(content):
    return content.upper()


def chatter(content):
    print("library talk")
    os.write(1, b"more of it")
    return content


def environment(_content):
    return repr((dict(os.environ), [name for name in ("django", "core.models") if name in sys.modules])).encode()


def limits(_content):
    names = ("RLIMIT_CPU", "RLIMIT_AS", "RLIMIT_FSIZE", "RLIMIT_NOFILE", "RLIMIT_CORE")
    return repr([resource.getrlimit(getattr(resource, name))[0] for name in names]).encode()


def dumpable(_content):
    """The two limits on core files, and whether another process may read this one's memory."""
    allowed = ctypes.CDLL(None).prctl(3)
    return " ".join(map(str, (*resource.getrlimit(resource.RLIMIT_CORE), allowed))).encode()


def spin(_content):
    while True:
        pass


def sleep(_content):
    time.sleep(60)


def hoard(_content):
    return bytes(2**30)


def crash(_content):
    raise ValueError("/etc/passwd: secret text of a file")


def die(_content):
    os._exit(3)


FORBIDDEN = {
    "connect": lambda: socket.create_connection(("127.0.0.1", 9)),
    "look up": lambda: socket.getaddrinfo("city.example", 80),
    "fetch": lambda: urllib.request.urlopen("http://city.example"),
    "start": lambda: subprocess.run(["true"], check=True),
    "fork": os.fork,
    "read outside": lambda: Path("/etc/hostname").read_bytes(),
    "read around": lambda: Path(f"{sys.prefix}/../../../../../../../etc/hostname").read_bytes(),
    "write": lambda: Path(f"{sys.prefix}/written").write_bytes(b"x"),
}


def try_everything(_content):
    """{act: the exception that refused it}"""
    refused = {}
    for name, act in FORBIDDEN.items():
        try:
            act()
        except PermissionError as error:
            refused[name] = type(error).__name__
    return repr(refused).encode()


def read_library(_content):
    return Path(os.__file__).read_bytes()[:1]


def command_line(_content):
    """What other processes of the machine may read about this one, and the name of this function."""
    seen = [Path(f"/proc/self/{name}").read_bytes() for name in ("cmdline", "environ")]
    return b"\n".join([*seen, b"command_line"])


def modules_beside(content):
    """What the import of a module brings of the site's framework and apps."""
    importlib.import_module(content.decode())
    framework = {"django", "celery", "procurement", "suppliers"}
    return " ".join(name for name in sys.modules if name.partition(".")[0] in framework).encode()
