"""Interfaces, indicators and the timetable are written on their pages."""

from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction
from html import unescape

import pytest
from django.http import QueryDict
from django.urls import reverse

from core.law import calendars
from core.models import LawProfileId
from procurement.planning.catalogue import catalogue
from procurement.tenders import gather, services
from procurement.tenders.forms.editing import Editing
from procurement.tenders.forms.interfaces import InterfacesForm
from procurement.tenders.forms.performance import PerformanceForm
from procurement.tenders.forms.timetable import TimetableForm
from procurement.tenders.ready import ReadyDates, ready_tenders, sections_of
from procurement.tenders.sections import (
    InterfaceEntry,
    InterfaceList,
    LeftOutStandard,
    Performance,
    Purchase,
    SectionKey,
    Timetable,
)
from tests import builders
from tests.tenders.sections.test_pay import AVAILABLE, ERROR

pytestmark = pytest.mark.django_db
AT = builders.AT
DATES = ReadyDates(
    publish_on=date(2026, 12, 7),
    questions_until=datetime(2027, 1, 11, 11, tzinfo=UTC),
    answers_by=datetime(2027, 1, 18, 11, tzinfo=UTC),
    deadline=datetime(2027, 1, 25, 11, tzinfo=UTC),
)


@pytest.fixture(autouse=True)
def _no_second_factor(settings):
    settings.MFA_REQUIRED_ROLES = []
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}  # limits cost no query


@pytest.fixture
def city():
    authority = builders.authority(
        currency="EUR", basis="net", zone="Europe/Berlin", law_profile=LawProfileId.CITY, locale="en_GB"
    )
    day = datetime(2026, 11, 28, tzinfo=UTC)
    calendars.start(authority=authority, country="DE", parts=("BY",), by=builders.person(), at=day)
    return authority


@pytest.fixture
def officer(city):
    return builders.person("officer", authority=city, name="Ada Officer")


@pytest.fixture
def draft(city, officer):
    ready = ready_tenders()["street-lighting"]
    values = sections_of(
        ready,
        currency="EUR",
        basis="net",
        rider=catalogue().rider,
        profiles={profile.name: "a" * 64 for profile in ready.profiles},
        dates=DATES,
    )
    return services.begin_from(authority=city, values=values, source="street-lighting", by=officer, at=AT)


@pytest.fixture
def page(client, officer):
    client.force_login(officer)
    return client


@pytest.fixture
def editing(draft, officer):
    return Editing(draft, gather.content_of(draft), officer)


def text_of(response):
    return unescape(response.content.decode())


def url_of(draft, key):
    return reverse("tenders:section", args=[draft.pk, key])


def sent(form, act="save", **changes):
    """What a browser sends of a form that nobody has touched, and the changes."""
    data = {"after": 1, "act": act}
    forms = [form, *(row for rows in form.rows.values() for row in rows.forms)]
    for field in (field for part in forms for field in part):
        value = field.value()
        if value not in (None, "", False):
            data[field.html_name] = browser_text(field.field.widget, value)
    for name, rows in form.rows.items():
        data |= {f"{name}-TOTAL_FORMS": len(rows.forms), f"{name}-INITIAL_FORMS": len(rows.forms)}
    return data | changes


def browser_text(widget, value):
    """The value of a control: a list where several are chosen."""
    texts = widget.format_value(value) if not isinstance(value, bool) else "on"
    return texts[0] if isinstance(texts, list) and not widget.allow_multiple_selected else texts


FORMS = {"interfaces": InterfacesForm, "performance": PerformanceForm, "timetable": TimetableForm}


def form_of(editing, key):
    return FORMS[key](value=editing.content.section(SectionKey(key)), editing=editing)


# --- every one of them ---


