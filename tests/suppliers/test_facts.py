"""Facts are entered once, in versions that nobody changes: entered, replaced, withdrawn, confirmed."""

import json
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.files.base import ContentFile
from django.db import DatabaseError, IntegrityError, transaction

from core.documents import files
from core.models import AuditLeaf, AuditSecret
from suppliers import gather, queries, services
from suppliers.models import Certificate, Declaration, FactsConfirmation, VersionAct
from suppliers.rules.facts import FactKind
from tests import builders
from tests.suppliers import firms
from tests.suppliers.firms import AT, LATER, TODAY, enter, manager_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def supplier():
    return firms.firm()


def document(name="iso.txt", content=b"Certified."):
    return files.store_file(file=ContentFile(content), name=name, by=builders.person(), at=AT)


def bodies():
    return [json.loads(body) for body in AuditLeaf.objects.order_by("index").values_list("body", flat=True)]


def replace(fact, entry, **changes):
    values = {"fact": fact, "entry": entry, "evidence": fact.evidence, "by": manager_of(fact.supplier), "at": LATER}
    return services.replace_fact(**{**values, **changes})


def withdraw(fact):
    return services.withdraw_fact(fact=fact, by=manager_of(fact.supplier), at=LATER)


def confirm(supplier, at=LATER):
    return services.confirm_facts(supplier=supplier, by=manager_of(supplier), at=at)


def test_a_fact_has_what_was_entered_who_signed_it_and_its_document(supplier):
    member, file = firms.joined(supplier), document()

    row = enter(supplier, firms.certificate(expires_date=date(2027, 1, 31)), by=member, evidence=file)

    row.refresh_from_db()
    assert (row.no, row.version, row.act, row.signed_by, row.signed_at) == (1, 1, "entered", member, AT)
    assert gather.content_of(row) == {
        "name": "ISO 27001",
        "issuer": "TÜV Süd",
        "number": "C-1",
        "issued": None,
        "expires": "2027-01-31",
        "evidence": file.sha256,
    }
    assert gather.fact(row).is_proven


@pytest.mark.parametrize("make", firms.ONE_OF_EACH)
def test_each_kind_comes_back_as_it_was_entered_and_is_declared_not_proven(make, supplier):
    row = enter(supplier, make())

    [stored] = queries.facts_of(supplier)
    assert (stored, gather.fact(stored).kind, gather.fact(stored).is_proven) == (row, make().kind, False)
    assert gather.fact_digest(stored) == gather.fact_digest(row)


def test_a_declaration_holds_for_twelve_months(supplier):
    row = enter(supplier, firms.declaration())
    other = enter(supplier, firms.declaration("fraud", issued_date=date(2025, 12, 1), expires_date=date(2026, 6, 1)))

    assert (row.issued_date, row.expires_date) == (TODAY, date(2027, 3, 2))
    assert (other.issued_date, other.expires_date) == (date(2025, 12, 1), date(2026, 6, 1))


def test_what_speaks_against_an_entry_is_said_at_once_and_nothing_is_stored(supplier):
    with pytest.raises(services.FactRefused) as refused:
        enter(supplier, firms.certificate(name="", issuer="x" * 301))

    assert [finding.field for finding in refused.value.findings] == ["name", "issuer"]
    assert (len(queries.facts_of(supplier)), bodies()) == (0, [])


def test_a_policy_may_be_its_document_alone(supplier):
    row = enter(supplier, firms.policy(text=""), evidence=document())

    assert (row.text, gather.fact(row).is_proven) == ("", True)


def test_facts_of_a_kind_are_numbered_and_another_suppliers_begin_anew(supplier):
    other = firms.firm(name="Another")

    numbers = [enter(firm).no for firm in (supplier, supplier, other)]

    assert numbers == [1, 2, 1]


def test_another_version_takes_the_place_and_the_first_stays(supplier):
    first = enter(supplier)

    second = replace(first, firms.certificate(number="C-2"))

    assert [(row.version, row.act, row.number) for row in queries.versions_of(FactKind.CERTIFICATE, supplier, 1)] == [
        (2, "replaced", "C-2"),
        (1, "entered", "C-1"),
    ]
    assert queries.facts_of(supplier).certificates == (second,)


