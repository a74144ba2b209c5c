"""A hundred bids from draft to deadline, at a running site: nothing of what they say stands anywhere.

Looked at are the files of PostgreSQL with its log, a dump, the file of Redis, the logs of web and worker, temporary
files, drafts and envelopes, mails. A control puts the same texts into each of them and is seen in each.
"""

import base64
import socket
import subprocess
import uuid
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from tests.scale import scaled
from tests.services import servers
from tests.services.bidding import Web, bidders_of, received_number, tell
from tests.services.canaries import hits, spellings
from tests.services.conftest import Installation, environment

pytestmark = [pytest.mark.service, pytest.mark.long]
BIDS = 100
SECRET_WORDS = "Kanarienvögel-Zq7Kv9Tw"  # in answers, names and contents of files
SUM = "7391846205"  # in prices; the cents are each bid's own
SUMS = (SUM, "7,391,846,205", "7.391.846.205", "7 391 846 205", "7\N{NO-BREAK SPACE}391\N{NO-BREAK SPACE}846")
SETTINGS = {"EVENHAND_DEMO": "1", "BIDS_FREE_BYTES": "0"}


@dataclass
class City:
    """An installation, and every place where something could stand."""

    installation: Installation
    root: Path
    redis: servers.Redis

    def dump(self):
        """The database as text, in a file of its own."""
        program = servers._postgres_programs() / "pg_dump"
        folder = self.root / "dump"
        folder.mkdir(exist_ok=True)
        with (folder / "dump.sql").open("wb") as file:
            subprocess.run([program, self.url], stdout=file, check=True, timeout=120)

    @property
    def url(self):
        return self.installation.env["DATABASE_URL"]

    def settle(self):
        """Have everything that is in memory lie in files."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute("CHECKPOINT")
        self.say_to_redis("BGREWRITEAOF")
        self.dump()

    def say_to_redis(self, command):
        with socket.create_connection(("127.0.0.1", self.redis.port), timeout=5) as client:
            client.sendall(f"{command}\r\n".encode())
            client.recv(64)

    def places(self):
        """{what: its folder}."""
        data = self.installation.data
        return {
            "database and its log": servers.data_folder(self.url).parent,
            "dump": self.root / "dump",
            "Redis": self.root / "redis",
            "logs, drafts, envelopes, documents": data,
            "temporary files": self.root / "tmp",
            "mails": self.root / "mails",
        }

    def hits(self):
        forms = set().union(*(spellings(text) for text in (SECRET_WORDS, *SUMS)))
        return {what: hits([folder], forms) for what, folder in self.places().items()}


@pytest.fixture
def city(tmp_path, cluster):
    for name in ("data", "redis", "tmp", "mails"):
        (tmp_path / name).mkdir()
    try:
        redis = servers.Redis(tmp_path / "redis")
    except servers.Absent as error:
        pytest.skip(str(error))
    redis.start()
    with servers.postgres(like=cluster) as url:
        more = {
            "DATABASE_URL": url,
            "CELERY_BROKER_URL": redis.url,
            "CACHE_URL": redis.url,
            "TMPDIR": str(tmp_path / "tmp"),
            "EMAIL_URL": f"filemail:///{tmp_path / 'mails'}",
            **SETTINGS,
        }
        installation = Installation(tmp_path / "data", environment(tmp_path / "data", **more))
        yield City(installation, tmp_path, redis)
        installation.end()
    redis.stop()


def write(bidder, number):
    """Everything that is asked for, each text with its canary; a file; the press; once again with another price."""
    fields = {name: dict(texts) for name, texts in bidder.fields.items()}
    for name, text in fields["answers"].items():
        if text == "As it is asked.":
            fields["answers"][name] = f"{SECRET_WORDS} {number}: {text}"
    fields["prices"] = dict.fromkeys(fields["prices"], f"{SUM}.{number % 100:02}")
    fields["claims"] = {name: f"{text} {SECRET_WORDS} {number}" for name, text in fields["claims"].items()}
    for section, texts in fields.items():
        if texts:
            assert bidder.save(section, texts).status == 200, section
    content = f"%PDF-1.4\n{SECRET_WORDS} {number} offers {SUM}.{number % 100:02}\n".encode() * 2000 + b"%%EOF\n"
    assert bidder.upload(f"{SECRET_WORDS}-{number}.pdf", content, ("technical", "price")[number % 2]).status == 204
    for path in ("", "check/", "answers/", "prices/", "files/"):
        assert bidder.ask("GET", path).status in {200, 302}, path
    first = bidder.press(uuid.uuid4().hex)
    assert received_number(first) == 1, first.content.decode()[-3000:]
    return fields


def test_nothing_of_a_hundred_bids_stands_anywhere(city, capsys):
    begun = tell(city.installation, "tests.services.teams", do="begin", count=scaled(BIDS, least=3), is_whole=False)
    city.installation.worker()
    web = Web(city.installation)
    bidders = bidders_of(web, begun)
    fields = [write(bidder, number) for number, bidder in enumerate(bidders)]
    assert all(SECRET_WORDS in text for each in fields for text in each["claims"].values())
    assert all(SUM in text for each in fields for text in each["prices"].values())
    # What goes wrong must say nothing either: a save that is refused, a press too late, a page of an error.
    broken = bidders[0]
    broken.ask("POST", "prices/", b"\xff" * 50 + SUM.encode(), Content_Type="multipart/form-data; boundary=x")
    broken.ask(
        "POST", "answers/", f"{SECRET_WORDS}={SUM}&seen=99".encode(), Content_Type="application/x-www-form-urlencoded"
    )
    assert tell(city.installation, "tests.services.teams", do="close", tender=begun["tender"]) == {"state": "closed"}
    assert received_number(broken.press(uuid.uuid4().hex)) is None
    city.settle()

    hits_here = city.hits()

    sizes = {
        what: sum(f.stat().st_size for f in folder.rglob("*") if f.is_file()) for what, folder in city.places().items()
    }
    with capsys.disabled():
        print(f"\n{len(bidders)} bids; looked at, in kB:", {what: size // 1000 for what, size in sizes.items()})
    assert [what for what, size in sizes.items() if not size] == []
    assert hits_here == {what: {} for what in city.places()}
    stored = city.installation.data / "bids"
    assert sum(1 for file in (stored / "envelopes").iterdir()) == 2 * len(bidders)
    assert set(_seen_by_the_control(city)) == set(city.places())


def _seen_by_the_control(city):
    """The places in which the same texts are seen, once they are put there as each keeps its things."""
    with psycopg.connect(city.url, autocommit=True) as connection:
        connection.execute("CREATE TABLE control (text text, bytes bytea)")
        connection.execute("INSERT INTO control VALUES (%s, %s)", [f"… {SECRET_WORDS} …", SUM.encode()])
    city.say_to_redis(f"SET control x{SUM}")
    data = city.installation.data
    (data / "control.log").write_text(f"POST /bids/?q={SECRET_WORDS.encode().hex()}")
    (city.root / "tmp" / "control").write_bytes(SECRET_WORDS.encode("utf-16-be"))
    (city.root / "mails" / "control").write_text(base64.b64encode(f"zz{SUM}.17 EUR".encode()).decode())
    city.settle()
    return {what for what, files in city.hits().items() if files}
