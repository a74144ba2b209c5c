"""The gate reads the texts of documents: what it notices names document and page, and nothing unread is published."""

import pytest
from django.urls import reverse

from procurement.tenders import queries
from procurement.tenders.gate import gate_of
from procurement.tenders.sections import Purchase
from scoring.compliance import lint as reader
from tests import builders
from tests.core.document_samples import pdf
from tests.tenders import written
from tests.tenders.test_documents import attached, brought, read_texts

pytestmark = pytest.mark.django_db
AT = builders.AT
LATE = "Bids must be submitted by 3 May 2027 at 12:00."


@pytest.fixture(autouse=True)
def _no_second_factor(settings):
    settings.MFA_REQUIRED_ROLES = []


def with_documents(*files):
    tender = written.written_draft()
    documents = [brought(tender, content, name) for name, content in files]
    written.save(tender, written.changed(Purchase, files=tuple(attached(document) for document in documents)))
    return tender


def about(findings):
    return [(finding.check, finding.place, finding.document) for finding in findings]


def test_a_deadline_in_a_document_is_noticed_with_its_page():
    tender = with_documents(("terms.pdf", pdf("What is bought.", LATE)))
    read_texts()

    gate = gate_of(tender, AT)

    assert gate.stops == ()
    assert about(finding for finding in gate.tells if finding.check == "LNT-9") == [
        ("LNT-9", "files/1", "terms.pdf, page 2")
    ]


def test_a_brand_in_a_document_is_what_a_rule_speaks_of():
    tender = with_documents(("terms.txt", b"The lanterns are used with ZigBee."), ("b.txt", b"All in Microsoft Word."))
    read_texts()

    documents = {finding.document for finding in (*gate_of(tender, AT).stops, *gate_of(tender, AT).tells)}

    assert "b.txt, line 1" in documents


def test_nothing_is_published_before_its_texts_are_read():
    tender = with_documents(("terms.pdf", pdf(LATE)))

    before = gate_of(tender, AT)

    assert [(finding.place, finding.sentence) for finding in before.stops] == [
        ("files/1", "The text of terms.pdf is being read. Look again in a moment.")
    ]
    read_texts()
    assert gate_of(tender, AT).stops == ()


def test_documents_that_no_machine_reads_are_told():
    tender = with_documents(("plan.csv", b"a,b"), ("scan.pdf", pdf("")))
    read_texts()

    sentences = [finding.sentence for finding in gate_of(tender, AT).tells if finding.place.startswith("files/")]

    assert sentences == [
        "No machine reads the text of plan.csv: it is no PDF, DOCX, ODT or TXT.",
        "scan.pdf: The text could not be read. The file holds no text, only pictures perhaps.",
    ]


def test_the_page_of_the_gate_leads_to_the_document(client):
    tender = with_documents(("terms.pdf", pdf("What is bought.", LATE)))
    read_texts()
    client.force_login(builders.person("officer", authority=tender.authority))

    rows = client.get(reverse("tenders:gate", args=[tender.pk])).context["tells"]

    [row] = [row for row in rows if row["law"] == "Wording, LNT-9"]
    assert row["place"] == "What is bought › terms.pdf, page 2"
    assert row["url"] == reverse("tenders:section", args=[tender.pk, "purchase"]) + "#files-0"


@pytest.mark.parametrize("count", [1, 3])
def test_texts_cost_one_query_and_are_searched_once(count, django_assert_num_queries):
    tender = with_documents(*[(f"{no}.txt", f"{LATE} {no}".encode()) for no in range(count)])
    read_texts()
    gate_of(tender, AT)
    searched = reader._hits.cache_info().misses

    with django_assert_num_queries(13):
        gate_of(tender, AT)

    assert reader._hits.cache_info().misses == searched
    assert queries.documents_of(tender).count() == count
