"""Consortia over REST: the supplier for which a person acts stands in the path, and is theirs."""

import pytest

from core.clock import db_now
from suppliers import queries, services
from suppliers.models import Consortium, ConsortiumParty
from tests import builders
from tests.suppliers import consortia

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_second_factor(settings):
    settings.MFA_REQUIRED_ROLES = []


@pytest.fixture
def three():
    return consortia.of_three()


def call(client, user, verb, path, data=None):
    client.force_login(user)
    body = {} if data is None else {"data": data, "content_type": "application/json"}
    return getattr(client, verb)(f"/api/v1/{path}", **body)


def test_a_consortium_is_formed_filled_signed_and_read(client, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    lead = consortia.firm("Lead Ltd")
    person, other = consortia.member(lead), builders.person(email="a@mira.example")
    firm = consortia.firm("Mira Sensors", other)

    formed = call(client, person, "post", f"suppliers/{lead.pk}/consortia/", {"name": "Clean air", "share": "60"})
    pk = formed.json()["id"]
    asked = call(
        client,
        person,
        "post",
        f"consortia/{pk}/invitations/",
        {"email": "a@mira.example", "name": "Mira", "role": "member", "share": "40", "tasks": "Alarms"},
    )
    place = f"suppliers/{firm.pk}/consortia/{pk}/part/"
    part = call(client, other, "get", place)
    signed = call(client, other, "post", place, {"seen": part.json()["part"]["version"]})
    read = call(client, other, "get", f"consortia/{pk}/?on=2026-03-03")

    assert (formed.status_code, asked.status_code) == (201, 201)
    assert (asked.json()["no"], asked.json()["is_mailed"], "http" in asked.json()["link"]) == (2, False, True)
    assert (part.json()["part"]["share"], part.json()["part"]["signed_at"]) == ("40.0000", None)
    assert (signed.json()["part"]["state"], signed.json()["part"]["signed_by"]) == ("joined", str(other))
    body = read.json()
    assert (body["on"], body["shares"], [row["name"] for row in body["parties"]]) == (
        "2026-03-03",
        "100.0000",
        ["Lead Ltd", "Mira Sensors"],
    )
    assert body["missing"][0]["sentence"] == "Lead Ltd has not signed its part as it is now."
    assert {row["kind"] for row in body["missing"]} == {"not_consented", "not_declared"}


def test_a_firm_is_asked_by_its_share_code_or_by_mail_and_by_one_of_them(client):
    row, partner = consortia.consortium(), consortia.firm("Mira Sensors")
    consortia.declare(partner, "crime-org")
    code = services.make_share_code(supplier=partner, by=consortia.member(partner), at=db_now()).code
    person, path = consortia.member(row.lead), f"consortia/{row.pk}/invitations/"

    asked = call(client, person, "post", path, {"code": code, "role": "member"})
    again = call(client, person, "post", path, {"code": code, "role": "member"})
    nobody = call(client, person, "post", path, {"role": "member"})

    assert (asked.status_code, asked.json()) == (201, {"no": 2, "is_mailed": False, "link": ""})
    assert (again.status_code, "in the consortium already" in again.content.decode()) == (400, True)
    assert (nobody.status_code, "Give the share code" in nobody.content.decode()) == (400, True)


def test_the_lead_changes_removes_and_dissolves(client, three):
    row, lead, *_ = three
    person = consortia.member(lead)
    part = {"role": "member", "share": "39.5", "tasks": "Less", "seen": 1}

    changed = call(client, person, "put", f"consortia/{row.pk}/parties/2/", part)
    again = call(client, person, "put", f"consortia/{row.pk}/parties/2/", part)
    wrong = call(client, person, "put", f"consortia/{row.pk}/parties/2/", part | {"share": "0", "seen": 2})
    removed = call(client, person, "post", f"consortia/{row.pk}/parties/3/removal/", {"reason": "No people"})
    nobody = call(client, person, "put", f"consortia/{row.pk}/parties/3/", part)
    ended = call(client, person, "post", f"consortia/{row.pk}/dissolution/", {"reason": "Alone"})

    assert [changed.status_code, again.status_code, wrong.status_code] == [200, 409, 400]
    assert "changed meanwhile" in again.json()["detail"]
    assert "A share is above 0 and up to 100." in wrong.content.decode()
    assert (removed.status_code, [party["no"] for party in removed.json()["parties"]]) == (200, [1, 2])
    assert (nobody.status_code, ended.status_code, Consortium.objects.get().state) == (404, 204, "dissolved")


def test_a_party_takes_back_leaves_or_declines(client, three):
    row, _lead, second, third = three
    fourth = consortia.firm("Fourth")
    consortia.invited(row, fourth, consortia.Part("other_subcontractor"))

    back = call(client, consortia.member(second), "delete", f"suppliers/{second.pk}/consortia/{row.pk}/part/")
    for supplier in (third, fourth):
        left = call(
            client, consortia.member(supplier), "post", f"suppliers/{supplier.pk}/consortia/{row.pk}/departure/"
        )
        assert left.status_code == 204

    assert (back.status_code, back.json()["part"]["signed_at"]) == (200, None)
    assert dict(ConsortiumParty.objects.values_list("no", "state")) == {
        1: "joined",
        2: "joined",
        3: "left",
        4: "declined",
    }


def test_a_list_names_ones_own(client, three):
    row, _lead, second, _third = three
    consortia.consortium(consortia.firm("Stranger"), "Not ours")

    answer = call(client, consortia.member(second), "get", f"suppliers/{second.pk}/consortia/")

    assert answer.json()["results"] == [
        {
            "id": str(row.pk),
            "name": row.name,
            "lead": row.lead.name,
            "role": "member",
            "state": "joined",
            "has_signed": True,
        }
    ]


@pytest.mark.parametrize("who", ["officer", "auditor", "rival", "nobody"])
def test_to_everybody_else_there_is_none(client, three, who):
    row, lead, second, _third = three
    rival = consortia.firm("Rival")
    consortia.consortium(rival, "Rivals")
    user = {"rival": consortia.member(rival), "nobody": builders.person()}.get(who) or builders.person(who)
    calls = [
        ("get", f"consortia/{row.pk}/", None),
        ("post", f"consortia/{row.pk}/dissolution/", {"reason": "x"}),
        ("put", f"consortia/{row.pk}/parties/2/", {"role": "member", "share": "1", "seen": 1}),
        ("get", f"suppliers/{second.pk}/consortia/", None),
        ("get", f"suppliers/{second.pk}/consortia/{row.pk}/part/", None),
        ("post", f"suppliers/{second.pk}/consortia/{row.pk}/part/", {"seen": 1}),
        ("get", f"suppliers/{rival.pk}/consortia/{row.pk}/part/", None),
    ]

    answers = [call(client, user, *each) for each in calls]

    assert {answer.status_code for answer in answers} <= {403, 404}
    texts = " ".join(answer.content.decode() for answer in answers)
    assert [name for name in (lead.name, second.name, row.name) if name in texts] == []
    assert set(ConsortiumParty.objects.filter(consortium=row).values_list("state", flat=True)) == {"joined"}


def test_acting_for_one_supplier_never_signs_for_another(client, three):
    """The supplier stands in the path: one's own in another's consortium has no part there."""
    row, _lead, second, _third = three
    person = builders.person()
    second.members.create(user=person)
    unrelated = consortia.firm("Unrelated", person)

    answer = call(client, person, "delete", f"suppliers/{unrelated.pk}/consortia/{row.pk}/part/")

    assert answer.status_code == 404
    assert queries.valid_consent(ConsortiumParty.objects.get(supplier=second)) is not None


def test_no_answer_has_the_id_of_a_party_or_its_supplier(client, three):
    row, lead, second, third = three
    consortia.able(third, amount="15")
    ids = [str(party.pk) for party in row.parties.all()] + [str(supplier.pk) for supplier in (lead, second, third)]

    texts = [
        call(client, consortia.member(second), "get", path).content.decode()
        for path in (
            f"consortia/{row.pk}/",
            f"suppliers/{second.pk}/consortia/",
            f"suppliers/{second.pk}/consortia/{row.pk}/part/",
        )
    ]

    assert third.name in texts[0]
    assert [pk for pk in ids for text in texts if pk in text] == []


@pytest.mark.parametrize("on", ["tomorrow", "2026-02-30"])
def test_a_day_that_is_none_is_refused_at_its_parameter(client, three, on):
    row, lead, *_ = three

    answer = call(client, consortia.member(lead), "get", f"consortia/{row.pk}/?on={on}")

    assert (answer.status_code, "on" in answer.content.decode()) == (400, True)


def test_who_is_only_asked_does_not_read_the_consortium(client, three):
    row, _lead, second, _third = three
    invited = consortia.firm("Invited")
    consortia.invited(row, invited, consortia.Part("other_subcontractor"))

    answer = call(client, consortia.member(invited), "get", f"consortia/{row.pk}/")

    assert (answer.status_code, second.name in answer.content.decode()) == (403, False)
