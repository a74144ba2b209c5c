"""The adviser as a page and over REST: reasons, duty, clauses, what is missing; nothing is stored."""

import pytest
from django.urls import reverse

from core.models import AuditLeaf
from procurement.planning import pages
from procurement.planning.models import StandardFact
from tests import builders
from tests.planning.standards import recorded

pytestmark = pytest.mark.django_db
PAGE, URL = "/standards/advice/", "/api/v1/standards/advice/"
NEED = {
    "text": "Luminaires on lamp columns with a central management system and charging points for the public, with an app.",
    "cpv": "34928500, 31158000",
    "domains": ["street-lighting", "ev-charging"],
    "place": "EU",
}


@pytest.fixture(autouse=True)
def _no_second_factor_and_limits_in_memory(settings):
    settings.MFA_REQUIRED_ROLES = []
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}  # limits cost no query


@pytest.fixture
def officer(client):
    client.force_login(builders.person("officer"))
    return client


def answer(client, **changes):
    return client.post(PAGE, NEED | changes)


def advised(client, **changes):
    return {row["key"]: row for row in answer(client, **changes).context["answer"]["advices"]}


def asked(**changes):
    return NEED | {"cpv": ["34928500", "31158000"]} | changes


def post(client, body):
    return client.post(URL, body, content_type="application/json")


def test_the_form_is_empty_and_asks_where_the_buyer_sits(officer):
    page = officer.get(PAGE)

    assert "answer" not in page.context
    assert page.context["form"]["place"].value() == "EU"


@pytest.mark.parametrize(("profile", "place"), [("uk-pa2023/1", "UK"), ("de-gwb/1", "EU"), ("own/1", "EU"), ("", "EU")])
def test_the_law_of_the_authority_says_where_it_sits(profile, place):
    authority = builders.authority()
    authority.law_profile = profile

    assert pages.place_of(authority) == place
    assert pages.place_of(None) == "EU"


def test_the_strongest_duty_stands_first_with_a_clause_to_copy(officer):
    page = answer(officer)

    rows = page.context["answer"]["advices"]
    assert page.context["answer"]["heading"] == f"{len(rows)} standards usually apply"
    assert {row["key"] for row in rows} >= {"talq", "ocpp", "ocpi", "datex-ii", "en-301-549"}
    duties = [row["duty"] for row in rows]
    assert duties[0] == "A law asks for it"
    assert duties == sorted(
        duties, key=["A law asks for it", "Comply or explain", "Recommended", "Common practice"].index
    )
    text = page.content.decode()
    assert "through the TALQ Smart City Protocol" in text
    assert text.count("The burden of proof is the bidder") == 1


def test_a_reason_says_what_fired_it_and_where_its_duty_holds(officer):
    [reason] = advised(officer)["datex-ii"]["reasons"]

    assert (reason["duty"], reason["where"]) == ("A law asks for it", "European Union")
    assert reason["because"] == "“charging points”, 31158000 Chargers"


def test_the_law_of_another_place_is_advice(officer):
    row = advised(officer, place="UK")["datex-ii"]

    assert (row["duty"], row["reasons"][0]["where"]) == ("Recommended", "European Union: advice here, no duty")
    assert row["omission"].startswith("It may be left out without a reason")


def test_leaving_out_what_a_law_asks_for_is_explained(officer):
    assert advised(officer)["datex-ii"]["omission"].startswith("Left out, it is explained: why the law does not bind")
    odf = {
        "text": "Editable documents and templates, word processing.",
        "domains": ["documents-records"],
        "place": "NL",
    }
    assert advised(officer, **odf, cpv="48")["odf"]["omission"] == (
        "Left out, it is explained: the list asks to comply or to say why not."
    )


