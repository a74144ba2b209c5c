"""What words find: one meaning on both engines, whatever is typed, and never a draft of somebody else."""

import pytest
from django.db import connection
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core import triggers
from core.models import Authority
from procurement.tenders import queries, search
from procurement.tenders.filters import TenderFilters
from procurement.tenders.models import Lot, Tender, TenderInterface
from procurement.tenders.search import Narrowing, Terms, search_text, terms_of
from tests import builders
from tests.architecture.rows import make

pytestmark = pytest.mark.django_db


def titled(title, *, ref="", description="", authority=None, cpv=(), **values):
    """A published tender whose words are these."""
    number = queries.next_publish_no()
    ref = ref or f"X-{number}"
    owner = authority or builders.authority()
    text = search_text(ref, title, description, owner.name, cpv=cpv)
    columns = {"state": "open", "price_formula": "lowest_price", "publish_no": number, "authority": owner}
    return make(Tender, **columns | {"title": title, "ref": ref, "search_text": text} | values)


def titles_matching(text, user=None):
    user = user or builders.person()
    asked = TenderFilters({"q": text}, user=user)
    page = queries.page(user, asked.base, narrowing=asked.narrowing)
    assert page.total == len(page.rows)
    return {row["title"] for row in page.rows}


# --- words ---


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("École Supérieure", "ecole superieure"),
        ("STRASSE Straße", "strasse"),
        ("Åbo, Łódź; Đà Nẵng", "abo lodz da nang"),
        ("Маріупольський", "маріупольськии"),
        ("ﬁbre ① ㎒", "fibre 1 mhz"),
        ("LM-2026-031/b", "lm 2026 031 b"),
        ("道路照明 LED", "道 路 照 明 led"),
        ("l'eau & the 'lamps' \"now\"; DROP", "l eau the lamps now drop"),
        ("हिन्दी", "हिनदी"),
        ("§ ¶ % _ ' \" *", ""),
        ("x" * 70, "x" * 60),
    ],
)
def test_text_is_searched_as_words_without_case_accents_and_signs(text, plain):
    assert search_text(text).strip() == plain


def test_the_words_of_a_tender_have_an_end():
    text = search_text(" ".join(f"word{number}" for number in range(100_000)))

    assert 0 < len(text.encode()) <= search.MOST_BYTES + 2
    titled("Long", search_text=text)
    assert titles_matching("word0 word1") == {"Long"}


@pytest.mark.parametrize("query", ["ecole", "ÉCOLE", "école", "supérieure ecole", "  superieure  ", "eco", "ecole sup"])
def test_a_title_is_found_with_or_without_accents_in_any_order_by_the_beginning_of_the_last_word(query):
    titled("Éclairage de l'École supérieure")
    titled("Street lamps")

    assert titles_matching(query) == {"Éclairage de l'École supérieure"}


@pytest.mark.parametrize("query", ["sup ecole", "cole", "superieures", "ecole lamps", "ec", "ecole su"])
def test_only_the_last_word_may_go_on_and_a_word_is_found_from_its_beginning(query):
    titled("Éclairage de l'École supérieure")

    assert titles_matching(query) == set()


def test_every_word_must_occur_somewhere():
    owner = builders.authority("Ville de Besançon")
    titled("Street lamps", ref="BES-2026-14", description="Two thousand of them.", authority=owner)

    assert titles_matching("besancon lamps thousand 2026-14") == {"Street lamps"}
    assert titles_matching("besancon lamps buses") == set()


@pytest.mark.parametrize(
    "query", ["LM-2026-031", "lm 2026 031", "2026-031", "34928500-3", "34928500", "LM-2026-031 lam"]
)
def test_codes_are_found_as_they_are_written(query):
    titled("Lamps", ref="LM-2026-031", cpv=["34928500-3"])
    titled("Buses", ref="LM-2025-131", cpv=["60112000-6"])

    assert titles_matching(query) == {"Lamps"}


@pytest.mark.parametrize(
    "query",
    ["lamps '", 'lamps "', "lamps*", "lamps:*", "lamps | buses & !x", "(lamps", "%lamps_", "lamps \\", "lamps NOT"],
)
def test_signs_of_a_query_language_are_signs(query):
    titled("Lamps of x, buses, not late")

    assert titles_matching(query) == {"Lamps of x, buses, not late"}


@pytest.mark.parametrize("query", ["%", "' OR 1=1", "§34", "¶gbfs"])
def test_signs_alone_ask_for_nothing_and_no_mark_can_be_typed(query):
    titled("Or 1 1 34 gbfs", cpv=["34928500-3"])
    titled("Or 1 1 34 GBFS")

    assert titles_matching(query) == {"Or 1 1 34 gbfs", "Or 1 1 34 GBFS"}


