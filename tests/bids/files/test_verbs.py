"""The verbs of tus: the file says where it ends, and whoever is refused is refused before a byte is sent."""

import os
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from core import arrivals, sealed_file
from procurement.bids import store
from procurement.bids.gather.files import stored_files
from procurement.bids.models import DraftFile
from procurement.bids.services import files
from procurement.bids.uploads import lines
from tests.bids import written
from tests.bids.files import sent
from tests.bids.files.sent import id_of, on_disk

CONTENT = bytes(range(256)) * 1000  # 256,000


def headers(answer, *names):
    return (answer.status_code, *(answer.get(name) for name in names))


def test_what_is_spoken_here(team):
    answer = team.ask("OPTIONS", reverse("bids:upload", args=[team.bid.pk]), tus="")

    assert headers(answer, "Tus-Version", "Tus-Extension", "Tus-Max-Size", "Cache-Control") == (
        *(204, "1.0.0", "creation,termination,expiration", "50000000"),
        "no-store",
    )


def test_a_file_comes_in_two_pieces_and_counts_when_it_is_whole(team):
    url = team.begun(len(CONTENT), name="Prüfbericht „endgültig“.pdf", place="claim:IF-1")

    first = team.patch(url, 0, CONTENT[:100_000])
    between = team.head(url)
    nothing_yet = stored_files(team.bid, team.key)
    second = team.patch(url, 100_000, CONTENT[100_000:])
    [stored] = stored_files(team.bid, team.key)

    assert headers(first, "Upload-Offset") == (204, "100000")
    assert headers(between, "Upload-Offset", "Upload-Length", "Cache-Control") == (200, "100000", "256000", "no-store")
    assert nothing_yet == []
    assert headers(second, "Upload-Offset", "Upload-Expires") == (204, "256000", None)
    assert (stored.name, stored.type, stored.size, stored.belongs_to) == (
        *("Prüfbericht „endgültig“.pdf", "application/pdf", 256_000),
        "claim:IF-1",
    )
    read = b"".join(sealed_file.read(stored.path, team.key.raw, str(stored.id), length=stored.size))
    assert read == CONTENT


@pytest.mark.parametrize("offset", [0, 99_999, 100_001])
def test_a_piece_from_elsewhere_than_the_end_changes_nothing_and_learns_the_end(team, offset):
    url = team.begun(len(CONTENT))
    team.patch(url, 0, CONTENT[:100_000])
    before = store.draft_path(id_of(url)).read_bytes()

    answer = team.patch(url, offset, b"x")

    assert headers(answer, "Upload-Offset") == (409, "100000")
    assert store.draft_path(id_of(url)).read_bytes() == before


def test_a_piece_sent_twice_comes_once(team):
    url = team.begun(len(CONTENT))

    answers = [team.patch(url, 0, CONTENT) for _ in range(2)]

    assert [headers(answer, "Upload-Offset") for answer in answers] == [(204, "256000"), (409, "256000")]


@pytest.mark.parametrize(
    ("junk", "kept"),
    [(b"\0" * 500, 100_000), (os.urandom(70_000), 100_000), (b"\0\0\0\0\1" + os.urandom(28), 100_000), (-50, 65_536)],
    ids=["zeros", "noise", "an empty last record", "half a record"],
)
def test_what_is_wrong_at_the_end_of_a_file_is_cut_off(team, junk, kept):
    url = team.begun(len(CONTENT))
    team.patch(url, 0, CONTENT[:100_000])
    path = store.draft_path(id_of(url))
    lying = path.read_bytes()
    path.write_bytes(lying[:junk] if isinstance(junk, int) else lying + junk)

    offset = int(team.head(url)["Upload-Offset"])
    answer = team.patch(url, offset, CONTENT[offset:])

    assert (offset, headers(answer, "Upload-Offset")) == (kept, (204, "256000"))
    [stored] = stored_files(team.bid, team.key)
    assert b"".join(sealed_file.read(stored.path, team.key.raw, str(stored.id), length=stored.size)) == CONTENT


@pytest.mark.parametrize(
    ("length", "status", "sentence"),
    [
        (50_000_001, 413, "Not taken: more than 50\xa0MB; a file may have 50\xa0MB. Split it in two."),
        (51_000_000, 413, "Not taken: 51\xa0MB; a file may have 50\xa0MB. Split it in two."),
        (0, 400, "Not taken: the file is empty."),
    ],
)
def test_a_file_of_a_wrong_size_is_refused_before_a_byte_of_it(team, length, status, sentence):
    answer = team.begin(length)

    assert (answer.status_code, answer.content.decode()) == (status, sentence)
    assert (DraftFile.objects.count(), on_disk()) == (0, set())


def test_files_that_are_too_large_together_or_too_many_are_refused(team, monkeypatch):
    monkeypatch.setattr(files, "MOST_TOGETHER", 1000)
    monkeypatch.setattr(files, "MOST_FILES", 2)
    team.begun(600)

    together = team.begin(401)
    team.begun(400)
    monkeypatch.setattr(files, "MOST_TOGETHER", 10_000)
    one_more = team.begin(1)

    assert [(answer.status_code, answer.content.decode()) for answer in (together, one_more)] == [
        (413, "Not taken: the files of a bid have at most 1\xa0kB together. Remove one first."),
        (413, "Not taken: a bid has at most 2 files. Remove one, or put several into one."),
    ]


def test_while_the_scanner_is_down_nothing_is_begun(team, settings):
    settings.SCANNER = "unix:/nowhere"

    answer = team.begin(10)

    assert (answer.status_code, answer.content.decode()) == (
        503,
        "Files cannot be checked for viruses now, so none is taken. The draft stays. Try again in some minutes.",
    )
    assert (DraftFile.objects.count(), on_disk()) == (0, set())


