"""The API says of a tender all that its page says (DESIGN law 11): both are made from one shape."""

import re
from decimal import Decimal
from fractions import Fraction
from html import unescape

import pytest
from django.urls import reverse

from core.pages import formats
from core.rest.shapes import to_json
from procurement.tenders import queries
from procurement.tenders.models import Tender
from procurement.tenders.services import refer
from procurement.tenders.shapes.build import tender_shape
from tests import builders

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_second_factor(settings):
    settings.MFA_REQUIRED_ROLES = []


def answer(client, tender):
    return client.get(reverse("api:tender", args=[tender.pk])).json()


def text_of(client, tender):
    page = client.get(reverse("tenders:detail", args=[tender.pk])).content.decode()
    body = re.search(r"<main.*</main>", page, re.DOTALL)[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


@pytest.fixture
def city():
    return builders.authority("Larkmouth")


@pytest.fixture
def officer(client, city):
    user = builders.person("officer", authority=city)
    client.force_login(user)
    return user


def test_the_api_answers_with_the_shape_of_the_page(client, city, officer):
    tender = builders.tender_at("open", authority=city, lots=2)

    shape = tender_shape(queries.with_authority().get(pk=tender.pk), officer)

    assert answer(client, tender) == to_json(shape)


@pytest.mark.usefixtures("rows_may_change")
def test_what_the_page_says_of_the_method_stands_in_the_api(client, city, officer):
    tender = builders.tender_at("open", authority=city)
    Tender.objects.filter(pk=tender.pk).update(
        alt_rule={"id": "mean_of_others", "params": {"x": "2/5"}}, scaling="best", method_source="The notice."
    )
    builders.republish(tender)
    page, method = text_of(client, tender), answer(client, tender)["method"]

    assert [sentence for sentence in method["sentences"] if " ".join(sentence.split()) not in page] == []
    assert [step for step in method["ties"] if step[1:] not in page] == []
    assert {name: str(value) for name, value in method["params"].items() if str(value) not in page} == {}
    assert (method["panel_method"], method["panel_min"], method["scaling"], method["source"]) == (
        *("consensus", 3, "best"),
        "The notice.",
    )
    assert method["abnormally_low_rule"] == {"id": "mean_of_others", "params": {"x": "2/5"}}
    assert method["rounding"] == Tender.objects.get().rounding


def kpi_texts(kpi):
    return [f"{kpi['title']} ({kpi['unit']})", number(kpi["minimum"]), number(kpi["best"]), number(kpi["weight"])]


def interface_texts(interface):
    openness = formats.percent(Fraction(interface["openness"]))
    texts = [interface["code"], interface["title"], interface["standard"], interface["version"]]
    return [*texts, interface["standard_id"], share(interface["weight"]), openness]


def criterion_texts(criterion):
    texts = [criterion["title"], criterion["text"], *(level["label"] for level in criterion["scale"])]
    if criterion["minimum"] is not None:
        texts.append(f"at least {formats.points(Fraction(criterion['minimum']))}")
    return texts if criterion["weight"] is None else [*texts, share(criterion["weight"])]


def lot_texts(lot):
    return [lot["title"], formats.price(Decimal(lot["estimate"]), "EUR"), *lot["cpv"]]


def number(text):
    return formats.number(Fraction(text))


def share(percent):
    return formats.percent(Fraction(percent) / 100, 2)


TEXTS = {"criteria": criterion_texts, "kpis": kpi_texts, "interfaces": interface_texts, "lots": lot_texts}


@pytest.mark.parametrize("part", TEXTS)
def test_every_word_and_number_that_the_api_gives_of_a_part_stands_on_the_page(client, city, officer, part):
    tender = builders.tender_at("open", authority=city, lots=2)
    page, rows = text_of(client, tender), answer(client, tender)[part]

    texts = [" ".join(text.split()) for row in rows for text in TEXTS[part](row)]

    assert [text for text in texts if text not in page] == []
    assert len(texts) >= len(rows) > 0


def test_a_requirement_says_whether_it_is_mandatory(client, city, officer):
    requirement = {"key": "R-91", "text": "Runs on sunshine", "mandatory": False, "maximum": "5"}
    tender = builders.tender_at("open", authority=city, requirements=[requirement])

    [requirement] = [row for row in answer(client, tender)["requirements"] if row["key"] == "R-91"]

    assert (requirement["mandatory"], requirement["functional"], requirement["maximum"]) == (False, False, "5")
    assert "R-91 · optional" in text_of(client, tender)


@pytest.mark.usefixtures("rows_may_change")
def test_the_study_is_said_to_those_who_may_see_it_and_to_nobody_else(client, city, officer):
    study, draft = builders.chosen_study(authority=city), builders.open_draft(authority=city)
    refer(tender=draft, study=study, by=study.by, at=builders.AT)
    Tender.objects.filter(pk=draft.pk).update(state="open", publish_no=1)

    inside = answer(client, draft)["method"]["study"]
    client.force_login(builders.person())
    outside = answer(client, draft)["method"]["study"]

    assert (inside["no"], inside["reason"], outside) == (1, study.choices.get().reason, None)


def test_numbers_with_a_point_in_a_stored_rule_leave_as_text(client, city, officer):
    tender = builders.tender_at("draft", authority=city, params={"cap": 0.5, "steps": [0.25, 1]})

    assert answer(client, tender)["method"]["params"] == {"cap": "0.5", "steps": ["0.25", 1]}