@pytest.mark.parametrize("key", FORMS)
def test_a_form_that_is_sent_untouched_says_what_it_said(key, editing):
    query = QueryDict(mutable=True)
    for name, value in sent(form_of(editing, key)).items():
        query.setlist(name, value if isinstance(value, list | tuple) else [value])

    form = FORMS[key](query, value=editing.content.section(SectionKey(key)), editing=editing)

    assert form.is_valid(), form.problems()
    assert form.section() == editing.content.section(SectionKey(key))


@pytest.mark.parametrize(("key", "queries"), [("interfaces", 9), ("performance", 6), ("timetable", 10)])
@pytest.mark.parametrize("rows", [1, 3])
def test_a_page_costs_the_same_for_many_rows(key, queries, rows, page, draft, officer, django_assert_num_queries):
    content = gather.content_of(draft)
    with_profiles = (replace(entry, profile_sha="a" * 64) for entry in content.interfaces.entries[:rows])
    short = {
        "interfaces": InterfaceList(tuple(with_profiles)),
        "performance": Performance(content.performance.kpis[:rows]),
        "timetable": content.timetable,
    }
    services.save(tender=draft, value=short[key], after=1, by=officer, at=AT)
    page.get(url_of(draft, key))

    with django_assert_num_queries(queries):
        response = page.get(url_of(draft, key))

    assert response.status_code == 200


# --- the timetable ---


def test_the_timetable_shows_the_line_of_its_dates(page, draft):
    text = text_of(page.get(url_of(draft, "timetable")))

    assert "Mon, 25 Jan 2027, 12:00, 49 days after publishing" in text
    assert "In this case the law asks for at least 30 days." in text
    assert 'value="2027-01-25T12:00"' in text


def test_dates_are_counted_from_the_deadline_and_nothing_is_saved(page, draft, editing):
    data = sent(form_of(editing, "timetable"), act="count:deadline", deadline="2027-02-26T10:00")

    text = text_of(page.post(url_of(draft, "timetable"), data))

    assert 'value="2027-01-26"' in text
    assert 'value="2027-02-19T10:00"' in text
    assert gather.content_of(draft).timetable.deadline == DATES.deadline


def test_dates_are_counted_from_the_publication(page, draft, editing):
    data = sent(form_of(editing, "timetable"), act="count:publication", publish_on="2026-12-11")

    text = text_of(page.post(url_of(draft, "timetable"), data))

    assert 'value="2027-01-12T12:00"' in text


@pytest.mark.parametrize(
    ("act", "missing", "sentence"),
    [
        ("count:deadline", "deadline", "Give the deadline first"),
        ("count:publication", "publish_on", "Give the day of publication first"),
    ],
)
def test_nothing_is_counted_without_a_date_to_count_from(act, missing, sentence, page, draft, editing):
    text = text_of(page.post(url_of(draft, "timetable"), sent(form_of(editing, "timetable"), act, **{missing: ""})))

    assert sentence in text


def test_a_year_without_holidays_is_said_and_not_guessed(page, draft, editing):
    data = sent(form_of(editing, "timetable"), act="count:publication", publish_on="2030-12-11")

    text = text_of(page.post(url_of(draft, "timetable"), data))

    assert "Nobody has entered the public holidays of 2031" in text


def test_without_a_law_no_period_is_counted(page, draft, editing, city):
    city.law_profile = ""
    city.save()

    text = text_of(page.post(url_of(draft, "timetable"), sent(form_of(editing, "timetable"), "count:deadline")))

    assert "The authority has not chosen its law, so no period can be counted." in text


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("2027-03-28T02:30", "The clocks change on that day: this hour does not exist."),
        ("next week", "Give a day and an hour, such as 2027-01-25 12:00."),
    ],
)
def test_an_hour_that_is_none_comes_back(typed, sentence, page, draft, editing):
    text = text_of(page.post(url_of(draft, "timetable"), sent(form_of(editing, "timetable"), deadline=typed)))

    assert sentence in text
    assert gather.content_of(draft).timetable.deadline == DATES.deadline


