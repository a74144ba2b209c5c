"""Share codes by page and over REST: own, rival, partner, officer, and everybody else."""

import json
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.urls import reverse

from core import clock
from core.models import AuditLeaf
from core.signing import keyfile
from core.signing import queries as signing
from offline import keys
from offline.verifying import verify
from suppliers import queries, services
from suppliers.models import ShareCode, ShareCodeLookup
from tests import builders
from tests.suppliers import firms
from tests.suppliers.firms import manager_of

pytestmark = pytest.mark.django_db

LOOK_UP, MAKE, END, OWN_FILE = "sharing:look-up", "our:share-code", "our:share-code-end", "our:share-code-file"
SECRET = "IS-4711-SECRET"


@pytest.fixture(autouse=True)
def _no_factors(settings):
    settings.MFA_REQUIRED_ROLES = []


@pytest.fixture
def now():
    return clock.db_now()


@pytest.fixture
def supplier(now):
    """Tidewater Analytics with one fact of each kind; its certificate has a number that nobody else may read."""
    row = firms.approved(name="Tidewater Analytics", country="IE")
    firms.with_one_of_each(row, at=now)
    firms.enter(row, firms.certificate(name="ISO 9001", number=SECRET), at=now)
    return row


@pytest.fixture
def share_code(supplier, now):
    return services.make_share_code(supplier=supplier, by=manager_of(supplier), at=now)


@pytest.fixture
def sign_in(client):
    """The browser of this person."""

    def signed_in(person):
        client.logout()
        client.force_login(person)
        return client

    return signed_in


@pytest.fixture
def partner():
    return firms.firm(name="Brackwater Sensors")


def url(name, *args):
    return reverse(name, args=args)


def text(response):
    return response.content.decode()


def looked_up(client, code):
    """The page that the code leads to."""
    return client.post(url(LOOK_UP), {"code": code}, follow=True)


# --- one's own ---


def test_a_member_makes_a_code_and_sees_it_beside_the_facts(supplier, sign_in):
    client = sign_in(manager_of(supplier))
    before = text(client.get(url("our:facts")))

    check = text(client.get(url(MAKE)))
    made_code = client.post(url(MAKE))
    page = text(client.get(url("our:facts")))

    share_code = ShareCode.objects.get()
    assert ("Make a code" in before, share_code.code in before) == (True, False)
    assert [part for part in ("Declarations", "Certificates", "It ends after 90 days") if part not in check] == []
    assert urlsplit(made_code.url).path == url("our:facts")
    assert [part for part in (share_code.code, "Make a new code", "0 times", "Nobody yet.") if part not in page] == []


def test_a_member_sees_which_organisation_looked(share_code, supplier, partner, sign_in):
    person = manager_of(partner)
    looked_up(sign_in(person), share_code.code)

    page = text(sign_in(manager_of(supplier)).get(url("our:facts")))

    assert ("Brackwater Sensors" in page, "1 time" in page, str(person) in page) == (True, True, False)


def test_a_member_downloads_what_others_get(share_code, supplier, sign_in):
    file = sign_in(manager_of(supplier)).get(url(OWN_FILE))

    assert (text(file), file["Content-Disposition"]) == (share_code.snapshot, 'attachment; filename="share-code.json"')


def test_an_ended_code_is_gone_from_every_page(share_code, supplier, sign_in):
    client = sign_in(manager_of(supplier))
    assert "End this code?" in text(client.get(url(END)))

    client.post(url(END))

    assert share_code.code not in text(client.get(url("our:facts")))
    assert client.get(url(OWN_FILE)).status_code == 404
    assert "You have no code" in text(client.post(url(END), follow=True))


def test_without_facts_the_page_says_so(sign_in):
    client = sign_in(manager_of(firms.firm()))

    assert "There is nothing to share yet." in text(client.post(url(MAKE), follow=True))
    assert ShareCode.objects.count() == 0


def test_a_site_that_cannot_sign_says_so(supplier, sign_in, now):
    services.make_share_code(supplier=supplier, by=manager_of(supplier), at=now)
    keyfile.place().unlink()

    page = text(sign_in(manager_of(supplier)).post(url(MAKE), follow=True))

    assert "This site cannot sign at present" in page
    assert str(keyfile.place()) not in page


# --- those of others ---


def test_a_partner_with_the_code_sees_every_fact_and_downloads_the_file(share_code, partner, sign_in, now):
    client = sign_in(manager_of(partner))

    page = looked_up(client, share_code.code.lower())
    lookup = ShareCodeLookup.objects.get()
    file = client.get(url("sharing:file", lookup.pk)).content

    parts = ("All 6 facts of Tidewater Analytics are true today", SECRET, "Ada Owner", "declared, not proven", "IE")
    assert [part for part in parts if part not in text(page)] == []
    assert keys.in_groups(signing.current_fingerprint()) in text(page)
    assert (lookup.organisation, lookup.by) == (partner, manager_of(partner))
    verdict = verify(file, fingerprint=signing.current_fingerprint(), on=now.date())
    assert (verdict.problem, verdict.is_from_key) == (None, True)
    assert "Tidewater Analytics" in text(client.get(url(LOOK_UP)))


