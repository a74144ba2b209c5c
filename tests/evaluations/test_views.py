"""What an officer does on the page of an evaluation; and that nobody else reads a price there."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from procurement.evaluations import queries, services
from procurement.evaluations.models import Evaluation, Run
from tests import builders
from tests.evaluations import lots

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.MFA_REQUIRED_ROLES = []


@pytest.fixture
def officer(client):
    person = builders.person("officer")
    client.force_login(person)
    return person


def url(name, evaluation):
    return reverse(f"evaluations:{name}", args=[evaluation.pk])


def messages_of(response):
    return [(message.level_tag, str(message)) for message in get_messages(response.wsgi_request)]


def test_an_officer_freezes_with_the_button_of_the_page(client, officer):
    evaluation = builders.evaluation_at("priced")
    page = client.get(url("detail", evaluation)).content.decode()
    assert f'href="{url("freeze", evaluation)}">Check, then evaluate and freeze</a>' in page
    check = client.get(url("freeze", evaluation)).content.decode()
    assert f'<form method="post" action="{url("freeze", evaluation)}">' in check
    assert Run.objects.count() == 0

    response = client.post(url("freeze", evaluation))

    assert (response.status_code, response.url) == (302, url("detail", evaluation))
    assert messages_of(response) == [("success", "Evaluated and frozen.")]
    assert [(run.no, run.by) for run in Run.objects.all()] == [(1, officer)]


def test_what_is_missing_is_said_and_nothing_is_stored(client, officer):
    evaluation = lots.evaluation_of(change=lots.without_a_mark)

    response = client.post(url("freeze", evaluation))

    assert (response.status_code, response.url) == (302, url("detail", evaluation))
    assert messages_of(response) == [("error", "Not evaluated. What is missing stands on this page.")]
    page = client.get(response.url).content.decode()
    assert "<li>Firm 2 has no complete mark for &#x27;Method of work&#x27;.</li>" in page
    assert (Run.objects.count(), Evaluation.objects.get().state) == (0, "priced")


def test_a_refused_button_says_why(client):
    evaluation = builders.evaluation_at("priced")
    client.force_login(builders.person("auditor"))

    page = client.get(url("detail", evaluation)).content.decode()

    assert 'aria-description="An officer of the authority evaluates; auditors change nothing."' in page
    assert url("freeze", evaluation) not in page


def test_an_officer_evaluates_again(client, officer):
    evaluation = builders.frozen_evaluation()

    response = client.post(
        url("rerun", evaluation), {"supersedes": 1, "cause": "complaint", "reason": "Upheld on 3 March."}
    )

    assert (response.status_code, response.url) == (302, url("detail", evaluation))
    assert messages_of(response) == [("success", "Evaluated again. Both runs are kept.")]
    assert [(run.no, run.cause, run.reason) for run in queries.runs_of(evaluation)] == [
        (2, "complaint", "Upheld on 3 March."),
        (1, "first", ""),
    ]


@pytest.mark.usefixtures("rows_may_change")
def test_a_rerun_that_cannot_be_judged_is_said_and_the_old_run_holds(client, officer):
    evaluation = builders.frozen_evaluation()
    evaluation.lot.bids.get(alias="B1").prices.update(amount=None)

    response = client.post(url("rerun", evaluation), {"supersedes": 1, "cause": "correction", "reason": "A price."})

    assert (response.status_code, messages_of(response)) == (200, [])
    assert response.context["form"].non_field_errors() == [
        "Not evaluated again; the run before still holds. Firm 1 states no price for 'Price' (Price)."
    ]
    assert (Run.objects.count(), Evaluation.objects.get().state) == (1, "frozen")


def test_five_clicks_on_evaluate_again_are_one_run(client, officer):
    evaluation = builders.frozen_evaluation()
    sent = {"supersedes": 1, "cause": "complaint", "reason": "Upheld on 3 March."}

    answers = [client.post(url("rerun", evaluation), sent) for _ in range(5)]

    assert evaluation.lot.runs.count() == 2
    assert [answer.status_code for answer in answers] == [302, 200, 200, 200, 200]
    text = answers[-1].content.decode()
    assert "Run 2 was made meanwhile. Read it, then evaluate again if that is still needed." in text
    assert 'name="supersedes" value="2"' in text


@pytest.mark.parametrize(
    ("posted", "errors"),
    [
        ({"supersedes": 1}, {"cause": ["This field is required."], "reason": ["This field is required."]}),
        (
            {"supersedes": 1, "cause": "first", "reason": "Again."},
            {"cause": ["Select a valid choice. first is not one of the available choices."]},
        ),
        (
            {"supersedes": 1, "cause": "complaint", "reason": "x" * 4001},
            {"reason": ["Ensure this value has at most 4000 characters (it has 4001)."]},
        ),
    ],
)
def test_a_form_that_is_not_in_order_comes_back(client, officer, posted, errors):
    evaluation = builders.frozen_evaluation()

    response = client.post(url("rerun", evaluation), posted)

    assert (response.status_code, response.context["form"].errors) == (200, errors)
    assert "There is a problem" in response.content.decode()
    assert f'href="{url("detail", evaluation)}"' in response.content.decode()
    assert Run.objects.count() == 1


def test_a_rerun_is_posted(client, officer):
    assert client.get(url("rerun", builders.frozen_evaluation())).status_code == 405


# --- evaluation.json ---


def test_the_file_of_the_page_is_recomputed_by_anybody(client, officer, tmp_path):
    evaluation = builders.frozen_evaluation()

    response = client.get(url("record", evaluation))

    file = tmp_path / "evaluation.json"
    file.write_bytes(response.content)
    done = subprocess.run(
        [sys.executable, "-m", "scoring", str(file)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, "equal\n")
    assert (response["Content-Type"], response["Cache-Control"]) == ("application/json", "private, no-store")
    ref = evaluation.lot.tender.ref.lower()
    assert response["Content-Disposition"] == f'attachment; filename="evaluation-{ref}-lot1-run1.json"'


def test_every_run_has_its_file(client, officer):
    evaluation = builders.frozen_evaluation()
    first = queries.latest_run(evaluation)
    services.rerun(evaluation=evaluation, supersedes=1, cause="complaint", reason="Upheld.", by=officer, at=lots.LATER)
    second = queries.latest_run(evaluation)

    files = [client.get(url("record", evaluation) + query).content for query in ("", "?run=1", "?run=2")]

    assert files == [services.record_of(run) for run in (second, first, second)]


@pytest.mark.parametrize("query", ["?run=2", "?run=x", "?run=-1", "?run=99999", "?run=²"])
def test_a_run_that_is_not_there_is_missing(client, officer, query):
    assert client.get(url("record", builders.frozen_evaluation()) + query).status_code == 404


def test_there_is_no_file_before_the_first_run(client, officer):
    assert client.get(url("record", builders.evaluation_at("priced"))).status_code == 404


# --- what must not leak ---


def secrets(text):
    """Prices, points and firms of the builders' first bid that the text holds."""
    return {word for word in ("91,000", "91000", "72.58", "3629/50", "Firm 1") if word in text}


