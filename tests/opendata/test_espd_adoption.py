"""What a member takes over from an ESPD response: ticked, looked at, signed; by page and over REST."""

from datetime import date, timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core.documents import files
from core.models import AuditLeaf
from procurement.opendata import espd, forms, services
from procurement.opendata.services import AdoptedAnswer
from suppliers import queries
from suppliers import services as supplier_services
from suppliers.models import Declaration
from suppliers.rules.entries import DeclarationEntry
from suppliers.services import FactRefused
from tests import builders
from tests.opendata.espd_files import Criterion, Espd, Group, Question, described, ground

pytestmark = pytest.mark.django_db
AT = builders.AT
TODAY = AT.date()


@pytest.fixture(autouse=True)
def _no_second_factor(settings):
    settings.MFA_REQUIRED_ROLES = []


@pytest.fixture
def member():
    return builders.person(name="Jonas Wray")


@pytest.fixture
def supplier(member):
    return supplier_services.create(name="Tidewater Analytics", country="IE", members=[member], at=AT)


def file(*criteria, ids=(), **more):
    return Espd(criteria, ids=ids, **more).xml()


FILE = file(
    ground("fraud", "false", evidence=("V1",)),
    ground("tax-pay", "true", described("tax-pay/Q2", "Paid in instalments.")),
    ground("corruption", "true"),
    Criterion("finan-requ", (Group((Question("R", "QUANTITY", (("ResponseQuantity", "0.75", ""),), "Rating"),)),)),
    evidence={"V1": ("SAT-1", "Tax office", "https://tax.example/1")},
)
FRAUD = "Evidence named in the file, not seen: SAT-1, Tax office, https://tax.example/1"


def declare(supplier, member, code="fraud", answer="no", text="", evidence=None):
    entry = DeclarationEntry(code=code, answer=answer, text=text)
    return supplier_services.enter_fact(supplier=supplier, entry=entry, evidence=evidence, by=member, at=AT)


def in_force(supplier):
    return {row.code: (row.version, row.answer, row.text) for row in queries.facts_of(supplier).declarations}


# --- what is offered ---


def test_offers_stand_beside_what_is_declared_now(supplier, member):
    declare(supplier, member)

    shape = espd.read_for(supplier, FILE)

    assert [(row.code, row.answer, row.declared, row.is_same, row.obstacle) for row in shape.offers] == [
        ("corruption", "yes", "", False, "Say what happened and what you have done about it since."),
        ("fraud", "no", "no", False, ""),
        ("tax-pay", "yes", "", False, ""),
        ("finan-requ", "", "", False, ""),
    ]
    assert [row.text for row in shape.offers] == [
        "",
        FRAUD,
        "Please describe it: Paid in instalments.",
        "Rating: 0.75",
    ]
    assert shape.offers[1].declared_until == date(2027, 3, 2).isoformat()
    assert Declaration.objects.count() == 1


def test_the_same_as_now_would_only_renew(supplier, member):
    declare(supplier, member, text=FRAUD)

    assert [row.is_same for row in espd.read_for(supplier, FILE).offers] == [False, True, False, False]


def test_another_partys_file_offers_nothing(supplier):
    shape = espd.read_for(supplier, file(ground(), name="Rival Ltd"))

    assert (shape.refusal, shape.offers) == ("This declaration is of Rival Ltd.", ())


def test_a_text_that_is_too_long_for_a_declaration_is_cut(supplier):
    rows = tuple(described(f"Q{no}", "x" * 1999) for no in range(9))

    [offer] = espd.read_for(supplier, file(ground("fraud", "true", *rows))).offers

    assert (len(offer.text), offer.text[-1], offer.obstacle) == (10_000, "…", "")


# --- the service ---


def test_each_adopted_answer_is_a_new_version_signed_by_the_member(supplier, member):
    declare(supplier, member)
    later = AT + timedelta(days=1)

    adopted = [AdoptedAnswer("fraud", "no", FRAUD), AdoptedAnswer("tax-pay", "yes", "Paid.")]
    rows = services.adopt_declarations(supplier=supplier, adopted=adopted, by=member, at=later)

    assert in_force(supplier) == {"fraud": (2, "no", FRAUD), "tax-pay": (1, "yes", "Paid.")}
    assert {(row.signed_by, row.signed_at, row.issued_date) for row in rows} == {(member, later, later.date())}
    kinds = list(AuditLeaf.objects.filter(kind__startswith="fact.").order_by("index").values_list("kind", flat=True))
    assert kinds == ["fact.entered", "fact.replaced", "fact.entered"]


