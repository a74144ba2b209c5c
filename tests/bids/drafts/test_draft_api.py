"""A bid is begun, written and signed by programs: what each gets, and what nobody else learns."""

import pytest
from django.urls import reverse

from core.models import Notice
from procurement.bids.models import Bid, BidDraft, DraftDevice
from tests import builders
from tests.architecture.test_access_matrix import GONE, HIDDEN, INVALID, MAKES, REFUSED, SEES, UNKNOWN, routes, undone
from tests.bids import written
from tests.suppliers import consortia

pytestmark = pytest.mark.django_db
OF_OTHERS = ("api:bid-withdrawal", "api:bid-reconfirmation", "api:bid-version", "api:bid-sealing")


@pytest.fixture(autouse=True)
def _before_the_deadline(db, settings):
    settings.MFA_REQUIRED_ROLES = []
    written.set_clock(settings)


@pytest.fixture
def together():
    return written.begun_together()


def send(client, verb, route, args, data=None, key=""):
    headers = {"Draft-Key": key} if key else {}
    method = getattr(client, verb)
    url = reverse(f"api:{route}", args=args)
    return method(url, headers=headers) if data is None else method(url, data, "application/json", headers=headers)


def test_a_program_begins_a_bid_and_writes_it(client):
    tender, firm = written.open_tender(), written.firm()
    client.force_login(written.person_of(firm))
    begun = send(client, "post", "bids", [], {"supplier": str(firm.pk), "tender": str(tender.pk), "lots": [1]})
    answer = begun.json()
    bid, key = Bid.objects.get(), answer["draft_key"]

    assert (begun.status_code, answer["id"], len(key), begun["Cache-Control"]) == (201, str(bid.pk), 64, "no-store")
    part = [bid.pk, "answers"]
    saved = send(client, "put", "bid-part", part, {"seen": 0, "fields": {"R1": "yes"}}, key)
    assert (saved.json()["no"], saved.json()["fields"]) == (1, {"R1": "yes"})
    assert send(client, "get", "bid-part", part, key=key).json()["fields"] == {"R1": "yes"}
    [row] = send(client, "get", "bids", []).json()["results"]
    assert (row["id"], row["lots"], row["lead"], row["is_lead"]) == (str(bid.pk), [1], "Clear Air", True)
    read = send(client, "get", "bid", [bid.pk]).json()
    assert "Clear Air has not declared 1 ground" in read["missing"][0]


def test_what_both_wrote_is_a_conflict_that_repeats_no_text(together, client):
    client.force_login(together.bid.begun_by)
    written.saved(together, fields={"R1": "canary"})
    answer = send(
        client,
        "put",
        "bid-part",
        [together.bid.pk, "answers"],
        {"seen": 0, "fields": {"R1": "mine"}},
        together.draft_key.raw.hex(),
    )

    assert answer.status_code == 409
    assert "Somebody else wrote 1 of these fields meanwhile." in answer.json()["detail"]
    assert b"canary" not in answer.content


@pytest.mark.parametrize("key", ["", "00" * 32, "no key", "é" * 64])
def test_without_the_key_of_this_draft_nothing_is_read_or_saved(together, client, key):
    client.force_login(together.bid.begun_by)
    written.saved(together, fields={"R1": "canary"})
    part = [together.bid.pk, "answers"]
    key = key.encode().decode("latin-1")
    answers = [
        send(client, "get", "bid-part", part, key=key),
        send(client, "put", "bid-part", part, {"seen": 1, "fields": {"R1": "x"}}, key),
    ]

    assert [answer.status_code for answer in answers] == [REFUSED] * 2
    assert all(b"canary" not in answer.content for answer in answers)


def test_what_cannot_begin_says_why(client):
    tender, firm = written.open_tender(), written.firm()
    client.force_login(written.person_of(firm))
    about = {"supplier": str(firm.pk), "tender": str(tender.pk)}

    unknown = send(client, "post", "bids", [], {**about, "lots": [9]})
    assert unknown.json()["errors"] == [{"pointer": "/lots", "detail": "The tender has no lot 9."}]
    none = send(client, "post", "bids", [], {**about, "lots": []})
    assert none.json()["errors"] == [{"pointer": "/lots", "detail": "Choose at least one lot."}]
    other = {**about, "supplier": str(written.firm(name="Rival").pk), "lots": [1]}
    assert send(client, "post", "bids", [], other).status_code == HIDDEN


