"""The pages of authorities that nobody looks after: listed, adopted, told apart, merged after a page to check."""

import pytest
from django.urls import reverse

from core import authorities
from core.models import AuditSecret, Authority, Membership
from procurement.tenders import services
from procurement.tenders.models import Tender
from tests import builders

pytestmark = pytest.mark.django_db
CITY = "City of Builders"


@pytest.fixture(autouse=True)
def no_factor_is_asked_for(settings):
    """These tests are not about the second factor at sign-in."""
    settings.MFA_REQUIRED_ROLES = []


@pytest.fixture
def ada(client):
    """An administrator who has just shown who it is, in a city with an officer and an auditor."""
    person = builders.person("administrator", name="Ada", password=builders.PASSPHRASE)
    builders.person("officer", "auditor")
    builders.person("auditor")
    client.force_login(person)
    builders.confirm_person(client, person)
    return person


def bought_by(authority, state="opened", **changes):
    """A tender of an authority that has no member, as an import leaves it."""
    tender = builders.tender_at(state, authority=builders.authority("Elsewhere"), **changes)
    Tender.objects.filter(pk=tender.pk).update(authority=authority)
    return tender


def page(client, name, *keys):
    return client.get(reverse(f"authorities:{name}", args=keys)).content.decode()


def send(client, name, *keys, reason="It is so."):
    return client.post(reverse(f"authorities:{name}", args=keys), {"reason": reason}, follow=True).content.decode()


@pytest.fixture
def harbour():
    authority = authorities.of_organisation(name="Harbour Board", id_scheme="XX", id_value="7")
    bought_by(authority, title="Lamps for the quay")
    return authority


@pytest.fixture
def twin(ada):
    """Waits under the name of the city."""
    authority = authorities.of_organisation(name=CITY)
    bought_by(authority)
    bought_by(authority, evaluation="frozen")
    return authority


def test_the_list_has_what_the_person_decides_about(client, ada, harbour, twin):
    other = builders.authority("Another city")
    builders.person("officer", authority=other)
    bought_by(authorities.of_organisation(name=other.name))
    authorities.of_organisation(name="Without a tender")

    text = page(client, "list")

    assert [name in text for name in ("Harbour Board", "XX 7", f"{CITY} (no identifier)")] == [True] * 3
    assert [name in text for name in ("Another city", "Without a tender")] == [False, False]


def test_the_list_is_searched_by_name(client, ada, harbour, twin):
    url = reverse("authorities:list")

    assert CITY not in client.get(url, {"name": "harbour"}).content.decode()
    assert "No such authority" in client.get(url, {"name": "nowhere"}).content.decode()


def test_where_none_waits_the_list_says_so(client, ada):
    assert "None waits" in page(client, "list")


def test_of_many_a_page_lists_the_first_and_says_how_many_there_are(client, ada, harbour, twin, monkeypatch):
    monkeypatch.setattr("procurement.tenders.pages.authorities.LISTED", 1)
    bought_by(authorities.of_organisation(name="Zoo"))

    text = page(client, "list")

    assert "1 of 2 are listed. Search by name for the others." in text
    assert ("Harbour Board" in text, "Zoo" in text) == (True, False)


@pytest.mark.parametrize("n", [1, 3])
def test_the_list_costs_the_same_for_many(n, client, ada, twin, django_assert_num_queries):
    for number in range(n):
        bought_by(authorities.of_organisation(name=f"Board {number}"))
    page(client, "list")

    with django_assert_num_queries(9):
        page(client, "list")


def test_home_and_the_list_of_people_lead_there(client, ada, harbour, twin):
    home, people = (client.get(reverse(name)).content.decode() for name in ("home", "people:list"))

    assert ("1 authority waits for you" in home, "Imports made 2 authorities that nobody looks after." in people) == (
        True,
        True,
    )


def test_they_say_nothing_where_nothing_waits(client, ada):
    home, people = (client.get(reverse(name)).content.decode() for name in ("home", "people:list"))

    assert ("Is it the same authority?" in home, "nobody looks after" in people) == (False, False)


