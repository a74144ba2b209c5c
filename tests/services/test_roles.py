"""PostgreSQL with two roles: the owner migrates, the site runs as another that owns nothing."""

import subprocess
import sys

import psycopg
import pytest

from tests.services.conftest import ROOT, Installation, environment

pytestmark = pytest.mark.service
ROLE = "evenhand_app"
REPLACED = "CREATE OR REPLACE FUNCTION evaluations_mark_no_update() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'"


@pytest.fixture(scope="module")
def role_url(postgres_url, tmp_path_factory) -> str:
    owner = Installation(data := tmp_path_factory.mktemp("roles"), environment(data, DATABASE_URL=postgres_url))
    sql = owner.manage("roles", "--role", ROLE)
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        for _ in range(2):  # it may be run again
            connection.execute(sql)
    return postgres_url.replace("//evenhand@", f"//{ROLE}@")


@pytest.fixture
def site(role_url, postgres_url, tmp_path):
    installation = Installation(tmp_path, environment(tmp_path, DATABASE_URL=role_url))
    yield installation
    installation.end()


def shell(installation, code: str) -> str:
    return installation.manage("shell", "--no-imports", "--verbosity", "0", "-c", code)


ACT = """
from core import audit, triggers
from core.clock import db_now
from core.models import Authority
from django.db import transaction
with transaction.atomic():
    audit.record(audit.CoreLeafKind.ACCOUNT_CREATED, Authority.objects.create(name="Lindmark"), by=None, at=db_now())
print(audit.AuditLeaf.objects.count(), triggers.faults())
"""


@pytest.fixture(scope="module")
def logged(role_url, tmp_path_factory) -> int:
    """How many leaves the site has written as the role, once for all attacks on them."""
    data = tmp_path_factory.mktemp("logged")
    return int(shell(Installation(data, environment(data, DATABASE_URL=role_url)), ACT).split()[0])


def test_the_site_works_as_the_role_and_sees_its_triggers(site):
    assert shell(site, ACT).split(maxsplit=1)[1].strip() == "[]"
    assert site.manage("check", "--database", "default")


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE core_auditleaf SET body = 'forged'",
        "DELETE FROM evaluations_mark",
        "TRUNCATE core_auditleaf CASCADE",
        "TRUNCATE core_auditlog CASCADE",
        "ALTER TABLE core_auditleaf DISABLE TRIGGER ALL",
        "ALTER TABLE core_auditleaf DISABLE TRIGGER core_auditleaf_no_update",
        "ALTER TABLE evaluations_mark ALTER COLUMN reason DROP NOT NULL",
        "DROP TRIGGER core_auditleaf_no_update ON core_auditleaf",
        "DROP TABLE evaluations_mark CASCADE",
        REPLACED,
        "CREATE FUNCTION mine() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
        "SET session_replication_role = replica",
        "UPDATE core_auditlog SET size = 0",
        "DELETE FROM core_auditlog",
        "UPDATE core_auditsecret SET value = 'x'",
        "DELETE FROM django_migrations",
    ],
)
def test_the_role_cannot_change_truncate_or_switch_off(logged, role_url, attack):
    with psycopg.connect(role_url, autocommit=True) as connection:
        before = connection.execute("SELECT count(*), max(hash) FROM core_auditleaf").fetchone()
        assert before[0] >= logged
        with pytest.raises((psycopg.errors.InsufficientPrivilege, psycopg.errors.RaiseException)):
            connection.execute(attack)
        assert connection.execute("SELECT count(*), max(hash) FROM core_auditleaf").fetchone() == before


DONE_BY_THE_OWNER = {
    "ALTER TABLE core_auditleaf DISABLE TRIGGER core_auditleaf_no_update": "core_auditleaf_no_update (switched off)",
    "ALTER TABLE core_auditleaf ENABLE REPLICA TRIGGER core_auditleaf_no_delete": (
        "core_auditleaf_no_delete (switched off)"
    ),
    "DROP TRIGGER core_auditleaf_no_truncate ON core_auditleaf": "core_auditleaf_no_truncate (missing)",
    REPLACED: "evaluations_mark_no_update (changed)",
}
STARTS = {
    "check": ("manage.py", "check", "--database", "default"),
    "web": ("-c", "import procurement.wsgi"),
    "work": ("manage.py", "work", "--once"),
    "serve": ("manage.py", "serve", "--no-web"),
}


def test_what_the_owner_did_to_triggers_is_seen_stops_each_start_and_is_cured(site, postgres_url):
    """All at once, since each start costs seconds: each names every one of them, so each alone would stop it."""
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        for attack in DONE_BY_THE_OWNER:
            connection.execute(attack)
    try:
        outcomes = {name: started(site, argv) for name, argv in STARTS.items()}
    finally:
        owner = Installation(site.data, site.env | {"DATABASE_URL": postgres_url})
        owner.manage("migrate", "--verbosity", "0")

    named = sorted(DONE_BY_THE_OWNER.values())
    assert outcomes == dict.fromkeys(STARTS, (1, named))
    assert site.manage("check", "--database", "default")


def started(site, argv):
    """The exit code of a start, and the faults that it named."""
    done = subprocess.run(
        [sys.executable, *argv], env=site.env, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )
    return done.returncode, sorted(fault for fault in DONE_BY_THE_OWNER.values() if fault in done.stderr)
