"""Pages of an opening key for their holder, and nothing of them for anybody else."""

import json

import pytest
from django.urls import reverse

from core import clock
from offline.sealing import opening_keys, questions, sheets
from offline.sealing.keysets import KeyRole
from offline.sealing.opening_keys import Cost, Derivation
from procurement.bids.models import KeyProof, OpeningKey
from procurement.bids.services import keysets
from tests import builders
from tests.bids.keys import PRIVATE, holder, made_key, prove, proved_keys
from tests.offline.sealing.test_sheets import FORM, PRINTED

pytestmark = pytest.mark.django_db
NAMES = ("key", "key-new", "key-prove", "key-passphrase", "key-file", "key-sheet", "key-retire", "key-tool")
SENT = ("key-make", "key-questions", "key-answers", "key-rewrap", "key-questions-file")
QUICK = Cost(Derivation.PBKDF2_SHA512, 600_000)
PASSPHRASE = "7K3M-9Q2W-A1B0-110Z"


@pytest.fixture(autouse=True)
def no_factor(settings):
    settings.MFA_REQUIRED_ROLES = []


@pytest.fixture
def published():
    """The published key, kept locked by its holder; its passphrase is in the specification."""
    mine = holder()
    authority = mine.memberships.get().authority
    PRIVATE[FORM[40:72].hex()] = opening_keys.unwrap_key(opening_keys.read_wrapped_key(FORM), PASSPHRASE)
    return mine, authority


def bring(client, person, authority, public_key=FORM[40:72], wrapped=FORM):
    client.force_login(person)
    values = {"public_key": public_key.hex(), "wrapped": wrapped.hex()}
    return client.post(reverse("bids:key-make", args=[authority.pk]), values)


def answer(client, authority, key):
    """Answer whatever is asked, with the key in memory: the JSON that comes back."""
    asked = client.post(reverse("bids:key-questions", args=[authority.pk])).content
    answers = questions.answer(questions.read_questions(asked), PRIVATE[key.public_key])
    sent = {"answers": answers.file().decode()}
    return client.post(reverse("bids:key-answers", args=[authority.pk]), sent)


def test_a_key_is_made_and_proved(client, published):
    person, authority = published
    page = reverse("bids:key", args=[authority.pk])
    assert bring(client, person, authority).json() == {}
    key = OpeningKey.objects.get()

    assert "Now type it from your paper" in client.get(page).content.decode()
    assert answer(client, authority, key).json() == {"next": page, "more": False}
    assert KeyProof.objects.filter(key=key).count() == 1
    assert "Your key works" in client.get(page).content.decode()
    assert (key.holder, bytes(key.wrapped), key.origin, key.role) == (person, FORM, "browser", "opener")


def test_the_last_proof_of_a_set_is_asked_for_the_rehearsal_at_once(client):
    authority = builders.authority()
    mine = made_key(authority=authority)
    others = [prove(made_key(authority=authority)), prove(made_key(role=KeyRole.ESCROW, authority=authority))]
    states = []
    for each in (mine, *others, mine):
        client.force_login(each.holder)
        states.append(answer(client, authority, each.key).json()["more"])

    assert states == [True, False, False, False]
    assert keysets.set_of(authority, clock.db_now()).missing == ()


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"public_key": "00", "wrapped": FORM.hex()}, "What the browser sent is not whole. Load this page again."),
        ({"public_key": FORM[40:72].hex(), "wrapped": ""}, "What the browser sent is not whole. Load this page again."),
        (
            {"public_key": bytes(32).hex(), "wrapped": FORM.hex()},
            "This is no public key that works. Make the key anew.",
        ),
    ],
)
def test_what_is_no_key_is_refused_with_a_sentence(client, published, values, sentence):
    person, authority = published
    client.force_login(person)

    reply = client.post(reverse("bids:key-make", args=[authority.pk]), values)

    assert (reply.status_code, reply.json()) == (409, {"detail": sentence})
    assert not OpeningKey.objects.exists()


@pytest.mark.parametrize("content", ["", "{}", json.dumps({"v": "key-answers@v1", "answers": [], "rehearsal": None})])
def test_what_is_no_answer_is_refused(client, published, content):
    person, authority = published
    bring(client, person, authority)

    reply = client.post(reverse("bids:key-answers", args=[authority.pk]), {"answers": content})

    assert reply.status_code == 409
    assert not KeyProof.objects.exists()