def test_an_officer_looks_for_its_authority(share_code, sign_in):
    city = builders.authority("City of Larkmouth")

    page = looked_up(sign_in(builders.person("officer", authority=city)), share_code.code)

    assert SECRET in text(page)
    assert ShareCodeLookup.objects.get().organisation == city


def test_a_rival_sees_nothing_without_the_code(share_code, partner, sign_in):
    looked_up(sign_in(manager_of(partner)), share_code.code)
    lookup = ShareCodeLookup.objects.get()
    rival = sign_in(manager_of(firms.firm(name="Rival")))

    answers = [
        rival.get(url("our:facts")),
        rival.get(url(LOOK_UP)),
        looked_up(rival, "K7QM-2TXD-94RA"),
        rival.get(url("sharing:seen", lookup.pk)),
        rival.get(url("sharing:file", lookup.pk)),
        rival.get(url("api:share-code-lookup", lookup.pk)),
        rival.get(url("api:supplier-share-code", share_code.supplier_id)),
        rival.get(url(OWN_FILE)),
    ]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 404, 404, 404, 404, 404]
    leaks = [part for part in (SECRET, share_code.code, "Tidewater") for answer in answers if part in text(answer)]
    assert leaks == []


def bare(response, typed):
    """What a page says, without what is anew in every answer and without what was typed."""
    main = text(response).partition("<main")[2].partition("</main>")[0]
    return [line for line in main.replace(typed, "…").splitlines() if "csrf" not in line]


def test_wrong_ended_and_expired_codes_are_the_very_same_page(share_code, supplier, partner, sign_in, move_clock):
    client, code = sign_in(manager_of(partner)), "0000-1111-2222"
    services.end_share_code(supplier=supplier, by=manager_of(supplier), at=clock.db_now())
    expiring = services.make_share_code(supplier=supplier, by=manager_of(supplier), at=clock.db_now())

    wrong, ended = looked_up(client, code), client.post(url(LOOK_UP), {"code": share_code.code})
    move_clock(days=91)
    expired = client.post(url(LOOK_UP), {"code": expiring.code})

    pages = [bare(wrong, code), bare(ended, share_code.code), bare(expired, expiring.code)]
    assert "There is no such code now." in "".join(pages[0])
    assert pages[0] == pages[1] == pages[2]
    assert ShareCodeLookup.objects.count() == 0


def test_what_was_opened_closes_with_the_code(share_code, supplier, partner, sign_in):
    client = sign_in(manager_of(partner))
    looked_up(client, share_code.code)
    seen = url("sharing:seen", ShareCodeLookup.objects.get().pk)
    assert client.get(seen).status_code == 200

    services.end_share_code(supplier=supplier, by=manager_of(supplier), at=clock.db_now())

    assert client.get(seen).status_code == 404
    assert "Tidewater" not in text(client.get(url(LOOK_UP)))


def test_a_fact_that_has_ended_since_is_named(share_code, supplier, partner, sign_in, move_clock, now):
    firms.enter(supplier, firms.certificate(name="Insurance", expires_date=(now + timedelta(days=3)).date()), at=now)
    newer = services.make_share_code(supplier=supplier, by=manager_of(supplier), at=now)
    move_clock(days=4)

    page = text(looked_up(sign_in(manager_of(partner)), newer.code))

    assert "1 of 7 facts of Tidewater Analytics has ended" in page
    assert "ended on" in page


@pytest.mark.usefixtures("rows_may_change")
def test_a_snapshot_that_somebody_changed_is_not_shown(share_code, partner, sign_in):
    changed = share_code.snapshot.replace(SECRET, "IS-0000")
    ShareCode.objects.filter(pk=share_code.pk).update(snapshot=changed)
    client = sign_in(manager_of(partner))

    page = text(looked_up(client, share_code.code))

    assert ("changed after it was signed" in page, "IS-0000" in page) == (True, False)
    answer = client.get(url("api:share-code-lookup", ShareCodeLookup.objects.get().pk))
    assert (answer.status_code, "IS-0000" in text(answer)) == (409, False)


@pytest.mark.parametrize("role", ["auditor", "administrator", "reviewer", None])
def test_who_is_neither_officer_nor_of_a_supplier_looks_nothing_up(role, share_code, sign_in):
    client = sign_in(builders.person(role) if role else builders.person())

    answers = [client.get(url(LOOK_UP)), client.post(url(LOOK_UP), {"code": share_code.code})]
    answers.append(client.post(url("api:share-code-lookups"), {"code": share_code.code}, "application/json"))

    assert [answer.status_code for answer in answers] == [403, 403, 403]
    assert ShareCodeLookup.objects.count() == 0


