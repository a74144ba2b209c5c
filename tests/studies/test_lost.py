"""A simulation whose file is lost or damaged says so, and is made again: the same file, or none."""

import json

import pytest
from django.core.management import call_command
from django.urls import reverse

from core import clock, files, jobs
from core.models import Artifact, AuditLeaf, Job
from procurement.reports.models import Report
from procurement.studies import queries
from tests import builders

pytestmark = pytest.mark.django_db
DAMAGED = b'{"candidates":[],"tenders":1}'


@pytest.fixture
def officer(client, settings):
    settings.MFA_REQUIRED_ROLES = []
    client.force_login(builders.person("officer"))
    return client


@pytest.fixture
def study():
    return builders.simulated_study()


def path_of(study):
    return files.path_of(queries.simulation_of(study).artifacts.all()[0].object_name)


def address(name, study):
    return reverse(name, args=[study.pk])


def leaves():
    rows = AuditLeaf.objects.filter(kind__startswith="method_study.").order_by("pk")
    return [(leaf.kind, json.loads(leaf.body)["facts"]) for leaf in rows]


def lose(study, damage):
    path_of(study).unlink() if damage == "missing" else path_of(study).write_bytes(DAMAGED)


@pytest.mark.parametrize(("damage", "title"), [("missing", "The file is lost"), ("damaged", "The file is damaged")])
def test_the_page_says_it_and_has_a_button_and_the_table_is_that_page(officer, study, damage, title):
    lose(study, damage)

    page, table = officer.get(address("studies:detail", study)), officer.get(address("studies:csv", study))
    part = officer.get(address("studies:rates", study), headers={"HX-Request": "true"})

    assert [response.status_code for response in (page, table, part)] == [200, 409, 200]
    for response in (page, table, part):
        text = response.content.decode()
        assert (title in text, "Make it again" in text, "Rates of reversal" in text) == (True, True, False)


def test_an_intact_file_has_no_such_button(officer, study):
    text = officer.get(address("studies:detail", study)).content.decode()

    assert ("Make it again" in text, "Rates of reversal" in text) == (False, True)


@pytest.mark.parametrize("damage", ["missing", "damaged"])
def test_five_clicks_are_one_job_which_makes_the_same_file(officer, study, damage):
    artifact, original, before = Artifact.objects.get(), path_of(study).read_bytes(), leaves()
    lose(study, damage)

    pages = [officer.post(address("studies:simulate", study), follow=True) for _click in range(5)]

    assert "A worker takes it up in a moment." in pages[-1].content.decode()
    job = Job.objects.get(kind=queries.REPAIR_KIND)
    assert jobs.work_off(at=clock.db_now()) == 1
    job.refresh_from_db()
    assert (job.state, path_of(study).read_bytes(), Artifact.objects.get()) == ("ready", original, artifact)
    assert leaves() == [*before, ("method_study.repaired", {"sha256": artifact.sha256, "was": damage})]
    assert "Rates of reversal" in officer.get(address("studies:detail", study)).content.decode()


def test_the_command_makes_it_again_too(study, capsys):
    original = path_of(study).read_bytes()
    path_of(study).unlink()

    call_command("verify", "files", "--repair")

    assert "made again, with the same SHA-256." in capsys.readouterr().out
    assert path_of(study).read_bytes() == original


def test_a_file_that_comes_out_otherwise_is_refused_and_the_page_says_why(officer):
    study = builders.requested_study()
    simulation = jobs.claim(queries.simulation_of(study).pk, at=clock.db_now())
    jobs.finish(simulation, jobs.JobProduct(DAMAGED, "rates.json", "application/json"), at=clock.db_now())
    path_of(study).unlink()
    officer.post(address("studies:simulate", study))

    jobs.work_off(at=clock.db_now())

    text = officer.get(address("studies:detail", study)).content.decode()
    assert "The latest try failed: The file was made again, but came out with another SHA-256" in text
    assert ("Make it again" in text, path_of(study).exists()) == (True, False)


def test_an_auditor_reads_what_is_the_matter_beside_a_button_that_does_nothing(client, settings, study):
    settings.MFA_REQUIRED_ROLES = []
    client.force_login(builders.person("auditor"))
    path_of(study).unlink()

    text = client.get(address("studies:detail", study)).content.decode()

    assert ("The file is lost" in text, "auditors change nothing" in text) == (True, True)
    assert f'action="{address("studies:simulate", study)}"' not in text


def test_the_api_says_it_without_counts_and_takes_the_request(officer, study):
    sentence = f"The file {Artifact.objects.get().file_name} is missing on the server."
    path_of(study).unlink()

    answer = officer.get(address("api:method-study", study)).json()
    simulation = officer.get(address("api:method-study-simulation", study)).json()
    asked = officer.post(address("api:method-study-simulation", study))

    assert (answer["lost"], answer["simulated"]) == (sentence, False)
    assert (simulation["lost"], simulation["counts"], simulation["state"]) == (sentence, {}, "ready")
    assert (asked.status_code, Job.objects.filter(kind=queries.REPAIR_KIND).count()) == (202, 1)
    jobs.work_off(at=clock.db_now())
    assert officer.get(address("api:method-study-simulation", study)).json()["lost"] == ""


def test_no_report_is_made_of_a_study_whose_rates_are_lost(officer, study):
    path_of(study).unlink()

    page = officer.post(address("reports:request-study", study), follow=True)
    answer = officer.post(address("api:report-request-study", study))

    assert "is missing on the server." in page.content.decode()
    assert (answer.status_code, Report.objects.count()) == (409, 0)
