"""Criteria and method on their pages: sums, shares, the trial, and buttons that fill the form without saving."""

from fractions import Fraction
from html import unescape

import pytest
from django.urls import reverse

from procurement.tenders import gather, services
from procurement.tenders.forms.criteria import CriteriaForm
from procurement.tenders.forms.editing import Editing
from procurement.tenders.forms.method import RankingForm
from procurement.tenders.sections import SectionKey, weights
from tests import builders
from tests.tenders.sections.written import content_of
from tests.tenders.test_section_forms import sent_by

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_second_factor(settings):
    settings.MFA_REQUIRED_ROLES = []


@pytest.fixture
def officer():
    return builders.person("officer", authority=builders.authority(currency="EUR", basis="net"))


@pytest.fixture
def draft(officer):
    content = content_of("parking-guidance")
    values = [content.section(SectionKey(key)) for key in content.written]
    return services.begin_from(
        authority=builders.authority(), values=values, source="ready", by=officer, at=builders.AT
    )


def form_of(draft, form_class, key, officer):
    content = gather.content_of(draft)
    return form_class(value=content.section(key), editing=Editing(draft, content, officer))


def send(client, draft, key, data):
    address = reverse("tenders:section", args=[draft.pk, key.value])
    return client.post(address, {name: data.getlist(name) for name in data})


def test_the_sums_of_each_lot_stand_above_its_criteria(client, draft, officer):
    client.force_login(officer)

    text = unescape(client.get(reverse("tenders:section", args=[draft.pk, "criteria"])).content.decode())

    assert text.count("100 of 100") == 3
    assert "Share out 100 in Lot 1: Detection and counting" in text


def test_sharing_out_fills_the_form_and_saves_nothing(client, draft, officer):
    client.force_login(officer)
    data = sent_by(form_of(draft, CriteriaForm, SectionKey.CRITERIA, officer))
    index = next(no for no in range(20) if data[f"criteria-{no}-key"] == "openness")
    data[f"criteria-{index}-weight"] = "28"
    data["after"], data["act"] = "1", "share:1"

    text = send(client, draft, SectionKey.CRITERIA, data).content.decode()

    assert 'value="23.3333"' in text
    assert weights.total(weights.roots(gather.content_of(draft).criteria.criteria)) == 100


def test_the_trial_stands_below_the_method(client, draft, officer):
    client.force_login(officer)

    text = unescape(client.get(reverse("tenders:section", args=[draft.pk, "method"])).content.decode())

    assert text.count("Cheap and closed") == 3
    assert "One point is worth €6,632." in text
    assert "Use fixed limits" not in text


def test_a_price_compared_with_others_is_warned_of_and_can_be_cured(client, draft, officer):
    client.force_login(officer)
    form = form_of(draft, RankingForm, SectionKey.METHOD, officer)
    data = sent_by(form)
    data["formula"], data["figures"], data["after"], data["act"] = "min_max", "", "1", "save"
    assert send(client, draft, SectionKey.METHOD, data).status_code == 302

    text = unescape(client.get(reverse("tenders:section", args=[draft.pk, "method"])).content.decode())
    assert "a losing bid can choose the winner" in text
    data["after"], data["act"] = "2", "cure"
    filled = unescape(send(client, draft, SectionKey.METHOD, data).content.decode())

    assert "1: Pmin = 252000" in filled
    assert gather.content_of(draft).method.formula == "min_max"


@pytest.mark.parametrize(
    ("name", "text", "fault"),
    [
        ("figures", "Pmin 600000", "Line 1: write a name, = and a figure."),
        ("figures", "x: Pmin = 5", "Line 1: write a name, = and a figure."),
        ("figures", "bands = [1, 2", "A list of figures cannot be read."),
    ],
)
def test_figures_that_cannot_be_read_say_where(draft, officer, name, text, fault):
    form = form_of(draft, RankingForm, SectionKey.METHOD, officer)
    data = sent_by(form)
    data[name] = text

    again = RankingForm(data, value=form.value, editing=form.editing)

    assert not again.is_valid()
    assert again.errors[name] == [fault]


@pytest.mark.parametrize("line", ["good", "x | good | words", "1/0 | good | words"])
def test_a_mark_that_cannot_be_read_says_where(draft, officer, line):
    form = form_of(draft, CriteriaForm, SectionKey.CRITERIA, officer)
    data = sent_by(form)
    data["scales-0-levels"] = f"0 | none | Nothing at all.\n{line}"

    again = CriteriaForm(data, value=form.value, editing=form.editing)

    assert not again.is_valid()
    assert "Line 2: write a mark" in again.rows["scales"].forms[0].errors["levels"][0]


def test_weights_are_exact(draft, officer):
    form = form_of(draft, CriteriaForm, SectionKey.CRITERIA, officer)
    data = sent_by(form)
    data["criteria-0-weight"] = "59.9999"

    again = CriteriaForm(data, value=form.value, editing=form.editing)

    assert again.is_valid()
    assert again.section().criteria[0].weight == Fraction("59.9999")
