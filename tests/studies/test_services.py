"""Studies are made, simulated and chosen from: rows, leaves, jobs; what a second call does."""

import json
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from core import canon, jobs
from core.models import AuditLeaf, Job
from core.rest.shapes import to_json
from procurement.studies import judgement, plan, queries, services
from procurement.studies.models import MethodChoice, MethodStudy
from scoring.study.design import Candidate
from tests import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return builders.person("officer")


def leaves(kind):
    return [json.loads(leaf.body) for leaf in AuditLeaf.objects.filter(kind=kind).order_by("pk")]


def facts(kind):
    return [leaf["facts"] for leaf in leaves(kind)]


# --- making one ---


def test_a_study_keeps_what_was_asked_what_it_gives_and_their_digests():
    study = MethodStudy.objects.get(pk=builders.method_study().pk)

    assert (study.no, study.title, study.authority.name) == (1, "Parking sensors", "City of Builders")
    assert study.inputs == plan.plain(builders.plan())
    assert study.result == to_json(judgement.judge(builders.plan()))
    assert (study.inputs_sha, study.result_sha) == (canon.digest(study.inputs), canon.digest(study.result))


def test_a_stored_study_replays_to_the_same_result():
    study = MethodStudy.objects.get(pk=builders.method_study().pk)

    assert to_json(judgement.judge(plan.read(study.inputs))) == study.result


def test_making_a_study_leaves_a_leaf_with_its_digests():
    study = builders.method_study()

    [leaf] = leaves("method_study.created")
    assert leaf["object"] == f"studies.methodstudy:{study.pk}"
    assert leaf["facts"] == {"inputs": study.inputs_sha, "result": study.result_sha}


def test_the_same_plan_under_the_same_title_is_the_same_study():
    first, second = builders.method_study(), builders.method_study()

    assert (first.pk, MethodStudy.objects.count()) == (second.pk, 1)
    assert len(leaves("method_study.created")) == 1


@pytest.mark.parametrize("change", [{"title": "Buses"}, {"seed": 8}, {"authority": "Elsewhere"}])
def test_another_title_seed_or_authority_is_another_study(change):
    if "authority" in change:
        change = {"authority": builders.authority(change["authority"])}

    studies = [builders.method_study(), builders.method_study(**change)]

    assert [study.no for study in studies] == [1, 2]


def test_a_plan_with_faults_makes_nothing_and_says_all_of_them(officer):
    asked = builders.plan(seed=-1, currency="XYZ")

    with pytest.raises(plan.Unstudiable) as refused:
        services.create_study(authority=builders.authority(), title="T", asked=asked, by=officer, at=builders.AT)

    assert [fault.where for fault in refused.value.faults] == ["currency", "seed"]
    assert (MethodStudy.objects.count(), leaves("method_study.created")) == (0, [])


# --- the rates ---


def test_the_same_study_asked_twice_is_one_job(officer):
    study = builders.method_study()

    first, second = (services.request_simulation(study=study, by=officer, at=builders.AT) for _ in range(2))

    assert (first.pk, Job.objects.count()) == (second.pk, 1)
    assert (first.kind, first.target, first.input_hash) == (services.KIND, str(study.pk), study.inputs_sha)


def test_the_worker_makes_canonical_json_with_exact_counts():
    study = builders.simulated_study(candidates=[Candidate("A", "min_max")], tenders=200)

    job = queries.simulation_of(study)
    [file] = job.artifacts.all()
    content = jobs.open_artifact(file)
    assert (job.state, job.percent, file.file_name) == ("ready", 100, "study-1-reversals.json")
    assert content == canon.canon(json.loads(content))
    counted = json.loads(content)
    [counts] = counted.pop("candidates")
    assert counted == {"study": study.inputs_sha, "seed": 7, "tenders": 200}
    assert counts == {"id": "A", "reversed": 16, "undecided": 0, "rate": "2/25"}


def test_the_same_study_is_simulated_to_the_same_bytes():
    files = [
        queries.simulation_of(builders.simulated_study(title=title)).artifacts.get().sha256 for title in ("One", "Two")
    ]

    assert files[0] == files[1]


def test_progress_goes_through_every_method_in_words():
    study = builders.method_study(tenders=100)
    job = services.request_simulation(study=study, by=study.by, at=builders.AT)
    progress_lines = []

    class Heard(jobs.Progress):
        def say(self, percent, message):
            super().say(percent, message)
            progress_lines.append((percent, message))

    claimed = jobs.claim(job.pk, at=builders.AT + timedelta(days=1))
    services.simulate_study(claimed, Heard(claimed))

    assert len(progress_lines) == 200
    assert (progress_lines[0], progress_lines[99], progress_lines[100], progress_lines[-1]) == (
        (0, "Method A: 1 of 100 tenders"),
        (50, "Method A: 100 of 100 tenders"),
        (50, "Method B: 1 of 100 tenders"),
        (100, "Method B: 100 of 100 tenders"),
    )