def test_so_many_words_are_looked_for():
    title = " ".join(f"w{number}" for number in range(search.MOST_WORDS))
    titled(title)

    assert titles_matching(f"{title} more") == {title}
    assert titles_matching("w0 more") == set()


# --- one meaning, three ways to it ---

LETTERS = st.text(st.sampled_from("aábcÅß12 -'\"%§*道路йи_\\"), max_size=12)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(LETTERS, min_size=1, max_size=5), query=LETTERS)
def test_index_rows_and_reference_agree_on_any_text(texts, query):
    owner, tenders = builders.authority(), {}
    for number, text in enumerate(texts):
        kinds = [{"state": "open", "publish_no": queries.next_publish_no()}, {"state": "draft"}]
        columns = {"price_formula": "lowest_price", "authority": owner, "search_text": search_text(text)}
        tenders[make(Tender, **kinds[number % 2], **columns)] = text
    terms = terms_of(query)

    expected = {tender for tender, text in tenders.items() if terms.fit(search_text(text))}

    these = Tender.objects.filter(pk__in=[tender.pk for tender in tenders])
    assert set(search.matching(these, terms)) == expected
    if terms:
        assert set(these.filter(search.TermsMatch(terms, row_by_row=True))) == expected


def test_a_page_is_the_same_whether_the_index_or_the_list_is_asked():
    for number in range(30):
        titled(f"Lamps {number}" if number % 3 else f"Buses {number}")
    narrowing = Narrowing(terms_of("lamps"))
    part = Tender.objects.filter(publish_no__isnull=False).order_by("-publish_no")

    walked = search.walked(part, narrowing, count=7)
    fetched = search.fetched(part, narrowing, count=7)

    assert walked is not None
    assert [tender.publish_no for tender in walked] == [tender.publish_no for tender in fetched]
    assert search.walked(part, narrowing, count=21) is None  # there are twenty


@pytest.mark.parametrize("sort", ["", "deadline", "value"])
def test_many_hits_are_paged_through_once_each_in_every_order(sort, monkeypatch):
    monkeypatch.setattr(search, "COUNTED", 3)
    monkeypatch.setattr(search, "NEWEST_READ", 5)
    for number in range(12):
        value = None if number % 3 else number
        titled(f"Lamps {number}", value_order=value, deadline_at=None if number % 4 else builders.AT)
        titled(f"Buses {number}", value_order=value)
    user = builders.person()

    asked, pages, before = {"q": "lamps", "sort": sort, "size": "5"}, [], None
    while True:
        filters = TenderFilters(asked | ({"before": str(before)} if before else {}), user=user)
        page = filters.page(lambda: builders.AT)
        pages.append([row["title"] for row in page.rows])
        assert (page.total, page.capped) == (3, True)
        before = page.next_before
        if before is None:
            break

    assert [len(titles) for titles in pages] == [5, 5, 2]
    assert {title for titles in pages for title in titles} == {f"Lamps {number}" for number in range(12)}
    assert TenderFilters(asked, user=user).rows(lambda: builders.AT, most=50) == [
        row
        for filters in [TenderFilters(asked | {"size": "50"}, user=user)]
        for row in filters.page(lambda: builders.AT).rows
    ]


# --- drafts ---


def test_words_and_counts_find_no_draft_of_somebody_else():
    draft = builders.tender_at("draft", title="Secret lamps")
    other = builders.person("officer", authority=builders.authority("Elsewhere"))

    for user in (builders.person(), other, builders.person("auditor", authority=draft.authority)):
        assert titles_matching("secret", user) == set()
    assert titles_matching("secret", builders.person("officer", authority=draft.authority)) == {"Secret lamps"}


def test_a_draft_is_in_no_table_of_words_until_it_is_published():
    draft = titled("Secret lamps", publish_no=None, state="draft")
    if connection.vendor == "sqlite":
        assert indexed() == {}

    Tender.objects.filter(pk=draft.pk).update(publish_no=7, state="open")

    assert titles_matching("secret") == {"Secret lamps"}


# --- the index follows its rows ---


def indexed():
    with connection.cursor() as cursor:
        cursor.execute("SELECT rowid, words FROM tenders_words")
        return dict(cursor.fetchall())


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL keeps the column by itself")
def test_the_table_of_words_follows_every_change_of_its_rows():
    first, second = (titled(name, state="draft", search_text=f" {name} ") for name in ("lamps", "buses"))
    assert indexed() == {1: " lamps ", 2: " buses "}

    Tender.objects.filter(pk=first.pk).update(search_text=" trams ", publish_no=9)
    assert indexed() == {9: " trams ", 2: " buses "}

    second.delete()
    assert indexed() == {9: " trams "}


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL keeps the column by itself")
def test_the_table_of_words_is_filled_anew_where_its_triggers_were_away():
    triggers.remove()
    draft = titled("lamps", state="draft", search_text=" lamps ")
    assert indexed() == {}

    triggers.install()
    assert indexed() == {1: " lamps "}

    triggers.remove()
    draft.delete()
    triggers.install()
    assert (indexed(), triggers.faults()) == ({}, [])


