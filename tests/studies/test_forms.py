"""What officers type: read exactly, refused with the cure at its field, and kept when the form comes back."""

from fractions import Fraction as F

import pytest
from django.core.exceptions import ValidationError
from django.http import QueryDict

from core.models import Authority
from core.pages import number_fields, numbers
from core.pages.numbers import TypedText
from procurement.studies import plan
from procurement.studies.forms import MethodForm, StudyForms, copy_of, entries
from procurement.studies.forms.method import offered
from procurement.studies.plan import Drawn
from scoring.price.base import FormulaParam
from scoring.study.design import Candidate, Expected, generated
from tests import builders

pytestmark = pytest.mark.django_db

ENTRIES = {
    "title": "Parking sensors",
    "currency": "eur",
    "price_points": "40",
    "how": "typed",
    "bids": "A; 120; 100\nB; 100; 90\nC; 80; 70",
    "seed": "7",
    "a-formula": "fixed_linear",
    "a-p_Pmin": "60",
    "a-p_Pmax": "140",
    "b-formula": "relative_lowest",
}


def entered(**changes):
    """What is sent for the study of the builders, with these changes; None leaves a field out."""
    values = (
        {"authority": str(builders.authority().pk)}
        | ENTRIES
        | {k.replace("__", "-", 1) if k[1:3] == "__" else k: v for k, v in changes.items()}
    )
    data = QueryDict(mutable=True)
    data.update({key: value for key, value in values.items() if value is not None})
    return data


def forms(user=None, **changes):
    return StudyForms(entered(**changes), user=user or builders.person("officer"))


def problems(**changes):
    form = forms(**changes)
    assert not form.is_valid()
    return [(problem["text"], problem["href"]) for problem in form.problems()]


def test_what_is_typed_becomes_the_plan():
    form = forms()

    assert form.is_valid()
    assert form.plan() == builders.plan(tenders=20_000)


def test_parameters_of_every_kind_become_exact_values():
    form = forms(
        a__formula="lookup",
        a__p_bands="100000: 100, 150 000: 50%, rest: 0",
        a__p_bands__seen="100000:100, 150000:50, rest:0",
        a__scaling="on",
        a__quality_minimum="33.5",
        b__formula="monetised_quality",
        b__p_values="50000.50",
        c__formula="scaled_lowest",
        c__p_floor="none",
        d__formula="log_lowest",
        d__p_A="5/2",
    )

    assert form.is_valid(), form.problems()
    assert form.plan().design.candidates == (
        Candidate(
            "A",
            "lookup",
            {"bands": [["100000", "1"], ["150000", "1/2"], [None, "0"]]},
            "best",
            F(67, 200),
        ),
        Candidate("B", "monetised_quality", {"values": {"quality": "100001/2"}}),
        Candidate("C", "scaled_lowest", {"floor": "none"}),
        Candidate("D", "log_lowest", {"A": "5/2"}),
    )


def test_bids_are_drawn_from_the_seed():
    form = forms(how="drawn", bids="", count="4", low="80", high="120")

    assert form.is_valid(), form.problems()
    assert form.plan().design.bids == generated(4, 80, 120, seed=7)
    assert form.plan().drawn == Drawn(4, 80, 120)


def test_a_method_that_is_left_out_keeps_the_letters_of_the_others():
    form = forms(b__formula="", c__formula="min_max")

    assert form.is_valid()
    assert [candidate.id for candidate in form.plan().design.candidates] == ["A", "C"]


