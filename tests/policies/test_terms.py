"""The lists of terms that texts are read for: changed in the form of a draft, shown, compared."""

from dataclasses import replace

import pytest

from procurement.policies import gather
from tests.policies import policies
from tests.policies.test_views import form_data, signed_in, text, url

pytestmark = pytest.mark.django_db
CHANGED = {"terms-exclusivity": "sole supplier\nours alone"}


@pytest.fixture(autouse=True)
def _no_second_factor(settings):
    settings.MFA_REQUIRED_ROLES = []


def test_the_lists_of_terms_are_changed_in_the_form(client):
    version = policies.draft()
    signed_in(client, policies.officer(version.authority))
    before = gather.settings_of(version).terms
    lists = {"terms-brands": "Acme\r\n  Acme \nGreen   Light\n\n", "terms-exclusivity": ""}

    answer = client.post(url("change", version), form_data(client, version, **lists))

    version.refresh_from_db()
    after = gather.settings_of(version).terms
    assert (answer.status_code, after) == (302, replace(before, brands=("Acme", "Green Light"), exclusivity=()))


def test_a_form_that_is_sent_as_it_came_changes_no_list(client):
    version = policies.draft()
    signed_in(client, policies.officer(version.authority))
    before = gather.settings_of(version).terms

    client.post(url("change", version), form_data(client, version))

    version.refresh_from_db()
    assert gather.settings_of(version).terms == before


@pytest.mark.parametrize(
    ("lists", "sentence"),
    [
        ({"terms-brands": "A"}, "“A” is no term: write 2 to 100 letters on each line."),
        ({"terms-brands": "\n".join(f"Brand {no}" for no in range(501))}, "A list has at most 500 terms."),
        ({"terms-equivalent": " \n "}, "This field is required."),
    ],
)
def test_a_list_that_is_not_in_order_comes_back_open(client, lists, sentence):
    version = policies.draft()
    signed_in(client, policies.officer(version.authority))
    before = gather.settings_of(version)

    page = client.post(url("change", version), form_data(client, version, **lists))

    [name] = lists
    assert page.context["form"].errors == {name: [sentence]}
    assert "<details open><summary>Change the lists" in page.content.decode()
    version.refresh_from_db()
    assert gather.settings_of(version) == before


def test_a_page_says_the_lists_of_terms(client):
    page = client.get(url("detail", policies.in_force()))

    terms = dict(page.context["terms"])
    assert len(terms) == 18
    assert terms["Makers and products"].startswith("Microsoft, Windows, ")
    assert "gold partner" in text(page)


def test_changed_terms_stand_side_by_side(client):
    version = policies.next_draft()
    signed_in(client, policies.officer(version.authority))
    client.post(url("change", version), form_data(client, version, **CHANGED))

    rows = client.get(url("differences", version)).context["rows"]

    [row] = [row for row in rows if row.rule == "Terms that texts are read for"]
    assert (row.what, row.after) == ("Exclusivity", "only here: ours alone")
    assert row.before.startswith("only here: exclusive right, ")