def test_one_of_unknown_openness_enters_with_weight_0_until_a_fact_is_recorded(client):
    person = builders.person("officer")
    client.force_login(person)
    assert advised(client)["zhaga-book-18"]["weight"] == ""
    need = {"text": "Sensors over LoRaWAN.", "domains": ["iot-sensors"], "cpv": ""}
    row = advised(client, **need)["lorawan"]
    assert row["weight"].startswith("It enters with weight 0 until one of these facts is recorded: free of royalties,")

    recorded("lorawan", fact="free_to_read")

    assert advised(client, **need)["lorawan"]["weight"] == ""


def test_where_nothing_applies_that_is_said(officer):
    page = answer(officer, text="Mowing, pruning and litter picking around housing.", cpv="77314000", domains=[])

    assert page.context["answer"] == {"heading": "No standard usually applies", "advices": [], "together": []}
    assert "Choose a domain" in page.content.decode()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"text": ""}, "text"),
        ({"cpv": "lamps"}, "cpv"),
        ({"cpv": "34928501"}, "cpv"),
        ({"place": "Atlantis"}, "place"),
        ({"domains": ["x"]}, "domains"),
    ],
)
def test_a_need_that_is_not_in_order_comes_back(officer, changes, field):
    page = answer(officer, **changes)

    assert list(page.context["form"].errors) == [field]
    assert "answer" not in page.context


def test_nothing_is_stored(officer):
    leaves = AuditLeaf.objects.count()

    answer(officer)
    post(officer, asked())

    assert (AuditLeaf.objects.count(), StandardFact.objects.count()) == (leaves, 0)


def test_the_list_leads_officers_to_it_and_nobody_else(client):
    assert client.get("/standards/").context["ask"] == ""
    client.force_login(builders.person("officer"))
    assert client.get("/standards/").context["ask"] == PAGE


def test_a_page_costs_the_same_however_much_is_advised(officer, django_assert_num_queries):
    for changes in ({}, {"text": "Mowing.", "domains": [], "cpv": ""}):
        with django_assert_num_queries(6):
            answer(officer, **changes)


# --- over REST ---


def test_the_api_gives_the_same_advice_in_the_same_order(officer):
    rows = answer(officer).context["answer"]["advices"]

    body = post(officer, asked()).json()

    assert [advice["standard"]["id"] for advice in body["advices"]] == [row["key"] for row in rows]
    assert (body["place"], body["known_by"]) == ("EU", builders.authority().name)
    assert body["rider"].startswith("Equivalent.")


def test_an_advice_over_rest_is_whole(officer):
    [advice] = [row for row in post(officer, asked()).json()["advices"] if row["standard"]["id"] == "ocpi"]

    assert {name: advice[name] for name in ("duty", "must_explain", "weighable", "evidence")} == {
        "duty": "practice",
        "must_explain": False,
        "weighable": True,
        "evidence": ["openapi"],
    }
    [reason] = advice["reasons"]
    assert (reason["rule"], reason["local"], reason["triggers"]) == ("ev-charging-02", True, ["charging points"])
    assert [clause["id"] for clause in advice["clauses"]] == ["ocpi"]


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"text": ""}, "/text"),
        ({"cpv": ["lamps"]}, "/cpv/0"),
        ({"domains": ["lamps"]}, "/domains/0"),
        ({"place": "Atlantis"}, "/place"),
        ({"authority": "00000000-0000-0000-0000-000000000001"}, "/authority"),
    ],
)
def test_what_cannot_be_asked_is_pointed_at(officer, changes, pointer):
    reply = post(officer, asked(**changes))

    assert reply.status_code == 400
    assert [error["pointer"] for error in reply.json()["errors"]] == [pointer]


@pytest.mark.parametrize(("roles", "status"), [((), 403), (("administrator",), 403), (("auditor",), 200)])
def test_it_is_for_officers_and_auditors(client, roles, status):
    client.force_login(builders.person(*roles))

    assert (client.get(PAGE).status_code, post(client, asked()).status_code) == (status, status)


def test_without_an_account_one_is_asked_to_sign_in(client):
    assert client.get(PAGE).url.startswith(reverse("account_login"))
    assert post(client, asked()).status_code == 401