NOT_A_NUMBER = "is not a number. Write digits, with a point before decimals, such as 1250000.50."
CURES = [
    ({"title": ""}, "Title: Give the study a title.", "#id_title"),
    ({"currency": ""}, "Currency: Give the currency of the prices.", "#id_currency"),
    (
        {"currency": "xyz"},
        "Currency: Give the code of a currency in three capital letters, such as EUR.",
        "#id_currency",
    ),
    ({"price_points": ""}, "Points for the price, of 100: Give a number.", "#id_price_points"),
    (
        {"price_points": "forty"},
        f"Points for the price, of 100: “forty” {NOT_A_NUMBER}",
        "#id_price_points",
    ),
    (
        {"price_points": "40,5"},
        "Points for the price, of 100: Check below how this was read, and send it again if it is right.",
        "#id_price_points",
    ),
    (
        {"how": "drawn", "count": "3", "low": "95.000", "high": "200000"},
        "Lowest price: “95.000” can be read in two ways. Choose one below.",
        "#id_low",
    ),
    ({"how": "drawn", "count": "3", "low": "1.5", "high": "2"}, "Lowest price: Give a whole number.", "#id_low"),
    ({"how": None}, "Where the expected bids come from: Choose one of the two.", "#id_how_0"),
    ({"bids": ""}, "Expected bids: Give 2 to 12 expected bids.", "#id_bids"),
    (
        {"bids": "A; 120; 100\nB, 100, 90"},
        "Expected bids: Line 2: write a name, a price and a quality in percent, such as: Bid 1; 95000; 80",
        "#id_bids",
    ),
    (
        {"bids": "A; 120; 100\nB; 1.00.000; 90"},
        f"Expected bids: Line 2: “1.00.000” {NOT_A_NUMBER}",
        "#id_bids",
    ),
    ({"seed": ""}, "Seed: Give a whole number.", "#id_seed"),
    (
        {"how": "drawn", "count": "", "low": "1", "high": "2"},
        "How many bids: Give a whole number: bids are drawn by it.",
        "#id_count",
    ),
    (
        {"how": "drawn", "count": "3", "low": "9", "high": "2"},
        "Highest price: The highest price is not below the lowest.",
        "#id_high",
    ),
    (
        {"a__p_Pmin": ""},
        "Method A, Pmin: Give a value: this method cannot be published without it.",
        "#id_a-p_Pmin",
    ),
    ({"a__p_Pmin": "150"}, "Method A, Pmin: Pmin is not negative and lies below Pmax.", "#id_a-p_Pmin"),
    (
        {"a__p_Pmin": "cheap"},
        f"Method A, Pmin: “cheap” {NOT_A_NUMBER}",
        "#id_a-p_Pmin",
    ),
    (
        {"a__formula": "", "b__formula": ""},
        "Method A, Method: Choose 1 to 4 methods to compare.",
        "#id_a-formula",
    ),
    (
        {"b__formula": "quality_per_price"},
        "Method B, Least quality, in percent: Give a minimum: else a cheap bid without any quality can win.",
        "#id_b-quality_minimum",
    ),
    (
        {"b__formula": "lookup", "b__p_bands": "100000-100"},
        "Method B, bands: Write each range as upper end: percent, the last as rest: percent. “100000-100” is not so.",
        "#id_b-p_bands",
    ),
    (
        {"b__formula": "features"},
        "Method B, Method: Under 'features' the highest values of the features total 30 % at most.",
        "#id_b-formula",
    ),
]


@pytest.mark.parametrize(("changes", "text", "href"), CURES)
def test_what_is_wrong_is_said_with_its_cure_at_its_field(changes, text, href):
    assert problems(**changes) == [(text, href)]


def test_every_field_that_is_wrong_is_said_at_once():
    faults = problems(title="", a__p_Pmax="", b__formula="log_lowest", seed="x")

    assert [href for _text, href in faults] == ["#id_title", "#id_seed", "#id_a-p_Pmax", "#id_b-p_A"]


def test_a_formula_that_is_not_offered_is_refused():
    [(text, href)] = problems(b__formula="distance_to_mean")

    assert (text.partition(":")[0], href) == ("Method B, Method", "#id_b-formula")


def test_another_authority_than_ones_own_is_refused():
    elsewhere = builders.authority("Elsewhere")

    [(text, _href)] = problems(authority=str(elsewhere.pk))

    assert text.startswith("Authority: ")


def test_only_who_is_officer_in_several_authorities_chooses_among_them():
    officer = builders.person("officer")
    assert StudyForms(user=officer).frame.fields["authority"].widget.is_hidden

    elsewhere = builders.authority("Elsewhere")
    officer.memberships.create(authority=elsewhere, role="officer")
    frame = StudyForms(user=type(officer).objects.get(pk=officer.pk)).frame
    assert not frame.fields["authority"].widget.is_hidden
    assert [row.name for row in frame.fields["authority"].queryset] == ["City of Builders", "Elsewhere"]


def test_methods_are_offered_by_kind_and_only_those_that_a_study_can_show():
    choices = offered()

    names = {name for _group, options in choices[1:] for name, _title in options}
    assert (choices[0], len(choices)) == (("", "No method"), 4)
    assert names == set(plan.formulas())


@pytest.mark.parametrize("formula", sorted(plan.formulas()))
def test_every_method_asks_for_each_of_its_parameters_with_hints(formula):
    form = MethodForm("B", initial={"formula": formula}, currency="EUR")

    asked = {name.removeprefix("p_") for name in form.fields if name.startswith("p_")}
    known = plan.formulas()[formula].settings()
    assert asked == set(known)
    assert all(form.fields[f"p_{name}"].label.startswith(f"{name}: ") for name in known)
    assert ("scaling" in form.fields) == (plan.formulas()[formula].kind == "points")
    assert "{" not in form.about["sentence"]
    ignored = "The order does not depend on how the points are split"
    assert form.about["split"].startswith(ignored) is not form.chosen.split_counts


