"""Criteria and method on their pages: sums, shares, the trial, and buttons that fill the form without saving."""

from dataclasses import replace
from fractions import Fraction
from html import unescape

import pytest
from django.urls import reverse

from procurement.tenders import gather, services
from procurement.tenders.forms.criteria import CriteriaForm
from procurement.tenders.forms.editing import Editing
from procurement.tenders.forms.method import RankingForm
from procurement.tenders.forms.sums import lot_sums
from procurement.tenders.sections import LevelEntry, SectionKey, weights
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

    assert text.count('<span class="total">100</span> of 100') == 1
    assert "Share the" not in text
    assert text.count("Cheap and closed") == 3


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
    assert "With fixed limits one point is worth €6,632, and a 5 instead of a 3 (4.8 points) €31,832." in text
    assert "Use fixed limits" not in text


def test_a_price_compared_with_others_is_warned_of_and_can_be_cured(client, draft, officer):
    client.force_login(officer)
    form = form_of(draft, RankingForm, SectionKey.METHOD, officer)
    data = sent_by(form)
    data["formula"], data["figures"], data["after"], data["act"] = "min_max", "", "1", "save"
    assert send(client, draft, SectionKey.METHOD, data).status_code == 302

    text = unescape(client.get(reverse("tenders:section", args=[draft.pk, "method"])).content.decode())
    assert "a losing bid can choose the winner" in text
    criteria = unescape(client.get(reverse("tenders:section", args=[draft.pk, "criteria"])).content.decode())
    assert "a losing bid can choose the winner" in criteria
    assert criteria.count("Without “Dear and open”") == 3
    data["after"], data["act"] = "2", "cure"
    filled = unescape(send(client, draft, SectionKey.METHOD, data).content.decode())

    assert 'name="p_1_Pmin" value="252000"' in filled
    assert gather.content_of(draft).method.formula == "min_max"


def test_choosing_a_formula_shows_its_figures_and_forgets_those_of_the_other(client, draft, officer):
    client.force_login(officer)
    data = sent_by(form_of(draft, RankingForm, SectionKey.METHOD, officer))
    data["formula"], data["after"], data["act"] = "reference_price", "1", "figures"

    text = unescape(send(client, draft, SectionKey.METHOD, data).content.decode())

    assert [name in text for name in ("p_Pref", "p_1_Pref", "p_3_Pref", "p_cap", "p_Pmin")] == [True] * 4 + [False]
    assert "The price earns its points times Pref / price (cap: cap)." in text
    assert gather.content_of(draft).method.formula == "fixed_linear"


def test_figures_that_the_formula_does_not_know_are_shown_and_can_be_emptied(draft, officer):
    form = form_of(draft, RankingForm, SectionKey.METHOD, officer)
    strange = replace(form.value, params={"k": "3"}, lot_params={**form.value.lot_params, "9": {"Pmin": "1"}})
    data = sent_by(RankingForm(value=strange, editing=form.editing))

    assert data["figures"] == "k = 3\n9: Pmin = 1"
    assert RankingForm(data, value=strange, editing=form.editing).is_valid()
    data["figures"] = ""
    again = RankingForm(data, value=strange, editing=form.editing)

    assert again.is_valid()
    assert again.section() == form.value


def test_what_a_criterion_is_worth_is_typed_by_its_key(draft, officer):
    form = form_of(draft, RankingForm, SectionKey.METHOD, officer)
    data = sent_by(RankingForm(value=replace(form.value, formula="monetised_quality", params={}), editing=form.editing))
    data["p_values"] = "design; 20000"
    refused = RankingForm(data, value=form.value, editing=form.editing)

    assert not refused.is_valid()
    assert refused.errors["p_values"] == ["Write each line as key: amount. “design” is not so."]
    data["p_values"] = "design: 20000\nplan: 2500.5"
    again = RankingForm(data, value=form.value, editing=form.editing)

    assert again.is_valid()
    assert again.section().params == {"values": {"design": "20000", "plan": "5001/2"}}


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


def test_words_without_a_mark_say_where(draft, officer):
    form = form_of(draft, CriteriaForm, SectionKey.CRITERIA, officer)
    data = sent_by(form)
    data["scales-0-mark-0"] = ""

    again = CriteriaForm(data, value=form.value, editing=form.editing)

    assert not again.is_valid()
    assert again.rows["scales"].forms[0].errors == {"mark-0": ["Which mark do these words describe?"]}


