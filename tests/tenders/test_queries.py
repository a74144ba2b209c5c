"""Which tenders a person finds, by which words, and page after page."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser

from core.pages import paging
from core.pages.paging import CountedPage
from procurement.tenders import queries
from procurement.tenders.filters import TenderFilters
from procurement.tenders.models import Origin, SourceDocument, Tender
from procurement.tenders.states import PUBLISHED, TenderState
from tests import builders
from tests.architecture.rows import AT, make

pytestmark = pytest.mark.django_db


def published(count, **values):
    """That many published tenders, numbered from the highest on, straight into the table."""
    first = queries.next_publish_no()
    return [
        make(Tender, state="open", price_formula="lowest_price", publish_no=number, **values)
        for number in range(first, first + count)
    ]


def page_of(user, *, before=None, size=queries.PAGE, **filters):
    """One page of what the person may see, narrowed."""
    asked = TenderFilters(filters, user=user)
    return queries.page(user, asked.base, narrowing=asked.narrowing, before=before, size=size)


# --- what is visible ---


def test_everybody_sees_every_state_from_publication_on_and_no_draft():
    tenders = {state: builders.tender_at(state, bids=1) for state in TenderState}

    seen = set(queries.visible_to(builders.person()))

    assert seen == {tender for state, tender in tenders.items() if state in PUBLISHED}
    assert {state for state in TenderState if tenders[state] not in seen} == {"draft", "review"}


def test_an_officer_sees_the_drafts_of_its_own_authority_only():
    ours, theirs = builders.authority("Ours"), builders.authority("Theirs")
    mine, review = builders.tender_at("draft", authority=ours), builders.tender_at("review", authority=ours)
    builders.tender_at("draft", authority=theirs)

    assert set(queries.visible_to(builders.person("officer", authority=ours))) == {mine, review}


@pytest.mark.parametrize("role", ["auditor", "opener", "administrator", "reviewer"])
def test_no_other_role_sees_a_draft(role):
    builders.tender_at("draft")

    assert set(queries.visible_to(builders.person(role))) == set()


def test_one_who_is_not_signed_in_sees_what_is_published_and_no_draft(django_assert_num_queries):
    tenders = {state: builders.tender_at(state, bids=1) for state in TenderState}

    with django_assert_num_queries(1):
        visible = set(queries.visible_to(AnonymousUser()))

    assert visible == {tender for state, tender in tenders.items() if state in PUBLISHED}


# --- filters ---


def test_each_filter_narrows_and_together_they_all_hold():
    ours, theirs = builders.authority("Ours"), builders.authority("Theirs")
    both = {"state": "opened", "price_formula": "fixed_linear"}
    a = make(Tender, publish_no=1, authority=ours, origin=Origin.IMPORTED, **both)
    b = make(Tender, publish_no=2, authority=ours, **(both | {"state": "complete"}))
    c = make(Tender, publish_no=3, authority=theirs, **(both | {"price_formula": "lowest_price"}))
    user = builders.person()

    def kept(**filters):
        return {row["id"] for row in page_of(user, **filters).rows}

    assert kept() == {a.pk, b.pk, c.pk}
    assert kept(state="opened") == {a.pk, c.pk}
    assert kept(authority=ours.pk) == {a.pk, b.pk}
    assert kept(method="fixed_linear") == {a.pk, b.pk}
    assert kept(origin="imported") == {a.pk}
    assert kept(state="opened", authority=ours.pk, method="fixed_linear", origin="imported") == {a.pk}
    assert kept(state="complete", origin="imported") == set()


def test_only_what_the_person_could_find_is_offered_as_a_filter():
    ours, theirs = builders.authority("Ours"), builders.authority("Theirs")
    make(Tender, publish_no=1, state="open", price_formula="lowest_price", authority=theirs)
    make(Tender, state="draft", price_formula="fixed_linear", authority=ours)
    make(Tender, publish_no=2, state="open", no_method_why="None was published.", authority=theirs)
    outsider, officer = builders.person(), builders.person("officer", authority=ours)

    assert (list(queries.authorities_of(outsider)), queries.methods_of(outsider)) == ([theirs], ["lowest_price"])
    assert list(queries.authorities_of(officer)) == [ours, theirs]
    assert queries.methods_of(officer) == ["fixed_linear", "lowest_price"]


# --- pages ---


def walked(user, *, size, **filters):
    """The pages, one after another, each as the numbers on it."""
    pages, before = [], None
    while True:
        page = page_of(user, before=before, size=size, **filters)
        pages.append([row["publish_no"] for row in page.rows])
        before = page.next_before
        if before is None:
            return pages


def test_pages_go_from_the_newest_to_the_oldest_without_gap_or_repetition():
    published(7, state_at=AT)

    assert walked(builders.person(), size=3) == [[7, 6, 5], [4, 3, 2], [1]]


def test_a_full_last_page_leads_nowhere():
    published(6)

    assert walked(builders.person(), size=3) == [[6, 5, 4], [3, 2, 1]]


def test_a_tender_published_meanwhile_moves_nothing_to_another_page():
    published(4)
    user = builders.person()
    first = page_of(user, size=2)
    published(1)

    second = page_of(user, before=first.next_before, size=2)

    assert [row["publish_no"] for row in second.rows] == [2, 1]


def test_pages_keep_to_their_filters():
    published(3, origin=Origin.IMPORTED)
    published(3)

    assert walked(builders.person(), size=2, origin="imported") == [[3, 2], [1]]


def test_drafts_come_first_and_none_is_lost_behind_the_published():
    owner = builders.authority()
    published(3, authority=owner)
    for hours in (1, 2):
        make(Tender, authority=owner, ref=f"D{hours}", state_at=AT + timedelta(hours=hours))
    officer = builders.person("officer", authority=owner)

    first = page_of(officer, size=3)
    assert [row["ref"] for row in first.rows[:2]] == ["D2", "D1"]
    assert walked(officer, size=3) == [[None, None, 3], [2, 1]]
    assert walked(officer, size=2) == [[None, None], [3, 2], [1]]
    assert walked(officer, size=5) == [[None, None, 3, 2, 1]]


def test_an_empty_list_says_so():
    page = page_of(builders.person())

    assert page == CountedPage(rows=[], next_before=None, total=0, capped=False)


def test_the_count_is_of_all_pages_and_stops_at_its_cap(monkeypatch):
    monkeypatch.setattr(paging, "COUNT_CAP", 3)
    user = builders.person()
    published(3)
    page = page_of(user, size=1)
    assert (page.total, page.capped) == (3, False)

    published(1)
    page = page_of(user, size=1)
    assert (page.total, page.capped) == (3, True)


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("roles", "expected"), [([], 4), (["officer"], 5)])
def test_a_page_costs_the_same_however_long(count, roles, expected, django_assert_num_queries):
    published(count)
    user = builders.person(*roles)

    with django_assert_num_queries(expected):
        assert len(page_of(user, q="").rows) == count


# --- parts of one tender ---


@pytest.mark.parametrize("lots", [1, 3])
def test_the_parts_of_a_tender_cost_the_same_whatever_its_size(lots, django_assert_num_queries):
    tender = builders.tender_at("open", lots=lots)

    with django_assert_num_queries(6):
        assert [lot.no for lot in queries.lots_of(tender)] == list(range(1, lots + 1))
        assert len(queries.criteria_of(tender)) == len(queries.published_content_of(tender)["criteria"])
        assert queries.requirement_ids_of(tender) == {}
        assert list(queries.interface_ids_of(tender)) == ["events"]
        assert queries.source_of(tender) is None


def test_a_source_is_the_file_of_its_tender():
    source = make(SourceDocument)

    assert queries.source_of(source.tender) == source


def test_publication_numbers_rise():
    assert queries.next_publish_no() == 1
    published(2)
    assert queries.next_publish_no() == 3
