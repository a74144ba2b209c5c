"""An officer begins a draft, saves its sections, and brings an earlier save back; two officers lose nothing."""

from fractions import Fraction

import pytest

from core.models import AuditLeaf
from procurement.tenders import gather, queries, services
from procurement.tenders.models import SectionSave, Tender
from procurement.tenders.sections import Contract, LotEntry, Purchase, SectionKey, TenderContent
from procurement.tenders.services import NotADraft, SavedMeanwhile
from tests import builders

pytestmark = pytest.mark.django_db

AT = builders.AT
PURCHASE = Purchase(
    "Street lighting",
    "Lanterns that can be mended.",
    currency="EUR",
    basis="net",
    lots=(LotEntry(1, "Lanterns", estimate=Fraction("1200000.50")), LotEntry(2, "Control", estimate=Fraction(800_000))),
)


@pytest.fixture
def officer():
    city = builders.authority(currency="EUR", basis="net")
    return builders.person("officer", authority=city)


@pytest.fixture
def draft(officer):
    return services.begin(authority=builders.authority(), title="Lights", by=officer, at=AT)


def kinds_of(tender):
    return list(AuditLeaf.objects.filter(log__origin=tender.audit_origin).values_list("kind", flat=True))


def test_a_draft_begins_with_a_reference_and_its_title(draft, officer):
    again = services.begin(authority=draft.authority, title="Parking", by=officer, at=AT)

    assert (draft.ref, again.ref, draft.state, draft.title) == ("2026-001", "2026-002", "draft", "Lights")
    assert gather.content_of(draft) == TenderContent(
        purchase=Purchase("Lights", currency="EUR", basis="net"), written=("purchase",)
    )
    assert kinds_of(draft) == ["tender.drafted", "tender.section_saved"]


def test_a_draft_can_begin_with_sections_that_exist(officer):
    values = [PURCHASE, Contract(months=36)]

    draft = services.begin_from(authority=builders.authority(), values=values, source="copy", by=officer, at=AT)

    assert gather.content_of(draft) == TenderContent(
        purchase=PURCHASE, contract=Contract(months=36), written=("purchase", "contract")
    )


def test_the_need_names_a_draft_in_lists(draft, officer):
    services.save(tender=draft, value=PURCHASE, after=1, by=officer, at=AT)

    row = Tender.objects.get(pk=draft.pk)
    assert (row.title, row.description, row.currency, row.basis, row.value_order) == (
        "Street lighting",
        "Lanterns that can be mended.",
        "EUR",
        "net",
        200_000_050,
    )
    assert "lanterns" in row.search_text


def test_each_save_keeps_the_earlier_one(draft, officer):
    services.save(tender=draft, value=Contract(months=36), after=0, by=officer, at=AT)
    services.save(tender=draft, value=Contract(months=48), after=1, by=officer, at=AT)

    assert [(saved.no, saved.value.months) for saved in queries.saves_of(draft, SectionKey.CONTRACT)] == [
        (2, 48),
        (1, 36),
    ]


def test_the_same_section_again_stores_nothing(draft, officer):
    first = services.save(tender=draft, value=Contract(months=36), after=0, by=officer, at=AT)

    again = services.save(tender=draft, value=Contract(months=36), after=0, by=officer, at=AT)

    assert again == first
    assert kinds_of(draft).count("tender.section_saved") == 2


def test_an_earlier_save_comes_back_as_a_new_one(draft, officer):
    services.save(tender=draft, value=Contract(months=36), after=0, by=officer, at=AT)
    services.save(tender=draft, value=Contract(months=48), after=1, by=officer, at=AT)

    saved = services.restore(tender=draft, key=SectionKey.CONTRACT, no=1, after=2, by=officer, at=AT)

    assert (saved.no, saved.restored, saved.value) == (3, 1, Contract(months=36))


def test_a_save_that_is_not_there_cannot_come_back(draft, officer):
    with pytest.raises(NotADraft, match="no such save"):
        services.restore(tender=draft, key=SectionKey.CONTRACT, no=7, after=0, by=officer, at=AT)


def test_a_stale_save_stores_nothing_and_names_who_was_faster(draft, officer):
    other = builders.person("officer", name="Ivo Marsh")
    theirs = services.save(tender=draft, value=Contract(months=24), after=0, by=other, at=AT)

    with pytest.raises(SavedMeanwhile, match="Ivo Marsh saved this section before you") as stale:
        services.save(tender=draft, value=Contract(months=48), after=0, by=officer, at=AT)

    assert stale.value.latest == theirs
    assert SectionSave.objects.filter(tender=draft, section="contract").count() == 1


@pytest.mark.parametrize("state", ["review", "open", "closed", "cancelled"])
def test_only_a_draft_is_written(state, officer):
    tender = builders.tender_at(state, bids=0)

    with pytest.raises(NotADraft, match="Only a draft"):
        services.save(tender=tender, value=Contract(months=36), after=0, by=officer, at=AT)

    assert not SectionSave.objects.filter(tender=tender).exists()


def test_an_imported_tender_has_no_sections():
    with pytest.raises(gather.NotReadable):
        gather.content_of(Tender(origin="imported", state="opened"))


@pytest.mark.parametrize("n", [1, 3])
def test_the_latest_saves_cost_one_query(n, draft, officer, django_assert_num_queries):
    for no in range(n):
        services.save(tender=draft, value=Contract(months=12 + no), after=no, by=officer, at=AT)

    with django_assert_num_queries(1):
        content = gather.content_of(draft)

    assert content.contract == Contract(months=11 + n)


def test_authors_are_all_who_saved(draft, officer):
    other = builders.person("officer")
    services.save(tender=draft, value=Contract(months=24), after=0, by=other, at=AT)

    assert queries.authors_of(draft) == {officer.pk, other.pk}
