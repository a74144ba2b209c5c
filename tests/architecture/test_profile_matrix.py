"""Route x role of reference profiles, before and after a tender is published with one."""

import pytest
from django.urls import reverse

from tests import builders
from tests.architecture.test_access_matrix import ANYBODY, HIDDEN, ROLES, SEES, effect, routes
from tests.planning import profiles

pytestmark = pytest.mark.django_db
FILE = "profiles:file"
ROUTES = ("profiles:detail", FILE, "api:profile")


def test_every_route_of_a_profile_is_tried_here():
    assert {name for name in routes() if name.startswith(("profiles:", "api:profile"))} == set(ROUTES)


@pytest.mark.parametrize(
    ("state", "expected"),
    [("draft", (HIDDEN, HIDDEN, SEES, SEES, HIDDEN, SEES)), ("open", (SEES,) * 6)],
)
@pytest.mark.parametrize("route", ROUTES)
def test_a_profile_is_for_officers_and_auditors_until_it_is_published(route, state, expected, client, settings):
    settings.MFA_REQUIRED_ROLES = []
    city, profile = builders.authority("City of Matrix"), profiles.stored()
    interface = {**builders.data(bids=0)["interfaces"][0], "profile_sha": profile.pk}
    builders.tender_at(state, authority=city, interfaces=[interface])
    people = {role: builders.person(role, authority=city) for role in ("officer", "auditor", "administrator")}
    people |= {"supplier": builders.person(), "foreign": builders.person("officer")}
    url = reverse(route, args=[profile.pk, *([1] if route == FILE else [])])

    effects = []
    for role in ROLES:
        client.cookies.clear()
        if role != ANYBODY:
            client.force_login(people[role])
        effects.append(effect(client.get(url)))

    assert dict(zip(ROLES, effects, strict=True)) == dict(zip(ROLES, expected, strict=True))
