"""The demonstration's suppliers: facts that are true, end soon and have ended, one suspended, three that bid together."""

import pytest
from django.db import transaction
from django.test import override_settings

from core import timers
from core.clock import db_now
from core.models import AuditLeaf, Notice
from procurement.web.demo import services
from suppliers import gather, queries
from suppliers.integrity import check_share_codes
from suppliers.models import Consortium, ShareCode, Supplier
from suppliers.parts import PARTS
from suppliers.rules.facts import standing
from suppliers.rules.shares import HUNDRED

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture(scope="module")
def everyone_once(django_db_setup, django_db_blocker):
    hashers = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    with (
        django_db_blocker.unblock(),
        override_settings(DEMO=True, CLOCK_MOVES=True, PASSWORD_HASHERS=hashers),
        transaction.atomic(),
    ):
        yield services.set_up(at=db_now())
        transaction.set_rollback(True)


@pytest.fixture
def everyone(everyone_once, db, settings):
    settings.DEMO = settings.CLOCK_MOVES = True
    return everyone_once


def compliance(supplier):
    return standing(gather.facts(queries.facts_of(supplier)), db_now().date())


def test_eight_suppliers_are_approved_waiting_and_suspended(everyone):
    assert {row.name: (row.state, row.operational) for row in Supplier.objects.all()} == {
        "Civitas Grid": ("approved", "active"),
        "Harbour Light Engineering": ("submitted", "active"),
        "Lumenord Systems": ("approved", "active"),
        "Meridian Urban Technology": ("approved", "active"),
        "Openstreet Works Co-operative": ("approved", "active"),
        "Quickcity": ("approved", "suspended"),
        "Tidewater Analytics": ("approved", "active"),
        "University of Larkmouth, Urban Data Laboratory": ("approved", "active"),
    }


def test_there_are_facts_that_are_true_that_end_soon_and_that_have_ended(everyone):
    standings = {key: compliance(supplier) for key, supplier in everyone.suppliers.items()}

    assert {key: [fact.title for fact in row.ended] for key, row in standings.items() if row.ended} == {
        "civitas": ["crime-org", "corruption", "fraud"],
        "lumenord": ["ISO/IEC 27001 information security"],
    }
    assert {key: [fact.title for fact in row.ending] for key, row in standings.items() if row.ending} == {
        "tidewater": ["ISO 9001 quality management"],
        "openstreet": ["Register of social enterprises"],
        "meridian": ["ISO/IEC 27001 information security"],
    }
    assert (standings["tidewater"].total, standings["tidewater"].live) == (36, 36)


def test_a_consortium_of_three_has_shares_of_a_hundred_and_every_signature(everyone):
    consortium = queries.with_parties().get(pk=Consortium.objects.get().pk)
    parties = queries.standing_of(consortium)

    assert {queries.name_of_party(party): party.state for party in parties} == {
        "Tidewater Analytics": "joined",
        "Openstreet Works Co-operative": "joined",
        "University of Larkmouth, Urban Data Laboratory": "joined",
    }
    assert sum(queries.latest_terms(party).share for party in parties) == HUNDRED
    assert all(queries.valid_consent(party) for party in parties)


def test_its_members_gave_the_lead_their_share_codes(everyone):
    lead = everyone.suppliers["tidewater"]

    lookups = {row.supplier.name: [lookup.organisation for lookup in row.lookups.all()] for row in codes_in_force()}
    assert lookups == {
        "Openstreet Works Co-operative": [lead],
        "University of Larkmouth, Urban Data Laboratory": [lead],
    }
    assert [checked.faults for checked in check_share_codes()] == [(), ()]


def codes_in_force():
    return ShareCode.objects.filter(ended_at=None)


def test_an_officer_reads_at_first_that_a_supplier_waits(everyone):
    unread = Notice.objects.filter(user=everyone.people["officer"], read_at=None, kind__startswith="supplier.")

    assert [notice.facts["supplier"] for notice in unread] == ["Harbour Light Engineering"]


def test_loading_again_adds_nothing(everyone):
    before = AuditLeaf.objects.count()

    services.set_up(at=db_now())

    assert AuditLeaf.objects.count() == before


def test_what_the_clock_brings_next_is_a_reminder(everyone):
    """The demonstration lives on: its sweeps remind, and nothing fails in them."""
    assert timers.sweep(PARTS.timers, at=db_now()) >= 3

    reminded = Notice.objects.filter(kind="supplier.facts_end").values_list("user__name", flat=True)
    assert {"Conor Reid", "Jonas Wray", "Maud de Wit"} <= set(reminded)