def test_a_document_stays_with_an_answer_that_stays_the_same(supplier, member):
    document = files.store_file(file=ContentFile(b"a,b\n1,2\n"), name="Proof.csv", by=member, at=AT)
    declare(supplier, member, evidence=document)
    declare(supplier, member, "bankruptcy", evidence=document)

    adopted = [AdoptedAnswer("fraud", "no"), AdoptedAnswer("bankruptcy", "yes", "Last year.")]
    services.adopt_declarations(supplier=supplier, adopted=adopted, by=member, at=AT)

    facts = queries.facts_of(supplier).by_code
    assert (facts["fraud"].evidence, facts["bankruptcy"].evidence) == (document, None)


def test_all_or_none_is_adopted(supplier, member):
    adopted = [AdoptedAnswer("fraud", "no"), AdoptedAnswer("corruption", "yes")]

    with pytest.raises(FactRefused, match="Say what happened"):
        services.adopt_declarations(supplier=supplier, adopted=adopted, by=member, at=AT)

    assert in_force(supplier) == {}


# --- pages ---


def upload(client, member, content=FILE, name="espd.xml"):
    client.force_login(member)
    return client.post(reverse("espd:upload"), {"file": SimpleUploadedFile(name, content)})


def sealed_of(answer):
    return answer.context["sealed"]


def post(client, route, **data):
    return client.post(reverse(f"espd:{route}"), data, follow=True)


def test_a_file_is_looked_through_ticked_checked_and_signed(client, supplier, member):
    offers = upload(client, member)
    text = offers.content.decode()
    checked = post(
        client, "check", offers=sealed_of(offers), code=["fraud", "finan-requ"], **{"answer-finan-requ": "yes"}
    )
    before = Declaration.objects.count()
    done = post(client, "sign", offers=sealed_of(checked), code=["fraud", "finan-requ"], **{"answer-finan-requ": "yes"})

    assert "3 answers can be adopted" in text
    assert "Say what happened and what you have done about it since." in text
    assert ('value="corruption"' in text, 'value="fraud" checked' in text) == (False, True)
    assert "Sign 2 declarations?" in checked.content.decode()
    assert "Sign as Jonas Wray" in checked.content.decode()
    assert before == 0
    assert "2 declarations are signed, true for twelve months." in done.content.decode()
    assert in_force(supplier) == {"fraud": (1, "no", FRAUD), "finan-requ": (1, "yes", "Rating: 0.75")}


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (file(ground(), name="Rival Ltd"), "espd.xml", "This declaration is of Rival Ltd."),
        (b"<a/>", "espd.xml", "This is no ESPD response."),
        (FILE, "espd.pdf", "Taken are: xml."),
        (b" " * 5_000_001, "espd.xml", "is larger than"),
    ],
)
def test_what_is_not_used_says_why_at_its_field(client, supplier, member, content, name, sentence):
    answer = upload(client, member, content, name)

    assert sentence in " ".join(answer.context["form"].errors["file"])


def test_without_a_file_the_page_asks_for_one(client, supplier, member):
    client.force_login(member)

    assert "Choose a file." in client.post(reverse("espd:upload")).content.decode()


@pytest.mark.parametrize(
    ("codes", "answers", "sentence"),
    [
        ([], {}, "Tick at least one."),
        (["crime-org"], {}, "Tick at least one."),  # not in the file
        (["corruption"], {}, "Tick at least one."),  # it has an obstacle
        (["finan-requ"], {}, "for which the file gives values alone: finan-requ."),
        (["finan-requ"], {"answer-finan-requ": "perhaps"}, "for which the file gives values alone: finan-requ."),
    ],
)
@pytest.mark.parametrize("route", ["check", "sign"])
def test_nothing_is_signed_without_a_tick_and_an_answer(client, supplier, member, route, codes, answers, sentence):
    sealed = sealed_of(upload(client, member))

    answer = post(client, route, offers=sealed, code=codes, **answers)

    assert sentence in answer.content.decode()
    assert Declaration.objects.count() == 0


