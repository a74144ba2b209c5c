"""Whoever buys, checks or runs the site sees the same before the deadline, byte for byte, with bids and without.

Every address of pages and API that is asked for with nothing, or with the tender, and every page to which those of the
tender, Home and the logs lead.
"""

import re
from itertools import zip_longest

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import NoReverseMatch, reverse

from core import assembly, clock, heads
from core.models import Role
from procurement.bids import store
from procurement.bids.models import AttemptReason, Bid, SealedEnvelope
from procurement.bids.services import attempts, keyset_checks, withdrawing
from procurement.bids.services.envelope_checks import condition_of, keep_condition
from procurement.bids.views import drafting
from tests import builders
from tests.architecture.test_access_matrix import routes
from tests.bids import written
from tests.bids.keys import ready_keys
from tests.bids.submitting import complete, declare_all, open_tender, submitted
from tests.tenders import written as tenders

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
NAMES = [f"Firm {number} of nobody's knowledge" for number in range(4)]
# A token for each request, the nonce of its scripts, and what a form draws by chance.
OWN_OF_A_REQUEST = re.compile(
    rb'csrfmiddlewaretoken" value="\w+"|"X-CSRFToken": ?"\w+"|X-CSRFToken&quot;: ?&quot;\w+&quot;|nonce="[\w+/=-]+"'
    rb'|name="question" value="[0-9a-f-]+"|name="seed" value="[0-9]+"'
)
# They end the session, or are answered by what runs beside the site; the schema is made of code, and slowly.
LEFT_OUT = {"readyz", "healthz", "api:schema"}
OWN_WALK = (
    "/accounts/",
    "/security/",
)  # they show this very walk: `security_log` reads the second, once and nothing else
LINK = re.compile(r'href="(/[^"#]*)')


def addresses(*numbers):
    """Every address that needs nothing, or one of these numbers."""
    for name in sorted(routes() - LEFT_OUT):
        for arguments in ([], *([number] for number in numbers)):
            try:
                address = reverse(name, args=arguments)
            except NoReverseMatch:
                continue
            if not address.startswith(OWN_WALK):
                yield address


def answers(client, person, starts, tender):
    """{address: what it answers}, of these and of what some of their pages lead to."""
    client.force_login(person)
    cache.clear()  # how much was asked for before
    leading = {"/", "/logs/", *(address for address in starts if str(tender.pk) in address)}
    seen, waiting = {}, [(address, address in leading) for address in starts]
    while waiting:
        address, follows = waiting.pop()
        if address in seen or address.startswith(OWN_WALK):
            continue
        answer = client.get(address)
        seen[address] = answered(answer)
        if follows and answer.status_code == 200 and "html" in answer["Content-Type"]:
            waiting += [(link, False) for link in LINK.findall(seen[address][1].decode()) if link not in seen]
    return seen


def answered(answer):
    """(status, content) without what each request draws by chance."""
    content = b"".join(answer) if answer.streaming else answer.content
    return answer.status_code, OWN_OF_A_REQUEST.sub(b"", content)


def security_log(client, person):
    """The security log as page and file, all and by some filters; that it was read is undone again."""
    client.force_login(person)
    addresses = [
        f"{reverse(route)}{query}"
        for route in ("security:list", "security:csv")
        for query in ("", "?kind=downloaded", "?kind=refused", "?kind=sign_in_failed")
    ]
    pages = {}
    for address in addresses:
        with transaction.atomic():
            pages[address] = answered(client.get(address))
            transaction.set_rollback(True)
    return pages


def first_difference(before, after):
    """None where the two are the same, byte for byte."""
    if before == after:
        return None
    if before is None or before[0] != after[0]:
        return before and before[0], after[0]
    lines = zip_longest(before[1].splitlines(), after[1].splitlines())
    return next((pair for pair in lines if pair[0] != pair[1]), "the ends of lines")


def bid_in_every_way(tender, firms):
    """A draft, a bid that is in, one that was replaced, one that was withdrawn; and attempts that were refused."""
    now = clock.db_now()
    begun = [written.begun_bid(tender=tender, supplier=firm, at=now) for firm in firms]
    for each in begun[1:]:
        submitted(complete(each, is_declared=True))
    submitted(begun[2])
    withdrawing.withdraw(bid=written.read(begun[3]), by=begun[3].bid.begun_by)
    attempts.record_attempt(
        bid=written.read(begun[0]), reason=AttemptReason.TOO_LARGE, started_at=now, by=begun[0].bid.begun_by
    )
    keyset_checks.record_refusal(written.read(begun[0]), by=begun[0].bid.begun_by, at=now)
    return begun


