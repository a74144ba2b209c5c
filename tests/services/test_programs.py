"""Programs that bid against a real server: both documented examples, and twenty requests at once with one key."""

import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from tests.bids.submitting.programs import bundle, sealed_part
from tests.services import servers
from tests.services.canaries import hits, spellings
from tests.services.conftest import ROOT, Installation, environment

pytestmark = pytest.mark.service
CANARY = "87654.32"
KEY = "1d4b5c1e-75a0-4c43-9d2d-3f2f7a8f4c11"
AT_ONCE = 20
PLAN = b"The plan of the works, page after page. " * 5_000


class Server:
    """A site that serves, and what its suppliers have."""

    def __init__(self, installation, *folders):
        self.installation, self.port = installation, servers.free_port()
        self.folders = [installation.data, *folders]
        self.about = self.tell(do="begin", firms=4, ready=2)
        options = ["--workers", "1", "--worker-class", "core.processes.web.Worker", "--threads", "8"]
        bind = ["--bind", f"127.0.0.1:{self.port}", "--no-control-socket", "--log-level", "warning", "--timeout", "120"]
        installation.start("-m", "gunicorn", "procurement.wsgi:application", *options, *bind, log="web")
        servers.wait_until(lambda: servers.listens(self.port), 90, "the site listens")

    @property
    def address(self):
        return f"http://127.0.0.1:{self.port}"

    def tell(self, **command):
        done = subprocess.run(
            [sys.executable, "-m", "tests.services.bidders"],
            input=json.dumps(command),
            env=self.installation.env,
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def ask(self, who, method, path, content=None, **headers):
        """(status, body, headers) of one request of a team."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        named |= {"Authorization": f"Token {who['token']}", "Draft-Key": who.get("key", "")}
        address = f"{self.address}/api/v1/bids/{who['bid']}/{path}"
        request = urllib.request.Request(address, data=content, headers=named, method=method)
        try:
            with urllib.request.urlopen(request, timeout=120) as answer:
                return answer.status, answer.read(), answer.headers
        except urllib.error.HTTPError as error:
            return error.code, error.read(), error.headers

    def until_answered(self, who, path, content=None, **headers):
        """(the statuses on the way, the last body) of a request that is repeated while it is under way."""
        statuses = []
        until = time.monotonic() + 120
        while time.monotonic() < until:
            status, body, answered = self.ask(who, "POST", path, content, Idempotency_Key=KEY, **headers)
            statuses.append(status)
            if status not in {409, 503}:
                return statuses, body
            time.sleep(float(answered.get("Retry-After", 1)))
        pytest.fail(f"no answer: {statuses}, {body}")


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def server(request, tmp_path_factory, django_db_setup, django_db_blocker):
    """On SQLite on a copy of the tests' own database, which is empty."""
    data = tmp_path_factory.mktemp(request.param)
    (data / "tmp").mkdir()
    more = {"BIDS_FREE_BYTES": "0", "TMPDIR": str(data / "tmp"), "DEBUG": "", "EVENHAND_DEMO": "1"}
    if request.param == "sqlite":
        if connection.vendor != "sqlite":
            pytest.skip("its database is a file")
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(data / "evenhand.sqlite3")])
        yield from serving(Installation(data, environment(data, **more)))
        return
    with servers.postgres(like=request.getfixturevalue("cluster")) as url:
        yield from serving(Installation(data, environment(data, DATABASE_URL=url, **more)), servers.data_folder(url))


def serving(installation, *folders):
    try:
        yield Server(installation, *folders)
    finally:
        installation.end()