def test_nobody_looks_without_signing_in(share_code, client):
    pages = [client.get(url(name)) for name in (LOOK_UP, MAKE, END, OWN_FILE)]
    api = client.post(url("api:share-code-lookups"), {"code": share_code.code}, "application/json")

    assert {answer.status_code for answer in pages} == {302}
    assert {urlsplit(answer.url).path for answer in pages} == {reverse("account_login")}
    assert api.status_code == 401


def test_whoever_acts_for_several_chooses_first(share_code, partner, sign_in):
    person = manager_of(partner)
    firms.firm(person, name="Another")
    client = sign_in(person)

    refused = client.post(url(LOOK_UP), {"code": share_code.code})
    client.post(url("our:acting"), {"supplier": str(partner.pk)})
    answer = looked_up(client, share_code.code)

    assert (refused.status_code, answer.status_code) == (403, 200)
    assert ShareCodeLookup.objects.get().organisation == partner


def test_too_many_wrong_codes_are_told_to_wait(share_code, partner, sign_in):
    client = sign_in(manager_of(partner))
    for _ in range(10):
        looked_up(client, "K7QM-2TXD-94RA")

    page = text(looked_up(client, share_code.code))
    answer = client.post(url("api:share-code-lookups"), {"code": share_code.code}, "application/json")

    assert ("Wait an hour" in page, answer.status_code, SECRET in page) == (True, 429, False)
    assert AuditLeaf.objects.filter(kind="share_code.lookups_limited").count() == 1


# --- over REST ---


def test_the_api_makes_reads_and_ends_a_code(supplier, sign_in):
    client, address = sign_in(manager_of(supplier)), url("api:supplier-share-code", supplier.pk)

    missing = client.get(address)
    first = client.post(address)
    again = client.get(address)
    ended = [client.delete(address).status_code for _ in range(2)]

    share_code = ShareCode.objects.get()
    assert (missing.status_code, first.status_code, ended) == (404, 201, [204, 204])
    assert first.json() == again.json()
    assert (again.json()["code"], again.json()["facts"], again.json()["lookups"]) == (share_code.code, 6, [])
    assert again.json()["file"] == share_code.snapshot
    assert queries.current_code(supplier, clock.db_now()) is None


def test_the_api_opens_what_the_page_opens(share_code, partner, sign_in, now):
    client = sign_in(manager_of(partner))

    answer = client.post(url("api:share-code-lookups"), {"code": share_code.code}, "application/json")
    lookup = ShareCodeLookup.objects.get()

    opened = answer.json()
    assert (answer.status_code, opened["supplier"], opened["ended"], len(opened["facts"])) == (
        201,
        "Tidewater Analytics",
        0,
        6,
    )
    assert opened["facts"][1] == {
        "kind": "certificate",
        "code": "",
        "title": "ISO 27001",
        "details": {"issuer": "TÜV Süd", "number": "C-1"},
        "version": 1,
        "issued": None,
        "expires": None,
        "has_ended": False,
        "evidence": [],
        "signed_by": str(manager_of(share_code.supplier)),
        "signed_at": now.isoformat().replace("+00:00", "Z"),
    }
    assert verify(opened["file"].encode(), fingerprint=opened["key"], on=now.date()).problem is None
    assert json.loads(text(client.get(url("api:share-code-lookup", lookup.pk)))) == opened
    assert client.get(url("api:share-code-lookups")).json()["results"] == [
        {
            "lookup": str(lookup.pk),
            "supplier": "Tidewater Analytics",
            "looked_up_at": opened["looked_up_at"],
            "ends_at": opened["ends_at"],
        }
    ]


@pytest.mark.parametrize("code", ["K7QM-2TXD-94RA", "", "no code"])
def test_the_api_knows_no_wrong_code(code, partner, sign_in):
    client = sign_in(manager_of(partner))

    answer = client.post(url("api:share-code-lookups"), {"code": code}, "application/json")

    assert answer.status_code == (404 if code else 400)


@pytest.mark.parametrize("count", [1, 3])
def test_the_box_costs_the_same_however_often_it_was_looked_up(
    count, share_code, supplier, now, django_assert_num_queries
):
    from suppliers.pages.sharing import sharing_box

    for number in range(count):
        other = firms.firm(name=f"Firm {number}")
        services.look_up(text=share_code.code, on_behalf_of=other, by=manager_of(other), at=now)
    person = manager_of(supplier)
    queries.roles_of(person)

    with django_assert_num_queries(2):
        box = sharing_box(supplier, person, now)

    assert {line.who for line in box.lookups} == {f"Firm {number}" for number in range(count)}


def test_the_box_is_for_members_alone(share_code, supplier, now):
    from suppliers.pages.sharing import sharing_box

    assert [sharing_box(supplier, person, now) for person in (builders.person(), builders.person("officer"))] == [
        None
    ] * 2