@pytest.mark.parametrize("name", ["detail", "record"])
@pytest.mark.parametrize(
    ("roles", "city"),
    [((), None), (("administrator",), None), (("officer",), "Another city"), (("auditor",), "Another city")],
    ids=["supplier", "administrator", "foreign officer", "foreign auditor"],
)
def test_nobody_outside_reads_a_price_a_point_or_a_name(client, name, roles, city):
    evaluation = builders.frozen_evaluation()
    client.force_login(builders.person(*roles, authority=city and builders.authority(city)))

    response = client.get(url(name, evaluation))

    assert (response.status_code, secrets(response.content.decode())) == (403, set())


def test_those_of_the_authority_do(client):
    evaluation = builders.frozen_evaluation()
    by_role = {}
    for role in ("officer", "auditor"):
        client.force_login(builders.person(role))
        by_role[role] = secrets(client.get(url("detail", evaluation)).content.decode())

    everything = {"91,000", "72.58", "Firm 1"}
    assert by_role == {"officer": everything, "auditor": everything}


@pytest.mark.parametrize("state", ["setup", "individual", "consensus", "quality_locked"])
def test_not_even_an_officer_reads_prices_while_quality_is_marked(client, officer, state):
    response = client.get(url("detail", builders.evaluation_at(state)))

    assert (response.status_code, secrets(response.content.decode())) == (403, set())
