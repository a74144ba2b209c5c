"""What is missing of a bid, by task, in sentences; and what stops nothing."""

from dataclasses import replace

import pytest

from procurement.bids.rules.completeness import BidTask, MissingItem, TaskState, look_twice, missing_of, task_states
from procurement.bids.rules.filled import FilledBid, FilledFile
from procurement.tenders.ready import ready_tenders
from tests.bids.outlines import FILLED, LARK, SHA, filled_for, outline_of_all

KEYS = sorted(ready_tenders())


def missing(**changes):
    return missing_of(LARK, replace(FILLED, **changes))


def test_nothing_is_missing_of_a_complete_bid():
    assert missing() == ()
    assert task_states(LARK, FILLED) == (
        TaskState(BidTask.ANSWERS, 3, (), "3 of 3."),
        TaskState(BidTask.PRICES, 4, (), "4 of 4."),
        TaskState(BidTask.PERFORMANCE, 1, (), "1 of 1."),
        TaskState(BidTask.CLAIMS, 1, (), "1 of 1."),
        TaskState(BidTask.FILES, 1, (), "1 of 1."),
    )


def test_an_empty_bid_lacks_what_it_must_have_in_the_order_of_its_pages():
    safety, battery = "Q1 Nobody stands in the water while a sensor is changed.", "Q2 A battery lasts."
    price = "Missing. Write 0 if it costs nothing."
    assert missing_of(LARK, FilledBid()) == (
        MissingItem(BidTask.ANSWERS, "Q1", safety, "Q1 is not answered."),
        MissingItem(BidTask.ANSWERS, "Q2", battery, "Q2 is not answered."),
        MissingItem(BidTask.PRICES, "1/sensor", "Level sensor with radio link, put up", price),
        MissingItem(BidTask.PRICES, "1/alarm", "Alarm service", price),
        MissingItem(BidTask.PRICES, "1/data", "Data service with open interface", price),
        MissingItem(BidTask.PRICES, "1/calibration", "Calibration in years 2 to 5", price),
        MissingItem(BidTask.PERFORMANCE, "delay", "Time from level to alarm", "Missing. Say what you offer."),
        MissingItem(BidTask.CLAIMS, "I1/statement", "Water levels", "Say how your offer meets it."),
        MissingItem(BidTask.FILES, "question:Q3", "Q3 A plan of the works.", "No file answers Q3 yet."),
    )


def test_a_task_says_what_is_missing_by_name():
    filled = replace(FILLED, prices={**FILLED.prices, "1/calibration": "", "1/alarm": "  "})

    prices = task_states(LARK, filled)[1]
    assert (prices.ready, prices.asked, prices.is_done) == (2, 4, False)
    assert prices.sentence == "2 of 4 have no amount: Alarm service; Calibration in years 2 to 5."
    assert task_states(LARK, replace(FILLED, performance={}))[2].sentence == (
        "1 of 1 has no offer: Time from level to alarm."
    )


@pytest.mark.parametrize(
    ("changes", "task", "sentence"),
    [
        ({"answers": {"Q1": "true", "Q2": "7.5"}}, BidTask.ANSWERS, "Give a whole number."),
        (
            {"prices": {**FILLED.prices, "1/data": "1.500"}},
            BidTask.PRICES,
            "“1.500” can be read in two ways. Choose one.",
        ),
        (
            {"claims": {"I1/statement": "It does.", "I1/version": "v" * 61}},
            BidTask.CLAIMS,
            "Name a standard in at most 80 letters, its version in at most 60.",
        ),
    ],
)
def test_what_cannot_be_read_is_missing(changes, task, sentence):
    assert [(item.task, item.sentence) for item in missing(**changes)] == [(task, sentence)]


def test_an_answer_that_need_not_be_there_may_be_blank_and_not_unreadable():
    outline = replace(LARK, lots=(replace(LARK.lot(1), questions=(replace(LARK.questions[1], mandatory=False),)),))

    assert missing_of(outline, replace(FILLED, answers={})) == ()
    assert [item.sentence for item in missing_of(outline, replace(FILLED, answers={"Q2": "1.5"}))] == [
        "Give a whole number."
    ]


def test_a_file_that_belongs_elsewhere_answers_nothing():
    files = (FilledFile("f1", "plan.pdf", "claim:I1", 10, SHA), FilledFile("f2", "other.pdf", "", 10, SHA))

    assert [item.field for item in missing(files=files)] == ["question:Q3"]


def test_an_answer_that_is_not_what_is_asked_stops_nothing_and_is_named():
    filled = replace(FILLED, answers={"Q1": "false", "Q2": "4"}, performance={"delay": "400"}, files=FILLED.files)

    assert missing_of(LARK, filled) == ()
    assert [
        (item.task, item.field, item.sentence.replace("\N{NO-BREAK SPACE}", " ")) for item in look_twice(LARK, filled)
    ] == [
        (BidTask.ANSWERS, "Q1", "The tender asks for: yes."),
        (BidTask.ANSWERS, "Q2", "The tender asks for at least 5 years."),
        (BidTask.PERFORMANCE, "delay", "A bid that offers worse than 300 seconds is out."),
        (BidTask.CLAIMS, "I1/statement", "Stated only: no file shows it."),
    ]


def test_an_interface_that_need_not_be_stated_earns_nothing_without():
    free = replace(LARK.interfaces[0], role="extends", min_rung=0)
    outline = replace(LARK, lots=(replace(LARK.lot(1), interfaces=(free,)),))

    assert missing_of(outline, replace(FILLED, claims={})) == ()
    assert [item.sentence for item in look_twice(outline, replace(FILLED, claims={}))] == [
        "Not stated: it earns no points."
    ]
    with_file = replace(FILLED, files=(*FILLED.files, FilledFile("f2", "run.json", "claim:I1", 10, SHA)))
    assert look_twice(outline, with_file) == ()


@pytest.mark.parametrize("key", KEYS)
def test_every_ready_tender_can_be_answered_whole(key):
    outline = outline_of_all(key)
    filled = filled_for(outline)

    assert missing_of(outline, filled) == ()
    assert all(state.is_done for state in task_states(outline, filled))
    empty = missing_of(outline, FilledBid())
    assert {item.task for item in empty} == {state.task for state in task_states(outline, filled)}
    assert len(empty) == len({(item.task, item.field) for item in empty})


def test_the_text_of_a_filled_bid_shows_nothing_of_it():
    text = f"{FILLED!r} {FILLED}"

    assert [word for word in ("1,640", "SensorThings", "plan.pdf", "true", SHA) if word in text] == []
