"""A program reads what a bid is asked for, chooses lots, writes, and looks once more, without a page."""

import pytest
from django.urls import reverse

from procurement.bids.outline import DraftSection, outline_of
from procurement.bids.queries import drafts
from procurement.tenders import gather as tender_gather
from tests.bids import written
from tests.bids.files.sent import Team
from tests.bids.submitting import filled_texts

pytestmark = pytest.mark.django_db


def ask(device, begun, route, *args, verb="get", data=None, key=None):
    headers = {"Draft-Key": begun.draft_key.raw.hex() if key is None else key}
    options = {} if data is None else {"data": data, "content_type": "application/json"}
    return getattr(device, verb)(reverse(f"api:{route}", args=[begun.bid.pk, *args]), headers=headers, **options)


def by_field(contents):
    return {(row["part"], row["field"]): row for row in contents["fields"]}


def test_every_field_and_place_of_the_pages_is_named(device, begun):
    contents = ask(device, begun, "bid-contents").json()

    outline = outline_of(tender_gather.content_of(begun.bid.tender), [1])
    fields = [(section.value, name) for section in DraftSection for name in outline.fields(section)]
    assert (list(by_field(contents)), contents["lots"]) == (fields, [1])
    assert [row["place"] for row in contents["places"]] == [place for place, _title in outline.file_places]


def test_a_field_says_what_may_stand_in_it(device, begun):
    fields = by_field(ask(device, begun, "bid-contents").json())

    number, choice, price = (fields[key] for key in (("answers", "R2"), ("answers", "R5"), ("prices", "1/lamp")))
    assert number == {
        "part": "answers",
        "field": "R2",
        "code": "R2",
        "title": "A lantern lasts for years.",
        "datatype": "integer",
        "is_required": False,
        "lots": [1],
        "unit": "years",
        "minimum": "10",
        "maximum": None,
        "expected": None,
        "quantity": None,
        "choices": [],
    }
    assert choice["choices"] == ["LoRaWAN", "NB-IoT"]
    assert (price["code"], price["datatype"], price["lots"], price["is_required"]) == ("lamp", "money", [1], True)
    level, standard = fields["performance", "AV"], fields["claims", "states/standard"]
    assert (level["datatype"], level["unit"]) == ("decimal", "%")
    assert (standard["code"], standard["is_required"]) == ("states", False)
    assert standard["expected"]  # what counts where nothing is written


def test_another_lot_is_another_contents(device, begun):
    both = ask(device, begun, "bid-lots", verb="put", data={"lots": [1, 2]})
    contents = ask(device, begun, "bid-contents").json()
    left = ask(device, begun, "bid-lots", verb="put", data={"lots": [2]}).json()

    assert (both.json()["lots"], contents["lots"], left["lots"]) == ([1, 2], [1, 2], [2])
    prices = {row["field"]: row["lots"] for row in contents["fields"] if row["part"] == "prices"}
    assert (prices["1/lamp"], prices["2/lamp"]) == ([1], [2])
    assert {tuple(row["lots"]) for row in contents["fields"] if row["part"] == "answers"} == {(1, 2)}
    assert [lot.no for lot in drafts.lots_of(begun.bid)] == [2]


@pytest.mark.parametrize(
    ("lots", "sentence"), [([], "Choose at least one lot."), ([7], "The tender has no lot 7."), ([0], None)]
)
def test_lots_that_cannot_be_are_named(device, begun, lots, sentence):
    answer = ask(device, begun, "bid-lots", verb="put", data={"lots": lots})

    [error] = answer.json()["errors"]
    assert (answer.status_code, sentence in {None, error["detail"]}) == (400, True)
    assert [lot.no for lot in drafts.lots_of(begun.bid)] == [1]


def test_the_check_names_what_is_missing_and_then_nothing(device, begun):
    before = ask(device, begun, "bid-check").json()
    outline = outline_of(tender_gather.content_of(begun.bid.tender), [1])
    for name, fields in filled_texts(outline).items():
        ask(device, begun, "bid-part", name, verb="put", data={"seen": 0, "fields": fields})
    after = ask(device, begun, "bid-check").json()

    assert {"task": "prices", "field": "1/lamp"}.items() <= before["missing"][1].items()
    assert (before["is_ready"], before["not_now"], bool(before["parties"])) == (False, [], True)
    assert [row for row in after["missing"] if row["task"] in {"prices", "performance", "claims"}] == []
    assert "Nobody has said for this bid that the facts of Clear Air are still true." in after["parties"]


def test_the_check_says_that_the_deadline_has_passed(device, begun, monkeypatch):
    from core import clock

    monkeypatch.setattr(clock, "db_now", lambda: written.DEADLINE.replace(minute=1))

    [sentence] = ask(device, begun, "bid-check").json()["not_now"]
    assert sentence.startswith("The deadline was ")


def test_files_are_listed_with_how_much_lies_here(device, begun):
    team = Team(written.read(begun), begun.draft_key, device)
    row = team.sent(b"a plan", name="Plan der Straße.pdf", place="question:R4")
    team.begun(10, name="later.pdf")

    answer = ask(device, begun, "bid-files")

    first, second = sorted(answer.json()["results"], key=lambda file: -file["arrived"])
    assert first == {
        "id": str(row.pk),
        "name": "Plan der Straße.pdf",
        "type": "application/pdf",
        "size": 6,
        "arrived": 6,
        "belongs_to": "question:R4",
        "is_stored": True,
    }
    assert (second["arrived"], second["is_stored"], answer["Cache-Control"]) == (0, False, "no-store")


@pytest.mark.parametrize("route", ["bid-check", "bid-files"])
def test_without_the_key_nothing_of_it_is_read(device, begun, route):
    device.cookies.clear()
    device.force_login(begun.bid.begun_by)

    assert [ask(device, begun, route, key=key).status_code for key in ("", "00" * 32)] == [403, 403]
