"""What a manager changes of the organisation, and erasing all of it."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.files.base import ContentFile

from core import states
from core.documents import files
from core.documents.integrity import check_documents
from core.integrity.logs import check_logs
from core.models import AuditLeaf, AuditSecret, Invitation, Notice, StoredFile
from core.states import GateRefused, IllegalMove
from suppliers import access, gather, queries, services
from suppliers.access import SupplierAction
from suppliers.models import Hearing, Supplier, SupplierSuspension
from tests import builders
from tests.suppliers import consortia, firms
from tests.suppliers.firms import AT, LATER, manager_of

pytestmark = pytest.mark.django_db
DETAILS = {"name": "Firm", "country": "", "size": "unknown"}


def change(supplier, **changes):
    values = {**DETAILS, **changes}
    return services.change_details(supplier=supplier, by=manager_of(supplier), at=LATER, **values)


def identify(supplier, scheme="DK-CVR", number="DK 13585628"):
    manager = manager_of(supplier)
    return services.change_identifier(supplier=supplier, id_scheme=scheme, id_value=number, by=manager, at=LATER)


def bodies(kind):
    return [json.loads(leaf.body) for leaf in AuditLeaf.objects.filter(kind=kind).order_by("index")]


# --- what it says of itself ---


def test_details_change_and_the_leaf_says_which():
    supplier = firms.approved(country="IE")

    row = change(supplier, name=" Firm Ltd ", country="GB", size="small", founded_date=date(2001, 5, 1))

    row.refresh_from_db()
    assert (row.name, row.country, row.size, row.founded_date) == ("Firm Ltd", "GB", "small", date(2001, 5, 1))
    assert row.state == "approved"
    [body] = bodies("supplier.details_changed")
    assert body["facts"] == {"fields": ["country", "founded_date", "name", "size"]}


def test_the_same_details_again_leave_nothing():
    change(firms.firm())

    assert bodies("supplier.details_changed") == []


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"name": " "}, "name", "Give the name of the organisation."),
        ({"name": "x" * 501}, "name", "A name has at most 500 letters."),
        ({"size": "giant"}, "size", "This size is not known."),
    ],
)
def test_details_that_are_not_right_are_refused(changes, field, sentence):
    with pytest.raises(services.SupplierRefused) as refused:
        change(firms.firm(), **changes)

    assert (str(refused.value), refused.value.field) == (sentence, field)


# --- its identifier ---


def test_another_identifier_sends_an_approved_supplier_back_to_the_officers():
    supplier, officer = firms.approved(), builders.person("officer")

    row = identify(supplier)

    assert (row.state, row.id_scheme, row.id_value) == ("submitted", "DK-CVR", "13585628")
    assert Notice.objects.filter(user=officer, kind="supplier.submitted").count() == 1
    [body] = bodies("supplier.identifier_changed")
    assert "13585628" not in json.dumps(body)
    secrets = AuditSecret.objects.filter(leaf__kind="supplier.identifier_changed").exclude(field="by")
    assert dict(secrets.values_list("field", "value")) == {"identifier": "DK-CVR 13585628", "identifier_was": ""}


@pytest.mark.parametrize("state", ["draft", "submitted"])
def test_before_its_approval_another_identifier_moves_nothing(state):
    supplier = firms.firm()
    if state == "submitted":
        services.register(supplier=supplier, by=manager_of(supplier), at=AT)

    assert identify(supplier).state == state


def test_the_same_identifier_again_changes_nothing():
    supplier = firms.approved(id_scheme="DK-CVR", id_value="13585628")

    assert identify(supplier, number="13 58 56 28").state == "approved"
    assert bodies("supplier.identifier_changed") == []


def test_a_mistyped_number_and_one_of_another_supplier_are_refused():
    supplier = firms.firm()
    firms.firm(name="Another", id_scheme="DK-CVR", id_value="13585628")

    with pytest.raises(services.SupplierRefused, match=r"The check digit does not fit.*13585628\."):
        identify(supplier, number="13585627")
    with pytest.raises(services.IdentifierUsed, match=r"^Identifier already used\.$"):
        identify(supplier)

    supplier.refresh_from_db()
    assert (supplier.id_scheme, supplier.id_value, supplier.state) == ("", "", "draft")


def test_who_was_turned_down_takes_no_other_identifier():
    supplier = firms.firm()
    services.register(supplier=supplier, by=manager_of(supplier), at=AT)
    services.reject(supplier=supplier, reason="It does not exist.", by=builders.person("officer"), at=AT)

    with pytest.raises(IllegalMove):
        identify(supplier)


# --- erasing ---


def full(supplier):
    """A supplier of which there is something in every table."""
    file = files.store_file(file=ContentFile(b"Ada owns it."), name="Ada.txt", by=manager_of(supplier), at=AT)
    firms.enter(supplier, firms.person("Ada Owner"), evidence=file)
    firms.with_one_of_each(supplier)
    services.confirm_facts(supplier=supplier, by=manager_of(supplier), at=LATER)
    services.invite_member(supplier=supplier, email="bea@firm.example", by=manager_of(supplier), at=LATER)
    hearing = firms.heard(supplier)
    services.answer_hearing(hearing=hearing, text="Ada was ill.", by=manager_of(supplier), at=AT)
    officer = builders.person("officer")
    services.suspend(supplier=supplier, reason="Ada.", ends_at=AT + timedelta(days=9), by=officer, at=AT)
    return file


def erase(supplier):
    manager = manager_of(supplier)
    services.erase(supplier=supplier, by=manager, at=AT + timedelta(days=4))
    return manager


def test_everything_that_was_entered_goes_and_the_log_still_verifies(settings, django_capture_on_commit_callbacks):
    supplier = firms.approved(name="Ada Ltd", id_scheme="DK-CVR", id_value="13585628")
    file = full(supplier)
    path = Path(settings.DOCUMENTS_ROOT) / file.object_name
    assert path.exists()

    with django_capture_on_commit_callbacks(execute=True):
        manager = erase(supplier)

    supplier.refresh_from_db()
    assert (supplier.name, supplier.id_value, supplier.state, supplier.next_check) == ("", "", "erased", None)
    assert (str(supplier), supplier.operational, supplier.members.count()) == ("Erased supplier", "active", 0)
    assert (queries.all_versions(supplier), queries.acted_for_by(manager)) == ([], [])
    assert [model.objects.count() for model in (Hearing, SupplierSuspension, Invitation, StoredFile)] == [0] * 4
    assert (path.exists(), list(check_documents())) == (False, [])
    assert [checked.faults for checked in check_logs() if checked.faults] == []
    texts = [*AuditSecret.objects.values_list("value", flat=True), *Notice.objects.values_list("facts", flat=True)]
    assert [text for text in texts if "Ada" in str(text) or "firm.example" in str(text)] == []
    assert AuditSecret.objects.get(leaf__kind="supplier.erased").value == str(manager.pk)


def test_another_supplier_keeps_everything():
    supplier, other = firms.firm(), firms.firm(name="Another")
    full(supplier)
    full(other)
    before = gather.everything_about(other, at=LATER)

    erase(supplier)

    assert gather.everything_about(other, at=LATER) == before
    assert AuditSecret.objects.filter(leaf__in=queries.leaves_about(other), field="digest").count() == 7


def test_a_document_that_another_supplier_uses_too_stays():
    supplier, other = firms.firm(), firms.firm(name="Another")
    file = full(supplier)
    firms.enter(other, evidence=file)

    erase(supplier)

    assert list(StoredFile.objects.all()) == [file]


def test_nothing_is_erased_while_a_later_stage_is_bound_to_it(monkeypatch):
    supplier = firms.firm()
    firms.enter(supplier)
    monkeypatch.setattr(states, "_guards", {})
    states.guard("suppliers.supplier", "erase", lambda row: [f"A bid of {row} is in a tender."])

    with pytest.raises(GateRefused, match=r"^A bid of Firm is in a tender\.$"):
        erase(supplier)

    assert len(queries.facts_of(supplier)) == 1


def test_who_stands_in_a_consortium_leaves_it_first():
    row, lead, partner, third = consortia.of_three()
    outside = consortia.firm("Outside")

    for supplier in (lead, partner, third):
        with pytest.raises(services.SupplierRefused, match="Leave your consortia first"):
            erase(supplier)

    services.dissolve_consortium(consortium=row, reason="No bid.", by=manager_of(lead), at=AT)
    for supplier in (lead, partner, third, outside):
        erase(supplier)
    assert Supplier.objects.filter(state="erased").count() == 4


def test_nothing_can_be_done_with_an_erased_supplier():
    supplier = firms.firm()
    manager = erase(supplier)
    supplier.refresh_from_db()

    decisions = {str(access.may(manager, action, supplier).why) for action in SupplierAction}
    assert decisions == {"This supplier was erased."}
    with pytest.raises(services.SupplierRefused):
        services.erase(supplier=supplier, by=manager, at=LATER)


def test_its_identifier_is_free_for_another():
    erase(firms.firm(id_scheme="DK-CVR", id_value="13585628"))

    assert firms.firm(id_scheme="DK-CVR", id_value="13585628").id_value == "13585628"
    assert Supplier.objects.count() == 2


# --- everything about oneself ---


@pytest.mark.parametrize("n", [1, 3])
def test_everything_about_a_supplier_costs_as_many_queries_for_one_fact_as_for_many(n, django_assert_num_queries):
    supplier = firms.firm()
    for _ in range(n):
        firms.with_one_of_each(supplier)
        firms.joined(supplier)

    with django_assert_num_queries(13):
        document = gather.everything_about(supplier, at=LATER)

    assert (len(document["facts"]), len(document["members"])) == (5 * n, n + 1)


def test_everything_about_a_supplier_is_one_document():
    supplier = firms.approved(builders.person(name="Ada", email="ada@firm.example"), country="DK")
    file = full(supplier)
    supplier.refresh_from_db()

    document = json.loads(json.dumps(gather.everything_about(supplier, at=AT)))

    assert document["organisation"] == {
        "id": str(supplier.pk),
        "name": "Firm",
        "id_scheme": "",
        "id_value": "",
        "country": "DK",
        "size": "unknown",
        "founded": None,
        "approval": "approved",
        "operational": "suspended",
        "suspended_until": "2026-03-11T12:00:00+00:00",
    }
    assert document["members"] == [{"name": "Ada", "email": "ada@firm.example", "role": "manager"}]
    assert [row["email"] for row in document["invitations"]] == ["bea@firm.example"]
    assert [(row["reason"], row["answer"]) for row in document["hearings"]] == [("It did not deliver.", "Ada was ill.")]
    assert [row["until"] for row in document["suspensions"]] == ["2026-03-11T12:00:00+00:00"]
    assert [row["kind"] for row in document["facts"]] == [
        "declaration",
        "declaration",
        "certificate",
        "capability",
        "policy",
        "person",
        "person",
    ]
    assert [row["document"] for row in document["facts"] if row["document"]] == [
        {"name": "Ada.txt", "sha256": file.sha256, "bytes": 12}
    ]
    assert [row["act"] for row in document["log"]][:3] == ["supplier.registered", "supplier.approved", "fact.entered"]


def test_everything_about_a_supplier_has_its_own_parts_in_consortia_and_nobody_elses():
    lead, partner = consortia.firm("Lead"), consortia.firm("Partner")
    row = consortia.consortium(lead)
    consortia.joined(row, partner)

    document = gather.everything_about(partner, at=LATER)

    [part] = document["consortia"]
    assert (part["name"], part["led_by"], part["state"]) == ("Clean air together", "Lead", "joined")
    [terms] = part["parts"]
    assert [consent["act"] for consent in terms["consents"]] == ["signed"]
    assert gather.everything_about(consortia.firm("Rival"), at=LATER)["consortia"] == []
    about_lead = json.dumps(gather.everything_about(lead, at=LATER))
    assert ("Partner" in about_lead, "Lead" in about_lead) == (False, True)


@pytest.mark.parametrize("n", [1, 3])
def test_parts_in_consortia_cost_the_same_for_one_as_for_many(n, django_assert_num_queries):
    lead, partner = consortia.firm("Lead"), consortia.firm("Partner")
    for _ in range(n):
        consortia.joined(consortia.consortium(lead), partner)

    with django_assert_num_queries(15):
        document = gather.everything_about(partner, at=LATER)

    assert len(document["consortia"]) == n