def test_a_partner_signs_what_it_has_read(together, client):
    partner = together.bid.parties.get(no=2).supplier
    client.force_login(consortia.member(partner))
    mine = send(client, "get", "bid-signature", [together.bid.pk]).json()
    assert (mine["no"], mine["share"], mine["standing"]) == (2, "40.0000", "unsigned")

    stale = send(client, "post", "bid-signature", [together.bid.pk], {"terms": mine["terms"], "facts": "0" * 64})
    assert stale.status_code == 409
    read = {"terms": mine["terms"], "facts": mine["facts"]}
    signed = send(client, "post", "bid-signature", [together.bid.pk], read).json()
    assert (signed["standing"], signed["signed_by"]) == ("signed", "Person of Mira Sensors")
    assert send(client, "delete", "bid-signature", [together.bid.pk]).json()["standing"] == "taken_back"


def test_a_partner_declines_and_is_asked_again_once_a_day(together, client):
    partner = together.bid.parties.get(no=2).supplier
    client.force_login(consortia.member(partner))
    declined = send(client, "post", "bid-signature-refusal", [together.bid.pk]).json()
    client.force_login(together.bid.begun_by)

    asked = [send(client, "post", "bid-party-asking", [together.bid.pk, 2]).json() for _time in range(2)]

    assert (declined["no"], declined["standing"]) == (2, "declined")
    assert asked == [{"is_new": True}, {"is_new": False}]
    nobody = [send(client, "post", "bid-party-asking", [together.bid.pk, no]).status_code for no in (1, 9)]
    assert nobody == [HIDDEN, HIDDEN]  # the lead signs nothing, and there is no ninth


def test_a_bid_of_which_nothing_is_in_is_given_up_and_its_partners_are_told(together, client):
    client.force_login(together.bid.begun_by)
    partner = consortia.member(together.bid.parties.get(no=2).supplier)

    assert send(client, "delete", "bid", [together.bid.pk]).status_code == GONE

    assert not BidDraft.objects.filter(pk=together.bid.pk).exists()
    assert Notice.objects.filter(user=partner, kind="bid.given_up").count() == 1


def test_a_draft_whose_key_is_lost_is_begun_again_and_the_old_key_opens_nothing(together, client):
    client.force_login(together.bid.begun_by)
    written.saved(together, fields={"R1": "canary"})

    begun = send(client, "post", "bid-new-draft", [together.bid.pk])
    key, part = begun.json()["draft_key"], [together.bid.pk, "answers"]

    assert (begun.status_code, begun.headers["Cache-Control"]) == (MAKES, "no-store")
    assert send(client, "get", "bid-part", part, key=together.draft_key.raw.hex()).status_code == REFUSED
    assert send(client, "get", "bid-part", part, key=key).json()["fields"] == {}


def test_a_program_that_has_the_pass_gets_the_key_and_is_one_device_more(together, client):
    client.force_login(together.bid.begun_by)
    typed = {"draft_pass": together.draft_pass.lower().replace("-", " ")}

    answer = send(client, "post", "bid-draft-key", [together.bid.pk], typed)

    assert answer.json() == {"draft_key": together.draft_key.raw.hex()}
    assert (answer.status_code, answer.headers["Cache-Control"]) == (SEES, "no-store")
    assert DraftDevice.objects.filter(draft=together.bid.pk, user=together.bid.begun_by).count() == 2


def test_a_pass_that_is_wrong_is_refused_and_tried_ten_times_an_hour_on_pages_and_here_together(together, client):
    client.force_login(together.bid.begun_by)
    wrong = {"draft_pass": "7K4D-9QWX-0A2M-R5TV"}
    unlock = reverse("bids:unlock", args=[together.bid.pk])
    by_page = [client.post(unlock, wrong).status_code for _number in range(4)]
    answers = [send(client, "post", "bid-draft-key", [together.bid.pk], wrong) for _number in range(7)]

    assert (by_page, [each.status_code for each in answers]) == ([200] * 4, [INVALID] * 6 + [429])
    assert answers[0].json()["errors"] == [
        {
            "pointer": "/draft_pass",
            "detail": "That is not the pass of this draft. Check the paper: the four groups, one by one.",
        }
    ]
    assert b"7K4D" not in b"".join(each.content for each in answers)
    assert answers[-1].headers["Retry-After"] == "3600"
    right = send(client, "post", "bid-draft-key", [together.bid.pk], {"draft_pass": together.draft_pass})
    assert right.status_code == 429


