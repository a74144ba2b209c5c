"""The command that loads the demonstration: where it may, and how it waits for its reviews."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from core import jobs
from core.clock import db_now
from core.models import Job
from procurement.web.demo import people, services
from procurement.web.management.commands.demo import Command
from tests.web.test_demo import counts

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture(autouse=True)
def demo(settings, tmp_path):
    settings.DEMO = True
    settings.MFA_REQUIRED_ROLES = []
    settings.DATA_DIR = tmp_path / "data"


def test_nothing_is_loaded_outside_a_demo(settings):
    settings.DEMO = False

    with pytest.raises(services.NotADemo, match="EVENHAND_DEMO=1"):
        services.load(at=db_now())
    with pytest.raises(CommandError, match="EVENHAND_DEMO=1"):
        call_command("demo")

    assert set(counts().values()) == {0}


def run_the_command(worker, **options):
    """The command beside a worker: `worker` is called whenever the command pauses."""
    out = StringIO()
    command = Command(stdout=out)
    command.pause = worker
    command.handle(**options)
    return out.getvalue()


def test_the_command_waits_for_the_reviews_alone_and_says_where_they_are(settings):
    output = run_the_command(lambda: jobs.work_off(at=db_now(), limit=2, taking=["reports"]))

    files = sorted((settings.DATA_DIR / "reviews").iterdir())
    assert [file.suffix for file in files] == [".pdf", ".pdf"]
    assert [file.read_bytes()[:5] for file in files] == [b"%PDF-", b"%PDF-"]
    assert [file for file in files if f"PDF: {file}" not in output] == []
    assert f"Passphrase: {people.PASSPHRASE}." in output
    assert {job.kind: job.state for job in Job.objects.order_by("kind")} == {
        "reports.build_review": "ready",
        "tenders.simulate_study": "requested",
    }


def test_where_all_stops_after_the_reviews_no_simulation_is_asked_for(settings):
    run_the_command(lambda: jobs.work_off(at=db_now(), limit=2, taking=["reports"]), reviews_only=True)

    assert {job.kind: job.state for job in Job.objects.order_by("kind")} == {"reports.build_review": "ready"}


def test_a_city_of_an_earlier_version_is_said_to_lack_what_came_since(settings):
    settings.CLOCK_MOVES = True

    first, again = loading(), loading()
    (settings.DATA_DIR / "demo-content.sha256").write_text(f"{'0' * 64}\n")
    of_an_earlier = loading()

    sentence = "An earlier version of the demonstration made this city"
    assert [sentence in output for output in (first, again, of_an_earlier)] == [False, False, True]
    assert f"remove {settings.DATA_DIR}" in of_an_earlier


def loading():
    out = StringIO()
    call_command("demo", "--load-only", stdout=out)
    return out.getvalue()


def test_the_command_fails_with_the_reason_of_a_failed_review():
    def refuse():
        for job in Job.objects.filter(state="requested"):
            jobs.fail(jobs.claim(job.pk, at=db_now()), "The fonts are missing.", at=db_now())

    with pytest.raises(CommandError, match=r"The review was not made: The fonts are missing\."):
        run_the_command(refuse)


def test_the_command_gives_up_where_no_worker_runs(monkeypatch):
    monkeypatch.setattr(Command, "patience", 0.0)

    with pytest.raises(CommandError, match="Does a worker run"):
        run_the_command(lambda: None)
