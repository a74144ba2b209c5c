"""Limits of a requirement are typed as people write numbers where numbers are answered, and are text elsewhere."""

import pytest

from procurement.tenders.forms.editing import Editing
from procurement.tenders.forms.requirements import RequirementsForm
from procurement.tenders.models import Tender
from procurement.tenders.sections import RequirementList, TenderContent
from tests import builders

pytestmark = pytest.mark.django_db
SEEN = "Check below how this was read, and send it again if it is right."


def form_of(*, locale="", **fields):
    city, user = builders.authority(locale=locale), builders.person("officer")
    editing = Editing(Tender(authority=city, currency="EUR"), TenderContent(), user)
    rows = {"entries-TOTAL_FORMS": 1, "entries-INITIAL_FORMS": 0, "entries-0-key": "R1", "entries-0-text": "How long?"}
    sent = rows | {f"entries-0-{name}": value for name, value in fields.items()}
    return RequirementsForm(sent, value=RequirementList(), editing=editing)


def limits(form):
    assert form.is_valid(), form.problems()
    [entry] = form.section().entries
    return entry.minimum, entry.maximum, entry.expected


def errors(form):
    return {name: list(messages) for name, messages in form.rows["entries"].forms[0].errors.items()}


@pytest.mark.parametrize("datatype", ["integer", "decimal", "money"])
def test_a_limit_with_two_readings_is_asked_about_and_never_guessed(datatype):
    asked = form_of(datatype=datatype, minimum="95.000", maximum="100,000")
    assert not asked.is_valid()
    assert errors(asked) == {
        "minimum": ["“95.000” can be read in two ways. Choose one below."],
        "maximum": ["“100,000” can be read in two ways. Choose one below."],
    }
    assert "95,000 (groups of thousands)" in str(asked.rows["entries"].forms[0]["minimum"])

    answers = {"minimum__text": "95.000", "minimum__marks": "groups"}
    answers |= {"maximum__text": "100,000", "maximum__marks": "groups"}
    answered = form_of(datatype=datatype, minimum="95.000", maximum="100,000", **answers)

    assert limits(answered) == ("95000", "100000", None)


@pytest.mark.parametrize(
    ("datatype", "locale", "typed", "read"),
    [
        ("integer", "de_DE", "95.000", "95000"),
        ("decimal", "", "95 000", "95000"),
        ("decimal", "", "12,5", "12.5"),
        ("money", "", "€ 95 000", "95000"),
    ],
)
def test_what_was_understood_is_seen_before_it_is_stored(datatype, locale, typed, read):
    first = form_of(datatype=datatype, locale=locale, maximum=typed)
    assert not first.is_valid()
    assert errors(first) == {"maximum": [SEEN]}

    second = form_of(datatype=datatype, locale=locale, maximum=typed, maximum__seen=read)

    assert limits(second) == (None, read, None)


@pytest.mark.parametrize(
    ("datatype", "typed"),
    [
        ("integer", "50000"),
        ("decimal", "0.5"),
        ("date", "2026-05-04"),
        ("text", "95.000"),
        ("integer", "many"),  # kept as it was typed: the gate says that it is no limit
    ],
)
def test_what_is_plain_or_no_number_is_kept_as_it_was_typed(datatype, typed):
    assert limits(form_of(datatype=datatype, minimum=typed, expected=typed)) == (typed, None, typed)