def test_a_worker_that_lost_its_lease_drops_its_work():
    study = builders.method_study()
    job = services.request_simulation(study=study, by=study.by, at=builders.AT)
    claimed = jobs.claim(job.pk, at=builders.AT + timedelta(days=1))
    Job.objects.filter(pk=job.pk).update(fence=9)

    with pytest.raises(jobs.LeaseLost):
        services.simulate_study(claimed, jobs.Progress(claimed))


def test_a_failed_simulation_says_why_and_is_asked_for_again(officer):
    study = builders.method_study()
    job = services.request_simulation(study=study, by=officer, at=builders.AT)
    Job.objects.filter(pk=job.pk).update(target="00000000-0000-0000-0000-000000000000")

    with pytest.raises(MethodStudy.DoesNotExist):
        jobs.run(job.pk, services.simulate_study)
    job.refresh_from_db()
    assert (job.state, job.why) == ("failed", "DoesNotExist: MethodStudy matching query does not exist.")

    Job.objects.filter(pk=job.pk).update(target=str(study.pk))
    again = services.request_simulation(study=study, by=officer, at=builders.AT)
    assert (again.pk, again.state, again.why) == (job.pk, "requested", "")


# --- the choice ---


def test_a_choice_keeps_the_warnings_that_were_shown(officer):
    study = builders.method_study()

    choice = services.choose(
        study=study, after=0, candidate="B", reason="The law asks for it.", by=officer, at=builders.AT
    )

    kept = MethodChoice.objects.get(pk=choice.pk)
    assert (kept.no, kept.candidate, kept.reason, kept.by, kept.at) == (
        1,
        "B",
        "The law asks for it.",
        officer,
        builders.AT,
    )
    assert kept.warnings == study.result["candidates"][1]["warnings"]


def test_a_choice_leaves_a_leaf_that_names_method_and_warnings(officer):
    study = builders.method_study()

    services.choose(study=study, after=0, candidate="B", reason="Because.", by=officer, at=builders.AT)

    leaf = AuditLeaf.objects.get(kind="method_study.chosen")
    [chosen] = facts("method_study.chosen")
    assert (len(chosen.pop("reason")), leaf.secrets.get(field="reason").value) == (64, "Because.")
    assert [chosen] == [
        {
            "choice": 1,
            "candidate": "B",
            "formula": "relative_lowest",
            "warnings": ["study.order_depends", "study.no_bounds", "study.zero_refused"],
            "inputs": study.inputs_sha,
        }
    ]


def test_choosing_again_adds_and_the_latest_holds(officer):
    study = builders.method_study()
    for number, candidate in enumerate(("A", "B")):
        services.choose(study=study, after=number, candidate=candidate, reason="Because.", by=officer, at=builders.AT)

    assert list(study.choices.values_list("no", "candidate")) == [(1, "A"), (2, "B")]
    assert queries.choice_of(queries.with_relations().get(pk=study.pk)).candidate == "B"


def test_a_choice_that_nobody_saw_is_not_overridden_unseen(officer):
    study = builders.method_study()
    services.choose(study=study, after=0, candidate="A", reason="Because.", by=officer, at=builders.AT)

    with pytest.raises(services.ChosenMeanwhile, match="Another method was chosen meanwhile"):
        services.choose(study=study, after=0, candidate="B", reason="Otherwise.", by=officer, at=builders.AT)
    assert list(study.choices.values_list("no", "candidate")) == [(1, "A")]


def test_the_same_choice_for_the_same_reason_changes_nothing(officer):
    study = builders.method_study()

    choices = [
        services.choose(study=study, after=0, candidate="A", reason="Because.", by=officer, at=builders.AT)
        for _ in range(2)
    ]

    assert (choices[0].pk, MethodChoice.objects.count(), len(leaves("method_study.chosen"))) == (choices[1].pk, 1, 1)


def test_a_method_that_was_not_studied_cannot_be_chosen(officer):
    with pytest.raises(services.NotStudied, match="This study has no method “C”"):
        services.choose(
            study=builders.method_study(), after=0, candidate="C", reason="Why.", by=officer, at=builders.AT
        )

    assert (MethodChoice.objects.count(), leaves("method_study.chosen")) == (0, [])


def test_neither_a_study_nor_a_choice_is_ever_changed(officer):
    study = builders.method_study()
    choice = services.choose(study=study, after=0, candidate="A", reason="Because.", by=officer, at=builders.AT)

    for row, values in ((study, {"title": "Other"}), (choice, {"candidate": "B"})):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            type(row).objects.filter(pk=row.pk).update(**values)
