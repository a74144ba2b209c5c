"""The 62 criteria of the ESPD: the codes of the published request, in groups, each with a title of ours."""

from collections import Counter
from dataclasses import FrozenInstanceError

import pytest

from suppliers import declarations
from suppliers.declarations import DeclarationGroup

NAMES = {
    "cac": "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2",
    "cbc": "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2",
}


def test_the_codes_are_those_of_the_published_request_in_its_order(shared):
    from defusedxml import ElementTree

    request = ElementTree.parse(shared / "data/espd_edm_4.1.0/ESPD-Request.xml")

    published = [code.text for code in request.findall(".//cac:TenderingCriterion/cbc:CriterionTypeCode", NAMES)]

    assert list(declarations.declarations()) == published


def test_each_criterion_stands_in_one_group():
    groups = Counter(row.group for row in declarations.declarations().values())

    assert groups == {DeclarationGroup.EXCLUSION: 24, DeclarationGroup.SELECTION: 31, DeclarationGroup.OTHER: 7}
    assert len(declarations.exclusion_grounds()) == 24
    assert len(declarations.selection_criteria()) == 31


def test_the_groups_begin_and_end_where_the_document_says():
    grounds, criteria = declarations.exclusion_grounds(), declarations.selection_criteria()

    assert (grounds[0].code, grounds[-1].code) == ("crime-org", "nati-ground")
    assert (criteria[0].code, criteria[-1].code) == ("prof-regist", "envir-certif-indep")


def test_no_two_criteria_have_one_title():
    titles = Counter(str(row.title) for row in declarations.declarations().values())

    assert {title: count for title, count in titles.items() if count > 1} == {}


def test_every_topic_has_a_label():
    assert {row.topic for row in declarations.declarations().values()} == set(declarations.TOPICS)


def test_a_criterion_by_its_code_says_what_the_law_says_of_it():
    row = declarations.declaration("prep-confl")

    assert (str(row.title), row.group, row.article) == (
        "Involvement in preparing the procedure",
        DeclarationGroup.EXCLUSION,
        "57(4)(f)",
    )
    with pytest.raises(FrozenInstanceError):
        row.code = "another"


@pytest.mark.parametrize("code", ["", "CRIME-ORG", "made-up"])
def test_another_code_is_none(code):
    with pytest.raises(declarations.UnknownDeclaration) as refused:
        declarations.declaration(code)

    assert str(refused.value) == f"The European Single Procurement Document has no criterion {code}."
