"""A full disk, a full, busy, closed or broken database: named as what it is, on a page and in a problem."""

import errno
import sqlite3

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.test import Client
from django.urls import reverse

from core import jobs
from core.models import Artifact, AuditLeaf, Job
from core.outages import Outage, outage_of
from procurement.opendata.models import ImportedRecord, SourceFile
from procurement.reports.models import Report
from procurement.tenders.models import Tender
from tests import builders, outages
from tests.opendata import inputs

pytestmark = pytest.mark.django_db
ADVICE = "What you were sending is stored as a whole or not at all: look whether it is there before you send it again."
NO_SPACE = "The server has no space left to store anything. Whoever runs the site has to make room."


def raised(act):
    """What an act of the driver raises, as Django hands it on."""
    try:
        with connection.wrap_database_errors:
            act()
    except (DatabaseError, InterfaceError) as error:
        return error
    raise AssertionError("nothing was raised")


def full(path):
    database = sqlite3.connect(path)
    database.execute("CREATE TABLE words (word TEXT)")
    database.execute("PRAGMA max_page_count = 2")
    return lambda: database.execute("INSERT INTO words VALUES (?)", ["w" * 100_000])


def locked(path):
    first, second = sqlite3.connect(path), sqlite3.connect(path, timeout=0)
    first.execute("BEGIN IMMEDIATE")
    return lambda: second.execute("BEGIN IMMEDIATE")


def read_only(path):
    sqlite3.connect(path).execute("CREATE TABLE words (word TEXT)")
    database = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    return lambda: database.execute("INSERT INTO words VALUES ('w')")


def cut_off(path):
    database = sqlite3.connect(path)
    database.execute("CREATE TABLE words (word TEXT)")

    def insert():
        with outages.no_file_above(8192):
            database.execute("INSERT INTO words VALUES (?)", ["w" * 100_000])
            database.commit()

    return insert


def overwritten(path):
    path.write_bytes(b"no database at all" * 1000)
    database = sqlite3.connect(path)
    return lambda: database.execute("SELECT 1 FROM words")


def elsewhere(path):
    return lambda: sqlite3.connect(path / "nowhere" / "words.sqlite3")


@pytest.mark.parametrize(
    ("prepare", "outage"),
    [
        (full, Outage.FULL),
        (locked, Outage.BUSY),
        (read_only, Outage.READ_ONLY),
        (cut_off, Outage.BROKEN),
        (overwritten, Outage.BROKEN),
        (elsewhere, Outage.BROKEN),
    ],
)
def test_sqlite_says_by_its_number_what_is_the_matter(prepare, outage, tmp_path):
    if connection.vendor != "sqlite":
        pytest.skip("these errors are SQLite's")

    assert outage_of(raised(prepare(tmp_path / "words.sqlite3"))) == outage


def of_postgres(state):
    """Django's error before one of the driver with this SQLSTATE."""
    driver = Exception("the driver's text is not read")
    driver.sqlstate = state
    error = OperationalError("nor is this")
    error.__cause__ = driver
    return error


@pytest.mark.parametrize(
    ("state", "outage"),
    [
        ("53100", Outage.FULL),
        ("53300", Outage.BUSY),
        ("40P01", Outage.BUSY),
        ("55P03", Outage.BUSY),
        ("25006", Outage.READ_ONLY),
        ("57P01", Outage.DOWN),
        ("08006", Outage.DOWN),
        ("58030", Outage.BROKEN),
        ("XX001", Outage.BROKEN),
        ("42P01", None),
        (None, Outage.DOWN),
    ],
)
def test_postgresql_says_by_its_state_what_is_the_matter(state, outage):
    assert outage_of(of_postgres(state)) == outage


@pytest.mark.parametrize(
    ("error", "outage"),
    [
        (OSError(errno.ENOSPC, "full"), Outage.FULL),
        (OSError(errno.EDQUOT, "quota"), Outage.FULL),
        (OSError(errno.EFBIG, "limit"), Outage.FULL),
        (OSError(errno.EROFS, "read only"), Outage.READ_ONLY),
        (FileNotFoundError(errno.ENOENT, "gone"), None),
        (DatabaseError("syntax"), None),
        (InterfaceError("connection already closed"), Outage.DOWN),
        (ValueError("ours"), None),
        (None, None),
    ],
)
def test_an_error_of_ours_is_no_outage(error, outage):
    assert outage_of(error) == outage


