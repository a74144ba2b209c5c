"""Every route under methods that people do not type: HEAD is GET without its body, OPTIONS says what there is.

The addresses are those of the access matrix; each is asked by an officer of the authority.
"""

import pytest
from django.urls import reverse

from tests import builders
from tests.architecture import test_access_matrix as matrix

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
STATES = {"draft", "open", "opened", "frozen", "study", "report", "job", "a key", ""}
ROUTES = {row.route: row for row in reversed(matrix.MATRIX) if row.about in STATES}
PUBLIC = [*matrix.ACCOUNT, *sorted({row.route for row in matrix.OWN_ACCOUNT if not row.route.startswith("api:")})]
ARGUMENTS = {"account_revoke_token": ["abcdefgh"]}
METHODS = {"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"}


@pytest.fixture
def officer(client, settings):
    settings.MFA_REQUIRED_ROLES = []
    city = builders.authority("City of Methods")
    user = builders.person("officer", authority=city, password=builders.PASSPHRASE)
    client.force_login(user)
    builders.confirm_person(client, user)
    client.city = city
    return client


def allowed(response):
    return {method.strip() for method in response.get("Allow", "").split(",")} - {""}


@pytest.mark.parametrize("route", [*ROUTES, *PUBLIC])
def test_head_is_get_without_a_body_and_options_names_the_methods(route, officer):
    url = matrix.address(ROUTES[route], officer.city) if route in ROUTES else reverse(route, args=ARGUMENTS.get(route))
    got = officer.get(url)

    head, options, other = officer.head(url), officer.options(url), officer.generic("PROPFIND", url)

    if route != "account_logout":  # a GET with a session asks; the HEAD after it has none
        assert (head.status_code, head.content) == (got.status_code, b"")
    if got.status_code in {302, 404} and options.status_code == got.status_code:
        return  # sent elsewhere whatever it asks
    assert (options.status_code, options.content if "api:" not in route else b"") == (200, b"")
    assert (allowed(options) <= METHODS, "OPTIONS" in allowed(options)) == (True, True)
    assert ("GET" in allowed(options)) == (got.status_code != 405)
    assert (other.status_code, allowed(other)) == (405, allowed(options))
    if got.status_code == 405 and "api:" not in route:
        assert "Nothing to read here" in got.content.decode()
