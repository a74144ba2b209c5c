"""The list of tenders, as page and over REST, against the same as the frameworks' books write it. Goal: PERFORMANCE §9."""

import json
import random
import re
import statistics
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.handlers.base import BaseHandler
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from procurement.tenders.models import Lot, Tender
from tests import builders
from tests.architecture.rows import make
from tests.bench import harness
from tests.bench.generate import VOCABULARY

pytestmark = [pytest.mark.bench, pytest.mark.django_db, pytest.mark.urls("tests.bench.naive.urls")]

FILE = "pages"
GOAL = 0.5
COLUMNS = 5


@pytest.fixture(autouse=True)
def _no_second_factor_and_no_limits(settings):
    settings.MFA_REQUIRED_ROLES = []
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}


class Member:
    """A signed-in person's requests through every middleware; the test client would copy each template's context."""

    def __init__(self, client):
        client.force_login(builders.person())
        self.factory = RequestFactory(HTTP_COOKIE=client.cookies.output(header="", sep=";").strip())
        self.handler = BaseHandler()
        self.handler.load_middleware()

    def get(self, address):
        answer = self.handler.get_response(self.factory.get(address))
        assert answer.status_code == 200
        return answer


@pytest.fixture
def member(client):
    return Member(client)


def published(count):
    """Tenders in four states of ten authorities, seven words and a number each, 150 s apart; one to three lots each."""
    rng = random.Random(1)
    owners = [builders.authority(f"City {number}") for number in range(1, 11)]
    for number in range(1, count + 1):
        tender = make(
            Tender,
            authority=owners[number % 10],
            ref=f"L-{number}",
            title=f"{' '.join(rng.choices(VOCABULARY, k=7))} {number}",
            state=("open", "opened", "decided", "complete")[number % 4],
            origin=("own", "imported")[number % 2],
            price_formula=("fixed_linear", "relative_lowest")[number % 2],
            publish_no=number,
            published_at=builders.AT - timedelta(seconds=150 * (count - number)),
            deadline_at=builders.AT + timedelta(seconds=150 * number),
            currency="EUR",
            is_test=number % 10 == 0,
        )
        for no in range(1, number % 3 + 2):
            make(Lot, tender=tender, no=no, estimate=None if number % 4 == 0 else Decimal(1000 * number + no))


def cells(page):
    """The words of every cell of the table, row by row."""
    table = page.content.decode().replace("&nbsp;", "\N{NO-BREAK SPACE}").split("<tbody>")[1].split("</tbody>")[0]
    contents = re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", table, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in contents]


def values(answer):
    return json.loads(answer.content)["results"]


def asked(client, address):
    """How many queries an address costs."""
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    return len(queries)


@pytest.mark.parametrize("count", [1, 50])
@pytest.mark.parametrize(
    ("kind", "ours", "naive", "read"),
    [
        ("page", "/tenders/", "/naive/tenders/", cells),
        ("API list", "/api/v1/tenders/", "/naive/api/tenders/", values),
    ],
)
def test_a_list_costs_half_of_a_naive_one(kind, ours, naive, read, count, member):
    published(count)
    expected = read(member.get(naive))
    assert len(expected) == count * (COLUMNS if kind == "page" else 1)
    assert read(member.get(ours)) == expected
    harness.print_figure(
        FILE, f"{kind}, {count} rows: queries, ours and naive", f"{asked(member, ours)} {asked(member, naive)}"
    )

    def get(address):
        return lambda: member.get(address)

    joined = harness.times({"ours": get(ours), "naive": get(f"{naive}?joined")}, repeat=5)
    ratios = [mine / theirs for mine, theirs in zip(joined["ours"], joined["naive"], strict=True)]
    harness.print_figure(FILE, f"{kind}, {count} rows / naive with a join", f"{statistics.median(ratios):.2f}")
    if count > 1:  # one row is all frame, which is the same
        harness.compare(FILE, f"{kind}, {count} rows / naive", get(ours), get(naive), goal=GOAL, repeat=10)
