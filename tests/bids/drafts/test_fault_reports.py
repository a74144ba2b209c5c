"""A view of a bid breaks with what was typed in its hands: no line of the log, mail or report repeats any of it."""

import io
import logging
from logging.config import DictConfigurator

import pytest
from django.core import mail
from django.urls import reverse
from django.utils.log import AdminEmailHandler

from procurement.bids.services import drafting, sealing
from procurement.bids.views.drafting import cookie_name
from tests.bids.submitting import PRICE, ready_bid
from tests.bids.submitting.conftest import a_week_before

__all__ = ["a_week_before"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_week_before")]
CANARY = "canary 4711,08 euro"


class Reports:
    """What a fault leaves behind: the lines of the console, and the mails to an administrator."""

    def __init__(self, formatter):
        self.lines = io.StringIO()
        self.console = logging.StreamHandler(self.lines)
        self.console.setFormatter(formatter)
        self.mailing = [AdminEmailHandler(include_html=with_html) for with_html in (False, True)]

    @property
    def handlers(self):
        return [self.console, *self.mailing]

    def texts(self):
        """{where: everything that stands there}."""
        bodies = [str(message.message()) + message.body for message in mail.outbox]
        htmls = [str(html) for message in mail.outbox for html, _kind in getattr(message, "alternatives", ())]
        return {"log": self.lines.getvalue(), "mail": "\n".join(bodies + htmls)}


@pytest.fixture
def reports(settings):
    settings.ADMINS = [("Operator", "operator@city.example")]
    line = DictConfigurator(settings.LOGGING).configure_formatter(dict(settings.LOGGING["formatters"]["line"]))
    kept, logger = Reports(line), logging.getLogger("django.request")
    for handler in kept.handlers:
        logger.addHandler(handler)
    yield kept
    for handler in kept.handlers:
        logger.removeHandler(handler)


@pytest.fixture
def begun(settings):
    settings.MFA_REQUIRED_ROLES = []
    return ready_bid()


@pytest.fixture
def device(client, begun):
    """The lead's browser, which gets the page of a fault as people do."""
    client.raise_request_exception = False
    client.force_login(begun.bid.begun_by)
    client.cookies[cookie_name(begun.bid)] = begun.draft_key.raw.hex()
    return client


def silent(*args, **values):
    """As a function breaks whose error says nothing of what it was called with."""
    typed = {"args": args, **values}
    raise RuntimeError(len(typed))


def quoting(*args, **values):
    """As a careless one does: its error, the one before it and a note repeat everything."""
    typed = f"{CANARY}: {args} {values}"
    try:
        _ = {}[typed]
    except KeyError as error:
        error.add_note(typed)
        raise ValueError(typed) from error


def saved_by_form(device, begun):
    return device.post(reverse("bids:answers", args=[begun.bid.pk]), {"seen": 1, "R1": CANARY, "canary": CANARY})


def saved_by_program(device, begun):
    url = reverse("api:bid-part", args=[begun.bid.pk, "answers"])
    headers = {"Draft-Key": begun.draft_key.raw.hex()}
    return device.put(url, {"seen": 1, "fields": {"R1": CANARY}}, "application/json", headers=headers)


def submitted_by_form(device, begun):
    return device.post(reverse("bids:submit", args=[begun.bid.pk]), {"idem_key": "0123456789abcdef", "canary": CANARY})


ACTS = {
    "saved by a form": (saved_by_form, drafting, "save_part"),
    "saved by a program": (saved_by_program, drafting, "save_part"),
    "submitted": (submitted_by_form, sealing, "seal_parts"),
}


@pytest.mark.parametrize("debug", [False, True], ids=["a site", "DEBUG"])
@pytest.mark.parametrize("breaks", [silent, quoting])
@pytest.mark.parametrize("act", ACTS)
def test_no_report_of_a_fault_repeats_what_was_sent(begun, device, reports, monkeypatch, settings, act, breaks, debug):
    send, module, name = ACTS[act]
    settings.DEBUG = debug
    monkeypatch.setattr(module, name, breaks)

    answer = send(device, begun)

    looked = {**reports.texts(), "answer": answer.content.decode()}
    assert (answer.status_code, len(mail.outbox) >= len(reports.mailing)) == (500, True)
    assert f", in {breaks.__name__}" in looked["log"]  # where it broke is said
    secrets = [CANARY, PRICE, begun.draft_key.raw.hex()]
    assert [(place, secret) for place, text in looked.items() for secret in secrets if secret in text] == []