def test_a_withdrawn_fact_is_no_fact_any_more_and_its_history_stays(supplier):
    first, other = enter(supplier), enter(supplier, firms.certificate("ISO 9001"))

    withdrawn = withdraw(first)

    assert queries.facts_of(supplier).certificates == (other,)
    assert gather.content_of(withdrawn) == gather.content_of(first)
    assert len(queries.versions_of(FactKind.CERTIFICATE, supplier, 1)) == 2
    with pytest.raises(services.FactChanged):
        withdraw(withdrawn)


@pytest.mark.parametrize("act", [withdraw, lambda fact: replace(fact, firms.certificate())])
def test_who_has_seen_an_older_version_changes_nothing(act, supplier):
    first = enter(supplier)
    second = replace(first, firms.certificate(number="C-2"))

    with pytest.raises(services.FactChanged, match=r"^This fact has been changed meanwhile\. Read it again\.$"):
        act(first)

    assert queries.facts_of(supplier).certificates == (second,)


def test_a_document_is_kept_changed_or_left_out(supplier):
    first = enter(supplier, evidence=document())

    kept = replace(first, firms.certificate(number="C-2"))
    without = replace(kept, firms.certificate(number="C-2"), evidence=None)

    assert (kept.evidence, without.evidence) == (first.evidence, None)


def test_a_fact_does_not_become_one_of_another_kind(supplier):
    with pytest.raises(services.FactRefused, match=r"A fact of another kind is another fact\."):
        replace(enter(supplier), firms.policy())
    with pytest.raises(services.FactRefused, match=r"Another criterion is another declaration\."):
        replace(enter(supplier, firms.declaration()), firms.declaration("fraud"))


# --- declarations ---


def test_a_criterion_is_one_fact_however_often_it_is_declared(supplier):
    enter(supplier, firms.declaration())
    second = enter(supplier, firms.declaration(answer="yes", text="Paid, and trained."), at=LATER)
    withdraw(second)
    third = enter(supplier, firms.declaration(), at=LATER)

    assert [row.no for row in (second, third)] == [1, 1]
    assert (third.version, third.act) == (4, "replaced")
    assert queries.facts_of(supplier).by_code == {"corruption": third}


def test_many_criteria_are_answered_at_once_with_their_documents(supplier):
    file = document()
    entries = [firms.declaration("corruption"), firms.declaration("prof-regist", "yes")]

    rows = services.declare(
        supplier=supplier, entries=entries, evidence={"prof-regist": file}, by=manager_of(supplier), at=AT
    )

    assert [(row.code, row.answer, row.evidence) for row in rows] == [
        ("corruption", "no", None),
        ("prof-regist", "yes", file),
    ]
    assert [body["kind"] for body in bodies()] == ["fact.entered"] * 2


def test_of_many_criteria_all_are_stored_or_none(supplier):
    entries = [firms.declaration("corruption"), firms.declaration("fraud", "yes")]

    with pytest.raises(services.FactRefused) as refused:
        services.declare(supplier=supplier, entries=entries, by=manager_of(supplier), at=AT)

    assert [finding.field for finding in refused.value.findings] == ["fraud:text"]
    assert Declaration.objects.count() == 0


# --- still true? ---


def test_confirming_renews_declarations_and_lengthens_no_certificate(supplier):
    until = date(2026, 4, 1)
    enter(supplier, firms.declaration())
    enter(supplier, firms.certificate(expires_date=until))
    enter(supplier, firms.declaration("fraud", issued_date=date(2024, 1, 1), expires_date=date(2025, 1, 1)))

    confirmation = confirm(supplier)

    facts = queries.facts_of(supplier)
    assert (confirmation.renewed, queries.latest_confirmation(supplier)) == (2, confirmation)
    assert {(row.code, row.version, row.act, row.expires_date) for row in facts.declarations} == {
        ("corruption", 2, "renewed", date(2027, 3, 3)),
        ("fraud", 2, "renewed", date(2027, 3, 3)),
    }
    assert [(row.version, row.expires_date) for row in facts.certificates] == [(1, until)]


