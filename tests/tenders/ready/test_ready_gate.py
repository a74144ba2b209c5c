"""Each ready tender passes its whole gate after what only an officer knows: when, and what a bid must fail without."""

from dataclasses import replace
from datetime import date

import pytest

from procurement.tenders import gather, services
from procurement.tenders.gate import gate_of
from procurement.tenders.ready import ready_tenders
from procurement.tenders.sections import Provenance, RequirementList, Timetable, dates
from tests import builders
from tests.tenders import written

pytestmark = pytest.mark.django_db

KEYS = tuple(ready_tenders())
# Standards that are not fully open, as they are chosen on purpose: an officer says why (CITYBUYS §1.2).
ASKED = {
    "mobility-data": [
        "I7: siri is not fully open (free to read: partly). I8: netex is not fully open (free to read: partly)."
    ],
    "parking-guidance": ["I5: datex-ii is not fully open (free to read: partly)."],
    "street-lighting": ["I1: talq is not fully open (open participation: partly)."],
}


@pytest.fixture
def officer():
    return builders.person("officer", authority=written.city())


def dated(key, officer):
    """A draft from a ready tender, with its dates counted from the day of publication."""
    city, at = written.city(), written.AT
    values = services.ready_sections(ready_tenders()[key], authority=city, by=officer, at=at)
    draft = services.begin_from(authority=city, values=values, source=key, by=officer, at=at)
    timetable = dates.from_publication(Timetable(publish_on=date(2026, 3, 3)), gather.date_rules(city))
    services.save(tender=draft, value=replace(timetable, start_on=date(2026, 8, 3)), after=0, by=officer, at=at)
    return draft


def confirmed(draft, officer):
    """The same with every requirement looked at: it must be met, and where it comes from."""
    source = (Provenance("law", "City ordinance 12"),)
    entries = gather.content_of(draft).requirements.entries
    looked_at = tuple(
        replace(entry, mandatory_confirmed=entry.mandatory, provenance=entry.provenance or source) for entry in entries
    )
    services.save(tender=draft, value=RequirementList(looked_at), after=1, by=officer, at=written.AT)
    return draft


@pytest.mark.parametrize("key", KEYS)
def test_with_its_dates_only_unconfirmed_requirements_stop_it(key, officer):
    draft = dated(key, officer)
    entries = gather.content_of(draft).requirements.entries

    gate = gate_of(draft, written.AT)

    assert [finding.sentence for finding in gate.stops] == [
        f"A bid would fail without {entry.key}, and nobody has checked that it must."
        for entry in entries
        if entry.mandatory
    ]
    assert [reason.sentence for reason in gate.reasons] == ASKED.get(key, [])


@pytest.mark.parametrize("key", KEYS)
def test_once_an_officer_has_confirmed_them_it_goes_to_review(key, officer):
    draft = confirmed(dated(key, officer), officer)

    gate = gate_of(draft, written.AT)

    assert [finding.sentence for finding in gate.stops] == []
    assert [(reason.rule, reason.sentence) for reason in gate.reasons] == [
        ("STD-1", text) for text in ASKED.get(key, [])
    ]
    if gate.reasons:
        written.explained(draft, rule="STD-1", by=officer)
    services.send_to_review(tender=draft, by=officer, at=written.AT)
    assert draft.state == "review"
