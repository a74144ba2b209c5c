"""One clock: whoever asks for the time asks `core.clock`, so that a moved clock is moved for everybody."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
READERS = re.compile(
    r"\b(?:datetime|timezone|date)\.(?:now|utcnow|today)\(|\btime\.time(?:_ns)?\(|\bauto_now|\bNow\(|\blocaldate\(|"
    r"clock_timestamp\(|strftime\('|\bnow\(\)|CURRENT_(?:TIMESTAMP|DATE|TIME)|\{% now |Date\.now\(|new Date\(\)",
    re.IGNORECASE,
)
# Who reads another clock, and why that is right.
MACHINE = {
    "core/clock.py": "the clock itself",
    "core/uptime/clocks.py": "compares the machine's clock with the database's",
    "core/accounts/fresh.py": "how long ago the library noted what was shown again, by the library's own clock",
    "core/triggers.py": "the database lets go of a security event by its own day, whatever the clock was moved to",
    "core/integrity/artifacts.py": "the age of a file, which the file system stamps",
    "core/documents/integrity.py": "the age of a document, which its storage stamps",
    "offline/__main__.py": "whoever verifies a file has no site, and asks about today",
    "core/processes/serve.py": "the name of a folder that is put aside",
    "procurement/bids/static/bids/clock.js": "whether the machine slept while a page was open: its two clocks come apart",
    "procurement/bids/static/bids/upload.js": "how fast a file leaves the browser",
    "procurement/bids/store.py": "the age of a file, which the file system stamps",
}


def readers():
    """{path: lines that read a clock}, of code, templates and scripts; without migrations."""
    paths = [
        path
        for folder in ("core", "suppliers", "scoring", "offline", "procurement", "templates")
        for path in (ROOT / folder).rglob("*")
        if path.suffix in {".py", ".html", ".js", ".txt"} and "migrations" not in path.parts
    ]
    lines = {path.relative_to(ROOT).as_posix(): _reading(path.read_text(encoding="utf-8")) for path in paths}
    return {path: reading for path, reading in lines.items() if reading}


def _reading(text):
    return [line.strip() for line in text.splitlines() if READERS.search(line.replace("db_now(", ""))]


def test_nobody_reads_another_clock():
    assert {path: lines for path, lines in readers().items() if path not in MACHINE} == {}


def test_the_list_of_other_clocks_has_no_entry_too_many():
    assert set(MACHINE) == set(readers())


def test_every_kind_of_reader_is_seen():
    text = "datetime.now(UTC)\ntimezone.now()\ndate.today()\ntime.time()\nSELECT now()\n{% now 'Y' %}\nnew Date()\n"

    assert _reading(text) == text.splitlines()
    assert _reading("clock.db_now()\ntime.monotonic()\nknown()\n") == []
