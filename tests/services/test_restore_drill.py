"""A backup is restored: beside the site in a drill, and in the place of a site that was lost (RELIABILITY F18)."""

import json
import re
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing

import psycopg
import pytest

from tests.services import servers
from tests.services.bidding import tell
from tests.services.conftest import ROOT, Installation, environment

pytestmark = pytest.mark.service
BIDS = 3


@pytest.fixture(params=["sqlite", "postgresql"])
def city(request, tmp_path, migrated, cluster):
    """A site with a tender that waits for the work of its opening, on either engine."""
    data = tmp_path / "site"
    data.mkdir()
    if request.param == "sqlite":
        shutil.copy(migrated, data / "evenhand.sqlite3")
        yield _filled(Installation(data, environment(data, EVENHAND_DEMO="1", BIDS_FREE_BYTES="0")))
        return
    with servers.postgres(like=cluster) as url:
        more = {"DATABASE_URL": url, "EVENHAND_DEMO": "1", "BIDS_FREE_BYTES": "0"}
        yield _filled(Installation(data, environment(data, **more)))


def _filled(installation):
    tell(installation, "tests.services.ceremonies", do="begin", bids=BIDS)
    return installation


def manage(city, *argv):
    """(code, output) of a command, which may fail."""
    argv = (sys.executable, "manage.py", *map(str, argv))
    done = subprocess.run(argv, env=city.env, cwd=ROOT, capture_output=True, text=True, timeout=600, check=False)
    return done.returncode, done.stdout + done.stderr


def rows(city, sql):
    """Of a statement, straight from the database."""
    if url := city.env.get("DATABASE_URL"):
        with psycopg.connect(url) as database:
            return database.execute(sql).fetchall()
    with closing(sqlite3.connect(city.data / "evenhand.sqlite3")) as database:
        return database.execute(sql).fetchall()


def heads(city):
    listed = rows(city, "SELECT origin, size, root FROM core_auditlog")
    return {origin: (size, root) for origin, size, root in listed}


def lose(city):
    """Everything of the site is gone but its keys."""
    for name in ("bids", "files", "documents"):
        shutil.rmtree(city.data / name, ignore_errors=True)
    if url := city.env.get("DATABASE_URL"):
        with psycopg.connect(url, autocommit=True) as database:
            database.execute("DROP SCHEMA public CASCADE")
            database.execute("CREATE SCHEMA public")
        return
    for path in city.data.glob("evenhand.sqlite3*"):
        path.unlink()


def test_a_backup_is_drilled_a_lost_site_comes_back_and_what_is_wrong_is_named(city, tmp_path, capsys):
    backup = tmp_path / "backup"
    city.manage("backup", str(backup))
    before = heads(city)
    assert (backup.stat().st_mode & 0o777, (backup / "manifest.json").stat().st_mode & 0o777) == (0o700, 0o600)

    code, text = manage(city, "restore_drill", backup)

    assert (code, "The backup can be restored." in text) == (0, True), text
    [(restored, verified)] = re.findall(r"Restored after ([\d.]+) s, verified after ([\d.]+) s", text)
    with capsys.disabled():
        print(f"\nrestore drill ({city.env.get('DATABASE_URL', 'sqlite')[:10]}): {restored} s, verified {verified} s")
    assert not (city.data / "restore-drill").exists()
    assert heads(city) == before

    _wrong_backups_are_named(city, backup, tmp_path)
    _a_lost_site_comes_back(city, backup, before)
    _a_site_that_was_set_back_is_named(city, backup, tmp_path)


def _wrong_backups_are_named(city, backup, tmp_path):
    manifest = json.loads((backup / "manifest.json").read_text())
    envelope = next(row["path"] for row in manifest["files"] if row["path"].startswith("bids/envelopes/"))
    for path, change, sentence in (
        (envelope, lambda content: bytes([content[0] ^ 1]) + content[1:], f"{envelope} was changed"),
        (manifest["dump"], lambda content: content[: len(content) * 2 // 3], f"{manifest['dump']} was changed"),
    ):
        wrong = tmp_path / "wrong"
        shutil.copytree(backup, wrong)
        (wrong / path).write_bytes(change((wrong / path).read_bytes()))
        code, text = manage(city, "restore_drill", wrong)
        assert (code, "can be restored" in text) == (1, False), text
        assert sentence in text or "pg_restore:" in text or "no database" in text or "malformed" in text, text
        shutil.rmtree(wrong)
    assert manage(city, "restore_drill", tmp_path)[0] == 1  # no manifest


def _a_lost_site_comes_back(city, backup, before):
    assert "move it aside first" in (refused := manage(city, "restore", backup)[1]) or "has tables" in refused
    lose(city)

    assert city.manage("restore", str(backup)).startswith("Restored as it was on")

    after = heads(city)
    assert {origin: head for origin, head in after.items() if origin != "platform"} == {
        origin: head for origin, head in before.items() if origin != "platform"
    }
    assert after["platform"][0] == before["platform"][0] + 1
    [(body,)] = rows(city, "SELECT body FROM core_auditleaf WHERE kind = 'log.restored'")
    facts = json.loads(body)["facts"]
    assert (facts["size"], facts["root"]) == before["platform"]
    assert " 0 faults" in city.manage("verify")
    assert rows(city, "SELECT count(*) FROM bids_bidrevision") == [(BIDS,)]


def _a_site_that_was_set_back_is_named(city, backup, tmp_path):
    """A later backup is drilled at a site that somebody set back to an earlier one."""
    later = tmp_path / "later"
    city.manage("backup", str(later))
    assert manage(city, "restore_drill", later)[0] == 0
    lose(city)
    city.manage("restore", str(backup))
    code, text = manage(city, "restore_drill", later)

    assert code == 1
    assert "The log platform of this site does not begin with that of the backup." in text
