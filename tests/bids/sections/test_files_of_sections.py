"""What a file is for: chosen as it is sent, among all that the bid is asked for; and ticked in a section."""

import re

import pytest
from django.urls import reverse

from procurement.bids.gather.files import filled_files
from tests.bids.sections.conftest import stored_file

pytestmark = pytest.mark.django_db
QUESTION, CLAIM = "question:R4", "claim:states"


def address(begun, route="files", query=""):
    return reverse(f"bids:{route}", args=[begun.bid.pk]) + query


def places(text, name="id_belongs_to"):
    """{heading: [(place, label)]} of a list on the page, and the place that is chosen."""
    select = re.search(rf'(?s)<select[^>]*id="{name}".*?</select>', text)[0]
    groups = re.findall(r'(?s)<optgroup label="([^"]+)">(.*?)</optgroup>', select)
    options = {label: re.findall(r'<option value="([^"]+)"[^>]*>([^<]+)<', group) for label, group in groups}
    return options, re.findall(r'<option value="([^"]+)" selected', select)


def belonging(begun):
    return {file.id: file.belongs_to for file in filled_files(begun.bid, begun.draft_key)}


def test_everything_that_is_asked_can_be_chosen_as_a_file_is_sent(device, begun):
    options, chosen = places(device.get(address(begun)).content.decode())

    assert options == {
        "A part of the bid": [("technical", "the technical part, as a whole"), ("price", "the price part")],
        "It answers a requirement": [(QUESTION, "R4. A plan of the works.")],
        "It shows an interface": [(CLAIM, "States of lanterns")],
    }
    assert chosen == ["technical"]


@pytest.mark.parametrize(
    ("place", "chosen"), [(QUESTION, QUESTION), (CLAIM, CLAIM), ("question:R9", "technical"), ("<b>", "technical")]
)
def test_whoever_comes_from_a_question_finds_it_chosen(device, begun, place, chosen):
    assert places(device.get(address(begun, query=f"?for={place}")).content.decode())[1] == [chosen]


@pytest.mark.parametrize(("route", "place"), [("answers", QUESTION), ("claims", CLAIM)])
def test_a_section_leads_to_the_files_with_its_place(device, begun, route, place):
    link = f"{address(begun)}?for={place.replace(':', '%3A')}"

    assert f'href="{link}"' in device.get(address(begun, route)).content.decode()


def test_a_file_says_what_it_is_for_and_is_given_another_place(device, begun):
    pk = stored_file(begun, "plan.pdf", QUESTION)
    text = device.get(address(begun)).content.decode()
    assert "Answers “R4. A plan of the works.”." in text
    assert places(text, f"place-{pk}")[1] == [QUESTION]

    device.post(reverse("bids:file", args=[begun.bid.pk, pk]), {"belongs_to": CLAIM})

    assert "Shows the interface “States of lanterns”." in device.get(address(begun)).content.decode()
    assert belonging(begun) == {pk: CLAIM}


def test_ticks_are_saved_by_the_script_without_a_field_and_the_title_counts_anew(device, begun):
    plan = stored_file(begun, "plan.pdf")
    ticks = {"seen": 0, f"{QUESTION}__files_shown": "1", f"{QUESTION}__files": [plan]}
    before = device.get(address(begun, "answers")).content.decode()

    answer = device.post(address(begun, "answers"), ticks, headers={"accept": "application/json"}).json()

    assert belonging(begun) == {plan: QUESTION}
    assert (answer["seen"], answer["heading"]) == (0, "1 answer is missing")
    assert ">2 answers are missing</h1>" in before or ">1 answer is missing</h1>" in before
    del ticks[f"{QUESTION}__files"]
    device.post(address(begun, "answers"), ticks, headers={"accept": "application/json"})
    assert belonging(begun) == {plan: "technical"}