def run(argv, folder, **more):
    """What a process of a supplier printed; on its machine there is no site."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "VIRTUAL_ENV") if name in os.environ}
    env = kept | {"PYTHONPATH": str(ROOT)} | more
    done = subprocess.run(
        [sys.executable, *map(str, argv)],
        cwd=folder,
        env=env,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


def example(server, name, folder, *options, firm, **changed):
    bid = server.about["bid"] | {"supplier": firm["supplier"], **changed}
    bid["files"] = [{"path": "plan.txt", "belongs_to": "technical"}]
    (folder / "plan.txt").write_bytes(PLAN)
    (folder / "bid.json").write_text(json.dumps(bid))
    program = ROOT / "docs" / "api" / name
    argv = [program, "--site", server.address, "--bid", "bid.json", "--out", "out", *options]
    return run(argv, folder, EVENHAND_TOKEN=firm["token"])


@pytest.fixture
def firm(server):
    """A firm that has no bid yet."""
    return server.about["firms"].pop()


def verified(server, folder, *more):
    argv = ["-m", "offline", "verify", "out/receipt.json", "--key", server.about["fingerprint"]]
    return run([*argv, "--slip", "out/slip.json", *more], folder)


def test_a_bid_is_written_and_submitted_over_tls(server, firm, tmp_path):
    code, printed, faults = example(server, "submit_over_tls.py", tmp_path, firm=firm)

    assert (code, faults, printed[:19]) == (0, "", "Version 1 received ")
    code, sentences, faults = verified(server, tmp_path)
    assert (code, faults) == (0, ""), sentences
    assert "It was signed with the key that you named." in sentences
    again = example(server, "submit_over_tls.py", tmp_path, firm=firm)
    assert (again[0], again[1]) == (0, printed)  # run again it is the same bid
    assert hits_of_bid(server) == {}
    assert [oct((tmp_path / "out" / name).stat().st_mode & 0o777) for name in ("draft.json", "slip.json")] == [
        "0o600"
    ] * 2


def test_a_bid_is_sealed_by_its_sender_and_submitted(server, firm, tmp_path):
    code, printed, faults = example(server, "submit_sealed.py", tmp_path, "--keyset", server.about["keyset"], firm=firm)

    assert (code, faults, printed[:19]) == (0, "", "Version 1 received ")
    payloads = [f"out/payload-1-{kind}" for kind in ("technical", "price")]
    assert CANARY.encode() in (tmp_path / payloads[1]).read_bytes()
    assert PLAN in (tmp_path / payloads[0]).read_bytes()
    named = [option for path in payloads for option in ("--payload", path)]
    code, sentences, faults = verified(server, tmp_path, *named)
    assert (code, faults) == (0, ""), sentences
    assert hits_of_bid(server) == {}
    again = example(server, "submit_sealed.py", tmp_path, "--keyset", server.about["keyset"], firm=firm)
    assert (again[0], again[1]) == (0, printed)
    replaced = example(server, "submit_sealed.py", tmp_path, "--keyset", server.about["keyset"], "--replace", firm=firm)
    assert (replaced[0], replaced[1][:19]) == (0, "Version 2 received ")
    assert verified(server, tmp_path, *named)[0] == 0


def test_other_keys_than_those_of_the_notice_stop_the_program(server, firm, tmp_path):
    code, _printed, faults = example(server, "submit_sealed.py", tmp_path, "--keyset", "ab" * 32, firm=firm)

    assert (code, "The site names other opening keys than the notice." in faults) == (1, True)
    assert not (tmp_path / "out" / "bundle.sbb1").exists()


def test_what_is_missing_is_said_and_nothing_is_submitted(server, firm, tmp_path):
    before = server.tell(do="look")
    code, _printed, faults = example(server, "submit_over_tls.py", tmp_path, firm=firm, prices={})

    assert (code, "Missing. Write 0 if it costs nothing." in faults) == (1, True)
    assert server.tell(do="look") == before


def hits_of_bid(server):
    """Where a price of the bid, or its file, stands in the clear: database, log, drafts, envelopes, temporary files."""
    control = server.installation.data / "control"
    control.write_text(f"... {CANARY} EUR")
    here = hits(server.folders, spellings(CANARY) | spellings(PLAN[:40]))
    control.unlink()
    assert here.pop("control")
    return here


def test_of_twenty_at_once_with_one_key_one_bid_and_one_receipt(server):
    who, before = server.about["ready"][0], server.tell(do="look")["rows"]

    with ThreadPoolExecutor(AT_ONCE) as threads:
        answers = list(threads.map(lambda _number: server.until_answered(who, "versions/"), range(AT_ONCE)))
    receipts = {server.ask(who, "GET", "versions/1/receipt/")[1] for _number in range(3)}

    assert {statuses[-1] for statuses, _body in answers} == {201}
    assert len({body for _statuses, body in answers}) == len(receipts) == 1
    seen = server.tell(do="look")
    assert [now - then for now, then in zip(seen["rows"], before, strict=True)] == [1, 1, 2, 0, 0]
    assert (seen["orphans"], seen["missing"]) == (0, 0)

    changed = json.dumps({"seen": 1, "fields": {"1/lamp": "5"}}).encode()
    assert server.ask(who, "PUT", "parts/prices/", changed, Content_Type="application/json")[0] == 200
    status, body, _headers = server.ask(who, "POST", "versions/", Idempotency_Key=KEY)
    assert (status, json.loads(body)["reason"]) == (422, "other_content")
    assert server.tell(do="look") == seen


def test_of_twenty_bundles_at_once_with_one_key_one_is_taken(server):
    who, before = server.about["ready"][1], server.tell(do="look")["rows"]
    facts = json.loads(server.ask(who, "GET", "sealing/")[1])
    first, other = (bundle([sealed_part(facts, part) for part in facts["parts"]]) for _time in range(2))
    kind = {"Content_Type": "application/octet-stream"}

    with ThreadPoolExecutor(AT_ONCE) as threads:
        answers = list(
            threads.map(lambda _number: server.until_answered(who, "versions/sealed/", first, **kind), range(AT_ONCE))
        )

    assert {statuses[-1] for statuses, _body in answers} == {201}
    assert len({body for _statuses, body in answers}) == 1
    seen = server.tell(do="look")
    assert [now - then for now, then in zip(seen["rows"], before, strict=True)] == [1, 1, 2, 0, 0]
    assert (seen["orphans"], seen["missing"]) == (0, 0)
    status, body, _headers = server.ask(who, "POST", "versions/sealed/", other, Idempotency_Key=KEY, **kind)
    assert (status, json.loads(body)["reason"]) == (422, "other_content")
    assert server.tell(do="look") == seen
