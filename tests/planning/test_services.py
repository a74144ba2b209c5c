"""What officers enter about standards: the latest holds, everything stays, and the catalogue is not changed."""

from fractions import Fraction as F

import pytest
from django.db import transaction

from core.models import AuditLeaf
from procurement.planning import gather, queries, services
from procurement.planning.catalogue import catalogue
from procurement.planning.models import FactAct, StandardFact
from tests import builders
from tests.planning.standards import SOURCE, WHY, disputed, recorded, standard, withdrawn

pytestmark = pytest.mark.django_db


def measured(key, authority=None):
    entries = queries.latest_facts(authority or builders.authority())
    return gather.measure_of(standard(key), entries).openness


def test_a_recorded_fact_counts_and_keeps_what_held_before_with_both_sources():
    entry = recorded(value="partly")

    assert (entry.act, entry.value, entry.source) == (FactAct.RECORDED, "partly", SOURCE)
    assert (entry.was, entry.no, entry.catalogue_sha) == ("unknown", 1, catalogue().version)
    assert entry.was_source == "standards.iteh.ai IEC 63584:2024; openchargealliance.org IEC partnership page"
    assert standard("ocpp").answers["royalty_free"] == "unknown"
    assert gather.answers_of(standard("ocpp"), queries.latest_facts(entry.authority))["royalty_free"] == "partly"


def test_a_fact_lets_a_standard_of_unknown_openness_carry_weight():
    authority = builders.authority()
    assert standard("lorawan").measure.openness is None

    recorded("lorawan", fact="free_to_read")

    assert measured("lorawan", authority) == 1


def test_a_disputed_fact_counts_as_unknown():
    assert standard("odf").measure.openness == 0

    entry = disputed()

    assert (entry.was, entry.source) == ("no", WHY)
    assert measured("odf") == F(3, 4)
    assert queries.disputed_standards() == {"odf"}


def test_after_a_withdrawal_the_catalogue_speaks_again_and_everything_stays():
    recorded("iso-27001", value="yes")
    assert measured("iso-27001") != 0

    entry = withdrawn("iso-27001")

    assert measured("iso-27001") == 0
    assert (entry.was, entry.was_source, entry.value) == ("yes", SOURCE, "")
    assert [row.act for row in queries.history_of("iso-27001")] == ["withdrawn", "recorded"]


def test_a_withdrawn_dispute_is_one_no_longer():
    disputed()
    withdrawn("odf")

    assert queries.disputed_standards() == set()


def test_what_another_authority_entered_counts_there_only():
    there = builders.authority("Elsewhere")

    recorded("lorawan", authority=there)

    assert measured("lorawan", there) == 1
    assert measured("lorawan") is None


def test_the_same_again_changes_nothing():
    assert recorded() == recorded()
    assert StandardFact.objects.count() == 1


def test_who_did_not_see_the_latest_entry_is_told():
    recorded(value="no")

    with pytest.raises(services.EnteredMeanwhile, match="Something else was entered"):
        recorded(value="yes")
    assert recorded(value="yes", after=1).was == "no"


def test_nothing_is_withdrawn_that_does_not_hold():
    with pytest.raises(services.NothingEntered):
        withdrawn(after=0)
    recorded()
    withdrawn()
    with pytest.raises(services.NothingEntered):
        withdrawn(why="Once more.", after=2)


def test_a_text_that_a_person_typed_stands_in_no_leaf():
    with transaction.atomic():
        recorded()

    body = AuditLeaf.objects.get(kind="standard_fact.recorded").body

    assert '"standard":"ocpp"' in body
    assert '"value":"yes"' in body
    assert "Letter" not in body


def test_the_adviser_knows_what_the_authority_entered():
    entry = recorded("lorawan")

    assert gather.adviser_with({}) is gather.adviser_with(queries.latest_facts(builders.authority("Elsewhere")))
    assert gather.adviser_with(queries.latest_facts(entry.authority)) is not gather.adviser_with({})


def test_the_authority_whose_entries_count_is_the_one_asked_for_if_it_is_the_persons():
    here, there = builders.authority(), builders.authority("Elsewhere")
    officer = builders.person("officer", authority=here)

    assert queries.authority_for(officer) == here
    assert queries.authority_for(officer, str(there.pk)) == here
    assert queries.authority_for(builders.person()) is None
    assert queries.latest_facts(None) == {}
