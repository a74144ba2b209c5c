"""What a consortium lacks by the facts of its parties, and what reading one costs."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from suppliers import gather, queries, services
from suppliers.rules.common_parties import CommonParties, parties_in_common
from suppliers.rules.coverage import Lack, LackKind, Required, RequiredCapability, coverage, missing_of
from suppliers.services import Part
from suppliers.states import PartyRole
from tests.suppliers import consortia
from tests.suppliers.consortia import AT, MEMBER

pytestmark = pytest.mark.django_db
DAY = date(2026, 12, 11)


@pytest.fixture
def row():
    return consortia.consortium()


@pytest.fixture
def partner():
    return consortia.firm("Mira Sensors")


def test_what_is_missing_names_member_code_and_date():
    row, lead, second, third = consortia.of_three()
    for supplier in (lead, second):
        consortia.declare(supplier, "crime-org", "bankruptcy")
    consortia.declare(third, "crime-org")
    consortia.declare(second, "bankruptcy", until=DAY - timedelta(1), at=AT + timedelta(hours=1))

    facts = gather.parties_facts(consortia.read(row), DAY)

    assert missing_of(facts, Required(("crime-org", "bankruptcy")), DAY) == (
        Lack(LackKind.DECLARATION_ENDS, "Mira Sensors", "bankruptcy", DAY - timedelta(1)),
        Lack(LackKind.NOT_DECLARED, "Nordic Cloud", "bankruptcy"),
    )


def test_the_facts_of_who_has_not_signed_are_not_read(row, partner):
    consortia.declare(partner, "crime-org")
    consortia.able(partner)
    consortia.invited(row, partner)

    [lead, invited] = gather.parties_facts(consortia.read(row), DAY)

    assert (lead.has_joined, lead.has_consented, invited.has_joined) == (True, False, False)
    assert (invited.declarations, invited.capabilities) == ((), ())


def test_a_matrix_of_three_adds_up_over_the_relied_and_not_the_other():
    row, _lead, second, third = consortia.of_three()
    for supplier in (second, third):
        consortia.able(supplier, amount="15")
    stations = RequiredCapability("stations", "Stations", Decimal(30), "station", additive=True)

    def covered():
        [matrix] = coverage(gather.parties_facts(consortia.read(row), DAY), [stations], DAY)
        return matrix.is_covered, matrix.total

    assert covered() == (True, 30)
    party = queries.party_of(consortia.read(row), third, None)
    services.change_part(
        party=party, part=Part(PartyRole.OTHER_SUBCONTRACTOR), seen=1, by=consortia.member(row.lead), at=AT
    )
    assert covered() == (False, 15)


def test_one_party_in_two_is_named_to_itself_and_by_its_consent(row, partner):
    other = consortia.consortium(consortia.firm("Rival"), "Another")
    consortia.joined(row, partner)
    party = consortia.invited(other, partner)

    def common(**options):
        here, there = (queries.places_of(consortia.read(each)) for each in (row, other))
        return parties_in_common(here, [there], **options)

    assert common() == CommonParties((), 1)
    assert common(acting_for={str(partner.pk)}) == CommonParties(("Mira Sensors",))
    consortia.signed(party)
    assert common() == CommonParties(("Mira Sensors",))


@pytest.mark.parametrize("count", [1, 3])
def test_a_consortium_costs_the_same_however_many_parties(count, row, django_assert_num_queries):
    for number in range(count):
        consortia.joined(row, consortia.firm(f"Firm {number}"), replace(MEMBER, share=Decimal(10)))

    with django_assert_num_queries(9):
        consortium = consortia.read(row)
        facts = gather.parties_facts(consortium, DAY)
        names = [(party.no, queries.name_of_party(party)) for party in queries.standing_of(consortium)]

    assert len(facts) == len(names) == count + 1
