"""Ready tenders: each is whole, its weights add up, and the judge takes it as it stands."""

import json
from dataclasses import replace
from fractions import Fraction

import pytest
from jsonschema import Draft202012Validator

import scoring
from core.codes import cpv
from procurement.planning.catalogue import catalogue
from procurement.tenders.ready import ready_tenders, sections_of
from procurement.tenders.ready.reading import PROFILES, profile
from procurement.tenders.sections import SECTIONS, SectionKey, TenderContent, lot_spec, pay
from procurement.tenders.sections.checks import findings_in
from suppliers import declarations

KEYS = [
    "air-quality",
    "city-data-platform",
    "mobility-data",
    "parking-guidance",
    "public-wifi",
    "street-lighting",
]
SHA = "a" * 64
ROOTS = Fraction(100)


def content_of(key):
    ready = ready_tenders()[key]
    shas = {profile.name: SHA for profile in ready.profiles}
    values = sections_of(ready, currency="EUR", basis="net", rider=catalogue().rider, profiles=shas)
    by_kind = {kind: section for section, kind in SECTIONS.items()}
    return TenderContent(**{by_kind[type(value)].value: value for value in values})


def test_there_are_six():
    assert sorted(ready_tenders()) == KEYS


@pytest.mark.parametrize("key", KEYS)
def test_every_section_but_the_dates_is_written(key):
    content = content_of(key)

    assert {name for name in SectionKey if content.section(name) == SECTIONS[name]()} == {"timetable", "panel"}


@pytest.mark.parametrize("key", KEYS)
def test_the_judge_takes_every_lot_as_it_stands(key):
    content = content_of(key)

    for lot in content.purchase.lots:
        spec = lot_spec(content, lot.no, ref="2026-001", seed_sha256=SHA)
        assert scoring.check(spec) == []
        assert sum(leaf.points for leaf in spec.leaves) == ROOTS
        assert sum(entry.weight for entry in spec.interfaces) == ROOTS


@pytest.mark.parametrize("key", KEYS)
def test_every_interface_names_a_standard_of_the_catalogue_and_its_kind_of_file(key):
    standards = catalogue().standards

    for entry in content_of(key).interfaces.entries:
        assert entry.standard in standards
        if entry.evidence_kind == "none":
            assert (entry.role, entry.weight, len(entry.acceptance_test) >= 80) == ("must_meet", 0, True)
        else:
            assert entry.evidence_kind in standards[entry.standard].evidence
            assert (entry.profile_sha, entry.min_rung) == (SHA, 3)


@pytest.mark.parametrize("key", KEYS)
def test_every_standard_has_one_row_per_lot(key):
    rows = [(entry.lot, entry.standard) for entry in content_of(key).interfaces.entries]

    assert len(rows) == len(set(rows))


@pytest.mark.parametrize("key", KEYS)
def test_every_standard_that_weighs_has_a_known_openness(key):
    standards = catalogue().standards

    assert [
        entry.standard
        for entry in content_of(key).interfaces.entries
        if entry.weight and standards[entry.standard].measure.openness is None
    ] == []


@pytest.mark.parametrize("key", KEYS)
def test_codes_are_codes(key):
    content = content_of(key)

    assert [code for lot in content.purchase.lots for code in lot.cpv if not cpv.title_of(code)] == []
    assert [code for code in content.bidders.exclusion if declarations.declaration(code).code != code] == []


@pytest.mark.parametrize("key", KEYS)
def test_no_requirement_binds_before_a_person_has_confirmed_it(key):
    assert {entry.mandatory_confirmed for entry in content_of(key).requirements.entries} == {False}


@pytest.mark.parametrize("key", KEYS)
def test_indicators_add_up_to_the_points_of_their_criterion(key):
    content = content_of(key)
    weights = {entry.key: entry.weight for entry in content.criteria.criteria}
    sums = {}
    for kpi in content.performance.kpis:
        sums[kpi.criterion] = sums.get(kpi.criterion, 0) + kpi.weight

    assert sums == {name: weights[name] for name in sums}


@pytest.mark.parametrize("name", sorted(path.name for path in PROFILES.iterdir() if path.is_dir()))
def test_one_sample_of_a_profile_passes_and_the_other_fails(name):
    files = profile(name)
    reference = json.loads(files.reference)
    schema = reference if "$schema" in reference else _payload(reference)

    validator = Draft202012Validator(schema)

    assert [error.message for error in validator.iter_errors(json.loads(files.passing))] == []
    assert [*validator.iter_errors(json.loads(files.failing))] != []


def _payload(reference):
    """The schema of what an interface answers, or of a message that it sends."""
    (named,) = reference["components"]["schemas"].values()
    return named


@pytest.mark.parametrize("key", KEYS)
def test_interfaces_and_indicators_contradict_nothing_and_can_be_paid_by(key):
    content = replace(content_of(key), written=("interfaces", "performance"))

    assert findings_in(content, SectionKey.INTERFACES) == ()
    assert findings_in(content, SectionKey.PERFORMANCE) == ()
    assert [kpi.code for kpi in content.performance.kpis if not pay.is_payable(kpi)] == []