def test_publication_writes_the_words_of_lots_codes_and_standards():
    tender = builders.tender_at("open", lots=2)
    lot, interface = Lot.objects.filter(tender=tender).first(), TenderInterface.objects.get(tender=tender)

    tender.refresh_from_db()

    assert terms_of(f"{tender.ref} {lot.title} 48000000-8").fit(tender.search_text)
    assert Terms((search.cpv_mark("48"), search.standard_mark(interface.standard_id))).fit(tender.search_text)


def test_a_tender_is_found_by_the_name_of_the_authority_that_it_is_moved_to():
    from procurement.tenders import services

    tender, there = builders.tender_at("open", title="Lamps"), Authority.objects.create(name="Harbourton")

    services.move_to_authority(tender=tender, authority=there, by=None, at=builders.AT)

    assert titles_matching("harbourton") == {"Lamps"}


# --- the filters that the index answers ---


@pytest.mark.parametrize(
    ("code", "numbers"),
    [
        ("34", {1, 2}),
        ("349", {1}),
        ("34928500", {1}),
        ("34928500-3", {1}),
        ("34900000-6", {1}),
        ("34000000-7", {1, 2}),
        ("34928510", set()),
        ("60", {3}),
    ],
)
def test_a_code_finds_all_that_lie_under_it(code, numbers):
    for codes in (["34928500-3", "34928500-3"], ["34100000-8"], ["60112000-6"], ["unknown", ""]):
        titled("Any", cpv=codes)

    filters = TenderFilters(QueryDict(f"cpv={code}"), user=builders.person())

    assert {tender.publish_no for tender in filters.qs} == numbers
    assert {row["publish_no"] for row in filters.page(lambda: builders.AT).rows} == numbers


def test_a_standard_finds_the_tenders_that_ask_for_it():
    tender = builders.tender_at("open")
    titled("gtfs rt events")
    [standard] = TenderInterface.objects.filter(tender=tender).values_list("standard_id", flat=True)

    filters = TenderFilters(QueryDict(f"standard={standard}"), user=builders.person())

    assert set(filters.qs) == {tender}


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("currency=EUR", {1, 2, 4}),
        ("currency=EUR&value_min=100", {1, 2}),
        ("currency=EUR&value_min=100.01", {2}),
        ("currency=EUR&value_max=100", {1}),
        ("currency=EUR&value_min=100,01", {2}),
        ("currency=EUR&value_max=1 000", {1, 2}),
        ("currency=EUR&value_min=50&value_max=150&q=lamps", {1}),
        ("currency=CHF&value_min=1", {3}),
        ("closes_from=2026-03-02", {1, 2}),
        ("closes_until=2026-03-02", {1, 3}),
        ("closes_from=2026-03-02&closes_until=2026-03-02", {1}),
        ("closes_from=2026-03-03&sort=deadline", {2}),
    ],
)
def test_ranges_of_values_and_deadlines(query, numbers):
    from datetime import timedelta

    titled("Lamps", currency="EUR", value_order=10_000, deadline_at=builders.AT)
    titled("Buses", currency="EUR", value_order=20_000, deadline_at=builders.AT + timedelta(days=1))
    titled("Trams", currency="CHF", value_order=10_000, deadline_at=builders.AT - timedelta(days=1))
    titled("Parks", currency="EUR", value_order=None, deadline_at=None)

    filters = TenderFilters(QueryDict(query), user=builders.person())

    assert {row["publish_no"] for row in filters.page(lambda: builders.AT).rows} == numbers
    assert ({tender.publish_no for tender in filters.qs}, filters.narrowed) == (numbers, True)


def test_open_now_goes_by_the_deadline_and_not_by_the_state_alone():
    from datetime import timedelta

    from core import clock

    now = clock.db_now()
    titled("Open", deadline_at=now + timedelta(hours=1))
    titled("Past, not closed yet", deadline_at=now - timedelta(seconds=1))
    titled("Opened", state="opened", deadline_at=now + timedelta(hours=1))

    filters = TenderFilters(QueryDict("open_now=true"), user=builders.person())

    assert {tender.title for tender in filters.qs} == {"Open"}


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("capped", "expected"), [(False, 4), (True, 4)])
def test_a_search_costs_the_same_however_much_it_finds(count, capped, expected, monkeypatch, django_assert_num_queries):
    if capped:
        monkeypatch.setattr(search, "COUNTED", 0)
    for number in range(count):
        titled(f"Lamps {number}")
    user = builders.person()
    filters = TenderFilters({"q": "lamps"}, user=user)
    user._roles = {}

    with django_assert_num_queries(expected):
        assert len(filters.page(lambda: builders.AT).rows) == count