def test_what_is_optional_is_said_with_its_default():
    form = MethodForm("A", initial={"formula": "scaled_lowest"}, currency="EUR")

    assert form.fields["p_floor"].help_text == "Or: none. Left empty: 0."
    assert form.fields["p_zero_floor"].help_text == "An amount in EUR. Left empty: 0."


# --- again ---


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"how": "drawn", "count": "4", "low": "80", "high": "120"},
        {"a__formula": "lookup", "a__p_bands": "100:100, rest:25", "a__scaling": "on", "a__quality_minimum": "50"},
        {"a__formula": "monetised_quality", "a__p_values": "12.5", "b__formula": "scaled_lowest", "b__p_floor": "none"},
        {"price_points": "100/3", "bids": "A; 1/3; 200/3\nB; 0.125; 12.5"},
    ],
)
def test_a_copy_sent_again_is_the_same_plan(changes):
    first = forms(**changes)
    assert first.is_valid(), first.problems()
    study = builders.studies.create_study(
        authority=builders.authority(), title="T", asked=first.plan(), by=builders.person("officer"), at=builders.AT
    )

    copied = StudyForms(user=builders.person("officer"), initial=copy_of(study))
    data = QueryDict(mutable=True)
    for form in (copied.frame, *copied.methods):
        values = {field.html_name: field.value() for field in form if field.value() not in {None, False}}
        data.update({name: "on" if value is True else str(value) for name, value in values.items()})
    second = StudyForms(data, user=builders.person("officer"))

    assert second.is_valid(), second.problems()
    assert second.plan() == first.plan()


@pytest.mark.parametrize(("locale", "low"), [("de_DE", 95000), ("en_GB", None), ("", None)])
def test_the_authority_s_locale_decides_what_a_point_is_and_the_reading_is_shown(locale, low):
    Authority.objects.filter(pk=builders.authority().pk).update(locale=locale)
    typed = {"how": "drawn", "count": "3", "low": "95.000", "high": "200000", "a-p_Pmax": "1.400", "a-p_Pmin": "60"}
    form = forms(**typed)

    assert not form.is_valid()

    readings = [form.frame.fields["low"].widget.understood, form.methods[0].fields["p_Pmax"].widget.understood]
    assert readings == {"de_DE": ["95000", "1400"], "en_GB": ["95", "1.4"], "": ["", ""]}[locale]
    asked = [form.frame.fields["low"].widget.question, form.methods[0].fields["p_Pmax"].widget.question]
    assert [question is not None for question in asked] == [locale == ""] * 2
    if low:
        seen = {"low__text": "95.000", "low__seen": "95000", "a-p_Pmax__text": "1.400", "a-p_Pmax__seen": "1400"}
        again = forms(**typed, **seen)
        again.frame.is_valid()
        assert again.frame.cleaned_data["low"] == low


def test_pasted_amounts_of_one_table_are_each_read_by_the_locale():
    field = entries.BidsField()
    field.locale = "de_DE"
    text = "North; 95.000; 80,125\nSouth; 110.000,50; 90"

    with pytest.raises(ValidationError, match="Check below how this was read"):
        field.clean(text)

    assert field.clean(TypedText(text, seen=field.widget.understood)) == (
        Expected("North", F(95000), F(80125, 100000)),
        Expected("South", F(220001, 2), F(9, 10)),
    )


def test_spreadsheet_columns_are_read_as_bids():
    text = "Bid\tPrice\tQuality\nNorth\t€95 000\t80\n\nSouth;\t110000.50 EUR; 95%"
    field = entries.BidsField()
    field.currency = "EUR"

    with pytest.raises(ValidationError, match="Check below how this was read"):
        field.clean(text)
    assert field.widget.understood == "the first line heads the columns | North; 95000; 80"
    assert field.clean(TypedText(text, seen=field.widget.understood)) == (
        Expected("North", F(95000), F(4, 5)),
        Expected("South", F(220001, 2), F(19, 20)),
    )


@pytest.mark.parametrize(
    ("value", "text"), [(F(1, 3), "1/3"), (F(5, 2), "2.5"), (F(10), "10"), (F(1, 2**30), "1/1073741824")]
)
def test_a_number_is_written_as_it_may_be_typed(value, text):
    assert (number_fields.written(value), numbers.read(text).value) == (text, value)


def test_a_parameter_with_words_takes_them_and_nothing_like_them():
    field = entries.ParameterField("cap", FormulaParam("cap", default="full", keywords=("full", "none")), "EUR")

    assert [field.clean(text) for text in ("none", " full ", "", "3")] == ["none", "full", None, "3"]
    with pytest.raises(ValidationError, match="is not a number"):
        field.clean("NONE")
