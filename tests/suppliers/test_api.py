"""Suppliers over REST: each address can be sent again and happens once; the door says whose it is."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core import clock
from core.models import AuditLeaf
from suppliers import queries
from suppliers.models import Supplier
from tests import builders
from tests.suppliers import making

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
BERG = {"name": "Berg", "country": "DE", "size": "small", "id_scheme": "DE-VAT", "id_value": "DE 136 695 976"}
ISO = {"name": "ISO 9001", "issuer": "TÜV", "expires_date": "2027-03-02"}


@pytest.fixture(autouse=True)
def _without_second_factor(settings):
    settings.MFA_REQUIRED_ROLES = []


@pytest.fixture
def jonas(client):
    person = builders.person(name="Jonas Wray", password=builders.PASSPHRASE)
    client.force_login(person)
    return person


@pytest.fixture
def supplier(jonas):
    return making.supplier(members=[jonas])


def call(client, method, route, /, *args, **data):
    url = reverse(f"api:{route}", args=args)
    if method == "get":
        return client.get(url, data)
    return getattr(client, method)(url, data, content_type="application/json")


def put_fact(client, supplier, no=1, after=0, content=ISO, kind="certificates"):
    return call(client, "put", "supplier-fact", supplier.pk, kind, no, after=after, content=content)


def errors(answer):
    return {error["pointer"]: error["detail"] for error in answer.json()["errors"]}


def test_registering_the_same_organisation_again_answers_what_is_there(client, jonas):
    first, again = call(client, "post", "suppliers", **BERG), call(client, "post", "suppliers", **BERG)

    assert (first.status_code, again.status_code, first.json()) == (201, 200, again.json())
    assert (first.json()["id_value"], first.json()["approval"]) == ("DE136695976", "submitted")
    assert call(client, "get", "suppliers").json()["results"] == [{**first.json(), "role": "manager"}]
    assert Supplier.objects.count() == 1


def test_another_s_identifier_is_refused_without_saying_whose_it_is(client, jonas):
    making.supplier(id_scheme="DE-VAT", id_value="DE136695976", name="Secret Holding")

    answer = call(client, "post", "suppliers", **BERG)

    assert (answer.status_code, errors(answer)) == (400, {"/id_value": "Identifier already used."})
    assert "Secret" not in answer.content.decode()


def test_a_number_that_cannot_be_is_said_at_its_field(client, jonas):
    answer = call(client, "post", "suppliers", **BERG | {"id_value": "DE136695977"})

    assert "check digit" in errors(answer)["/id_value"]
    assert Supplier.objects.count() == 0


def test_a_fact_is_put_in_once_however_often_it_is_sent(client, supplier):
    first, again = put_fact(client, supplier), put_fact(client, supplier)

    assert (first.status_code, again.status_code, first.json()) == (201, 200, again.json())
    assert {name: first.json()[name] for name in ("no", "version", "name", "expires", "evidence", "signed_by")} == {
        "no": 1,
        "version": 1,
        "name": "ISO 9001",
        "expires": "2027-03-02",
        "evidence": None,
        "signed_by": "Jonas Wray",
    }
    assert [row.version for row in queries.facts_of(supplier).certificates] == [1]


def test_a_version_follows_the_one_that_was_read_and_no_other(client, supplier):
    put_fact(client, supplier)

    second = put_fact(client, supplier, after=1, content=ISO | {"issuer": "DNV"})
    stale = put_fact(client, supplier, after=1, content=ISO | {"issuer": "LRQA"})
    gap = put_fact(client, supplier, no=7)

    assert (second.status_code, second.json()["version"], second.json()["issuer"]) == (201, 2, "DNV")
    assert (stale.status_code, stale.json()["detail"]) == (409, "This fact has been changed meanwhile. Read it again.")
    assert gap.status_code == 409
    versions = call(client, "get", "supplier-fact", supplier.pk, "certificates", 1).json()["results"]
    assert [(row["version"], row["issuer"]) for row in versions] == [(2, "DNV"), (1, "TÜV")]


@pytest.mark.parametrize(
    ("kind", "content", "pointer"),
    [
        ("certificates", {"issuer": "TÜV"}, "/content/name"),
        ("certificates", {"name": "x", "colour": "red"}, "/content/colour"),
        ("capabilities", {"code": "a", "title": "b", "amount": "40"}, "/content/unit"),
        ("people", {"name": "Ada", "role": "king"}, "/content/role"),
    ],
)
def test_what_speaks_against_a_fact_is_pointed_at(client, supplier, kind, content, pointer):
    answer = put_fact(client, supplier, kind=kind, content=content)

    assert (answer.status_code, set(errors(answer))) == (400, {pointer})
    assert len(queries.facts_of(supplier)) == 0


def test_exact_numbers_come_back_as_text(client, supplier):
    content = {"code": "install", "title": "Install", "amount": "40.5", "unit": "stations a year"}

    answer = put_fact(client, supplier, kind="capabilities", content=content)

    assert answer.json()["amount"] in {"40.5", "40.5000"}
    listed = call(client, "get", "supplier-facts", supplier.pk).json()
    assert [row["unit"] for row in listed["capabilities"]] == ["stations a year"]


def test_a_withdrawal_is_sent_again_without_doing_anything_twice(client, supplier):
    put_fact(client, supplier)

    first = call(client, "post", "supplier-withdrawal", supplier.pk, "certificates", 1, after=1)
    again = call(client, "post", "supplier-withdrawal", supplier.pk, "certificates", 1, after=1)

    assert (first.status_code, again.status_code, first.json()) == (200, 200, again.json())
    assert (first.json()["act"], first.json()["version"]) == ("withdrawn", 2)
    assert put_fact(client, supplier, after=2).status_code == 409


def test_declarations_are_all_or_none_and_unchanged_ones_stay(client, supplier):
    rows = [{"code": "fraud", "answer": "no"}, {"code": "corruption", "answer": "no"}]
    first = call(client, "put", "supplier-declarations", supplier.pk, declarations=rows)
    leaves = AuditLeaf.objects.count()

    again = call(client, "put", "supplier-declarations", supplier.pk, declarations=rows)
    refused = call(
        client,
        "put",
        "supplier-declarations",
        supplier.pk,
        declarations=[{"code": "terr-offence", "answer": "no"}, {"code": "fraud", "answer": "yes"}],
    )

    assert first.json() == again.json()
    assert [(row["code"], row["version"]) for row in first.json()["results"]] == [("fraud", 1), ("corruption", 1)]
    assert AuditLeaf.objects.count() == leaves
    assert set(errors(refused)) == {"/fraud:text"}
    assert set(queries.facts_of(supplier).by_code) == {"fraud", "corruption"}


def test_a_document_shows_a_fact_and_the_same_again_is_no_new_version(client, supplier):
    put_fact(client, supplier)
    url = reverse("api:supplier-evidence", args=[supplier.pk, "certificates", 1])

    first = client.post(url, {"after": 1, "file": SimpleUploadedFile("iso.pdf", PDF)})
    again = client.post(url, {"after": 1, "file": SimpleUploadedFile("iso.pdf", PDF)})
    wrong = client.post(url, {"after": 2, "file": SimpleUploadedFile("run.exe", b"MZ")})

    assert (first.status_code, again.status_code, first.json()) == (201, 200, again.json())
    assert (first.json()["version"], first.json()["evidence_name"]) == (2, "iso.pdf")
    assert "run.exe is of a kind that is not taken." in errors(wrong)["/file"]


def test_a_document_is_brought_by_members_alone(client, supplier):
    put_fact(client, supplier)
    url = reverse("api:supplier-evidence", args=[supplier.pk, "certificates", 1])

    for person, status in ((builders.person(), 404), (builders.person("officer"), 403)):
        client.force_login(person)
        answer = client.post(url, {"after": 1, "file": SimpleUploadedFile("iso.pdf", PDF)})
        assert answer.status_code == status
    assert [row.version for row in queries.facts_of(supplier).certificates] == [1]


def test_the_facts_say_how_they_stand_today(client, supplier, jonas):
    making.certificate(supplier, by=jonas, name="Ended", days=-1)
    making.certificate(supplier, by=jonas, name="Ends soon", days=5)

    compliance = call(client, "get", "supplier-facts", supplier.pk).json()["compliance"]

    today = clock.db_now().date()
    assert compliance == {
        "on": today.isoformat(),
        "total": 2,
        "live": 1,
        "ended": [
            {"kind": "certificate", "no": 1, "title": "Ended", "expires": (today - timedelta(days=1)).isoformat()}
        ],
        "ending": [
            {"kind": "certificate", "no": 2, "title": "Ends soon", "expires": (today + timedelta(days=5)).isoformat()}
        ],
        "pending": [],
    }


def test_all_facts_are_confirmed(client, supplier, jonas):
    empty = call(client, "post", "supplier-confirmation", supplier.pk)
    making.declare(supplier, by=jonas, issued=clock.db_now().date() - timedelta(days=100))

    answer = call(client, "post", "supplier-confirmation", supplier.pk)

    assert empty.status_code == 409
    assert (answer.json()["renewed"], answer.json()["by"]) == (24, "Jonas Wray")


def test_an_officer_decides_over_rest_as_on_the_page(client, jonas):
    supplier = making.supplier(members=[jonas], state="submitted")
    client.force_login(builders.person("officer"))

    nameless = call(client, "post", "supplier-act", supplier.pk, act="return")
    returned = call(client, "post", "supplier-act", supplier.pk, act="return", reason="Which register?")
    hidden = call(client, "post", "supplier-act", supplier.pk, act="approve")
    client.force_login(jonas)
    handed_in = call(client, "post", "supplier-act", supplier.pk, act="register")

    assert set(errors(nameless)) == {"/reason"}
    assert (returned.status_code, returned.json()["approval"]) == (200, "draft")
    assert hidden.status_code == 404  # a draft is its members'
    assert (handed_in.status_code, handed_in.json()["approval"]) == (200, "submitted")


def test_a_supplier_is_heard_before_it_is_suspended(client, supplier, jonas, move_clock):
    officer = builders.person("officer")
    client.force_login(officer)
    at = clock.db_now()
    last, end = (at + timedelta(days=5)).date(), (at + timedelta(days=60)).date()
    early = call(client, "post", "supplier-act", supplier.pk, act="suspend", reason="Late.", ends_at=end.isoformat())
    call(client, "post", "supplier-act", supplier.pk, act="hear", reason="Late.", answers_until=last.isoformat())
    client.force_login(jonas)
    heard = call(client, "get", "supplier-hearing", supplier.pk)
    call(client, "post", "supplier-hearing", supplier.pk, text="It works since March.")
    client.force_login(officer)

    suspended = call(
        client, "post", "supplier-act", supplier.pk, act="suspend", reason="Late.", ends_at=end.isoformat()
    )
    lifted = call(client, "post", "supplier-act", supplier.pk, act="lift", reason="It works.")

    assert early.status_code == 409
    assert heard.json()["reason"] == "Late."
    assert (suspended.json()["operational"], lifted.json()["operational"]) == ("suspended", "active")


def test_officers_find_suppliers_and_see_no_fact_and_no_draft(client, jonas):
    berg = making.supplier(members=[jonas], name="Berg Works", id_scheme="XX", id_value="77")
    making.certificate(berg, by=jonas, name="Secret certificate")
    making.supplier(name="Berg Draft", state="draft")
    client.force_login(builders.person("officer"))

    by_name = call(client, "get", "suppliers-all", q="berg").json()
    by_number = call(client, "get", "suppliers-all", q="XX 77").json()

    assert [row["name"] for row in by_name["results"]] == ["Berg Works"]
    assert by_number["results"] == by_name["results"]
    assert "Secret certificate" not in str(by_name)


@pytest.mark.parametrize("count", [1, 3])
def test_the_facts_cost_the_same(client, supplier, jonas, count, django_assert_num_queries):
    for number in range(count):
        making.certificate(supplier, by=jonas, name=f"ISO {number}")

    with django_assert_num_queries(18):  # six of them count the requests of a minute
        assert len(call(client, "get", "supplier-facts", supplier.pk).json()["certificates"]) == count


# --- people ---


def test_a_manager_who_has_just_shown_who_it_is_invites_changes_and_removes(client, supplier, jonas):
    builders.confirm_person(client, jonas)
    colleague = builders.person(name="Aoife Brennan")
    supplier.members.create(user=colleague)

    invited = call(client, "post", "supplier-invite", supplier.pk, email="new@firm.example", role="member")
    changed = call(client, "put", "supplier-member", supplier.pk, colleague.pk, role="manager")
    removed = call(client, "delete", "supplier-member", supplier.pk, colleague.pk)
    last = call(client, "delete", "supplier-member", supplier.pk, jonas.pk)

    assert (invited.status_code, invited.json()["mailed"], invited.json()["link"]) == (201, True, None)
    assert changed.json()["role"] == "manager"
    assert (removed.status_code, last.status_code) == (204, 409)
    assert "The last manager stays." in last.json()["detail"]
    assert [row["email"] for row in call(client, "get", "supplier-invitations", supplier.pk).json()["results"]] == [
        "new@firm.example"
    ]
    members = call(client, "get", "supplier-members", supplier.pk).json()["results"]
    assert [row["name"] for row in members] == ["Jonas Wray"]


def test_the_export_is_of_its_members_and_the_same_as_the_page_s(client, supplier, jonas):
    making.certificate(supplier, by=jonas, name="Ours")

    over_rest, page = call(client, "get", "supplier-export", supplier.pk), client.get(reverse("our:export"))

    assert {**over_rest.json(), "at": ""} == {**page.json(), "at": ""}


def test_a_declaration_over_rest_has_an_address_of_its_own(client, supplier):
    assert put_fact(client, supplier, kind="declarations", content={"code": "fraud", "answer": "no"}).status_code == 409
    assert put_fact(client, supplier, kind="bids").status_code == 404


def test_what_one_entered_is_not_another_s_by_its_address(client, supplier, jonas):
    rival = builders.person()
    theirs = making.supplier(members=[rival], name="Rival")
    making.certificate(theirs, by=rival, name="Secret")

    answers = [
        call(client, "get", "supplier-facts", theirs.pk),
        call(client, "get", "supplier-export", theirs.pk),
        put_fact(client, theirs, no=2),
        call(client, "post", "supplier-confirmation", theirs.pk),
    ]

    assert [answer.status_code for answer in answers] == [404] * 4
    assert not any("Secret" in answer.content.decode() for answer in answers)
    assert len(queries.facts_of(theirs)) == 1
