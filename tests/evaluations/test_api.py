"""Evaluations over REST: status codes and answer bodies."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.rest.shapes import serializer_for, to_json
from procurement.evaluations import queries, services, summary
from procurement.evaluations.models import Evaluation, Run
from procurement.evaluations.shapes import EvaluationShape
from procurement.tenders.models import Tender
from tests import builders
from tests.evaluations import lots

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.MFA_REQUIRED_ROLES = []


@pytest.fixture
def officer(client):
    person = builders.person("officer")
    client.force_login(person)
    return person


def url(name, row):
    return reverse(f"api:{name}", args=[row.pk])


def post(client, name, row, data=None):
    return client.post(url(name, row), data, content_type="application/json")


def problem(status, title, detail, instance, **more):
    return {"type": "about:blank", "title": title, "status": status, "detail": detail, "instance": instance, **more}


def out(evaluation, **values):
    return {
        "id": str(evaluation.pk),
        "lot": str(evaluation.lot_id),
        "tender": str(evaluation.lot.tender_id),
        "state": "frozen",
        "why": "",
        "summary": None,
        "source_outcome": None,
        **values,
    }


def test_the_evaluations_of_a_tender_are_listed_by_lot(client, officer):
    tender = builders.evaluated_tender(lots=2)

    response = client.get(url("tender-evaluations", tender))

    first, second = Evaluation.objects.order_by("lot__no")
    assert (response.status_code, response.json()["results"]) == (
        200,
        [
            {"id": str(first.pk), "lot": str(first.lot_id), "lot_no": 1, "state": "frozen", "source_outcome": ""},
            {"id": str(second.pk), "lot": str(second.lot_id), "lot_no": 2, "state": "frozen", "source_outcome": ""},
        ],
    )


def test_a_frozen_evaluation_is_the_dictionary_of_the_page(client, officer):
    evaluation = builders.frozen_evaluation()
    answer = to_json(summary.of_run(queries.latest_run(evaluation)))

    response = client.get(url("evaluation", evaluation))

    assert (response.status_code, response.json()) == (200, out(evaluation, summary=answer))
    assert serializer_for(EvaluationShape)(data=response.json()).is_valid(raise_exception=True)


def test_what_is_missing_is_said_before_the_first_run(client, officer):
    evaluation = lots.evaluation_of(change=lots.without_a_mark)

    response = client.get(url("evaluation", evaluation))

    missing = "Firm 2 has no complete mark for 'Method of work'."
    assert (response.status_code, response.json()) == (200, out(evaluation, state="priced", why=missing))


def test_freezing_creates_a_run(client, officer):
    evaluation = builders.evaluation_at("priced")

    response = post(client, "evaluation-freeze", evaluation)

    run = Run.objects.get()
    answer = to_json(summary.of_run(run))
    assert (response.status_code, response.json()) == (201, out(evaluation, summary=answer))
    assert (run.by, answer["run"]["cause"], answer["ranking"][0]["figure"]) == (officer, "First evaluation", "3629/50")


def test_freezing_with_gaps_is_a_conflict_with_every_reason(client, officer):
    evaluation = lots.evaluation_of(change=lots.without_a_mark)

    response = post(client, "evaluation-freeze", evaluation)

    path = url("evaluation-freeze", evaluation)
    missing = "Firm 2 has no complete mark for 'Method of work'."
    assert (response.status_code, response.json()) == (409, problem(409, "Conflict", missing, path))
    assert Run.objects.count() == 0


def test_freezing_twice_is_refused_with_the_reason(client, officer):
    evaluation = builders.frozen_evaluation()

    response = post(client, "evaluation-freeze", evaluation)

    path = url("evaluation-freeze", evaluation)
    assert (response.status_code, response.json()) == (
        403,
        problem(403, "Forbidden", "This evaluation is frozen.", path),
    )


def test_a_rerun_shows_the_new_run(client, officer):
    evaluation = builders.frozen_evaluation()

    response = post(
        client, "evaluation-rerun", evaluation, {"supersedes": 1, "cause": "complaint", "reason": "Upheld."}
    )

    run = response.json()["summary"]["run"]
    assert (response.status_code, run["no"], run["cause"], run["reason"], run["by"]) == (
        201,
        2,
        "A complaint was upheld",
        "Upheld.",
        str(officer),
    )


def test_a_rerun_needs_cause_and_reason(client, officer):
    evaluation = builders.frozen_evaluation()

    response = post(client, "evaluation-rerun", evaluation, {"supersedes": 1, "cause": "first"})

    errors = [
        {"pointer": "/cause", "detail": "'first' is none of: exclusion, complaint, correction."},
        {"pointer": "/reason", "detail": "This field is required."},
    ]
    assert (response.status_code, response.json()) == (
        400,
        problem(
            400,
            "Bad Request",
            "Some fields need to be corrected.",
            url("evaluation-rerun", evaluation),
            errors=errors,
        ),
    )
    assert Run.objects.count() == 1


def test_a_damaged_run_is_a_conflict_without_a_number(client, officer):
    evaluation = builders.frozen_evaluation()
    run = queries.latest_run(evaluation)
    Run.objects.create(
        lot=evaluation.lot,
        no=2,
        cause="correction",
        method=run.method,
        inputs=run.inputs,
        result=run.result,
        spec_sha=run.spec_sha,
        facts_sha=run.facts_sha,
        result_sha="0" * 64,
        supersedes=run,
        at=lots.LATER,
    )

    response = client.get(url("evaluation", evaluation))

    why = f"Run 2 of {evaluation.lot} no longer gives the result that was stored with it."
    assert (response.status_code, response.json()) == (
        409,
        problem(409, "Conflict", why, url("evaluation", evaluation)),
    )


def test_the_record_is_the_file_of_the_run(client, officer):
    evaluation = builders.frozen_evaluation()

    response = client.get(url("evaluation-record", evaluation))

    assert (response.status_code, response["Content-Type"]) == (200, "application/json")
    assert response.content == services.record_of(queries.latest_run(evaluation))


@pytest.mark.parametrize(("query", "status"), [("?run=1", 200), ("?run=2", 404), ("?run=0", 400), ("?run=x", 400)])
def test_the_record_of_a_run_by_its_number(client, officer, query, status):
    response = client.get(url("evaluation-record", builders.frozen_evaluation()) + query)

    assert response.status_code == status


def test_before_the_first_run_there_is_no_record(client, officer):
    evaluation = builders.evaluation_at("priced")

    response = client.get(url("evaluation-record", evaluation))

    path = url("evaluation-record", evaluation)
    assert (response.status_code, response.json()) == (404, problem(404, "Not Found", "Not found.", path))


@pytest.mark.parametrize("name", ["evaluation", "evaluation-record"])
@pytest.mark.parametrize(("roles", "city"), [((), None), (("officer",), "Another city")], ids=["supplier", "foreign"])
def test_nobody_outside_reads_a_price(client, name, roles, city):
    evaluation = builders.frozen_evaluation()
    client.force_login(builders.person(*roles, authority=city and builders.authority(city)))

    response = client.get(url(name, evaluation))

    why = "Bids are shown to officers and auditors of the authority."
    assert (response.status_code, response.json()) == (403, problem(403, "Forbidden", why, url(name, evaluation)))


@pytest.mark.usefixtures("rows_may_change")
def test_an_evaluation_of_a_hidden_tender_is_missing(client):
    evaluation = builders.frozen_evaluation()
    Tender.objects.update(state="draft")
    client.force_login(builders.person())

    assert client.get(url("evaluation", evaluation)).status_code == 404


def test_a_retried_rerun_is_one_run(client, officer):
    evaluation = builders.frozen_evaluation()
    asked = {"supersedes": 1, "cause": "complaint", "reason": "Upheld."}

    answers = [post(client, "evaluation-rerun", evaluation, asked) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [201, 409, 409]
    assert "Run 2 was made meanwhile" in answers[1].json()["detail"]
    assert evaluation.lot.runs.count() == 2


def test_an_evaluation_costs_the_same_for_any_number_of_bids(client, officer):
    costs = []
    for bids in (1, 3):
        evaluation = builders.frozen_evaluation(bids=bids)
        with CaptureQueriesContext(connection) as context:
            client.get(url("evaluation", evaluation))
        # Without the counters of the throttle, which live in the cache's table.
        costs.append([query["sql"] for query in context if not re.search("django_cache|SAVEPOINT", query["sql"])])

    assert [len(queries) for queries in costs] == [25, 25]
