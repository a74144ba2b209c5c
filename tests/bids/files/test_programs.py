"""A program sends files with a token of the API and the draft key in a header."""

import pytest
from django.test import Client
from knox.models import get_token_model

from core.models import Membership
from procurement.bids.gather.files import stored_files
from tests.bids.files.sent import coded


@pytest.fixture
def program(team):
    """`program(method, url, content, **headers)`: no cookie, no session, forms are checked."""
    _row, token = get_token_model().objects.create(user=team.bid.begun_by)
    client, own_token = Client(enforce_csrf_checks=True), team.key.raw.hex()

    def ask(method, url, content=b"", *, token=token, key=None, **headers):
        names = {name.replace("_", "-"): str(value) for name, value in headers.items()}
        known = {
            "Authorization": f"Token {token}",
            "Draft-Key": own_token if key is None else key,
            "Tus-Resumable": "1.0.0",
        }
        return client.generic(
            method, url, content, content_type="application/offset+octet-stream", headers=known | names
        )

    return ask


def begin(program, team, **more):
    answer_headers = f"filename {coded('offer.pdf')},belongs_to {coded('price')}"
    return program("POST", f"/bids/{team.bid.pk}/upload/", Upload_Length=7, Upload_Metadata=answer_headers, **more)


def test_a_program_sends_a_file(program, team):
    url = begin(program, team)["Location"]
    answers = [
        program("PATCH", url, b"con", Upload_Offset=0),
        program("HEAD", url),
        program("PATCH", url, b"tent", Upload_Offset=3),
    ]

    assert [(answer.status_code, answer["Upload-Offset"]) for answer in answers] == [(204, "3"), (200, "3"), (204, "7")]
    assert [(stored.name, stored.size, stored.belongs_to) for stored in stored_files(team.bid, team.key)] == [
        ("offer.pdf", 7, "price")
    ]
    assert program("DELETE", url).status_code == 204


def test_without_its_token_or_the_draft_key_nothing_is_done(program, team):
    answers = [begin(program, team, token="none"), begin(program, team, key=""), begin(program, team, key="ab" * 32)]

    assert [answer.status_code for answer in answers] == [401, 403, 403]
    assert team.key.raw.hex() not in "".join(str(answer.serialize()) for answer in answers)


def test_a_session_alone_still_shows_the_form_s_token(team):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = team.client.cookies
    team.client = strict

    assert team.begin(10).status_code == 403


def test_a_role_that_needs_a_second_factor_needs_it_here_too(program, team, settings):
    settings.MFA_REQUIRED_ROLES = ["officer"]
    Membership.objects.create(user=team.bid.begun_by, authority=team.bid.tender.authority, role="officer")

    assert begin(program, team).status_code == 403
