from dataclasses import replace

from scoring.compliance import LawFloors, Severity, TextPart
from tests.scoring.compliance.tender import says

TEXTS = (
    TextPart("specification", "R1", "It runs on Windows."),
    TextPart("specification", "R2", "The feed follows GTFS 2.0."),
)


def test_a_brand_and_a_standard_need_the_words_of_equivalence():
    assert says("STD-2", texts=TEXTS) == [
        ("fail", "block", 'R1: the brand Windows is named without "or equivalent".'),
        ("fail", "block", 'R2: the standard GTFS is named without "or equivalent".'),
    ]
    assert says("STD-2") == [("pass", "block", 'No brand and no standard is named without "or equivalent".')]


def test_the_law_profile_says_what_follows():
    profile = LawFloors("own/1", brand_duty=Severity.EXPLAIN, standard_duty=Severity.INFORM)

    assert [row[1] for row in says("STD-2", texts=TEXTS, law=profile)] == ["explain", "inform"]


def test_without_a_law_profile_the_strictest_reading_holds():
    assert [row[1] for row in says("STD-2", texts=TEXTS, law=None)] == ["block", "block"]


def test_a_part_of_two_documents_is_counted_in_each():
    again = tuple(replace(part, document="annex") for part in TEXTS)

    assert len(says("STD-2", texts=(*TEXTS, *again))) == 4
