"""The catalogue that comes with the product: complete, sound in itself, and equal to the facts it was written from."""

import re
from collections import Counter

import pytest

from procurement.planning.catalogue import FACTS, Citation, catalogue
from scoring.standards import ANSWERS, COUNTED_FACTS, PLACES, Need
from tests.scoring.standards import catalogue as beside

EVIDENCE_KINDS = {
    *("openapi", "openapi-design", "asyncapi", "ngsi-ld", "dcat-ap", "csvw", "openacr", "gbfs", "gtfs", "geojson"),
    *("cityjson", "odf", "pdf-a", "publiccode", "sbom-cyclonedx", "sbom-spdx", "none"),
}


def test_it_holds_every_standard_rule_domain_and_clause():
    clauses = {clause.id for several in catalogue().clauses.values() for clause in several}

    assert len(catalogue().standards) == 168
    assert len(catalogue().rules) == len({rule.id for rule in catalogue().rules}) == 220
    assert (len(catalogue().domains), len(clauses)) == (24, 50)


def test_openness_is_known_in_full_of_84_in_part_of_18_closed_in_4_and_unknown_of_62():
    measures = [standard.measure for standard in catalogue().standards.values()]

    classes = Counter(
        "unknown" if known.openness is None else "between" if 0 < known.openness < 1 else str(known.openness)
        for known in measures
    )
    assert classes == {"1": 84, "0": 4, "between": 18, "unknown": 62}


def test_every_entry_says_what_it_is_for_and_where_its_facts_were_read():
    for standard in catalogue().standards.values():
        assert re.fullmatch(r"[A-Z].{15,170}\.", standard.purpose), standard.id
        assert standard.publisher
        assert standard.sources, standard.id
        assert list(standard.answers) == list(FACTS)
        assert set(standard.answers.values()) <= set(ANSWERS)
        assert standard.text_licence or standard.answers["derivatives_allowed"] in ANSWERS


def test_rules_name_places_domains_codes_and_kinds_that_exist():
    for rule in catalogue().rules:
        assert rule.standard in catalogue().standards
        assert rule.places <= {*PLACES, "any"}
        assert rule.evidence in EVIDENCE_KINDS
        assert all(re.fullmatch(r"\d{2,8}", code) for code in rule.cpv), rule.id
        assert all(trigger == trigger.lower() for trigger in rule.triggers), rule.id
        assert rule.situation
        assert rule.basis
        assert catalogue().rule_sources[rule.id] or catalogue().standards[rule.standard].sources


def test_every_clause_takes_equivalents_unless_it_points_to_one_that_does():
    for several in catalogue().clauses.values():
        for clause in several:
            assert "equivalent" in clause.text, clause.id
            assert clause.text.count("{") == clause.text.count("}"), clause.id
    assert catalogue().rider.startswith("Equivalent.")


def test_a_clause_that_asks_for_two_standards_stands_with_both():
    cyclonedx, spdx = (catalogue().clauses[key] for key in ("cyclonedx", "spdx"))

    assert [clause.id for clause in cyclonedx] == [clause.id for clause in spdx] == ["cyclonedx-spdx"]
    assert [clause.id for clause in catalogue().clauses["datex-ii"]] == ["datex-ii", "afir-datex"]
    assert catalogue().clause_text("datex-ii").count("\n\n") == 1
    assert catalogue().clause_text("coap") == ""


def test_a_source_is_named_with_its_place_and_where_it_can_be_read():
    assert catalogue().standards["arazzo"].sources == (
        Citation("OAI/Arazzo-Specification", "LICENSE", "https://github.com/OAI/Arazzo-Specification", "fc140d2"),
    )


def test_the_version_is_a_digest_of_the_files():
    assert re.fullmatch("[0-9a-f]{64}", catalogue().version)


def test_no_path_of_a_copy_stands_in_the_texts():
    texts = [
        *(citation.title + citation.place for entry in catalogue().standards.values() for citation in entry.sources),
        *(citation.title for several in catalogue().rule_sources.values() for citation in several),
        *(standard.note for standard in catalogue().standards.values()),
    ]

    assert [text for text in texts if re.search(r"stored|\.csv|row of", text)] == []


# --- beside the facts it was written from ---


def test_facts_are_those_that_were_gathered(shared):
    rows = beside.table(shared, "standards.csv") + beside.table(shared, "standards_new.csv")

    assert {standard.id: dict(standard.answers) for standard in catalogue().standards.values()} == {
        row["id"]: {fact: row[fact] for fact in FACTS} for row in rows
    }
    assert {entry.id: (entry.title, entry.publisher, entry.url) for entry in catalogue().standards.values()} == {
        row["id"]: (row["title"], row["body"], row["spec_url"]) for row in rows
    }


def test_rules_decide_as_those_that_were_gathered(shared):
    def decisive(rule):
        return (rule.standard, rule.domains, rule.cpv, rule.triggers, rule.match, rule.duty, rule.places, rule.evidence)

    gathered = {rule.id: decisive(rule) for rule in beside.rules(shared)}

    assert {rule.id: decisive(rule) for rule in catalogue().rules} == gathered


def test_needs_are_advised_as_expected(shared):
    adviser = catalogue().adviser
    musts = advised = expected = 0
    missed = []
    for need, must, likely in beside.needs(shared):
        standards = {advice.standard for advice in adviser.advise(need)}
        musts += len(must)
        missed += [(need.text, alternatives) for alternatives in must if standards.isdisjoint(alternatives)]
        advised, expected = advised + len(standards), expected + len(standards & likely)
        if not likely:
            assert standards == set(), need.text

    print(f"catalogue: {musts - len(missed)} of {musts} musts; {expected} of {advised} advices expected")
    assert (musts, missed) == (25, [])
    assert expected / advised >= 0.85


@pytest.mark.parametrize("fact", COUNTED_FACTS)
def test_a_fact_that_an_authority_knows_stands_before_the_catalogues(fact):
    answers = dict(catalogue().standards["ocpp"].answers) | {fact: "yes"}
    need = Need("Charging points on lamp columns.", ("31158000",), frozenset({"ev-charging"}), "EU")

    [plain] = [advice for advice in catalogue().adviser.advise(need) if advice.standard == "ocpp"]
    [known] = [
        advice for advice in catalogue().adviser.knowing({"ocpp": answers}).advise(need) if advice.standard == "ocpp"
    ]

    assert plain.clause == known.clause
    assert known.weighable
    assert fact not in known.measure.missing