def test_confirming_again_on_the_same_day_is_noted_and_renews_nothing(supplier):
    enter(supplier, firms.declaration())
    confirm(supplier)

    assert confirm(supplier).renewed == 0
    assert (FactsConfirmation.objects.count(), Declaration.objects.count()) == (2, 2)


def test_a_withdrawn_declaration_is_not_confirmed(supplier):
    withdraw(enter(supplier, firms.declaration()))
    enter(supplier)

    assert confirm(supplier, at=LATER + timedelta(days=1)).renewed == 0


def test_there_must_be_something_to_confirm(supplier):
    with pytest.raises(services.SupplierRefused, match=r"There is nothing to confirm yet\."):
        confirm(supplier)


# --- the log and the database ---


def test_leaves_name_kind_and_numbers_and_nothing_of_the_content(supplier):
    first = enter(supplier, firms.person("Ada Secret"))
    second = replace(first, firms.person("Ada Secret", share=Decimal(50)))
    withdraw(second)
    enter(supplier, firms.declaration())
    confirm(supplier)

    facts = [(body["kind"], {k: v for k, v in body["facts"].items() if k != "digest"}) for body in bodies()]
    assert facts == [
        ("fact.entered", {"kind": "person", "no": 1, "version": 1}),
        ("fact.replaced", {"kind": "person", "no": 1, "version": 2}),
        ("fact.withdrawn", {"kind": "person", "no": 1, "version": 3}),
        ("fact.entered", {"kind": "declaration", "no": 1, "version": 1}),
        ("fact.confirmed", {"renewed": 1, "facts": 1}),
    ]
    assert "Secret" not in json.dumps(bodies())


def test_the_digest_of_a_version_is_a_secret_of_its_leaf_since_a_content_can_be_guessed(supplier):
    row = enter(supplier, firms.declaration())

    secret = AuditSecret.objects.get(field="digest")
    assert (secret.value, secret.value in secret.leaf.body) == (gather.fact_digest(row), False)


@pytest.mark.parametrize("make", firms.ONE_OF_EACH)
@pytest.mark.parametrize("attack", [lambda rows: rows.update(no=9), lambda rows: rows.delete()])
def test_the_database_keeps_every_version_as_it_is(attack, make, supplier):
    row = enter(supplier, make())

    with pytest.raises(DatabaseError, match="keeps this row as it is"), transaction.atomic():
        attack(type(row).objects.filter(pk=row.pk))

    assert gather.fact_digest(type(row).objects.get()) == gather.fact_digest(row)


def test_two_second_versions_are_refused_by_the_database(supplier):
    """What the lock of the supplier's row keeps apart: the constraint would, too."""
    first = enter(supplier)
    values = {"supplier": supplier, "no": 1, "version": 2, "act": VersionAct.REPLACED, "name": "x"}
    signed = {"signed_by": manager_of(supplier), "signed_at": AT}
    replace(first, firms.certificate(number="C-2"))

    with pytest.raises(IntegrityError), transaction.atomic():
        Certificate.objects.create(**values, **signed)


def test_there_is_an_end_to_the_facts_of_a_kind(supplier):
    signed = {"signed_by": manager_of(supplier), "signed_at": AT}
    Certificate.objects.create(supplier=supplier, no=500, name="The last", **signed)

    with pytest.raises(services.SupplierRefused, match=r"^There are too many facts of this kind\.$"):
        enter(supplier)

    assert enter(supplier, firms.capability()).no == 1


def test_an_erased_supplier_takes_no_facts(supplier):
    manager = manager_of(supplier)
    services.erase(supplier=supplier, by=manager, at=AT)

    with pytest.raises(services.SupplierRefused, match=r"This supplier was erased\."):
        enter(supplier, by=manager)