def test_what_an_error_was_raised_from_is_read_too():
    error = ValueError("the cache")
    error.__cause__ = OSError(errno.ENOSPC, "full")

    assert outage_of(error) == Outage.FULL


def test_errors_that_name_each_other_end():
    first, second = ValueError("1"), ValueError("2")
    first.__context__, second.__context__ = second, first

    assert outage_of(first) is None


# --- the site without a free page ---


def rows():
    return [model.objects.count() for model in (Report, Job, AuditLeaf, Artifact, Tender, SourceFile)]


@pytest.fixture
def officer(transactional_db, settings):
    settings.MFA_REQUIRED_ROLES = []
    return builders.person("officer")


@pytest.fixture
def browser(officer):
    client = Client(raise_request_exception=False)
    client.force_login(officer)
    return client


def test_a_page_without_space_says_so_and_stores_nothing(browser):
    address = reverse("reports:request", args=[builders.frozen_evaluation().pk])
    before = rows()

    with outages.full_database():
        response = browser.post(address, {"variant": "pdf/a-3a"})

    text = response.content.decode()
    assert (response.status_code, ">No space left</h1>" in text) == (507, True)
    assert (NO_SPACE in text, ADVICE in text) == (True, True)
    assert "database or disk" not in text
    assert rows() == before
    assert browser.post(address, {"variant": "pdf/a-3a"}).status_code == 302


def test_the_api_without_space_gives_a_problem_and_stores_nothing(browser):
    address = reverse("api:report-request", args=[builders.frozen_evaluation().pk])
    before = rows()

    with outages.full_database():
        response = browser.post(address, {}, content_type="application/json")

    assert response.json() == {
        "type": "about:blank",
        "title": "Insufficient Storage",
        "status": 507,
        "detail": f"{NO_SPACE} {ADVICE}",
        "instance": address,
    }
    assert (response.status_code, response["Content-Type"]) == (507, "application/problem+json")
    assert rows() == before


def test_the_page_of_an_outage_carries_the_headers_of_every_page(browser):
    address = reverse("reports:request", args=[builders.frozen_evaluation().pk])

    with outages.full_database():
        response = browser.post(address, {"variant": "pdf/a-3a"})

    assert response["X-Frame-Options"] == "DENY"
    assert "default-src 'self'" in response["Content-Security-Policy"]
    assert response["Cache-Control"] == "private, no-store"


def refuse_all(execute, sql, params, many, context):
    raise OperationalError("could not connect to db.internal as evenhand")


@pytest.mark.parametrize("address", ["/", "/tenders/", "/accounts/login/", "/nowhere"])
def test_a_page_without_a_database_is_503_for_whoever_has_a_session(address, client):
    client.force_login(builders.person("officer"))
    client.raise_request_exception = False

    with connection.execute_wrapper(refuse_all):
        response = client.get(address)

    text = response.content.decode()
    assert (response.status_code, ">The database does not answer</h1>" in text) == (503, True)
    assert (response["Retry-After"], response["X-Frame-Options"]) == ("60", "DENY")
    assert "default-src 'self'" in response["Content-Security-Policy"]
    assert "db.internal" not in text


def test_the_api_without_a_database_is_503(client):
    client.raise_request_exception = False

    with connection.execute_wrapper(refuse_all):
        response = client.get("/api/v1/tenders/", headers={"Authorization": f"Token {'a' * 64}"})

    assert (response.status_code, response["Content-Type"]) == (503, "application/problem+json")
    assert response.json()["detail"] == (
        f"The site cannot read or store anything without its database. Try again in a minute. {ADVICE}"
    )


