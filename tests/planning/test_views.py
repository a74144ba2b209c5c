"""Pages of standards without an account: the list, its filters, one standard, and what each costs."""

import pytest
from django.urls import reverse

from core.models import Membership, Role
from procurement.planning.catalogue import catalogue
from tests import builders
from tests.planning.standards import SOURCE, WHY, disputed, recorded

pytestmark = pytest.mark.django_db
LIST = "/standards/"


@pytest.fixture(autouse=True)
def _no_second_factor(settings):
    settings.MFA_REQUIRED_ROLES = []


def listed(client, **filters):
    return [row["title"] for row in client.get(LIST, filters).context["rows"]]


def page(client, key, **query):
    answer = client.get(reverse("standards:detail", args=[key]), query)
    assert answer.status_code == 200
    return answer


def test_every_standard_is_listed_by_title(client):
    titles = listed(client)

    assert len(titles) == 168
    assert titles == sorted(titles, key=str.casefold)


@pytest.mark.parametrize(
    ("filters", "titles"),
    [
        ({"q": "charge point"}, ["Open Charge Point Interface", "Open Charge Point Protocol (IEC 63584)"]),
        ({"q": "CHARGE protocol"}, ["Open Charge Point Protocol (IEC 63584)"]),
        ({"q": "ocpi"}, ["Open Charge Point Interface"]),
        ({"openness": "closed"}, ["BACnet (ISO 16484-5)", "ISO/IEC 27001", "Open Document Format", "PDF/A"]),
        ({"domain": "shared-mobility", "q": "feeds"}, ["GBFS (shared mobility feeds)"]),
        ({"q": "no such thing"}, []),
    ],
)
def test_it_is_narrowed_by_words_domain_and_openness(client, filters, titles):
    assert listed(client, **filters) == titles


def test_the_list_offers_words_domain_and_openness_to_narrow_it(client):
    page = client.get(reverse("standards:list")).content.decode()

    assert [f'name="{name}"' in page for name in ("q", "domain", "openness")] == [True] * 3


def test_a_filter_that_is_none_is_said_and_narrows_nothing(client):
    answer = client.get(LIST, {"openness": "maybe"})

    assert len(answer.context["rows"]) == 168
    assert "maybe" in answer.content.decode()


def test_only_the_results_are_drawn_where_somebody_types(client):
    answer = client.get(LIST, {"q": "gbfs"}, headers={"HX-Request": "true"})

    text = answer.content.decode()
    assert "<html" not in text
    assert "1 standard" in text
    assert answer["Vary"].startswith("HX-Request")


def test_a_standard_says_how_open_it_is_and_how_surely(client):
    context = page(client, "openapi").context

    assert (context["kind"], context["openness"], context["known"]) == (
        "open",
        "100\N{NO-BREAK SPACE}% (83.3\N{NO-BREAK SPACE}% to 100\N{NO-BREAK SPACE}%)",
        "5 of 6 facts known",
    )
    assert context["answer"] == "One fact is not known and counts in neither direction: several implementations."
    assert context["evidence"] == ["Description of the interface (OpenAPI)"]


def test_one_of_unknown_openness_says_which_facts_are_missing(client):
    context = page(client, "lorawan").context

    assert (context["kind"], context["openness"], context["known"]) == (
        "not known",
        "0\N{NO-BREAK SPACE}% to 100\N{NO-BREAK SPACE}%",
        "0 of 6 facts known",
    )
    assert context["answer"] == (
        "None of the six facts is known, so an interface that asks for it enters with weight 0. Record one with its "
        "source: free of royalties, free to read, open to take part, reviewed in public, several implementations, tools "
        "that test conformance."
    )


def test_a_closed_one_says_why_it_is_explained(client):
    context = page(client, "bacnet").context

    assert (context["kind"], context["openness"]) == ("closed", "0\N{NO-BREAK SPACE}%")
    assert context["answer"].startswith("It costs a royalty or cannot be read freely")


def test_the_clause_can_be_copied_and_says_what_shows_it(client):
    text = page(client, "talq").content.decode()

    assert "exchange configuration, switching, dimming, faults and energy" in text
    assert "Do not ask for the certificate alone" in text


def test_without_a_clause_or_a_file_that_is_said(client):
    text = page(client, "dnp3").content.decode()

    assert "No clause is written for this standard yet." in text
    assert "No file that a program reads" in text


@pytest.mark.parametrize("key", [key for number, key in enumerate(catalogue().standards) if number % 12 == 0])
def test_every_page_is_drawn(client, key):
    assert catalogue().standards[key].purpose.split(".")[0][:30] in page(client, key).content.decode().replace(
        "&#x27;", "'"
    )


def test_what_is_not_in_the_catalogue_is_missing(client):
    assert client.get("/standards/no-such-standard/").status_code == 404


def test_what_an_authority_entered_is_shown_to_all_with_both_sources_and_no_person(client):
    entry = recorded("ocpp", value="yes")

    text = page(client, "ocpp").content.decode()

    assert SOURCE in text
    assert "standards.iteh.ai IEC 63584:2024" in text
    assert entry.authority.name in text
    assert entry.by.name not in text
    assert entry.by.email not in text


def test_it_counts_on_the_pages_of_its_authority_alone(client):
    entry = recorded("lorawan", fact="free_to_read")
    assert page(client, "lorawan").context["kind"] == "not known"

    client.force_login(builders.person("auditor", authority=entry.authority))
    context = page(client, "lorawan").context

    assert (context["kind"], context["standard"].known_by) == ("open", entry.authority.name)
    assert "LoRaWAN" in listed(client, openness="open")
    [fact] = [fact for fact in context["facts"] if fact["catalogued"]]
    assert (fact["title"], fact["answer"], fact["catalogued"]) == ("Free to read", "yes", "not known")


def test_of_several_authorities_the_person_says_whose_entries_count(client):
    here, there = builders.authority("A city"), builders.authority("B city")
    person = builders.person("officer", authority=here)
    Membership.objects.create(user=person, authority=there, role=Role.AUDITOR)
    recorded("lorawan", fact="free_to_read", authority=there)
    client.force_login(person)

    assert page(client, "lorawan").context["kind"] == "not known"
    assert page(client, "lorawan", authority=str(there.pk)).context["kind"] == "open"


def test_a_dispute_is_seen_in_the_list(client):
    disputed("odf", why=WHY)

    [row] = client.get(LIST, {"q": "odf"}).context["rows"]

    assert (row["disputed"], row["openness"]) == (True, "closed")


def test_tenders_that_asked_for_it_stand_below_and_drafts_do_not(client):
    published = builders.tender_at("open", title="Buses")
    builders.tender_at("draft", title="Secret buses")
    client.force_login(builders.person("officer"))

    text = page(client, "gtfs-rt").content.decode()

    assert reverse("tenders:detail", args=[published.pk]) in text
    assert "Secret buses" not in text


def test_a_tender_leads_to_the_standard(client):
    tender = builders.tender_at("open")
    client.force_login(builders.person())

    assert "/standards/gtfs-rt/" in client.get(reverse("tenders:detail", args=[tender.pk])).content.decode()


@pytest.mark.parametrize("entries", [1, 3])
def test_a_page_costs_the_same_however_much_was_entered(client, entries, django_assert_num_queries):
    for number in range(entries):
        recorded("ocpp", source=f"Letter {number}", after=number)

    with django_assert_num_queries(1):
        client.get(LIST)
    with django_assert_num_queries(3):  # the entries, the clock and the tenders that asked for it
        page(client, "ocpp")
