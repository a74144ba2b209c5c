"""What was stored before lists knew of tests and values."""

from importlib import import_module

import pytest
from django.apps import apps

from procurement.tenders.models import Lot, SourceDocument, Tender
from tests import builders
from tests.architecture.rows import make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rows_may_change")]
lists = import_module("procurement.tenders.migrations.0008_lists")


def test_past_imports_are_known_as_tests_by_their_note_or_their_title():
    noted, titled = make(Tender, origin="imported"), make(Tender, origin="imported", title="[TESTING] Lamps")
    make(SourceDocument, tender=noted, notes=[{"code": "no-marks"}, {"code": "test-mode"}])
    make(SourceDocument, tender=make(Tender, origin="imported"), notes=[{"code": "no-marks"}])
    make(Tender, title="[TESTING] Lamps")

    lists.mark_tests(apps, None)

    assert set(Tender.objects.filter(is_test=True)) == {noted, titled}


def test_past_tenders_get_their_place_by_value_as_a_publication_gives_it():
    published = builders.tender_at("open", lots=2)
    unknown = make(Tender, state="open", publish_no=99, price_formula="lowest_price")
    make(Lot, tender=unknown, no=1, estimate=None)
    draft = builders.tender_at("draft")
    published.refresh_from_db()
    expected = published.value_order
    Tender.objects.update(value_order=None)

    lists.order_by_value(apps, None)

    values = dict(Tender.objects.values_list("pk", "value_order"))
    assert values == {published.pk: expected, unknown.pk: None, draft.pk: None}
