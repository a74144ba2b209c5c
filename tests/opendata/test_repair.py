"""Rows stored while a local id was taken for an identity are found and put right."""

from io import StringIO

import pytest
from django.core.management import call_command

from core.models import AuditLeaf, Authority, Membership
from procurement.bids.models import BidParty
from procurement.evaluations import access
from procurement.evaluations.models import Evaluation
from procurement.opendata import services
from procurement.opendata.models import ImportRun
from procurement.tenders.models import Tender
from tests import builders
from tests.builders import AT
from tests.opendata.inputs import encoded, package, release

pytestmark = pytest.mark.django_db

LOCAL = "ORG-0001"


def bought_by(name, number, **party):
    value = {**release(), "ocid": f"ocds-x-{number}", "buyer": {"id": LOCAL, "name": name}}
    value["tender"]["id"] = f"T-{number}"
    value["parties"] = [{"id": LOCAL, "name": name, **party}, {"id": "S1", "name": f"Firm {number}"}]
    for bid in value["bids"]["details"]:
        bid["tenderers"] = [{"id": "S1"}]
    return value


def stored_under_the_old_rule(*releases):
    """The tenders of these releases as they were stored: all under the first buyer, by the id in the file."""
    services.import_file(name="old.json", data=encoded(package(*releases)), at=AT)
    first = Tender.objects.get(ref="T-1").authority
    Tender.objects.update(authority=first)
    Authority.objects.exclude(pk=first.pk).delete()
    Authority.objects.filter(pk=first.pk).update(id_scheme="", id_value=LOCAL)
    BidParty.objects.update(id_value="S1")
    first.refresh_from_db()
    return first


def repaired(*arguments):
    out = StringIO()
    call_command("repair_identities", *arguments, stdout=out)
    return out.getvalue()


def authorities():
    return {tender.ref: tender.authority.name for tender in Tender.objects.select_related("authority")}


def rows():
    return [
        sorted(model.objects.values_list(*fields))
        for model, fields in (
            (Tender, ("ref", "authority__name")),
            (Authority, ("name", "id_value")),
            (BidParty, ("pk", "name", "id_scheme", "id_value")),
            (AuditLeaf, ("log", "index", "kind")),
        )
    ]


def test_a_dry_run_lists_and_changes_nothing():
    stored_under_the_old_rule(bought_by("Northport", 1), bought_by("Southmere", 2))
    before = rows()
    tender = Tender.objects.get(ref="T-2")

    listed = repaired()

    assert rows() == before
    assert f"T-2 ({tender.pk})\n  authority: Northport (0 people) -> Southmere\n  tenderers: 2 corrected\n" in listed
    assert listed.endswith(
        "1 tenders under a wrong authority, 4 tenderers with a wrong identity.\n"
        "Nothing was changed. Run it again with --apply to put this right.\n"
    )


def test_tenders_go_to_the_buyer_their_file_names():
    stored_under_the_old_rule(
        bought_by("Northport", 1),
        bought_by("Southmere", 2),
        bought_by("Eastwick", 3, identifier={"scheme": "XX", "id": "3"}),
    )

    repaired("--apply")

    assert authorities() == {"T-1": "Northport", "T-2": "Southmere", "T-3": "Eastwick"}
    assert sorted(Authority.objects.values_list("name", "id_scheme", "id_value")) == [
        ("Eastwick", "XX", "3"),
        ("Northport", "", ""),
        ("Southmere", "", ""),
    ]
    assert set(BidParty.objects.values_list("id_scheme", "id_value")) == {("", "")}
    assert sorted(AuditLeaf.objects.exclude(kind="tender.imported").values_list("kind", flat=True)) == [
        "authority.corrected",
        *["tender.moved"] * 2,
        *["tender.tenderers_corrected"] * 3,
    ]


def test_officers_of_the_wrong_authority_read_nothing_any_more():
    first = stored_under_the_old_rule(bought_by("Northport", 1), bought_by("Southmere", 2))
    officer = builders.person("officer", authority=first)
    evaluations = Evaluation.objects.order_by("lot__tender__ref")
    seen = [bool(access.may(officer, access.EvaluationAction.SEE, evaluation)) for evaluation in evaluations]

    listed = repaired("--apply")

    after = [bool(access.may(officer, access.EvaluationAction.SEE, evaluation)) for evaluation in evaluations.all()]
    assert (seen, after) == ([True, True], [False, False])
    assert "authority: Northport (1 people) -> Northport, which waits to be adopted or merged" in listed
    assert Authority.objects.get(same_name_as=first).tenders.get().ref == "T-1"
    assert Membership.objects.get().authority == first


def test_a_second_repair_does_nothing():
    first = stored_under_the_old_rule(bought_by("Northport", 1), bought_by("Southmere", 2))
    builders.person("officer", authority=first)
    repaired("--apply")
    before = rows()

    assert repaired("--apply") == "0 tenders under a wrong authority, 0 tenderers with a wrong identity.\n"
    assert rows() == before


def test_a_tender_that_somebody_gave_to_an_authority_stays():
    mine = Authority.objects.create(name="Mine", id_scheme="XX", id_value="9")
    services.import_file(name="a.json", data=encoded(bought_by("Northport", 1)), authority=mine, at=AT)
    city = Authority.objects.create(name="Southmere")
    builders.person("officer", authority=city)
    services.import_file(name="b.json", data=encoded(bought_by("Southmere", 2)), at=AT)
    waiting = Authority.objects.get(same_name_as=city)
    call_command("merge_authorities", str(waiting.pk), str(mine.pk), stdout=StringIO())

    assert repaired("--apply") == "0 tenders under a wrong authority, 0 tenderers with a wrong identity.\n"
    assert authorities() == {"T-1": "Mine", "T-2": "Mine"}


@pytest.mark.usefixtures("rows_may_change")
def test_a_file_without_a_name_for_the_buyer_is_left_and_named():
    value = bought_by("Northport", 1)
    first = stored_under_the_old_rule(value)
    nameless = bought_by("Southmere", 2)
    del nameless["buyer"]["name"], nameless["parties"][0]["name"]
    services.import_file(name="b.json", data=encoded(nameless), authority=first, at=AT)
    ImportRun.objects.update(authority=None)

    assert "the file has no name for the buyer, so it is left there. Check it." in repaired()