def test_an_import_without_space_keeps_whole_records_and_goes_on_later(transactional_db, tmp_path):
    file = tmp_path / "tenders.jsonl"
    small = inputs.prozorro(id="1" * 32, tenderID="UA-2026-01-01-000001-a")
    large = inputs.prozorro(id="2" * 32, tenderID="UA-2026-01-01-000002-a", description="w " * 200_000)
    file.write_bytes(inputs.encoded(small) + b"\n" + inputs.encoded(large) + b"\n")
    stored = (Tender, ImportedRecord)

    with outages.full_database(free=200), pytest.raises(CommandError) as refused:
        call_command("import_tender", "--no-evaluate", str(file))

    assert (refused.value.returncode, str(refused.value)) == (
        3,
        f"{NO_SPACE} Each record is stored as a whole or not at all: when that is mended, import the same files again.",
    )
    assert [model.objects.count() for model in stored] == [1, 1]
    assert ImportedRecord.objects.get().tender == Tender.objects.get()
    call_command("import_tender", "--no-evaluate", str(file))
    assert Tender.objects.count() == 2
    assert list(ImportedRecord.objects.order_by("pk").values_list("state", flat=True)) == [
        "stored",
        "unchanged",
        "stored",
    ]


def test_an_import_without_any_space_stores_nothing(transactional_db, tmp_path):
    file = tmp_path / "tender.json"
    file.write_bytes(inputs.encoded(inputs.prozorro(description="w " * 200_000)))
    before = rows()

    with outages.full_database(), pytest.raises(CommandError, match="no space left"):
        call_command("import_tender", str(file))

    assert rows() == before


# --- the worker without space ---


def product(size):
    return jobs.JobProduct(b"x" * size, "big.pdf", "application/pdf")


def stored_files(settings):
    return [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]


def test_a_file_too_large_for_the_disk_leaves_neither_file_nor_row(settings):
    report = builders.requested_report()
    with outages.no_file_above(100_000), pytest.raises(OSError, match="File too large"):
        jobs.run(report.job_id, lambda _job, _progress: product(300_000))

    report.job.refresh_from_db()
    assert (report.job.state, report.job.why) == ("failed", f"{NO_SPACE} Then Retry.")
    assert (stored_files(settings), Artifact.objects.count()) == ([], 0)


def test_a_database_without_space_leaves_no_file_behind(transactional_db, settings):
    report = builders.requested_report()
    job = jobs.claim(report.job_id, at=builders.AT)

    def store_much(_artifact):
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO django_cache VALUES ('much', %s, '2026-01-01')", ["w" * 1_000_000])

    with outages.full_database(), pytest.raises(OperationalError):
        jobs.finish(job, jobs.JobProduct(b"%PDF", "a.pdf", "application/pdf", store_much), at=builders.AT)

    job.refresh_from_db()
    assert (stored_files(settings), Artifact.objects.count(), job.state) == ([], 0, "running")


def test_a_commit_that_is_refused_takes_the_file_away_again(transactional_db, settings, monkeypatch):
    report = builders.requested_report()
    job = jobs.claim(report.job_id, at=builders.AT)

    def refuse():
        raise OperationalError("database or disk is full")

    monkeypatch.setattr(connection, "commit", refuse)
    with pytest.raises(OperationalError):
        jobs.finish(job, product(10), at=builders.AT)
    monkeypatch.undo()

    assert (stored_files(settings), Artifact.objects.count()) == ([], 0)


def test_a_file_that_another_artefact_needs_stays(transactional_db, settings, monkeypatch):
    first, second = (builders.requested_report(variant=variant) for variant in ("pdf/a-3a", "pdf/ua-1"))
    jobs.finish(jobs.claim(first.job_id, at=builders.AT), product(10), at=builders.AT)
    job = jobs.claim(second.job_id, at=builders.AT)

    def refuse():
        raise OperationalError("database or disk is full")

    monkeypatch.setattr(connection, "commit", refuse)
    with pytest.raises(OperationalError):
        jobs.finish(job, product(10), at=builders.AT)
    monkeypatch.undo()

    assert jobs.open_artifact(first.job.artifacts.get()) == b"x" * 10
