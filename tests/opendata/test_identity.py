"""Whose tender a file's is: by scheme and identifier, never by an id that is local to one process."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from core.models import AuditLeaf, Authority
from procurement.bids.models import BidParty
from procurement.evaluations import access
from procurement.evaluations.models import Evaluation
from procurement.opendata import queries, services
from procurement.tenders import queries as tender_queries
from procurement.tenders.models import Tender
from tests import builders
from tests.builders import AT
from tests.opendata.inputs import encoded, found_in, package, read_record, release

pytestmark = pytest.mark.django_db

COUNCIL = "Northport City Council"


def imported(value, **more):
    data = value if isinstance(value, bytes) else encoded(value)
    return services.import_file(name="file.json", data=data, at=AT, **more)


def bought_by(party, *, ocid="ocds-x-1", **more):
    """A release whose parties are the tenderer and this buyer."""
    value = {**release(), "ocid": ocid, "buyer": {"id": party.get("id"), "name": party.get("name")}, **more}
    value["parties"] = [party, *(other for other in value["parties"] if other["id"] == "o2")]
    return value


def console(*arguments, **options):
    out, err = StringIO(), StringIO()
    call_command(*arguments, stdout=out, stderr=err, **options)
    return out.getvalue()


def test_two_buyers_with_one_local_id_are_two_authorities(shared):
    imported((shared / "inputs/01_two_buyers_one_local_id.json").read_bytes())

    assert sorted((t.ref, t.authority.name, t.authority.id_value) for t in Tender.objects.all()) == [
        ("ocds-v03", COUNCIL, ""),
        ("ocds-v04", "Southmere Hospital Trust", ""),
    ]


def test_a_bare_id_does_not_reach_an_authority_with_officers():
    city = Authority.objects.create(name="Other City", id_value="ORG-0001")
    officer = builders.person("officer", authority=city)

    imported(bought_by({"id": "ORG-0001", "name": COUNCIL}))

    [tender] = Tender.objects.all()
    assert (tender.authority.name, tender_queries.authorities_of(officer).filter(pk=city.pk).exists()) == (
        COUNCIL,
        False,
    )


def test_a_name_with_officers_makes_an_authority_that_waits():
    city = Authority.objects.create(name=COUNCIL)
    officer = builders.person("officer", authority=city)

    imported(package(bought_by({"id": "1", "name": COUNCIL}), bought_by({"id": "2", "name": COUNCIL}, ocid="ocds-x-2")))

    [waiting] = {tender.authority for tender in Tender.objects.all()}
    assert (waiting.name, waiting.same_name_as) == (COUNCIL, city)
    assert [_sees_marks_and_prices(officer, evaluation) for evaluation in Evaluation.objects.all()] == [False, False]

    call_command("merge_authorities", str(waiting.pk), COUNCIL, stdout=StringIO())
    assert [_sees_marks_and_prices(officer, evaluation) for evaluation in Evaluation.objects.all()] == [True, True]


def test_a_merged_authority_that_an_import_names_waits_on_without_tenders():
    city = Authority.objects.create(name=COUNCIL)
    builders.person("officer", authority=city)
    imported(package(bought_by({"id": "1", "name": COUNCIL})))
    waiting = Tender.objects.get().authority
    imported(package(bought_by({"id": "2", "name": "Elsewhere"}, ocid="ocds-x-3")), authority=waiting)

    call_command("merge_authorities", str(waiting.pk), COUNCIL, stdout=StringIO())

    assert {tender.authority for tender in Tender.objects.all()} == {city}
    assert Authority.objects.get(pk=waiting.pk).same_name_as == city


def _sees_marks_and_prices(person, evaluation):
    return bool(access.may(person, access.EvaluationAction.SEE, evaluation))


def test_scheme_and_identifier_are_the_buyer_whatever_its_name_and_local_id():
    known = Authority.objects.create(name="Northport", id_scheme="GB-COH", id_value="7")
    party = {"name": COUNCIL, "identifier": {"scheme": "GB-COH", "id": "7"}}

    imported(package(bought_by({"id": "1", **party}), bought_by({"id": "2", **party}, ocid="ocds-x-2")))

    assert {tender.authority for tender in Tender.objects.all()} == {known}


def test_an_identifier_without_a_scheme_stays_in_the_extras():
    read = read_record(bought_by({"id": "1", "name": COUNCIL, "identifier": {"id": "7"}}))

    assert (read.process.buyer.id_scheme, read.process.buyer.id_value) == ("", "")
    assert read.process.extras["/parties/0/identifier"] == '{"id": "7"}'


def test_a_buyer_with_an_id_alone_is_no_buyer():
    run = imported(bought_by({"id": "ORG-0001"}, buyer={"id": "ORG-0001"}))

    [record] = queries.records_of(run)
    assert record.state == "quarantined"
    assert [i.sentence for i in record.issues.filter(code="not-storable")] == [
        "The record names no buyer. Say with --authority whose tender it is."
    ]
    assert not Authority.objects.exists()


@pytest.mark.parametrize("role", ["buyer", "procuringEntity"])
def test_a_party_of_the_buyers_role_is_the_buyer(role):
    value = bought_by({"id": "1", "name": COUNCIL, "roles": [role]})
    del value["buyer"]

    assert read_record(value).process.buyer.name == COUNCIL


def test_of_two_parties_of_the_role_the_first_is_the_buyer_and_noted():
    value = bought_by({"id": "1", "name": COUNCIL, "roles": ["buyer"]})
    del value["buyer"]
    value["parties"].append({"id": "3", "name": "Harbour", "roles": ["buyer"]})

    read = read_record(value)

    assert read.process.buyer.name == COUNCIL
    assert ("several-buyers", "noted", "/parties/0") in found_in(read)


def test_of_two_parties_with_one_id_the_first_is_used_and_noted(shared):
    run = imported((shared / "inputs/13_party_id_twice.json").read_bytes())

    [record] = queries.records_of(run)
    assert sorted(BidParty.objects.values_list("bid__source_key", "name")) == [
        ("1", "Supplier S1"),
        ("2", "Supplier S2"),
    ]
    assert [(i.pointer, i.sentence) for i in record.issues.filter(code="duplicate-id")] == [
        (
            "/releases/0/parties/3/id",
            "The party at /releases/0/parties/3/id has the same 'id' as an earlier one; the first is used.",
        )
    ]


def test_a_party_may_have_the_id_0():
    value = bought_by({"id": 0, "name": COUNCIL}, buyer={"id": 0})

    read = read_record(value)

    assert (read.process.buyer.name, "dangling-party" in {i.code for i in read.issues}) == (COUNCIL, False)


def test_tenderers_are_counted_by_identifier_then_name():
    value = release(numberOfTenderers=1)
    identifier = {"scheme": "XX", "id": "9"}
    value["parties"] = [
        {"id": "o2", "name": "Firm", "identifier": identifier},
        {"id": "o3", "name": "Firm Ltd", "identifier": identifier},
    ]
    value["bids"]["details"][1]["tenderers"] = [{"id": "o3"}]

    assert "tenderers-differ" not in {issue.code for issue in read_record(value).issues}


def test_a_merge_gives_the_tenders_to_the_authority_and_says_who_reads_them():
    city = Authority.objects.create(name=COUNCIL)
    officer = builders.person("officer", authority=city)
    imported(bought_by({"id": "1", "name": COUNCIL}))
    [tender] = Tender.objects.all()
    waiting = tender.authority

    listed = console("authorities")
    merged = console("merge_authorities", str(waiting.pk), COUNCIL)

    tender.refresh_from_db()
    assert listed == (
        f"{waiting.pk}  {COUNCIL}: 1 tenders, no member until this is decided\n"
        f"  same name as {city.pk}: no identifier, 1 people\n"
        "It is another one: manage.py adopt_authority ID\n"
        "It is the same: manage.py merge_authorities ID INTO\n"
    )
    assert merged == f"1 tenders are now of {COUNCIL} ({city.pk}), which has 1 members.\n"
    assert (tender.authority, list(Authority.objects.all())) == (city, [city])
    assert [(v.no, v.reason) for v in tender.versions.order_by("no")] == [
        (1, ""),
        (2, f"The buyer is corrected: it is {COUNCIL}."),
    ]
    assert list(AuditLeaf.objects.exclude(kind="tender.imported").values_list("kind", flat=True).order_by("kind")) == [
        "authority.merged",
        "tender.moved",
    ]
    assert tender_queries.authorities_of(officer).get() == city
    assert console("authorities") == "No authority waits.\n"


def test_adopting_and_merging_refuse_one_that_does_not_wait():
    city = Authority.objects.create(name=COUNCIL)
    builders.person("officer", authority=city)

    with pytest.raises(CommandError, match=f"{COUNCIL} does not wait to be adopted or merged"):
        console("adopt_authority", str(city.pk))
    with pytest.raises(CommandError, match=f"People look after {COUNCIL}"):
        console("merge_authorities", str(city.pk), str(builders.authority().pk))
    with pytest.raises(CommandError, match="not merged into itself"):
        console("merge_authorities", str(city.pk), str(city.pk))


def test_an_adopted_authority_keeps_its_tenders():
    city = Authority.objects.create(name=COUNCIL, id_scheme="XX", id_value="1")
    imported(bought_by({"id": "1", "name": COUNCIL}))
    waiting = Authority.objects.get(same_name_as=city)

    assert console("adopt_authority", str(waiting.pk)) == f"{waiting.pk}  {COUNCIL}: adopted. Members may be added.\n"
    assert Tender.objects.get().authority == waiting


def test_a_named_authority_that_is_not_there_is_refused_with_the_nearest(tmp_path):
    Authority.objects.create(name=COUNCIL)
    file = tmp_path / "a.json"
    file.write_bytes(encoded(release()))

    with pytest.raises(CommandError) as refused:
        console("import_tender", str(file), "--authority", "Nortport City Council")

    assert str(refused.value) == (
        f"No authority is named 'Nortport City Council'. The nearest names: '{COUNCIL}'. "
        "Give one of them or an id, or add --create-authority to make it."
    )
    assert (refused.value.returncode, Tender.objects.count(), Authority.objects.count()) == (2, 0, 1)


def test_a_named_authority_is_made_where_that_is_asked_for(tmp_path):
    file = tmp_path / "a.json"
    file.write_bytes(encoded(release()))

    console("import_tender", str(file), "--authority", "New City", "--create-authority", "--no-evaluate")
    console("import_tender", str(file), "--authority", "New City", "--create-authority", "--no-evaluate")

    assert [a.name for a in Authority.objects.all()] == ["New City"]
    assert Tender.objects.get().authority.name == "New City"
    assert AuditLeaf.objects.filter(kind="authority.created").count() == 1


def test_one_that_nobody_looks_after_is_listed_and_gets_an_administrator_by_command():
    imported(bought_by({"id": "1", "name": COUNCIL}))
    [tender] = Tender.objects.all()
    person = builders.person(email="ada@city.example")
    adopt = ("adopt_authority", str(tender.authority.pk), "--administrator", "ada@city.example")

    assert console("authorities") == (
        "No authority waits.\n"
        f"{tender.authority.pk}  {COUNCIL}: no identifier, 1 tenders, nobody looks after it\n"
        "Who looks after it: manage.py adopt_authority ID --administrator EMAIL --reason TEXT\n"
    )
    with pytest.raises(CommandError, match="Give the reason"):
        console(*adopt)
    adopted = console(*adopt, "--reason", "Her city.")

    assert adopted == f"{tender.authority.pk}  {COUNCIL}: adopted. ada@city.example is its administrator.\n"
    assert list(person.memberships.values_list("authority__name", "role")) == [(COUNCIL, "administrator")]
    assert console("authorities") == "No authority waits.\n"
