"""The notice of a published tender and of a draft in a browser."""

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from core.documents import files
from procurement.tenders.sections import AttachedFile, Purchase
from tests import builders
from tests.browser.conftest import assert_usable_wide_and_narrow_light_and_dark
from tests.tenders import written

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _folders(settings, tmp_path):
    settings.MFA_REQUIRED_ROLES = []
    settings.DOCUMENTS_ROOT = tmp_path


def with_document():
    """A purchase with a document that is stored."""
    by = builders.person("officer")
    content = ContentFile(b"lamp,state\n1,on\n")
    row = files.store_file(file=content, name="Lichtpunkte «alt» ё.csv", by=by, at=written.AT)
    return written.changed(Purchase, files=(AttachedFile(row.sha256, row.name, "Light points", lot=2),))


def test_the_notice_of_a_published_tender_can_be_read_by_everybody(open_page):
    tender = written.published(with_document())

    page = open_page(reverse("tenders:detail", args=[tender.pk]))

    page.locator("details").evaluate_all("all => all.forEach(one => { one.open = true })")
    assert_usable_wide_and_narrow_light_and_dark(page)


def test_the_deadline_stands_on_the_first_screen_of_a_phone(open_page):
    tender = written.published()

    page = open_page(reverse("tenders:detail", args=[tender.pk]), width=390)

    box = page.locator(".due .when").bounding_box()
    assert box["y"] + box["height"] < 844


def test_the_preview_of_a_draft_shows_the_notice_and_the_trial(open_page):
    draft = written.written_draft(with_document())
    officer = builders.person("officer", authority=draft.authority)

    page = open_page(reverse("tenders:preview", args=[draft.pk]), user=officer)

    assert page.get_by_role("heading", name="What these criteria would do").is_visible()
    assert_usable_wide_and_narrow_light_and_dark(page)