def test_without_room_nothing_is_begun(team, settings):
    settings.BIDS_FREE_BYTES = 10**18

    answer = team.begin(10)

    assert (answer.status_code, answer.content.decode()) == (
        507,
        "We have no room for this file now. What you sent before is safe; try again.",
    )
    assert (DraftFile.objects.count(), on_disk()) == (0, set())


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"tus": ""}, 412),
        ({"tus": "0.2.2"}, 412),
        ({"content_type": "application/octet-stream"}, 415),
        ({"Upload_Offset": "1_0"}, 400),
        ({"Upload_Offset": "-1"}, 400),
        ({"Upload_Offset": "٣"}, 400),
    ],
)
def test_bad_manners_are_refused(team, changes, status):
    url = team.begun(10)
    asked = {"Upload_Offset": 0} | changes
    if not str(asked["Upload_Offset"]).isascii():
        asked["Upload_Offset"] = "3x"

    assert team.ask("PATCH", url, b"x", **asked).status_code == status
    assert team.head(url)["Upload-Offset"] == "0"


def test_more_than_was_announced_is_refused_before_a_byte_of_it(team):
    url = team.begun(10)

    assert team.patch(url, 0, b"x" * 11).status_code == 413
    assert team.head(url)["Upload-Offset"] == "0"


def test_without_the_key_or_with_another_nothing_is_told(team):
    url = team.begun(10)
    key = team.client.cookies
    name = next(name for name in key if "draft-key" in name)
    answers = []
    for value in ("", "ab" * 32, "no hex"):
        team.client.cookies[name] = value
        answers += [team.begin(10), team.head(url), team.patch(url, 0, b"x"), team.ask("DELETE", url)]

    assert {answer.status_code for answer in answers} == {403}
    assert {answer.get("Upload-Offset") for answer in answers} == {None}
    assert on_disk() == {str(id_of(url))}


def test_another_s_bid_is_not_there(team):
    url = team.begun(10)
    other = sent.team(supplier=written.firm(name="Other"))
    swapped = reverse("bids:upload-piece", args=[other.bid.pk, id_of(url)])

    assert [other.head(url).status_code, other.patch(url, 0, b"x").status_code] == [404, 404]
    assert other.head(swapped).status_code == 404


def test_a_visitor_signs_in(team):
    assert Client().head(team.begun(10)).status_code == 302


def test_a_page_of_another_site_cannot_send(team):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = team.client.cookies
    url = team.begun(10)

    team.client = strict
    answers = [team.begin(10), team.patch(url, 0, b"x"), team.ask("DELETE", url)]

    assert [answer.status_code for answer in answers] == [403, 403, 403]


def test_a_file_that_is_removed_is_gone(team):
    url = team.begun(10)

    assert team.ask("DELETE", url).status_code == 204
    assert (team.head(url).status_code, DraftFile.objects.count(), on_disk()) == (404, 0, set())


def test_who_writes_is_alone(team):
    url = team.begun(10)
    with lines.writer(id_of(url), store.draft_path(id_of(url))):
        answers = [team.patch(url, 0, b"x"), team.ask("DELETE", url)]

    assert [headers(answer, "Retry-After") for answer in answers] == [(423, "1"), (423, "1")]
    assert team.head(url)["Upload-Offset"] == "0"


def test_only_so_many_arrive_at_once(team):
    url = team.begun(10)
    with arrivals.slot("one"), arrivals.slot("another"):
        answer = team.patch(url, 0, b"x")

    assert headers(answer, "Retry-After") == (503, "1")
    assert team.patch(url, 0, b"x").status_code == 204


def test_a_file_that_is_given_up_is_gone_and_each_piece_puts_it_off(team, moment):
    url = team.begun(10)
    moment["now"] = written.AT + timedelta(hours=23)
    team.patch(url, 0, b"x")
    moment["now"] = written.AT + timedelta(hours=46)
    still = team.head(url)
    moment["now"] = written.AT + timedelta(hours=48)

    assert (still.status_code, team.head(url).status_code, team.patch(url, 1, b"x").status_code) == (200, 410, 410)


def test_a_file_whose_bytes_are_lost_is_gone(team):
    url = team.begun(10)
    store.remove(store.draft_path(id_of(url)))

    assert [team.head(url).status_code, team.patch(url, 0, b"x").status_code] == [410, 410]
    assert team.ask("DELETE", url).status_code == 204


def test_after_the_deadline_nothing_is_begun(team, moment):
    moment["now"] = written.DEADLINE + timedelta(seconds=1)

    assert (team.begin(10).status_code, DraftFile.objects.count()) == (409, 0)


@pytest.mark.parametrize("metadata", ["", "filename", "filename ///", "belongs_to cHJpY2U=", "filename /w=="])
def test_a_file_without_a_name_is_none(team, metadata):
    assert team.begin(10, Upload_Metadata=metadata).status_code == 400


def test_a_place_that_there_is_not_is_refused(team):
    assert team.begin(10, place="the moon").status_code == 400


def test_nothing_of_a_file_stands_in_its_row_or_on_the_disk(team):
    canary = b"the price is 87654.32 EUR. " * 50
    row = team.sent(canary, name="price-87654.32.pdf", place="price")
    lying = store.draft_path(row.pk).read_bytes()
    columns = b"".join(bytes(value) for value in (row.sealed_name, row.sealed_facts, row.sealed_digest))

    assert [word for word in (b"87654", b"price", b"pdf", team.key.raw) if word in lying + columns] == []
