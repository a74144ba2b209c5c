"""What each check notices, where, in which words; and what silences it."""

from dataclasses import replace

import pytest

from scoring.compliance import TextPart
from scoring.compliance.lint import CHECKS, DEFAULT_TERMS, LintHit, NamedStandard, hit_text, lint
from scoring.errors import BadParameter

RIDER = (
    "Equivalent. A bidder may offer another specification if it shows, interface by interface, that the same data and "
    "functions reach any third system without licence fee."
)


def noticed(*texts, terms=DEFAULT_TERMS, registered=(), only=None):
    """[(check, name)] of one document."""
    parts = [TextPart("annex", f"part {number}", text) for number, text in enumerate(texts, start=1)]
    hits = lint(parts, terms, registered)
    return [(hit.check, hit.name) for hit in hits if only in {None, hit.check}]


# --- place, sentence, cure ---


def test_a_hit_says_where_it_stands_in_its_part():
    parts = [
        TextPart("annex.pdf", "page 1", "Data is kept here."),
        TextPart("annex.pdf", "page 2", "It runs. On Windows."),
    ]

    brand, name = lint(parts)

    assert brand == LintHit("LNT-1", "annex.pdf", "page 2", 12, 19, "Windows", "On Windows.")
    assert name == replace(brand, check="LNT-2", kind="brand")
    assert parts[1].text[brand.start : brand.end] == "Windows"


def test_a_hit_says_what_it_is_and_what_to_write_instead():
    hit = lint([TextPart("annex", "1", "Messages are sent over MQTT 5.")])[0]

    assert hit_text(hit.sentence) == 'MQTT is named without "or equivalent".'
    assert hit_text(hit.cure) == 'Write "MQTT or equivalent", or put the general rider once into the document.'


@pytest.mark.parametrize("check", CHECKS)
def test_every_check_has_a_sentence_and_a_cure(check):
    hit = LintHit(check, "annex", "1", 0, 4, "NAME", "NAME")

    assert [hit_text(part).endswith(".") for part in (hit.sentence, hit.cure)] == [True, True]


def test_places_stay_right_behind_a_letter_that_is_two_in_lower_case():
    hit = lint([TextPart("annex", "1", "In İzmir it is a .xls file.")])[0]

    assert (hit.check, hit.name) == ("LNT-3", ".xls")


def test_two_documents_are_read_apart():
    parts = [TextPart(name, "1", "The feed follows GBFS 3.0.") for name in ("a.pdf", "b.pdf")]

    assert [(hit.check, hit.document) for hit in lint(parts)] == [("LNT-2", "a.pdf"), ("LNT-2", "b.pdf")]


# --- LNT-1 and LNT-2 ---


def test_a_brand_is_a_word_as_it_is_written():
    assert noticed("The windows open; the apple tree stays; SAPs are no product.") == []
    assert noticed("It runs on Windows or equivalent. Windows is patched.", only="LNT-1") == [("LNT-1", "Windows")]


def test_a_name_inside_a_longer_word_is_passed_over():
    hit = lint([TextPart("annex", "1", "SAPs differ from SAP or equivalent.")])[0]

    assert (hit.name, hit.start) == ("SAP", 17)


def test_of_two_names_that_overlap_the_longer_counts():
    assert noticed("Mail is kept in Microsoft 365 or equivalent.") == [("LNT-1", "Microsoft 365")]


@pytest.mark.parametrize("equivalent", ["or equivalent", "or an equivalent", "OR EQUIVALENT", "oder gleichwertig"])
def test_the_words_of_equivalence_silence_within_their_sentence(equivalent):
    assert noticed(f"The interface follows OpenAPI 3.1, {equivalent}.") == []
    assert noticed(f"The feed is good, {equivalent}. It follows OpenAPI 3.1.") == [("LNT-2", "OpenAPI")]


def test_a_standard_is_noticed_once_per_document_whatever_its_name():
    texts = ("Positions follow GeoJSON.", "See RFC 7946 again.", "And GeoJSON.")

    assert noticed(*texts) == [("LNT-2", "GeoJSON")]


def test_a_later_mention_without_the_words_is_noticed():
    texts = ("Positions follow GeoJSON or equivalent.", "The sample is GeoJSON too.")
    hits = lint([TextPart("annex", str(number), text) for number, text in enumerate(texts)])

    assert [(hit.check, hit.where) for hit in hits] == [("LNT-2", "1")]


def test_the_general_rider_speaks_for_standards_and_not_for_brands():
    assert noticed("Positions follow GeoJSON.", RIDER) == []
    assert noticed("It runs on Windows.", RIDER, only="LNT-2") == [("LNT-2", "Windows")]


# --- LNT-3 to LNT-8 ---