def test_a_timetable_that_nobody_has_written_has_no_line(page, city, officer):
    empty = services.begin(authority=city, title="Lights", by=officer, at=AT)

    assert '<svg class="line"' not in text_of(page.get(url_of(empty, "timetable")))


# --- performance ---


def test_the_page_says_what_a_bad_month_costs(page, draft):
    text = text_of(page.get(url_of(draft, "performance")))

    assert "What a month costs the supplier" in text
    assert "The cap of 10 % stops it in: Bad month, As bad as can be." in text


def test_an_indicator_is_saved_with_its_bands_and_its_rule_of_pay(page, draft, officer, editing):
    services.save(tender=draft, value=Performance((AVAILABLE,), cap=Fraction(1, 10)), after=1, by=officer, at=AT)
    form = PerformanceForm(value=Performance((replace(AVAILABLE, lot=2), ERROR), cap=Fraction(1, 5)), editing=editing)

    page.post(url_of(draft, "performance"), sent(form, after=2))

    assert gather.content_of(draft).performance == Performance((replace(AVAILABLE, lot=2), ERROR), cap=Fraction(1, 5))


def test_what_a_month_costs_is_shown_for_what_was_typed_and_nothing_is_saved(page, draft, editing):
    data = sent(form_of(editing, "performance"), act="preview", cap="4")

    text = text_of(page.post(url_of(draft, "performance"), data))

    assert "The cap of 4 % stops it" in text
    assert gather.content_of(draft).performance.cap == Fraction(1, 10)


def test_a_row_that_nobody_has_filled_in_is_no_indicator(page, draft, editing):
    form = form_of(editing, "performance")
    count = len(form.rows["kpis"].forms)
    more = {f"kpis-{count}-direction": "up", f"kpis-{count}-frequency": "month", "kpis-TOTAL_FORMS": count + 1}

    page.post(url_of(draft, "performance"), sent(form, **more))

    assert len(gather.content_of(draft).performance.kpis) == count


# --- interfaces ---


def test_the_page_has_every_interface_with_its_openness(page, draft):
    text = text_of(page.get(url_of(draft, "interfaces")))

    for entry in gather.content_of(draft).interfaces.entries:
        assert entry.title in text
    assert "facts known" in text


def proposals_of(response):
    context = response.context["interfaces"]
    return [*context["proposals"], *context["more"]]


def test_the_adviser_proposes_what_the_list_has_not(page, draft):
    asked = {entry.standard for entry in gather.content_of(draft).interfaces.entries}

    proposals = proposals_of(page.get(url_of(draft, "interfaces")))

    assert proposals
    assert asked.isdisjoint(row["key"] for row in proposals)
    assert all(row["why"] and row["because"] and row["duty"] for row in proposals)


def test_a_proposal_is_taken_with_weight_0_and_not_saved_yet(page, draft, editing):
    first = proposals_of(page.get(url_of(draft, "interfaces")))[0]
    data = sent(form_of(editing, "interfaces"), act=f"take:{first['key']}:{first['lot']}")

    response = page.post(url_of(draft, "interfaces"), data)

    rows = response.context["interfaces"]["rows"]
    assert rows[-1]["standard"].startswith(first["title"])
    assert first["key"] not in [row["key"] for row in proposals_of(response)]
    assert len(gather.content_of(draft).interfaces.entries) == len(rows) - 1


def test_a_proposal_is_left_out_with_a_reason_by_name_and_day(page, draft, editing):
    first = proposals_of(page.get(url_of(draft, "interfaces")))[0]
    why = {f"why-{first['key']}": "The city platform reads another model."}
    left = page.post(url_of(draft, "interfaces"), sent(form_of(editing, "interfaces"), f"leave:{first['key']}:", **why))

    page.post(url_of(draft, "interfaces"), sent(left.context["form"]))

    (left_out,) = gather.content_of(draft).interfaces.left_out
    assert (left_out.standard, left_out.why, left_out.by) == (
        *(first["key"], "The city platform reads another model.", "Ada Officer"),
    )
    text = text_of(page.get(url_of(draft, "interfaces")))
    assert "Left out: 1" in text


