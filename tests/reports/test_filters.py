"""The list of reviews: words, state, copy and authority narrow it, and it goes by number or title."""

import re

import pytest
from django.db import connection
from django.http import QueryDict

from core.models import Job
from procurement.reports.filters import ReportFilters
from procurement.reports.models import Report
from procurement.studies.models import MethodStudy
from tests import builders
from tests.architecture.rows import AT, make

pytestmark = pytest.mark.django_db
URL = "/reports/"


@pytest.fixture(autouse=True)
def _nobody_is_asked_for_a_second_factor(settings):
    settings.MFA_REQUIRED_ROLES = []


@pytest.fixture
def city():
    return builders.authority("Larkmouth")


@pytest.fixture
def auditor(city):
    return builders.person("auditor", authority=city)


def report(no, authority, *, title="", state="requested", **values):
    """A report about a study, straight into the table."""
    ended = {"finished_at": AT, "why": "The fonts are missing."} if state == "failed" else {}
    about = {"kind": "study", "run": None, "study": make(MethodStudy, authority=authority), "authority": authority}
    job = make(Job, state=state, **ended)
    return make(Report, no=no, title=title or f"Study {no}", job=job, **about | values)


def numbers(query, user):
    return [row.no for row in ReportFilters(QueryDict(query), user=user).page().rows]


@pytest.mark.parametrize(
    ("query", "listed"),
    [
        ("", [4, 3, 2, 1]),
        ("q=lamps", [3, 1]),
        ("q=LAMPS+street", [1]),
        ("q=nothing", []),
        ("state=failed", [2]),
        ("kind=study&variant=pdf/ua-1", [4]),
        ("kind=review", []),
        ("sort=oldest", [1, 2, 3, 4]),
        ("sort=title", [2, 3, 1, 4]),
        ("sort=title&q=lamps&before=3", [1]),
    ],
)
def test_each_filter_narrows_and_the_order_is_the_one_asked_for(city, auditor, query, listed):
    report(1, city, title="Street lamps")
    report(2, city, title="Buses", state="failed")
    report(3, city, title="Lamps")
    report(4, city, title="Trams", variant="pdf/ua-1")
    report(5, builders.authority("Elsewhere"), title="Lamps of others")

    assert numbers(query, auditor) == listed


def test_the_authorities_that_one_reads_are_offered_and_narrow(city):
    user = builders.person("auditor", authority=city)
    thornbeck, foreign = builders.authority("Thornbeck"), builders.authority("Elsewhere")
    user.memberships.create(authority=thornbeck, role="officer")
    report(1, city)
    report(2, thornbeck)
    report(3, foreign)

    filters = ReportFilters(QueryDict(f"authority={thornbeck.pk}"), user=user)

    assert [row.no for row in filters.page().rows] == [2]
    assert [str(label) for _, label in filters.form.fields["authority"].widget.choices] == [
        *("Every authority", "Larkmouth", "Thornbeck"),
    ]
    assert numbers(f"authority={foreign.pk}", user) == []


@pytest.mark.parametrize("sort", ["", "oldest", "title"])
@pytest.mark.parametrize("size", [1, 2, 3, 4])
def test_pages_follow_each_other_without_gap_or_repetition_in_every_order(city, auditor, sort, size):
    for no, title in enumerate(["B", "A", "B", "C"], start=1):
        report(no, city, title=title)
    walked, before = [], ""

    while before is not None:
        page = ReportFilters({"sort": sort, "size": size, "before": before}, user=auditor).page()
        walked += [row.no for row in page.rows]
        before = page.next_before

    assert walked == {"": [4, 3, 2, 1], "oldest": [1, 2, 3, 4], "title": [2, 3, 1, 4]}[sort]


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("sort", ["", "oldest", "title"])
def test_a_page_costs_the_same_however_long(city, auditor, sort, count, django_assert_num_queries):
    for no in range(1, count + 1):
        report(no, city)

    with django_assert_num_queries(3):
        assert len(numbers(f"sort={sort}", auditor)) == count


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL reads a small table as it stands")
def test_titles_are_read_from_their_index():
    plan = Report.objects.order_by("title", "-no")[:51].explain()

    assert "report_title_no" in plan
    assert "TEMP B-TREE" not in plan


# --- the page and the API ---


def test_page_and_api_list_the_same(client, city, auditor):
    for no, title in enumerate(["Street lamps", "Buses", "Lamps"], start=1):
        report(no, city, title=title)
    client.force_login(auditor)

    for query in ("", "q=lamps", "sort=title", "sort=oldest&q=lamps"):
        page = client.get(f"{URL}?{query}").content.decode()
        rows = re.findall(r'<th scope="row"><a href="[^"]+">([^<]+)</a>', page)
        answer = client.get(f"/api/v1/reports/?{query}").json()
        assert rows == [row["title"] for row in answer["results"]]
        assert rows


def test_a_wrong_value_is_said_by_the_page_and_is_400_in_the_api(client, city, auditor):
    report(1, city)
    client.force_login(auditor)

    assert re.search(r'<li><a href="#id_\w+">State: ', client.get(f"{URL}?state=lost").content.decode())
    assert client.get("/api/v1/reports/?state=lost").status_code == 400


def test_a_list_without_a_match_says_how_to_see_all(client, city, auditor):
    report(1, city)
    client.force_login(auditor)

    text = client.get(f"{URL}?q=nothing").content.decode()

    assert "No review matches" in text
    assert text.count(f'href="{URL}"') >= 2