def test_the_empty_line_adds_a_mark_and_an_emptied_one_goes(draft, officer):
    form = form_of(draft, CriteriaForm, SectionKey.CRITERIA, officer)
    before = form.value.scales[0].levels
    data, last = sent_by(form), len(before)
    data[f"scales-0-mark-{last}"], data[f"scales-0-levels-{last}"] = "2", "It names a date for most streets."
    for name in ("mark", "label", "levels"):
        data[f"scales-0-{name}-0"] = ""

    again = CriteriaForm(data, value=form.value, editing=form.editing)

    assert again.is_valid()
    added = LevelEntry(Fraction(2), "", "It names a date for most streets.")
    kept = before[1:]
    assert again.section().scales[0].levels == tuple(sorted((*kept, added), key=lambda level: level.value))


def test_what_is_short_is_shared_or_given_to_one(client, draft, officer):
    client.force_login(officer)
    data = sent_by(form_of(draft, CriteriaForm, SectionKey.CRITERIA, officer))
    index = next(no for no in range(20) if data[f"criteria-{no}-key"] == "openness")
    data[f"criteria-{index}-weight"] = "3"
    data["after"], data["act"] = "1", "save"
    send(client, draft, SectionKey.CRITERIA, data)

    text = unescape(client.get(reverse("tenders:section", args=[draft.pk, "criteria"])).content.decode())
    assert "5 short" in text
    assert "Share the 5" in text
    assert text.count("The trial with invented bids runs when the weights add up to 100.") == 3
    data["after"], data["act"] = "2", "give:1:performance"
    filled = unescape(send(client, draft, SectionKey.CRITERIA, data).content.decode())

    assert '<span class="total">100</span> of 100' in filled
    assert "Share the" not in filled
    assert weights.total(weights.roots(gather.content_of(draft).criteria.criteria)) == 95


def test_the_bar_shows_what_the_sum_counts():
    content = content_of("parking-guidance")
    short = tuple(
        replace(entry, weight=Fraction(11)) if entry.key == "value" else entry for entry in content.criteria.criteria
    )

    sums = lot_sums(replace(content, criteria=replace(content.criteria, criteria=short)))

    assert [(line.total, line.state) for line in sums] == [("51", "49 short")]
    assert [(share.letter, share.weight, share.start) for share in sums[0].families] == [
        ("I", "14", "0"),
        ("O", "8", "14"),
        ("V", "11", "22"),
        ("P", "18", "33"),
    ]


@pytest.mark.parametrize("act", ["give:1", "give:1:nobody", "share:x", "share:1:price", "take:1"])
def test_a_button_that_nobody_wrote_changes_nothing(draft, officer, act):
    form = form_of(draft, CriteriaForm, SectionKey.CRITERIA, officer)
    again = CriteriaForm(sent_by(form), value=form.value, editing=form.editing)

    assert again.is_valid()
    assert again.refilled(act) is None


def test_weights_are_exact(draft, officer):
    form = form_of(draft, CriteriaForm, SectionKey.CRITERIA, officer)
    data = sent_by(form)
    data["criteria-0-weight"] = "59.9999"

    again = CriteriaForm(data, value=form.value, editing=form.editing)

    assert again.is_valid()
    assert again.section().criteria[0].weight == Fraction("59.9999")


def test_a_weight_in_thousandths_is_written_so_that_it_can_be_read_again(draft, officer):
    form = form_of(draft, CriteriaForm, SectionKey.CRITERIA, officer)
    first, *rest = form.value.criteria
    tree = replace(form.value, criteria=(replace(first, weight=Fraction("27.451")), *rest))
    data = sent_by(CriteriaForm(value=tree, editing=form.editing))

    again = CriteriaForm(data, value=form.value, editing=form.editing)

    assert data["criteria-0-weight"] == "27.4510"
    assert again.is_valid()
    assert again.section().criteria[0].weight == Fraction("27.451")


def test_why_a_warning_stands_is_kept_by_a_page_that_does_not_ask_for_it(draft, officer):
    form = form_of(draft, RankingForm, SectionKey.METHOD, officer)
    noted = replace(form.value, kept_why="The market is small.")
    data = sent_by(form)
    del data["kept_why"]

    again = RankingForm(data, value=noted, editing=form.editing)

    assert again.is_valid()
    assert again.section().kept_why == "The market is small."
