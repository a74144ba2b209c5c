"""A study has one shape: the API answers with it and the page says it, but for a closed list of its leaves."""

import html
import json
import re
from dataclasses import fields, is_dataclass
from datetime import datetime
from fractions import Fraction

import pytest

from core.pages import formats
from core.rest.shapes import from_json
from procurement.studies import judgement, plan, queries, services, summary
from procurement.studies.shapes import FrozenStudyShape, StudyResultShape
from scoring.study.design import Candidate
from tests import builders

pytestmark = pytest.mark.django_db
FOR_PROGRAMS = {
    "study.id",
    "study.zone",
    "study.scoring_version",
    "curve.low",  # the chart's ends
    "curve.high",
    "candidates.formula",
    "candidates.kind",
    "candidates.best",
    "candidates.scaling",
    "candidates.warnings.key",
    "candidates.curve",  # drawn; every fourth point is in the table
    "choice.no",
    "choice.warnings.key",
    "choice.candidate",
    "choices.no",
    "choices.candidate",
    "choices.warnings.key",
}


@pytest.fixture(autouse=True)
def _no_second_factor(settings):
    settings.MFA_REQUIRED_ROLES = []


def chosen_study():
    """Simulated, with a quality minimum, an excluded bid, drawn bids, and two choices, the first with warnings."""
    candidates = [
        Candidate("A", "fixed_linear", {"Pmin": "60", "Pmax": "140"}, quality_minimum=Fraction(4, 5)),
        Candidate("B", "min_max"),
    ]
    study = builders.simulated_study(candidates=candidates, drawn=plan.Drawn(3, 80_000, 120_000))
    services.choose(study=study, after=0, candidate="B", reason="It is usual.", by=study.by, at=builders.AT)
    services.choose(study=study, after=1, candidate="A", reason="Known bounds.", by=study.by, at=builders.AT)
    return queries.with_relations().get(pk=study.pk)


def shape_of(study):
    return summary.study_shape(study, queries.simulation_of(study))


def leaves(value, path=()):
    """(dotted path, value) of whatever a shape says; not what is empty, nor yes and no, which sentences say."""
    if is_dataclass(value):
        for field in fields(value):
            yield from leaves(getattr(value, field.name), (*path, field.name))
    elif isinstance(value, tuple):
        for item in value:
            yield from leaves(item, path)
    elif isinstance(value, dict):
        for item in value.values():
            yield from leaves(item, path)
    elif value is not None and value != "" and not isinstance(value, bool):
        yield ".".join(path), value


def spellings(path, value):
    """How a page may write a value."""
    if isinstance(value, datetime):
        return {formats.moment(value, "UTC")}
    if path == "candidates.leaving.winner":
        return {f"{value} wins instead", f"{value} wins at"}
    if path == "study.no":
        return {f"Study {value}"}
    if path == "study.currency":
        return {f"Price, {value}"}
    if path == "study.price_points":
        return {f"{formats.number(value)} for the price"}
    if isinstance(value, Fraction | int):
        return {
            formats.number(value),
            formats.number(value, 2),
            formats.percent(value),
            formats.percent(value, 2),
            formats.money(value, "EUR"),
        }
    if isinstance(value, str) and value.isdecimal():
        return {formats.number(Fraction(value))}
    return {str(value)}


def page_of(client, study):
    """What the page shows, tags left out."""
    text = client.get(f"/tenders/studies/{study.pk}/").content.decode()
    body = re.search(r"<main.*</main>", text, re.DOTALL)[0]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())


def test_the_api_answers_with_the_shape_of_the_page(client):
    study = chosen_study()
    client.force_login(study.by)

    answer = client.get(f"/api/v1/method-studies/{study.pk}/").json()

    assert answer == summary.study_json(shape_of(study))


def test_the_page_says_every_leaf_of_the_shape_but_for_those_for_programs(client):
    study = chosen_study()
    client.force_login(study.by)
    page = page_of(client, study)

    unsaid = {
        path
        for path, value in leaves(shape_of(study))
        if not any(" ".join(text.split()) in page for text in spellings(path, value))
    }

    assert unsaid - FOR_PROGRAMS == set()


def test_the_list_for_programs_names_only_leaves_that_are_there():
    named = {path for path, _value in leaves(shape_of(chosen_study()))}

    assert FOR_PROGRAMS - named == set()


def test_what_the_page_says_of_its_methods_stands_in_the_answer(client):
    """The other way round: titles, sentences, warnings, reasons and people of the page are leaves of the answer."""
    study = chosen_study()
    client.force_login(study.by)
    shape, page = shape_of(study), page_of(client, study)

    texts = [text for path, text in leaves(shape) if path in {"candidates.title", "candidates.sentence", "by"}]
    reasons = [choice.reason for choice in shape.choices]

    assert [text for text in (*texts, *reasons) if " ".join(text.split()) not in page] == []
    assert [(choice.no, choice.by) for choice in shape.choices] == [(2, "Ada Officer"), (1, "Ada Officer")]
    assert shape.choice.reason == "Known bounds."


def test_a_file_says_the_same_without_its_people():
    study = chosen_study()

    frozen = summary.study_json(summary.frozen_study(study, queries.simulation_of(study)))
    answer = summary.study_json(shape_of(study))

    assert {**frozen, "by": answer["by"], "lost": "", "choices": answer["choices"]} == answer
    assert "Ada Officer" not in json.dumps(frozen)


def test_a_frozen_study_is_read_as_it_was_written():
    study = chosen_study()
    frozen = summary.frozen_study(study, queries.simulation_of(study))

    read = from_json(FrozenStudyShape, json.loads(json.dumps(summary.study_json(frozen))))

    assert read == frozen


def test_a_stored_result_is_read_as_it_was_judged():
    study = chosen_study()

    assert summary.result_of(study) == judgement.judge(plan.read(study.inputs))
    assert isinstance(summary.result_of(study), StudyResultShape)


def test_a_row_of_the_list_says_its_methods_and_the_letter_that_was_chosen():
    row = summary.study_row(chosen_study())

    assert (row.no, row.methods, row.chosen) == (1, ("fixed_linear", "min_max"), "A")
    assert row.titles == ("Linear between fixed bounds", "Between the lowest and the highest price")


def test_instants_of_a_study_keep_the_offset_that_stored_digests_are_over():
    answer = summary.study_json(shape_of(chosen_study()))

    assert answer["study"]["at"] == answer["choice"]["at"] == answer["choices"][1]["at"] == builders.AT.isoformat()