def team_at_work(begun):
    """Its own people read and save everything of a bid that is in, by pages and as a program, and are refused."""
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(begun.bid.begun_by)
    browser.cookies[drafting.cookie_name(begun.bid)] = begun.draft_key.raw.hex()
    bid, version, key = [begun.bid.pk], [begun.bid.pk, 1], {"Draft-Key": begun.draft_key.raw.hex()}
    saved = [browser.get(reverse(f"bids:{route}", args=version)) for route in ("receipt-file", "receipt-slip")]
    saved += [browser.get(reverse("bids:pass-file", args=bid))]
    saved += [
        browser.get(reverse(f"api:bid-version-{what}", args=version), headers=key) for what in ("receipt", "slip")
    ]
    refused = [browser.post(reverse(f"bids:{route}", args=bid)) for route in ("submit", "withdraw", "upload")]
    refused += [browser.post(reverse("reports:request-receipt", args=version)), browser.post(reverse("receipts:check"))]
    refused += [browser.post(reverse("api:bid-versions", args=bid), "{}", "application/json", headers=key)]
    return [answer.status_code for answer in saved], [answer.status_code for answer in refused]


@pytest.mark.parametrize("role", [Role.OFFICER, Role.AUDITOR, Role.ADMINISTRATOR])
def test_the_same_is_seen_with_and_without_bids(role, client, settings, monkeypatch):
    settings.MFA_REQUIRED_ROLES = []
    monkeypatch.setattr(clock, "db_now", lambda: written.AT)
    city = tenders.city()
    ready_keys(city)
    tender, person = open_tender(city), builders.person(role, authority=city)
    firms = [written.firm(name=name) for name in NAMES]
    for firm in firms:
        declare_all(firm, tender, [1])
    starts = list(addresses(tender.pk, Bid().pk))
    heads.sign_moved_heads(written.AT)
    client.force_login(person)
    client.get("/")  # what a first visit leaves
    without = answers(client, person, starts, tender)
    log_without = security_log(client, person)

    begun = bid_in_every_way(tender, firms)
    assert team_at_work(begun[1]) == ([200] * 5, [403] * 6)
    log_with_bids = security_log(client, person)
    with_bids = answers(client, person, starts, tender)

    assert len(without) > 60
    assert_equal(without, with_bids)
    assert reverse("tenders:detail", args=[tender.pk]) in without
    assert {address: first_difference(log_without[address], answer) for address, answer in log_with_bids.items()} == (
        dict.fromkeys(log_without)
    )
    theirs, nobodys = (client.get(reverse("bids:tasks", args=[pk])) for pk in (begun[1].bid.pk, Bid().pk))
    assert theirs.status_code == nobodys.status_code == 404
    damaged_at_all(begun[1])
    if role == Role.ADMINISTRATOR:  # who has to put a file back knows that one is damaged, and not how many
        client.get("/")
        with_one = answers(client, person, starts, tender)
        assert "The folder of bids is damaged" in with_one["/"][1].decode()
        damaged_at_all(begun[2])
        assert_equal(with_one, answers(client, person, starts, tender))
    else:
        assert_equal(without, answers(client, person, starts, tender))


def assert_equal(before, after):
    """Every page, byte for byte."""
    differences = {address: first_difference(before.get(address), answer) for address, answer in after.items()}
    assert differences == dict.fromkeys(before)


def damaged_at_all(begun):
    """Every envelope of a bid that is in is damaged, and that was seen."""
    for envelope in SealedEnvelope.objects.filter(revision__bid=begun.bid):
        store.envelope_path(envelope.object_name).write_bytes(b"junk")
        keep_condition(envelope, condition_of(envelope))


def test_the_security_log_names_no_address_of_a_bid_and_those_of_keys_and_openings():
    """What officers and openers do with keys and openings says nothing of bids, and stays in the log."""
    about_bids = {name for name in routes() if name.startswith(("bids:", "receipts:", "api:bid"))}
    about_bids |= {"reports:receipt", "reports:request-receipt"}
    of_keys = {name for name in about_bids if name.startswith(("bids:key", "bids:opening"))}

    assert assembly.sealed_routes() == about_bids - of_keys