def test_what_was_read_cannot_be_changed_on_the_way_nor_sent_by_another(client, supplier, member):
    sealed = sealed_of(upload(client, member))
    colleague = builders.person()
    supplier.members.create(user=colleague)
    stale = "This was read too long ago, or for another supplier."

    changed = post(client, "sign", offers=sealed.swapcase(), code=["fraud"])
    client.force_login(colleague)
    by_another = post(client, "sign", offers=sealed, code=["fraud"])

    assert (stale in changed.content.decode(), stale in by_another.content.decode()) == (True, True)
    assert Declaration.objects.count() == 0


def test_what_was_read_for_one_supplier_is_not_declared_by_another_of_the_same_person(client, supplier, member):
    sealed = sealed_of(upload(client, member))
    other = supplier_services.create(name="Other", members=[member], at=AT)
    session = client.session
    session["acting_supplier"] = str(other.pk)
    session.save()

    post(client, "sign", offers=sealed, code=["fraud"])

    assert Declaration.objects.count() == 0


def test_what_was_read_is_good_for_a_day(client, supplier, member, monkeypatch):
    sealed = sealed_of(upload(client, member))
    monkeypatch.setattr(forms, "LASTS", -1)

    answer = post(client, "sign", offers=sealed, code=["fraud"])

    assert "Hand the file in again." in answer.content.decode()


@pytest.mark.parametrize("route", ["upload", "check", "sign"])
def test_nobody_but_a_member_takes_anything_over(client, supplier, route):
    client.force_login(builders.person("officer"))

    answer = client.post(reverse(f"espd:{route}"), {"offers": "x", "code": "fraud"})

    assert answer.status_code == 403


# --- over REST ---


def api(client, user, path, data, **options):
    client.force_login(user)
    return client.post(f"/api/v1/suppliers/{path}", data, **options)


def test_over_rest_a_file_is_read_and_what_is_true_declared(client, supplier, member):
    read = api(client, member, f"{supplier.pk}/espd/", {"file": SimpleUploadedFile("espd.xml", FILE)})
    rows = [
        {name: row[name] for name in ("code", "answer", "text")}
        for row in read.json()["offers"]
        if row["answer"] == "no"
    ]
    adopted = api(
        client, member, f"{supplier.pk}/espd/declarations/", {"declarations": rows}, content_type="application/json"
    )

    assert (read.status_code, read.json()["party"], read.json()["issued"]) == (200, "Tidewater Analytics", "2026-03-02")
    assert (adopted.status_code, [row["code"] for row in adopted.json()["results"]]) == (201, ["fraud"])
    assert in_force(supplier) == {"fraud": (1, "no", FRAUD)}


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(file(ground(), name="Rival Ltd"), "This declaration is of Rival Ltd."), (b"<a/>", "This is no ESPD response.")],
)
def test_over_rest_a_file_that_is_not_used_says_why(client, supplier, member, content, sentence):
    answer = api(client, member, f"{supplier.pk}/espd/", {"file": SimpleUploadedFile("espd.xml", content)})

    assert (answer.status_code, sentence in answer.content.decode()) == (400, True)


def test_over_rest_all_or_none_is_declared(client, supplier, member):
    rows = [{"code": "fraud", "answer": "no"}, {"code": "corruption", "answer": "yes"}]

    answer = api(
        client, member, f"{supplier.pk}/espd/declarations/", {"declarations": rows}, content_type="application/json"
    )

    assert (answer.status_code, "Say what happened" in answer.content.decode(), in_force(supplier)) == (400, True, {})


@pytest.mark.parametrize("who", ["officer", "member of another"])
def test_over_rest_nobody_declares_for_another(client, supplier, who):
    user = builders.person("officer") if who == "officer" else builders.person()
    supplier_services.create(name="Another", members=[user], at=AT)
    rows = [{"code": "fraud", "answer": "no"}]

    answer = api(
        client, user, f"{supplier.pk}/espd/declarations/", {"declarations": rows}, content_type="application/json"
    )

    assert (answer.status_code, Declaration.objects.count()) == (404, 0)