def test_an_open_format_beside_a_closed_one_silences():
    assert noticed("Plans come as DWG and as DXF.") == []
    assert noticed("Plans come as DWG. Others come as DXF.") == [("LNT-3", "DWG")]


def test_a_registered_interface_silences_compatibility():
    text = "It is compatible with the existing traffic control, interface IF-07."

    assert noticed(text) == [("LNT-4", "existing traffic control")]
    assert noticed(text, registered=("IF-07",)) == []


@pytest.mark.parametrize("version", [" 3.1", ", version {3.x}", " v3", " ({3.0 or 3.1})", ", edition of 2025"])
def test_a_version_soon_after_the_name_silences(version):
    assert noticed(f"It is described in OpenAPI{version} or equivalent.") == []


def test_a_version_of_the_next_sentence_does_not_count():
    assert noticed("It is described in OpenAPI or equivalent. Version 3 is fine.") == [("LNT-5", "OpenAPI")]


def test_a_standard_whose_name_says_its_number_needs_no_version():
    assert noticed("Exports are as in RFC 4180 or equivalent.") == []


def test_a_closed_standard_is_noticed_with_its_version_and_its_words():
    assert noticed("Letters are PDF/A-2 or equivalent.") == [("LNT-6", "PDF/A")]


def test_a_kind_that_nothing_checks_is_noticed_only_as_evidence():
    assert noticed("The help shows screenshots.") == []
    assert noticed("The evidence is one screenshot.") == [("LNT-7", "screenshot")]


def test_a_certificate_is_noticed_once_in_its_sentence():
    assert noticed("A Gold Partner of Microsoft with a certificate, or equivalent, or an equal.", only="LNT-8") == [
        ("LNT-8", "Gold Partner")
    ]
    assert noticed("Cisco certified and VMware certified, or equivalent.", only="LNT-8") == [("LNT-8", "Cisco")]


# --- LNT-9 and LNT-10 ---


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The closing date is 14 March 2027.", "14 March 2027"),
        ("The deadline is March 14, 2027.", "March 14, 2027"),
        ("Bids are due at 12:00.", "12:00"),
        ("Bids are due at noon.", "noon"),
        ("Offers are returned by 14.03.2027.", "14.03.2027"),
        ("Questions must arrive 10 days before the end.", "10 days before"),
    ],
)
def test_a_date_or_time_for_the_procedure_is_noticed(text, name):
    assert noticed(text) == [("LNT-9", name)]


@pytest.mark.parametrize(
    "text",
    ["The report is due on 5 January.", "The deadline is on the first page.", "Bids are due as the notice says."],
)
def test_a_date_of_the_contract_and_a_deadline_without_a_date_are_no_second_one(text):
    assert noticed(text) == []


@pytest.mark.parametrize("text", ["Prices may not be raised at any time.", "At any time the city takes out its data."])
def test_a_manner_binds_one_side_only_beside_a_change(text):
    assert noticed(text) == []


@pytest.mark.parametrize("short", ["i.e.", "e.g.", "No.", "art."])
def test_an_abbreviation_ends_no_sentence(short):
    assert noticed(f"It follows GeoJSON, {short} 7 of annex 2, or equivalent.") == []


@pytest.mark.parametrize(
    "denial", ["There is no exclusivity.", "It is never automatically renewed.", "Without any exclusivity."]
)
def test_what_a_sentence_denies_is_not_noticed(denial):
    assert noticed(denial) == []


def test_every_one_sided_clause_is_noticed():
    text = "Terms may be changed at any time and the contract renews automatically."

    assert noticed(text) == [("LNT-10", "renews automatically"), ("LNT-10", "at any time")]


# --- the terms are data ---


def test_the_terms_of_a_policy_are_what_is_looked_for():
    ours = replace(DEFAULT_TERMS, brands=("Lampotron",), standards=(NamedStandard("larkbus", ("LarkBus",)),))

    text = "The Lampotron speaks LarkBus and OpenAPI."
    assert noticed(text, terms=ours) == [
        ("LNT-1", "Lampotron"),
        ("LNT-2", "Lampotron"),
        ("LNT-2", "LarkBus"),
        ("LNT-5", "LarkBus"),
    ]


@pytest.mark.parametrize("term", ["", "--"])
def test_a_term_without_a_word_is_refused(term):
    with pytest.raises(BadParameter, match="holds no word"):
        noticed("It runs.", terms=replace(DEFAULT_TERMS, brands=(term,)))


def test_no_text_gives_nothing():
    assert lint([]) == ()
    assert noticed("") == []


def test_what_exists_already_is_named_to_the_end_of_its_sentence():
    parts = [
        TextPart("spec", "text", "They are compatible with the existing system."),
        TextPart("spec", "lots/1/title", "New lanterns"),
    ]

    assert [(hit.check, hit.name) for hit in lint(parts)] == [("LNT-4", "existing system")]
