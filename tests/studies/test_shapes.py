"""The API says of a study all that its page says: both are made from one shape (DESIGN law 11)."""

import re
from html import unescape

import pytest
from django.urls import reverse

from core.pages import formats
from core.rest.shapes import from_json, to_json
from procurement.studies import queries, services, summary
from procurement.studies.shapes import StudyShape
from scoring.study import Candidate
from tests import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client, settings):
    settings.MFA_REQUIRED_ROLES = []
    client.force_login(builders.person("officer"))
    return client


def study_with_everything():
    candidates = [Candidate("A", "min_max"), Candidate("B", "fixed_linear", {"Pmin": "60000", "Pmax": "140000"})]
    study = builders.simulated_study(candidates=candidates, tenders=200)
    services.choose(study=study, candidate="B", reason="No rival can turn it.", by=study.by, at=builders.AT)
    return queries.with_relations().get(pk=study.pk)


def shape_of(study):
    return summary.of_study(study, queries.simulation_of(study))


def text_of(response):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def test_the_api_answers_with_the_shape_of_the_page(officer):
    study = study_with_everything()

    answer = officer.get(reverse("api:method-study", args=[study.pk])).json()

    assert answer == to_json(shape_of(study))


def test_the_page_says_the_titles_figures_warnings_rates_and_the_choice_of_the_answer(officer):
    study = study_with_everything()
    page = text_of(officer.get(reverse("studies:detail", args=[study.pk])))
    answer = officer.get(reverse("api:method-study", args=[study.pk])).json()

    said = [answer["study"]["title"], answer["choice"]["reason"], *answer["digests"].values()]
    for candidate in answer["candidates"]:
        said += [candidate["title"], candidate["sentence"], *(warning["text"] for warning in candidate["warnings"])]
        said += [formats.number(candidate["reversals"][name]) for name in ("reversed", "tenders", "undecided")]
    assert [text for text in said if " ".join(text.split()) not in page] == []


def test_a_stored_shape_is_read_as_it_was_written():
    shape = shape_of(study_with_everything())

    assert from_json(StudyShape, to_json(shape)) == shape
