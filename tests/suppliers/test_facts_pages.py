"""The pages of an organisation's facts: the answer first, what needs somebody, putting in, replacing, withdrawing."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core import clock
from core.notices.services import notify
from suppliers import queries, services
from suppliers.declarations import exclusion_grounds
from suppliers.notices import SupplierNoticeKind
from suppliers.rules.facts import FactKind
from tests import builders
from tests.suppliers import making

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


@pytest.fixture
def jonas(client):
    person = builders.person(name="Jonas Wray")
    client.force_login(person)
    return person


@pytest.fixture
def supplier(jonas):
    return making.supplier(members=[jonas])


def read(client, name, *args):
    return client.get(reverse(f"our:{name}", args=args))


def send(client, name, /, *args, **typed):
    return client.post(reverse(f"our:{name}", args=args), typed)


def day(days):
    return clock.db_now().date() + timedelta(days=days)


def text_of(page):
    return " ".join(page.content.decode().split())


def todo(client):
    return [(row.title, row.act) for row in read(client, "facts").context["page"].todo]


def test_a_new_organisation_is_told_where_to_begin(client, supplier):
    page = read(client, "facts")

    assert page.context["heading"] == "Nothing is entered yet"
    assert todo(client) == [("24 grounds for exclusion are not declared yet", "Declare")]
    assert page.context["tags"] == (("Approved", "good"), ("Active", "good"), ("No facts yet", ""))


def test_the_heading_says_how_many_facts_need_somebody_and_the_rows_which(client, supplier, jonas):
    making.declare(supplier, by=jonas)
    for name, days in (("Insurance", -3), ("ISO/IEC 27001", 13), ("ISO 9001", 200)):
        making.certificate(supplier, by=jonas, name=name, days=days)

    page = read(client, "facts")

    assert page.context["heading"] == "2 of 27 facts need you"
    assert page.context["lead"] == "The other 25 go into every bid as they stand. You entered them once."
    assert page.context["tags"][2] == ("1 fact ended", "warn")
    assert todo(client) == [("ISO/IEC 27001", "Put in the new one"), ("Insurance", "Put in the new one")]
    assert [(row.title, row.count, row.signed_by) for row in page.context["page"].kinds] == [
        ("Declarations", "24", "Jonas Wray"),
        ("Certificates", "2", "Jonas Wray"),
        ("What we can do", "0", "–"),
        ("Owners and directors", "0", "–"),
    ]


def test_a_fact_is_true_on_its_last_day_and_ended_on_the_next(client, supplier, jonas):
    making.declare(supplier, by=jonas)
    making.certificate(supplier, by=jonas, name="Ends today", days=0)
    making.certificate(supplier, by=jonas, name="Ended yesterday", days=-1)

    rows = read(client, "facts").context["page"].todo

    assert [(row.title, row.word) for row in rows] == [("Ends today", "To do"), ("Ended yesterday", "Ended")]


def test_the_row_says_when_we_wrote_about_it(client, supplier, jonas):
    making.certificate(supplier, by=jonas, days=25)
    event = f"supplier:{supplier.pk}:facts-end:{day(25).isoformat()}:30"
    notify(SupplierNoticeKind.FACTS_END, [jonas], event=event, facts={"supplier": "x", "days": "30"}, at=clock.db_now())

    [row] = [row for row in read(client, "facts").context["page"].todo if row.title == "ISO 9001"]

    assert "We wrote to you on " in row.why


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_however_many_facts(client, supplier, jonas, count, django_assert_num_queries):
    making.declare(supplier, by=jonas, codes=[row.code for row in exclusion_grounds()][:count])
    for number in range(count):
        making.certificate(supplier, by=jonas, name=f"ISO {number}", days=10)

    with django_assert_num_queries(18):
        assert read(client, "facts").status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_a_kind_costs_the_same(client, supplier, jonas, count, django_assert_num_queries):
    for number in range(count):
        making.certificate(supplier, by=jonas, name=f"ISO {number}")

    with django_assert_num_queries(11):
        assert len(read(client, "kind", "certificates").context["rows"]) == count


# --- one by one ---


def test_a_certificate_is_put_in_with_its_document_and_signed(client, supplier, jonas):
    document = SimpleUploadedFile("iso.pdf", PDF)

    answer = send(
        client, "new", "certificates", name="ISO 9001", issuer="TÜV", expires_date=day(300), seen=0, evidence=document
    )

    [row] = queries.facts_of(supplier).certificates
    assert answer.url == reverse("our:kind", args=["certificates"])
    assert (row.name, row.issuer, row.expires_date, row.version, row.signed_by) == (
        "ISO 9001",
        "TÜV",
        day(300),
        1,
        jonas,
    )
    saved = read(client, "evidence", "certificates", 1, 1)
    assert (b"".join(saved.streaming_content), saved["Content-Disposition"]) == (PDF, 'attachment; filename="iso.pdf"')


def test_a_new_version_keeps_the_document_unless_another_comes_and_the_old_version_stays(client, supplier, jonas):
    send(client, "new", "certificates", name="ISO", seen=0, evidence=SimpleUploadedFile("old.pdf", PDF))

    send(client, "replace", "certificates", 1, name="ISO", expires_date=day(300), seen=1)
    kept = read(client, "fact", "certificates", 1)
    send(client, "replace", "certificates", 1, name="ISO", seen=2, evidence=SimpleUploadedFile("new.pdf", PDF))

    assert kept.context["document"].name == "old.pdf"
    assert [row.document.name for row in read(client, "fact", "certificates", 1).context["versions"]] == [
        "new.pdf",
        "old.pdf",
        "old.pdf",
    ]
    assert [row.version for row in queries.facts_of(supplier).certificates] == [3]


def test_a_version_that_somebody_else_replaced_is_not_overwritten(client, supplier, jonas):
    row = making.certificate(supplier, by=jonas)
    services.withdraw_fact(fact=row, by=jonas, at=clock.db_now())
    other = making.certificate(supplier, by=jonas, name="ISO 27001")
    services.replace_fact(
        fact=other, entry=making.CertificateEntry(name="Newer"), evidence=None, by=jonas, at=clock.db_now()
    )

    page = send(client, "replace", "certificates", 2, name="Older", seen=1)

    assert page.context["form"].errors == {"__all__": ["This fact has been changed meanwhile. Read it again."]}
    assert [row.name for row in queries.facts_of(supplier).certificates] == ["Newer"]
    assert send(client, "replace", "certificates", 1, name="x", seen=2).status_code == 404


@pytest.mark.parametrize(
    ("slug", "typed", "errors"),
    [
        ("certificates", {}, {"name"}),
        ("certificates", {"name": "x", "issued_date": "2026-02-02", "expires_date": "2026-02-01"}, {"expires_date"}),
        ("capabilities", {"title": "Install", "code": "install", "amount": "40"}, {"unit"}),
        ("capabilities", {"title": "Install", "code": "install", "unit": "stations"}, {"amount"}),
        ("policies", {"topic": "quality", "title": "Quality"}, {"text"}),
        ("people", {"name": "Ada", "role": "director", "share": "10"}, {"share"}),
        ("people", {"name": "Ada", "role": "owner", "share": "100.1"}, {"share"}),
    ],
)
def test_what_speaks_against_a_fact_stands_at_its_field(client, supplier, slug, typed, errors):
    page = send(client, "new", slug, seen=0, **typed)

    assert set(page.context["form"].errors) == errors
    assert all(f'id="id_{field}_error"' in page.content.decode() for field in errors)
    assert len(queries.facts_of(supplier)) == 0


@pytest.mark.parametrize(
    ("slug", "typed", "about"),
    [
        ("capabilities", {"title": "Install", "code": "install", "amount": "1.5", "unit": "stations"}, "1.5 stations"),
        (
            "capabilities",
            {"title": "Turnover", "code": "turnover", "amount": "2000000", "currency": "eur"},
            "€2,000,000",
        ),
        ("policies", {"topic": "quality", "title": "Quality", "text": "We measure."}, "Quality"),
        ("people", {"name": "Ada", "role": "owner", "share": "33.3333", "country": "IE"}, "Owner, 33.3333 %"),
    ],
)
def test_every_kind_is_put_in_and_listed(client, supplier, slug, typed, about):
    assert send(client, "new", slug, seen=0, **typed).status_code == 302

    [row] = read(client, "kind", slug).context["rows"]

    assert row.about.replace("\N{NO-BREAK SPACE}", " ") in {about, about + ".00"}


def test_a_file_that_is_not_taken_is_said_and_nothing_is_stored(client, supplier):
    program = SimpleUploadedFile("setup.exe", b"MZ")

    page = send(client, "new", "certificates", name="ISO", seen=0, evidence=program)

    assert "setup.exe is of a kind that is not taken." in text_of(page)
    assert len(queries.facts_of(supplier)) == 0


def test_a_fact_is_withdrawn_on_a_page_to_check_and_its_versions_stay(client, supplier, jonas):
    making.certificate(supplier, by=jonas)

    check = read(client, "withdraw", "certificates", 1)
    send(client, "withdraw", "certificates", 1, seen=1)

    assert "it is said no more" in text_of(check).lower()
    assert len(queries.facts_of(supplier)) == 0
    page = read(client, "fact", "certificates", 1)
    assert page.context["tags"] == [("Withdrawn", "bad")]
    assert [row.what.split()[0] for row in page.context["versions"]] == ["Withdrawn", "Entered"]


# --- declarations ---


def test_a_topic_is_declared_at_once_and_only_what_changed_is_a_new_version(client, supplier, jonas):
    codes = making.codes_of("convictions")
    send(client, "topic", "convictions", **{f"answer-{code}": "no" for code in codes})

    changed = {"answer-fraud": "yes", "text-fraud": "Settled in 2020, all staff were trained."}
    send(client, "topic", "convictions", **{f"answer-{code}": "no" for code in codes} | changed)

    assert {row.code: (row.answer, row.version) for row in queries.facts_of(supplier).declarations} == {
        code: ("yes", 2) if code == "fraud" else ("no", 1) for code in codes
    }


def test_a_ground_that_applies_asks_what_was_done_about_it(client, supplier):
    page = send(client, "topic", "convictions", **{"answer-fraud": "yes"})

    assert dict(page.context["form"].errors) == {
        "text-fraud": ["Say what happened and what you have done about it since."]
    }
    assert len(queries.facts_of(supplier)) == 0


def test_none_of_these_applies_fills_the_form_and_signs_nothing(client, supplier):
    page = send(client, "topic", "convictions", act="none")

    form = page.context["form"]
    assert {form[f"answer-{code}"].value() for code in making.codes_of("convictions")} == {"no"}
    assert len(queries.facts_of(supplier)) == 0


def test_a_document_shows_a_declaration(client, supplier):
    document = SimpleUploadedFile("extract.pdf", PDF)

    send(client, "topic", "suitability", **{"answer-trade-regist": "yes", "evidence-trade-regist": document})
    wrong = SimpleUploadedFile("run.exe", b"MZ")
    refused = send(client, "topic", "suitability", **{"answer-prof-regist": "yes", "evidence-prof-regist": wrong})

    assert [(row.code, row.evidence.name) for row in queries.facts_of(supplier).declarations] == [
        ("trade-regist", "extract.pdf")
    ]
    assert "run.exe is of a kind that is not taken." in text_of(refused)


def test_declarations_that_end_together_are_one_row_and_still_true_renews_them(client, supplier, jonas):
    issued = day(-350)
    making.declare(supplier, by=jonas, issued=issued)
    making.certificate(supplier, by=jonas, name="Insurance", days=-1)
    before = todo(client)

    page = read(client, "confirm")
    send(client, "confirm")

    assert before == [("24 declarations", "Still true?"), ("Insurance", "Put in the new one")]
    assert [label for label, _count in page.context["rows"]] == ["Declarations"]
    assert todo(client) == [("Insurance", "Put in the new one")]
    assert "Last looked through by Jonas Wray on" in text_of(read(client, "facts"))
    [certificate] = queries.facts_of(supplier).certificates
    assert certificate.version == 1


def test_where_nothing_is_entered_there_is_nothing_to_confirm(client, supplier):
    page = client.post(reverse("our:confirm"), follow=True)

    assert "There is nothing to confirm yet." in page.content.decode()


# --- whose ---


def test_one_who_acts_for_several_chooses_and_sees_the_facts_of_that_one_alone(client, supplier, jonas):
    second = making.supplier(members=[jonas], name="Wray Holding")
    making.certificate(supplier, by=jonas, name="Of Tidewater")
    making.certificate(second, by=jonas, name="Of the holding")

    led = read(client, "facts")
    client.post(led.url, {"supplier": str(second.pk)})
    page = read(client, "kind", "certificates")

    assert led.url == f"{reverse('our:acting')}?next=%2Four%2Ffacts%2F"
    assert [row.title for row in page.context["rows"]] == ["Of the holding"]


def test_nobody_acts_for_another_s_organisation_by_sending_its_id(client, supplier):
    rival = making.supplier(members=[builders.person()], name="Rival")

    page = client.post(reverse("our:acting"), {"supplier": str(rival.pk)})
    client.post(reverse("our:new", args=["certificates"]), {"name": "Theirs", "seen": 0, "supplier": str(rival.pk)})

    assert "supplier" in page.context["form"].errors
    assert len(queries.facts_of(rival)) == 0
    assert [row.name for row in queries.facts_of(supplier).certificates] == ["Theirs"]


def test_everything_about_an_organisation_is_a_file_and_holds_nothing_of_others(client, supplier, jonas):
    rival = builders.person(name="Rival Person")
    making.certificate(making.supplier(members=[rival], name="Rival"), by=rival, name="Secret of the rival")
    row = making.certificate(supplier, by=jonas, name="First words")
    services.replace_fact(
        fact=row, entry=making.CertificateEntry(name="Second words"), evidence=None, by=jonas, at=clock.db_now()
    )

    answer = client.get(reverse("our:export"))

    content = answer.json()
    assert [(row["name"], row["version"]) for row in content["facts"]] == [("First words", 1), ("Second words", 2)]
    assert content["organisation"]["name"] == "Tidewater Analytics"
    assert "attachment" in answer["Content-Disposition"]
    assert "ival" not in answer.content.decode()


def test_kinds_and_numbers_that_do_not_exist_are_missing(client, supplier):
    assert [read(client, "kind", slug).status_code for slug in ("bids", "declaration")] == [404, 404]
    assert read(client, "fact", "certificates", 1).status_code == 404
    assert read(client, "topic", "weather").status_code == 404
    assert read(client, "new", "declarations").status_code == 404


def test_the_kinds_have_words_of_their_own():
    from suppliers.pages import labels

    assert set(labels.KIND_TEXTS) == set(FactKind)
    assert len(labels.SLUGS) == len(FactKind)
