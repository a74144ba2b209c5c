"""Route x role of the sections of a bid: only its lead's people write it, on a device that has the pass."""

import pytest
from django.urls import reverse

from procurement.bids.outline import DraftSection
from procurement.bids.views.drafting import cookie_name
from tests import builders
from tests.architecture.test_access_matrix import DONE, HIDDEN, SEES, SIGN_IN, effect, routes, undone
from tests.bids import written

pytestmark = pytest.mark.django_db
ROLES = ("anonymous", "nobody", "lead", "rival", "officer", "opener", "auditor", "administrator")
SECTIONS = tuple(f"bids:{section.value}" for section in DraftSection)
#           anonymous nobody lead  rival officer opener auditor administrator
OF_LEAD = (SIGN_IN, HIDDEN, SEES, HIDDEN, HIDDEN, HIDDEN, HIDDEN, HIDDEN)
LEAD_DOES = (SIGN_IN, HIDDEN, DONE, HIDDEN, HIDDEN, HIDDEN, HIDDEN, HIDDEN)


@pytest.mark.parametrize(("method", "expected"), [("get", OF_LEAD), ("post", LEAD_DOES)])
def test_each_role_gets_what_the_row_says(method, expected, client, settings, monkeypatch):
    """Everybody but the lead's people gets what a bid that is not there gives, with the right key in the cookie, too."""
    settings.MFA_REQUIRED_ROLES = []
    monkeypatch.setattr("core.clock.db_now", lambda: written.AT)
    begun = written.begun_bid()
    city = begun.bid.tender.authority
    rival = written.firm(name="Rival")
    people = {"nobody": builders.person(), "lead": begun.bid.begun_by, "rival": written.person_of(rival)}
    people |= {role: builders.person(role, authority=city) for role in ROLES[4:]}
    for route in SECTIONS:
        effects = []
        for role in ROLES:
            with undone():
                client.cookies.clear()
                if role != "anonymous":
                    client.force_login(people[role])
                client.cookies[cookie_name(begun.bid)] = begun.draft_key.raw.hex()
                effects.append(effect(getattr(client, method)(reverse(route, args=[begun.bid.pk]), {"seen": 0})))
        assert dict(zip(ROLES, effects, strict=True)) == dict(zip(ROLES, expected, strict=True))


def test_every_section_has_its_route():
    assert set(SECTIONS) <= routes()
