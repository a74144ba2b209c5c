"""The list of studies: words, whether a method is chosen, and authority narrow it; it goes by number or title."""

import re

import pytest
from django.db import connection
from django.http import QueryDict

from procurement.studies.filters import StudyFilters
from procurement.studies.models import MethodChoice, MethodStudy
from tests import builders
from tests.architecture.rows import make

pytestmark = pytest.mark.django_db
URL = "/tenders/studies/"


@pytest.fixture(autouse=True)
def _nobody_is_asked_for_a_second_factor(settings):
    settings.MFA_REQUIRED_ROLES = []


@pytest.fixture
def city():
    return builders.authority("Larkmouth")


@pytest.fixture
def officer(city):
    return builders.person("officer", authority=city)


def study(no, authority, title=""):
    return make(MethodStudy, no=no, authority=authority, title=title or f"Study {no}", result={"candidates": []})


def numbers(query, user):
    return [row.no for row in StudyFilters(QueryDict(query), user=user).page().rows]


@pytest.mark.parametrize(
    ("query", "listed"),
    [
        ("", [4, 3, 2, 1]),
        ("q=lamps", [3, 1]),
        ("q=LAMPS+street", [1]),
        ("chosen=yes", [2]),
        ("chosen=no", [4, 3, 1]),
        ("sort=oldest", [1, 2, 3, 4]),
        ("sort=title", [2, 3, 1, 4]),
        ("sort=title&chosen=no&before=3", [1, 4]),
    ],
)
def test_each_filter_narrows_and_the_order_is_the_one_asked_for(city, officer, query, listed):
    for no, title in enumerate(["Street lamps", "Buses", "Lamps", "Trams"], start=1):
        study(no, city, title)
    study(5, builders.authority("Elsewhere"), "Lamps of others")
    for no in (1, 2):
        make(MethodChoice, study=MethodStudy.objects.get(no=2), no=no)

    assert numbers(query, officer) == listed


def test_the_authorities_that_one_reads_are_offered_and_narrow(city, officer):
    thornbeck, foreign = builders.authority("Thornbeck"), builders.authority("Elsewhere")
    officer.memberships.create(authority=thornbeck, role="auditor")
    for no, authority in enumerate((city, thornbeck, foreign), start=1):
        study(no, authority)

    filters = StudyFilters(QueryDict(f"authority={thornbeck.pk}"), user=officer)

    assert [row.no for row in filters.page().rows] == [2]
    assert [str(label) for _, label in filters.form.fields["authority"].widget.choices] == [
        *("Every authority", "Larkmouth", "Thornbeck"),
    ]
    assert numbers(f"authority={foreign.pk}", officer) == []


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("sort", ["", "oldest", "title"])
def test_a_page_costs_the_same_however_long(city, officer, sort, count, django_assert_num_queries):
    for no in range(1, count + 1):
        study(no, city)

    with django_assert_num_queries(3):
        assert len(numbers(f"sort={sort}", officer)) == count


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL reads a small table as it stands")
def test_titles_are_read_from_their_index():
    plan = MethodStudy.objects.order_by("title", "-no")[:51].explain()

    assert "study_title_no" in plan
    assert "TEMP B-TREE" not in plan


def test_page_and_api_list_the_same(client, city, officer):
    for no, title in enumerate(["Street lamps", "Buses", "Lamps"], start=1):
        study(no, city, title)
    client.force_login(officer)

    for query in ("", "q=lamps", "sort=title", "chosen=no&sort=oldest"):
        page = client.get(f"{URL}?{query}").content.decode()
        rows = re.findall(r'<th scope="row"><a href="[^"]+">([^<]+)</a>', page)
        answer = client.get(f"/api/v1/method-studies/?{query}").json()
        assert rows == [row["title"] for row in answer["results"]]
        assert rows


def test_a_list_without_a_match_says_how_to_see_all(client, city, officer):
    study(1, city)
    client.force_login(officer)

    text = client.get(f"{URL}?q=nothing").content.decode()

    assert "No study matches" in text
    assert text.count(f'href="{URL}"') >= 2
