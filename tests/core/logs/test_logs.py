"""Logs for auditors: lines, signed heads and proofs that the program verifies; of a tender not before its opening."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from core import audit, heads
from core.audit import PLATFORM, CoreLeafKind
from core.logs import shapes
from core.models import AuditLeaf, AuditLog, Authority, Role
from core.pages import formats
from core.signing import queries
from core.signing import services as signing
from offline.log_proofs import read
from offline.verifying import verify
from tests import builders

pytestmark = pytest.mark.django_db

AT = datetime(2026, 3, 5, 0, 10, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _without_second_factor(settings):
    settings.MFA_REQUIRED_ROLES = []


def signed_in(client, person):
    client.force_login(person)
    return client


@pytest.fixture
def auditor(client):
    return signed_in(client, builders.person(Role.AUDITOR))


def write(count, *, at=AT):
    city = Authority.objects.first() or Authority.objects.create(name="Brackwater")
    for number in range(count):
        reason = {"reason": f"Because of canary {number}."}
        audit.record(CoreLeafKind.MEMBERSHIP_GRANTED, city, by=None, at=at, facts={"no": number}, secret=reason)


def page(client, name, *args):
    response = client.get(reverse(f"logs:{name}", args=args))
    assert response.status_code == 200
    return response.content.decode()


def verdict(response):
    return verify(response.content, fingerprint=queries.current_fingerprint(), on=AT.date())


def test_a_log_shows_its_head_and_its_lines(auditor):
    write(2)
    log = AuditLog.objects.get(pk=PLATFORM)

    text = page(auditor, "platform")

    assert "No head of this log was signed yet: heads are signed every day." in text
    assert log.root[:4] in text
    assert text.count("membership.granted") == AuditLeaf.objects.filter(kind="membership.granted").count()


def test_a_signed_head_says_how_far_it_reaches(auditor):
    write(2)
    signed = heads.sign_head(PLATFORM, at=AT)
    write(1)

    text = page(auditor, "platform")

    assert f"Signed up to line {signed.size} on {formats.moment(AT, 'UTC')}." in text
    assert "1 line came later." in text
    note = auditor.get(reverse("logs:head", args=[PLATFORM, signed.size]))
    assert note.content.decode() == signed.note


def test_a_line_is_shown_whole_and_names_nobody(auditor):
    write(1)
    leaf = AuditLeaf.objects.filter(kind="membership.granted").latest("index")

    text = page(auditor, "line", PLATFORM, leaf.index + 1)

    assert "Not under a signed head yet" in text
    assert ("facts / no" in text, "canary" in text) == (True, False)
    assert leaf.secrets.filter(value="Because of canary 0.").exists()  # what could have been shown


def test_the_proof_of_a_line_is_one_for_the_program(auditor):
    write(3)
    heads.sign_head(PLATFORM, at=AT)
    leaf = AuditLeaf.objects.filter(kind="membership.granted").earliest("index")

    response = auditor.get(reverse("logs:proof", args=[PLATFORM, leaf.index + 1]))

    assert (read(response.content).body, verdict(response).problem) == (leaf.body, None)
    assert f"Line {leaf.index + 1} of the log " in verdict(response).sentences[0]


def test_a_line_beyond_every_signed_head_has_no_proof(auditor):
    write(1)

    assert auditor.get(reverse("logs:proof", args=[PLATFORM, 1])).status_code == 404
    with pytest.raises(shapes.NoProofYet) as refused:
        shapes.inclusion_proof(AuditLog.objects.get(pk=PLATFORM), 0)
    assert str(refused.value) == "No signed head reaches this line yet: heads are signed every day."


def test_growth_is_proven_between_any_two_signed_heads(auditor):
    sizes = []
    for _ in range(4):
        write(2)
        sizes.append(heads.sign_head(PLATFORM, at=AT).size)

    for old in sizes:
        for new in [size for size in sizes if size >= old]:
            response = auditor.get(reverse("logs:growth", args=[PLATFORM, old, new]))
            assert verdict(response).problem is None
            assert f"from {old} to {new} lines" in verdict(response).sentences[0]
    backwards = auditor.get(reverse("logs:growth", args=[PLATFORM, sizes[1], sizes[0]]))
    unsigned = auditor.get(reverse("logs:growth", args=[PLATFORM, sizes[0], sizes[0] + 1]))
    assert (backwards.status_code, unsigned.status_code) == (404, 404)


def test_growth_over_a_change_of_the_key_names_the_earlier_key(auditor):
    write(1)
    old = heads.sign_head(PLATFORM, at=AT)
    old_key = queries.current_key()
    signing.rotate(by=None, at=AT + timedelta(days=1))
    new = heads.sign_head(PLATFORM, at=AT + timedelta(days=2))

    proof = shapes.consistency_proof(AuditLog.objects.get(pk=PLATFORM), old.size, new.size)

    assert proof.old_public_key.hex() == old_key.public_key
    assert proof.public_key.hex() == queries.current_key().public_key
    assert [head.size for head in proof.checked()] == [old.size, new.size]


def test_page_and_interface_say_the_same(auditor):
    write(3)
    signed = heads.sign_head(PLATFORM, at=AT)
    log = AuditLog.objects.get(pk=PLATFORM)

    head = auditor.get(reverse("api:log", args=[PLATFORM])).json()

    assert head["head"] == {"origin": heads.origin_of(PLATFORM), "size": log.size, "root": log.root}
    assert [(row["size"], row["note"]) for row in head["signed"]] == [(signed.size, signed.note)]
    as_file = auditor.get(reverse("logs:proof", args=[PLATFORM, 2]))
    assert auditor.get(reverse("api:log-proof", args=[PLATFORM, 2])).json() == json.loads(as_file.content)
    line = auditor.get(reverse("api:log-line", args=[PLATFORM, 2])).json()
    assert line["body"] == AuditLeaf.objects.get(log=PLATFORM, index=1).body
    growth = auditor.get(reverse("api:log-growth", args=[PLATFORM]), {"old": signed.size, "size": signed.size})
    assert growth.json()["kind"] == "consistency"


@pytest.mark.parametrize("query", [{}, {"old": "1"}, {"old": "-1", "size": "2"}, {"old": "1", "size": "9" * 30}])
def test_sizes_that_are_none_are_not_there(auditor, query):
    write(1)

    assert auditor.get(reverse("api:log-growth", args=[PLATFORM]), query).status_code == 404


@pytest.mark.parametrize(("state", "status"), [("open", 404), ("opened", 200)])
def test_the_log_of_a_tender_is_read_with_its_bids_and_no_earlier(client, state, status):
    tender = builders.tender_at(state)
    signed_in(client, builders.person(Role.AUDITOR, authority=tender.authority))
    origin = tender.audit_origin
    assert AuditLog.objects.filter(pk=origin).exists()  # there is something to hide

    answers = {
        client.get(reverse("logs:log", args=[origin])).status_code,
        client.get(reverse("api:log", args=[origin])).status_code,
        client.get(reverse("logs:line", args=[origin, 1])).status_code,
    }

    assert answers == {status}


def test_what_is_no_log_is_not_there(auditor):
    for origin in ("tender:nothing", "tender:5f0c0000-0000-0000-0000-000000000000", "nothing", "platform2"):
        assert auditor.get(reverse("logs:log", args=[origin])).status_code == 404


@pytest.mark.parametrize("lines", [1, 3])
def test_a_log_costs_the_same_for_one_line_and_for_three(auditor, lines, django_assert_num_queries):
    write(lines)
    page(auditor, "platform")

    with django_assert_num_queries(6):
        page(auditor, "platform")


def test_lines_go_on_page_by_page(auditor):
    write(60)
    first = page(auditor, "platform")
    latest = AuditLog.objects.get(pk=PLATFORM).size

    assert f">{latest}</a>" in first
    assert "before=" in first
    after = auditor.get(reverse("logs:log", args=[PLATFORM]), {"before": 5}).content.decode()
    assert (">5</a>" in after, ">6</a>" in after) == (True, False)
