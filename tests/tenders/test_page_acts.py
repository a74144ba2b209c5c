"""Whatever a page of tenders does, a program can do by an address, through the same service with the same guard."""

import ast
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from procurement.tenders.models import Tender
from procurement.tenders.states import TenderState
from tests import builders
from tests.tenders import written

VIEWS, API = (Path(settings.BASE_DIR) / "procurement" / "tenders" / name for name in ("views", "api"))

# Services that a page calls and no address does, each with its reason.
PAGES_ALONE = {
    "note_writing": "who has the form open, on pages alone: a program has no form open",
    "forget_writing": "likewise",
    "writers_of": "likewise",
    "take_over": "asks for a sign-in of the last minutes, which a token has not",
    "adopt": "likewise",
    "merge_authorities": "likewise",
}


def services_called_in(folder):
    """The names of services that the files of a folder call, wherever they come from."""
    named = {"services", "ownership_services", "authorities"}
    calls = set()
    for path in folder.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.Call):
                continue
            function = node.func
            if isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name):
                calls |= {function.attr} if function.value.id in named else set()
            elif isinstance(function, ast.Name) and function.id == "store_profile":
                calls.add(function.id)
    return calls


def reads(names):
    """Those that write nothing."""
    return names & {"checked_amendment", "lacking", "end_of_questions"}


def test_every_act_of_a_page_has_its_address():
    pages, api = services_called_in(VIEWS), services_called_in(API)

    acts = pages - reads(pages)
    refusals = {name for name in acts if name[0].isupper()}
    assert acts - refusals - api == set(PAGES_ALONE)
    assert len(acts - refusals) > 30  # the list is found at all


# {act of a page: (page, what is sent, address, verb, body)}, on a tender that a stranger sees and may not act on.
SIDE_BY_SIDE = {
    "extend": ("changes", {"act": "extend"}, "open-extension", "post"),
    "suspend": ("changes", {"act": "suspend", "why": "Wait."}, "open-suspension", "post"),
    "lift": ("changes", {"act": "lift"}, "open-lifting", "post"),
    "propose": ("changes", {"act": "propose"}, "open-cancellation", "post"),
    "begin an amendment": ("amendment", {}, "amendment", "put"),
}


@pytest.mark.django_db
@pytest.mark.parametrize("act", SIDE_BY_SIDE)
@pytest.mark.parametrize("who", ["stranger", "auditor", "administrator"])
def test_who_may_not_act_on_the_page_may_not_by_the_address(client, settings, act, who):
    settings.MFA_REQUIRED_ROLES = []
    tender = written.published()
    roles = [] if who == "stranger" else [who]
    client.force_login(builders.person(*roles, authority=tender.authority))
    page, sent, address, verb = SIDE_BY_SIDE[act]

    by_page = client.post(reverse(f"tenders:{page}", args=[tender.pk]), sent)
    by_address = getattr(client, verb)(
        reverse(f"api:{address}", args=[tender.pk]), sent, content_type="application/json"
    )

    assert (by_page.status_code, by_address.status_code) == (403, 403)
    assert Tender.objects.get(pk=tender.pk).versions.count() == 1


@pytest.mark.django_db
def test_a_draft_is_cancelled_by_either(client, settings):
    settings.MFA_REQUIRED_ROLES = []
    for by_page in (True, False):
        officer = builders.person("officer", authority=written.city())
        draft = written.written_draft(by=officer)
        client.force_login(officer)
        sent = {"code": "noDemand", "text": "Nobody needs it."}

        if by_page:
            client.post(reverse("tenders:edit-cancel", args=[draft.pk]), sent)
        else:
            answer = client.put(reverse("api:draft-cancellation", args=[draft.pk]), sent, "application/json")
            assert (answer.status_code, answer.json()["state"]) == (200, "cancelled")
            assert client.put(answer.request["PATH_INFO"], sent, "application/json").status_code == 403

        assert Tender.objects.get(pk=draft.pk).state == TenderState.CANCELLED