def test_a_standard_is_not_left_out_without_a_reason(page, draft, editing):
    first = proposals_of(page.get(url_of(draft, "interfaces")))[0]

    response = page.post(url_of(draft, "interfaces"), sent(form_of(editing, "interfaces"), f"leave:{first['key']}:"))

    assert "Say why in at least 20 characters. Suppliers will read it." in text_of(response)
    assert first["key"] in [row["key"] for row in proposals_of(response)]


def test_who_left_a_standard_out_stays_when_somebody_else_saves(page, draft, editing, officer):
    left_out = LeftOutStandard("talq", "The makers agreed on another one.", "Orla Finch", date(2026, 11, 30))
    value = replace(editing.content.interfaces, left_out=(left_out,))
    services.save(tender=draft, value=value, after=1, by=officer, at=AT)

    page.post(url_of(draft, "interfaces"), sent(InterfacesForm(value=value, editing=editing), after=2))

    assert gather.content_of(draft).interfaces.left_out == (left_out,)


def test_a_standard_that_was_left_out_is_considered_again(page, draft, editing):
    left_out = LeftOutStandard("talq", "The makers agreed on another one.", "Orla Finch", date(2026, 11, 30))
    form = InterfacesForm(value=replace(editing.content.interfaces, left_out=(left_out,)), editing=editing)

    response = page.post(url_of(draft, "interfaces"), sent(form, "again:talq:"))

    assert response.context["interfaces"]["left_out"] == []


@pytest.mark.parametrize(("typed", "expected"), [("geojson", "geojson"), ("GEOJSON", "geojson"), ("", "")])
def test_a_standard_is_named_by_key_or_title(typed, expected, page, draft, editing):
    page.post(url_of(draft, "interfaces"), sent(form_of(editing, "interfaces"), **{"entries-0-standard": typed}))

    assert gather.content_of(draft).interfaces.entries[0].standard == expected


def test_a_standard_that_the_catalogue_lacks_comes_back_with_the_nearest(page, draft, editing):
    data = sent(form_of(editing, "interfaces"), **{"entries-0-standard": "openapi three"})

    text = text_of(page.post(url_of(draft, "interfaces"), data))

    assert "The catalogue has no standard “openapi three”. Near it:" in text


@pytest.mark.parametrize("act", ["take:nothing:", "leave:nothing:", "dance:geojson:"])
def test_an_act_that_is_not_known_changes_nothing(act, page, draft, editing):
    response = page.post(url_of(draft, "interfaces"), sent(form_of(editing, "interfaces"), act))

    assert response.status_code == 200
    assert len(response.context["interfaces"]["rows"]) == len(editing.content.interfaces.entries)


def test_the_overview_says_one_fact_of_each_section(page, draft, officer):
    single = InterfaceList((InterfaceEntry("I1", "Lights", weight=Fraction(100), lot=2),))
    services.save(tender=draft, value=single, after=1, by=officer, at=AT)

    text = text_of(page.get(reverse("tenders:edit", args=[draft.pk])))

    assert "lot 2: 1 interface, weights total 100" in text
    assert "6 indicators; a bad month costs at most 10 %" in text
    assert "deadline 25 Jan 2027" in text


def test_an_empty_timetable_says_so_on_the_overview(page, draft, officer):
    services.save(tender=draft, value=Timetable(), after=1, by=officer, at=AT)
    services.save(tender=draft, value=Performance(), after=1, by=officer, at=AT)
    services.save(tender=draft, value=Purchase(), after=1, by=officer, at=AT)

    text = text_of(page.get(reverse("tenders:edit", args=[draft.pk])))

    assert "no deadline yet" in text
    assert "0 indicators" in text