ROLES = ("anonymous", "lead", "partner", "rival", "officer", "auditor", "administrator")
#           anonymous lead   partner  rival   officer auditor administrator
OF_LEAD = (UNKNOWN, SEES, REFUSED, HIDDEN, HIDDEN, HIDDEN, HIDDEN)
LEAD_SENDS = (UNKNOWN, INVALID, REFUSED, HIDDEN, HIDDEN, HIDDEN, HIDDEN)
PARTNER_SENDS = (UNKNOWN, REFUSED, INVALID, HIDDEN, HIDDEN, HIDDEN, HIDDEN)
ROWS = [
    ("bids", [], "get", (UNKNOWN, *[SEES] * 6)),
    ("bids", [], "post", (UNKNOWN, *[INVALID] * 6)),
    ("bid", ["bid"], "get", OF_LEAD),
    ("bid", ["bid"], "delete", (UNKNOWN, GONE, REFUSED, HIDDEN, HIDDEN, HIDDEN, HIDDEN)),
    ("bid-new-draft", ["bid"], "post", (UNKNOWN, MAKES, REFUSED, HIDDEN, HIDDEN, HIDDEN, HIDDEN)),
    ("bid-draft-key", ["bid"], "post", LEAD_SENDS),
    ("bid-lots", ["bid"], "put", LEAD_SENDS),
    ("bid-contents", ["bid"], "get", OF_LEAD),
    ("bid-check", ["bid"], "get", OF_LEAD),
    ("bid-files", ["bid"], "get", OF_LEAD),
    ("bid-party-asking", ["bid", 2], "post", (UNKNOWN, SEES, REFUSED, HIDDEN, HIDDEN, HIDDEN, HIDDEN)),
    ("bid-part", ["bid", "answers"], "get", OF_LEAD),
    ("bid-part", ["bid", "answers"], "put", LEAD_SENDS),
    ("bid-facts", ["bid"], "post", LEAD_SENDS),
    ("bid-signature", ["bid"], "get", (UNKNOWN, REFUSED, SEES, HIDDEN, HIDDEN, HIDDEN, HIDDEN)),
    ("bid-signature", ["bid"], "post", PARTNER_SENDS),
    ("bid-signature-refusal", ["bid"], "post", (UNKNOWN, REFUSED, SEES, HIDDEN, HIDDEN, HIDDEN, HIDDEN)),
    ("bid-signature", ["bid"], "delete", (UNKNOWN, REFUSED, 409, HIDDEN, HIDDEN, HIDDEN, HIDDEN)),
]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row[2]} {row[0]}")
def test_each_role_gets_what_the_row_says(row, together, client):
    route, args, verb, expected = row
    owner = together.bid.tender.authority
    people = {
        "lead": together.bid.begun_by,
        "partner": consortia.member(together.bid.parties.get(no=2).supplier),
        "rival": written.person_of(written.firm(name="Rival")),
        **{role: builders.person(role, authority=owner) for role in ROLES[4:]},
    }
    effects = []
    for role in ROLES:
        with undone():
            client.cookies.clear()
            if role != "anonymous":
                client.force_login(people[role])
            keys = [together.bid.pk if arg == "bid" else arg for arg in args]
            data = None if verb in {"get", "delete"} else {}
            effects.append(send(client, verb, route, keys, data, together.draft_key.raw.hex()).status_code)

    assert dict(zip(ROLES, effects, strict=True)) == dict(zip(ROLES, expected, strict=True))


def test_every_address_of_drafting_has_a_row():
    brought = {name for name in routes() if name.startswith("api:bid") and not name.startswith(OF_OTHERS)}

    assert brought == {f"api:{row[0]}" for row in ROWS}
