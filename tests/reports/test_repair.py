"""A review whose file is lost or damaged says so, and is made again: the same file, or none."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from core import clock, files, jobs
from core.integrity import repair
from core.models import Artifact, Job
from procurement.reports import gather, services
from procurement.reports.models import Report
from procurement.reports.queries import REPAIR_KIND
from tests import builders
from tests.reports.test_services import LATER, leaves

pytestmark = pytest.mark.django_db
DAMAGED = b"%PDF-1.7\nsomething else\n"


@pytest.fixture(autouse=True)
def _one_factor(settings):
    settings.MFA_REQUIRED_ROLES = []


def rendered_report(**changes):
    """A report whose file was really made."""
    report = builders.requested_report(**changes)
    jobs.work_off(at=clock.db_now())
    report.job.refresh_from_db()
    return report


def path_of(report):
    return files.path_of(report.job.artifacts.get().object_name)


def everything(report):
    """The row of the file, its bytes or None, the leaves, what was kept aside."""
    path = path_of(report)
    aside = files.path_of(files.ASIDE)
    return (
        Artifact.objects.values().get(job=report.job_id),
        path.read_bytes() if path.exists() else None,
        leaves(report),
        [path.read_bytes() for path in aside.iterdir()] if aside.exists() else [],
    )


def verify(*arguments):
    """Exit code and lines of `manage.py verify`."""
    out = StringIO()
    try:
        call_command("verify", *arguments, stdout=out)
    except CommandError as error:
        return error.returncode, [*out.getvalue().splitlines(), str(error)]
    return 0, out.getvalue().splitlines()


# --- the command ---


@pytest.mark.slow
@pytest.mark.parametrize("damage", ["missing", "damaged"])
def test_a_lost_review_is_made_again_with_the_same_bytes(damage):
    report = rendered_report()
    path, artifact = path_of(report), report.job.artifacts.get()
    original = path.read_bytes()
    path.unlink() if damage == "missing" else path.write_bytes(DAMAGED)
    row = everything(report)[0]

    code, lines = verify("files", "--repair")

    sentence = {
        "missing": "the file is missing.",
        "damaged": "the file is damaged; its size or SHA-256 is not that of its row.",
    }[damage]
    assert (code, lines) == (
        0,
        [
            f"  files {artifact.pk}: {artifact.file_name}: {sentence}",
            f"  files {artifact.pk}: made again, with the same SHA-256.",
            "files of jobs: 1 checked, 1 faults, 1 mended",
        ],
    )
    repaired = ("report.repaired", {"sha256": artifact.sha256, "was": damage})
    aside = [] if damage == "missing" else [DAMAGED]
    assert everything(report) == (row, original, [*leaves(report)[:2], repaired], aside)
    assert verify("files") == (0, ["files of jobs: 1 checked, 0 faults"])


@pytest.mark.slow
def test_a_study_is_made_again_too():
    study = builders.method_study()
    report = services.request_study(study=study, by=study.by, at=builders.AT)
    jobs.work_off(at=clock.db_now())
    original = path_of(report).read_bytes()
    path_of(report).unlink()

    assert verify("files", "--repair")[0] == 0

    assert path_of(report).read_bytes() == original


@pytest.mark.slow
def test_a_file_that_comes_out_otherwise_is_not_accepted_and_all_stays_as_it_was():
    report = builders.finished_report()  # its bytes are the test's
    path_of(report).write_bytes(DAMAGED)
    before = everything(report)

    code, lines = verify("files", "--repair")

    assert (code, lines[-1]) == (1, "Faults: 1.")
    assert "not made again: The file was made again, but came out with another SHA-256" in lines[1]
    assert f"Take it from a backup: its SHA-256 is {before[0]['sha256']}." in lines[1]
    assert everything(report) == before


def older_template(report):
    Report.objects.filter(pk=report.pk).update(data={**report.data, "review": {**report.data["review"], "template": 1}})


def test_a_review_of_an_older_template_is_never_called_repaired(rows_may_change):
    report = builders.finished_report()
    older_template(report)
    path_of(report).unlink()
    before = everything(report)

    code, lines = verify("files", "--repair")

    assert code == 1
    assert "not made again: This file was made by an older template (1; now it is 4)" in lines[1]
    assert everything(report) == before


def test_a_file_of_another_kind_is_not_made_again():
    job = jobs.request("tests.unknown", target="t", input_hash="h", by=None, at=builders.AT)
    jobs.finish(jobs.claim(job.pk, at=LATER), jobs.JobProduct(b"x", "x.txt", "text/plain"), at=LATER)
    artifact = Artifact.objects.get()
    files.path_of(artifact.object_name).unlink()

    code, lines = verify("files", "--repair")

    sentence = f"A file of this kind is not made again. Take it from a backup: its SHA-256 is {artifact.sha256}."
    assert (code, lines[1]) == (1, f"  files {artifact.pk}: not made again: {sentence}")


def test_without_repair_nothing_is_touched():
    report = builders.finished_report()
    path_of(report).unlink()
    before = everything(report)

    assert verify("files")[0] == 1

    assert everything(report) == before


# --- the job ---


@pytest.mark.slow
def test_five_clicks_are_one_job_and_a_second_loss_is_another():
    report = rendered_report()
    officer = builders.person("officer")
    for _loss in range(2):
        path_of(report).unlink()
        asked = {repair.request(report.job.artifacts.get(), by=officer, at=LATER).pk for _click in range(5)}
        assert len(asked) == 1
        assert jobs.work_off(at=LATER) == 1
        assert files.state_of(report.job.artifacts.get()) == "intact"

    assert list(Job.objects.filter(kind=REPAIR_KIND).values_list("state", flat=True)) == ["ready", "ready"]
    kinds = [kind for kind, _facts in leaves(report)]
    assert kinds == ["report.requested", "report.ready", *["report.requested", "report.repaired"] * 2]
    assert Artifact.objects.count() == 1


def test_a_whole_file_is_left_alone():
    report = builders.finished_report()
    before = everything(report)

    assert repair.request(report.job.artifacts.get(), by=None, at=LATER) is None

    assert (everything(report), Job.objects.filter(kind=REPAIR_KIND).count()) == (before, 0)


def test_a_file_that_came_back_meanwhile_is_left_alone_and_no_leaf_says_otherwise():
    report = builders.finished_report()
    path, original = path_of(report), path_of(report).read_bytes()
    path.unlink()
    job = repair.request(report.job.artifacts.get(), by=None, at=LATER)
    path.write_bytes(original)

    jobs.work_off(at=LATER)

    job.refresh_from_db()
    assert (job.state, [kind for kind, _facts in leaves(report)]) == ("ready", ["report.requested", "report.requested"])


@pytest.mark.slow
def test_a_job_whose_file_comes_out_otherwise_fails_with_the_reason_and_can_be_asked_for_again():
    report = builders.finished_report()
    path_of(report).write_bytes(DAMAGED)
    row, _bytes, _leaves, _aside = everything(report)
    first = repair.request(report.job.artifacts.get(), by=None, at=LATER)

    jobs.work_off(at=LATER)

    first.refresh_from_db()
    assert (first.state, first.why.partition(",")[0]) == ("failed", "The file was made again")
    assert (everything(report)[:2], everything(report)[3]) == ((row, DAMAGED), [])
    assert repair.request(report.job.artifacts.get(), by=None, at=LATER) != first


# --- the page and the API ---


@pytest.fixture
def auditor(client):
    client.force_login(builders.person("auditor"))
    return client


@pytest.mark.parametrize(("damage", "title"), [("missing", "The file is lost"), ("damaged", "The file is damaged")])
def test_the_page_says_it_and_has_a_button_and_the_download_is_that_page(auditor, damage, title):
    report = builders.finished_report()
    path_of(report).unlink() if damage == "missing" else path_of(report).write_bytes(DAMAGED)

    page = auditor.get(reverse("reports:detail", args=[report.pk]))
    download = auditor.get(reverse("reports:download", args=[report.pk]))

    assert (page.status_code, download.status_code) == (200, 409)
    for response in (page, download):
        text = response.content.decode()
        assert (title in text, "Make it again" in text, "Download the PDF" in text) == (True, True, False)
    assert DAMAGED not in download.content


def test_a_whole_file_has_no_such_button(auditor):
    report = builders.finished_report()

    text = auditor.get(reverse("reports:detail", args=[report.pk])).content.decode()

    assert ("Make it again" in text, "Download the PDF" in text) == (False, True)


def test_a_click_starts_the_job_and_the_page_waits_for_it(auditor):
    report = builders.finished_report()
    path_of(report).unlink()

    response = auditor.post(reverse("reports:repair", args=[report.pk]), follow=True)

    text = response.content.decode()
    assert Job.objects.get(kind=REPAIR_KIND).state == "requested"
    assert ("A worker takes it up in a moment." in text, "Make it again" in text) == (True, False)


@pytest.mark.slow
def test_the_page_says_why_the_latest_try_failed(auditor):
    report = builders.finished_report()
    path_of(report).unlink()
    repair.request(report.job.artifacts.get(), by=None, at=LATER)
    jobs.work_off(at=LATER)

    text = auditor.get(reverse("reports:detail", args=[report.pk])).content.decode()

    assert "The latest try failed: The file was made again, but came out with another SHA-256" in text
    assert "Make it again" in text


def test_an_older_template_is_named_beside_a_button_that_does_nothing(auditor, rows_may_change):
    report = builders.finished_report()
    older_template(report)
    path_of(report).unlink()

    text = auditor.get(reverse("reports:detail", args=[report.pk])).content.decode()
    response = auditor.post(reverse("reports:repair", args=[report.pk]), follow=True)

    sentence = f"made by an older template (1; now it is {gather.TEMPLATE})"
    assert (sentence in text, reverse("reports:repair", args=[report.pk]) in text) == (True, False)
    assert (sentence in response.content.decode(), Job.objects.filter(kind=REPAIR_KIND).count()) == (True, 0)


def test_a_click_on_a_whole_file_says_that_there_is_nothing_to_do(auditor):
    report = builders.finished_report()

    response = auditor.post(reverse("reports:repair", args=[report.pk]), follow=True)

    assert "The file is intact: there is nothing to make again." in response.content.decode()


def test_the_api_says_conflict_and_takes_the_request(auditor):
    report = builders.finished_report()
    path_of(report).write_bytes(DAMAGED)
    name = report.job.artifacts.get().file_name

    download = auditor.get(reverse("api:report-download", args=[report.pk]))
    asked = [auditor.post(reverse("api:report-repair", args=[report.pk])) for _click in range(2)]

    assert (download.status_code, download["Content-Type"]) == (409, "application/problem+json")
    assert download.json()["detail"] == (
        f"The file {name} is damaged on the server: its SHA-256 is no longer that of its day."
    )
    job = Job.objects.get(kind=REPAIR_KIND)
    assert [(response.status_code, response.json()["id"]) for response in asked] == [(202, str(job.pk))] * 2
    assert auditor.get(reverse("api:job", args=[job.pk])).json()["state"] == "requested"


def test_a_stranger_learns_nothing_of_the_job(client):
    report = builders.finished_report()
    path_of(report).unlink()
    job = repair.request(report.job.artifacts.get(), by=None, at=LATER)
    client.force_login(builders.person("officer", authority=builders.authority("Another city")))

    assert client.get(reverse("api:job", args=[job.pk])).status_code == 404