def test_the_file_is_the_locked_key(client, published):
    person, authority = published
    bring(client, person, authority)

    reply = client.get(reverse("bids:key-file", args=[authority.pk]))

    assert (reply.content, reply["Content-Disposition"]) == (
        FORM,
        f'attachment; filename="opening-key-{OpeningKey.objects.get().fingerprint[:8]}.key"',
    )
    assert "no-store" in reply["Cache-Control"]


def test_the_sheet_has_the_printed_lines_and_no_passphrase(client, published):
    person, authority = published
    bring(client, person, authority)

    text = client.get(reverse("bids:key-sheet", args=[authority.pk])).content.decode()

    assert [line for line in sheets.lines_of(FORM) if line.groups not in text or line.check not in text] == []
    assert 'viewBox="0 0 65 65"' in text
    assert not [group for group in PASSPHRASE.split("-") if group in text]


def test_a_key_of_the_tool_is_brought_and_proved_without_javascript(client, published):
    person, authority = published
    client.force_login(person)
    url = reverse("bids:key-tool", args=[authority.pk])
    wrong = client.post(url, {"public_key": FORM[40:72].hex(), "lines": "\n".join([PRINTED[1], *PRINTED[1:]])})
    client.post(url, {"public_key": FORM[40:72].hex(), "lines": "\n".join(PRINTED)})
    key = OpeningKey.objects.get()
    asked = client.post(reverse("bids:key-questions-file", args=[authority.pk]))
    answers = questions.answer(questions.read_questions(asked.content), PRIVATE[key.public_key])
    done = client.post(url, {"answers": answers.file().decode()})

    assert "Line 1 is not what was printed." in wrong.content.decode()
    assert (bytes(key.wrapped), key.origin) == (FORM, "program")
    assert (done.status_code, done.url) == (302, reverse("bids:key", args=[authority.pk]))
    assert KeyProof.objects.count() == 1


def test_nobody_else_has_a_page_of_it(client, published):
    person, authority = published
    bring(client, person, authority)
    strangers = [
        builders.person("officer", authority=authority),
        builders.person("administrator", authority=authority),
        holder(authority=builders.authority("Elsewhere")),
    ]

    for stranger in strangers:
        client.force_login(stranger)
        assert {client.get(reverse(f"bids:{name}", args=[authority.pk])).status_code for name in NAMES} <= {
            302,
            403,
            404,
        }
        assert {client.post(reverse(f"bids:{name}", args=[authority.pk])).status_code for name in SENT} == {404}
    client.logout()
    for name in NAMES:
        assert "login" in client.get(reverse(f"bids:{name}", args=[authority.pk])).url


def test_a_locked_half_is_replaced_only_by_one_who_has_just_confirmed(client, published):
    person, authority = published
    bring(client, person, authority)
    again = opening_keys.wrap_key(PRIVATE[FORM[40:72].hex()], "0" * 16, QUICK).file()

    reply = client.post(reverse("bids:key-rewrap", args=[authority.pk]), {"wrapped": again.hex()})

    assert reply.status_code == 409
    assert "confirmed who you are" in reply.json()["detail"]
    assert bytes(OpeningKey.objects.get().wrapped) == FORM


def test_home_and_account_lead_to_what_waits(client, published):
    person, authority = published
    client.force_login(person)
    home, account = client.get("/").content.decode(), client.get(reverse("account_overview")).content.decode()

    assert "Make your opening key" in home
    assert reverse("bids:keys") in account
    assert client.get(reverse("bids:keys")).url == reverse("bids:key", args=[authority.pk])
    client.force_login(builders.person("officer", authority=authority))
    assert "Make your opening key" not in client.get("/").content.decode()


@pytest.mark.parametrize("openers", [1, 3])
def test_the_page_costs_the_same_for_few_and_many_keys(client, openers, django_assert_max_num_queries):
    authority = builders.authority()
    keys = proved_keys(authority, openers=openers)
    client.force_login(keys[0].holder)

    with django_assert_max_num_queries(24):
        client.get(reverse("bids:key", args=[authority.pk]))