def test_a_page_says_what_it_is_and_what_can_be_decided(client, ada, harbour):
    text = page(client, "detail", harbour.pk)

    assert "Lamps for the quay" in text
    assert ("Adopt it: I act for it" in text, f"It is {CITY} (no identifier): merge it" in text) == (True, True)
    assert "It is another one, not mine" not in text


def test_an_authority_is_adopted_after_a_check(client, ada, harbour):
    check = page(client, "adopt", harbour.pk)
    assert "It keeps its tenders: 1 tender." in check
    assert "read the bids and prices of 1 tender, whose bids are open" in check
    assert "error" in send(client, "adopt", harbour.pk, reason="")

    done = send(client, "adopt", harbour.pk)

    assert "You are the administrator of Harbour Board." in done
    assert list(harbour.memberships.values_list("user", "role")) == [(ada.pk, "administrator")]
    assert "People look after this authority" in page(client, "adopt", harbour.pk)


def test_where_no_bids_are_open_nobody_is_said_to_read_any(client, ada):
    zoo = authorities.of_organisation(name="Zoo")
    bought_by(zoo, "open")

    assert "none of its tenders has bids that are open" in page(client, "adopt", zoo.pk)


def test_one_that_waits_is_told_apart_and_belongs_to_nobody_yet(client, ada, twin):
    assert f"A later import that names “{CITY}” without an identifier joins it." in page(client, "tell-apart", twin.pk)

    assert f"{CITY} counts as another authority." in send(client, "tell-apart", twin.pk)

    twin.refresh_from_db()
    assert (twin.same_name_as, twin.memberships.count(), twin.tenders.count()) == (None, 0, 2)


def test_a_merge_says_who_reads_what_and_moves_the_tenders(client, ada, twin):
    city = Membership.objects.get(user=ada).authority
    check = page(client, "merge", twin.pk, city.pk)
    assert f"2 tenders: from now on of {CITY}." in check
    assert f"2 officers and auditors of {CITY} read the bids and prices of 2 tenders" in check

    done = send(client, "merge", twin.pk, city.pk)

    assert f"2 tenders: now of {CITY}." in done
    assert not Authority.objects.filter(pk=twin.pk).exists()
    assert city.tenders.count() == 2
    assert list(AuditSecret.objects.filter(field="reason").values_list("value", flat=True)) == ["It is so."]


def test_nobody_merges_into_an_authority_of_others(client, ada, harbour):
    other = builders.authority("Another city")
    builders.person("administrator", authority=other)

    answer = client.post(reverse("authorities:merge", args=[harbour.pk, other.pk]), {"reason": "x"})

    assert (answer.status_code, harbour.tenders.count()) == (403, 1)


def test_two_that_a_register_knows_apart_are_not_merged(client, ada, harbour):
    city = builders.authority()
    Authority.objects.filter(pk=city.pk).update(id_scheme="XX", id_value="8")

    detail, check = page(client, "detail", harbour.pk), page(client, "merge", harbour.pk, city.pk)
    send(client, "merge", harbour.pk, city.pk)

    sentence = "Both have an identifier in the register XX, and it is not the same: they are two."
    assert (sentence in detail, sentence in check, harbour.tenders.count()) == (True, True, 1)


def test_a_page_merges_as_many_tenders_as_it_can_at_once(client, ada, twin, monkeypatch):
    monkeypatch.setattr(services, "MOST_MERGED", 1)

    text = send(client, "merge", twin.pk, ada.memberships.get().authority_id)

    assert "A page merges up to 1 tenders." in text
    assert twin.tenders.count() == 2


def test_none_is_merged_into_one_that_waits_or_into_itself(ada, harbour, twin):
    for into, sentence in ((twin, "waits to be adopted or merged itself"), (harbour, "not merged into itself")):
        with pytest.raises(services.NotMergeable, match=sentence):
            services.merge_authorities(duplicate=harbour, into=into, by=ada, at=builders.AT)


def test_who_was_faster_is_said(client, ada, harbour):
    url = reverse("authorities:adopt", args=[harbour.pk])
    assert client.get(url).status_code == 200
    builders.person("administrator", authority=harbour)

    assert client.post(url, {"reason": "x"}).status_code == 403
