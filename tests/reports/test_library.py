"""What is left out of the library's work changes nothing: the same tree, the same bytes; and nobody waits for the codes."""

import subprocess
import sys

import pytest
from django.utils import translation

from core.rest.shapes import from_json, to_json
from procurement.reports import gather
from procurement.reports.pdf import engine, library, notice, paper, policy, study
from procurement.reports.policy_review.shapes import PolicyReviewShape
from procurement.reports.shapes import ReviewShape, review_of
from procurement.studies.shapes import FrozenStudyShape
from procurement.tenders.shapes.notice import NoticeShape
from scoring.study.design import Candidate
from tests import builders
from tests.reports import period
from tests.reports.test_notice import requested
from tests.reports.test_render import HOSTILE
from tests.tenders import written

# WeasyPrint leaves its colour profile open.
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
SHA = "ab" * 32


def review_page(title="Sensors"):
    data = to_json(review_of(builders.frozen_run()))
    data["tender"]["title"] = title
    with translation.override("en"):
        return engine.html(paper.context(from_json(ReviewShape, data), data_sha=SHA, variant="pdf/a-3a"))


def study_page():
    data = gather.study(builders.simulated_study(candidates=[Candidate("A", "min_max")], tenders=200))
    return engine.html(study.context(from_json(FrozenStudyShape, data), data_sha=SHA), study.TEMPLATE)


def policy_page():
    version = period.policy()
    period.tenders(version.authority, 10, bids=1)
    shape = from_json(PolicyReviewShape, period.counted(version).content)
    return engine.html(policy.context(shape, data_sha=SHA), policy.TEMPLATE)


def notice_page():
    shape = from_json(NoticeShape, requested(written.published()).data["notice"])
    return engine.html(notice.context(shape), notice.TEMPLATE)


def elements(tree):
    """Every element as (name, attributes, text, what follows), without the blanks that no line shows."""
    return [
        (
            node.tag,
            {name: value for name, value in node.items() if not name.endswith("xmlns")},
            blank(node.text),
            blank(node.tail),
        )
        for node in tree.iter()
    ]


def blank(text):
    return (text or "").strip(" \n")


def in_full(page):
    """The page as the library reads it."""
    from weasyprint import HTML

    return HTML(string=page, url_fetcher=engine._resources().fetcher)


@pytest.mark.parametrize("make", [review_page, study_page, policy_page, notice_page])
def test_every_report_is_xml_and_read_as_the_library_reads_html(make):
    page = make()

    source = library.parse(page, engine._resources().fetcher)

    assert library._tree(page) is not None
    assert elements(source.etree_element) == elements(in_full(page).etree_element)


@pytest.mark.parametrize("variant", ["pdf/a-3a", "pdf/ua-1"])
def test_the_bytes_are_those_of_the_library_with_all_its_work(variant):
    page, resources = review_page(HOSTILE), engine._resources()

    ours = engine.write(page, variant=variant, identifier=b"one and the same")

    document = in_full(page).render(
        font_config=resources.fonts, stylesheets=[resources.style], pdf_variant=variant, pdf_tags=True
    )
    assert ours == document.write_pdf(pdf_variant=variant, pdf_tags=True, pdf_identifier=b"one and the same")


def test_a_page_that_is_not_xml_is_read_as_html_all_the_same():
    page = "<!DOCTYPE html><html lang=en><title>x</title><ul><li>One<li>Two &euro;</ul>"

    source = library.parse(page, engine._resources().fetcher)

    assert library._tree(page) is None
    assert elements(source.etree_element) == elements(in_full(page).etree_element)
    assert [item.text for item in source.etree_element.iter("li")] == ["One", "Two €"]


def test_what_a_user_writes_is_no_entity_and_no_tag():
    title = 'A & B &nbsp; &lol; <br> <!ENTITY x "y"> ]]> "quoted"'

    source = library.parse(review_page(title), engine._resources().fetcher)

    assert source.etree_element.find(".//h1").text == title
    assert source.etree_element.find(".//title").text == f"Evaluation review: {title}"


def test_only_items_of_lists_have_a_style_for_a_marker_and_nothing_has_one_for_notes():
    page = "<!DOCTYPE html><html lang='en'><head><title>x</title></head><body><ul><li>One</li></ul><p>Two</p></body></html>"
    source, resources = library.parse(page, engine._resources().fetcher), engine._resources()

    document = source.render(font_config=resources.fonts, stylesheets=[resources.style])
    matched = {
        (element.local_name, pseudo)
        for sheet in source._ua_stylesheets()
        for element in source.wrapper_element.iter_subtree()
        for _specificity, _order, pseudo, _payload in sheet.matcher.match(element)
        if pseudo
    }

    assert len(document.pages) == 1
    assert matched == {("li", "marker")}


WARM = """
import django
django.setup()
from core.codes import cpv
from procurement.reports import pdf
pdf.warm()
print(cpv._vocabulary.cache_info().currsize, cpv._searched.cache_info().currsize)
"""


def test_a_warm_worker_has_the_titles_of_codes_and_not_what_seeks_them(monkeypatch):
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "procurement.settings")

    done = subprocess.run([sys.executable, "-c", WARM], capture_output=True, text=True, check=True)

    assert done.stdout == "1 0\n"
