"""A fault is reported with all that helps to mend it, except where a stage says that what was sent is sealed."""

import logging

import pytest
from django.template import TemplateDoesNotExist
from django.urls import resolve, reverse

from core.fault_reports import FaultReporter, LineFormatter
from core.withheld_faults import where_it_broke

CANARY = "canary 4711"


def request_for(rf, name):
    address = reverse(name)
    request = rf.post(address, {"typed": CANARY})
    request.resolver_match = resolve(address)
    return request


def break_with(error, typed):
    assert typed  # a variable of the frame
    raise error


def caught(error):
    """What `sys.exc_info` says where this error was raised with the canary in a variable."""
    with pytest.raises(type(error)) as raised:
        break_with(error, CANARY)
    return raised.type, raised.value, raised.tb


def line_of(request, exc_info):
    record = logging.LogRecord("django.request", logging.ERROR, __file__, 1, "It broke", (), exc_info)
    record.request = request
    record.exc_text = "formatted by another handler"
    text = LineFormatter("{message}", style="{").format(record)
    assert (record.exc_info, record.exc_text) == (exc_info, "formatted by another handler")
    return text


def test_elsewhere_a_report_says_everything(rf):
    request, exc_info = request_for(rf, "tenders:list"), caught(ValueError(CANARY))

    reporter = FaultReporter(request, *exc_info)

    assert reporter.get_traceback_html().count(CANARY) > 2  # text, variable, form
    assert f"ValueError: {CANARY}" in LineFormatter().formatException(exc_info)


@pytest.mark.parametrize(
    "error",
    [
        ValueError(CANARY),
        TemplateDoesNotExist(CANARY),
        UnicodeDecodeError("utf-8", CANARY.encode(), 0, 3, CANARY),
        ExceptionGroup(CANARY, [ValueError(CANARY)]),
    ],
    ids=lambda error: type(error).__name__,
)
def test_of_a_sealed_request_it_says_where_and_of_which_type(rf, error):
    request, exc_info = request_for(rf, "bids:list"), caught(error)

    reporter = FaultReporter(request, *exc_info)
    texts = [reporter.get_traceback_html(), reporter.get_traceback_text(), line_of(request, exc_info)]

    assert [(CANARY in text, "break_with" in text) for text in texts] == [(False, True)] * 3
    assert [f"{type(error).__name__} (its text is left out" in text for text in texts] == [True] * 3


def test_a_message_without_an_error_is_reported_too(rf):
    reporter = FaultReporter(request_for(rf, "bids:list"), None, "It broke", None)

    assert (CANARY in reporter.get_traceback_text(), CANARY in reporter.get_traceback_html()) == (False, False)


def test_the_errors_before_are_named_in_their_order_and_a_circle_ends():
    first, second = ValueError(CANARY), KeyError(CANARY)
    second.__cause__, first.__context__ = first, second

    lines = where_it_broke(second).splitlines()

    left_out = "(its text is left out: it may repeat what was sent)"
    assert [line for line in lines if left_out in line] == [
        f"builtins.{kind} {left_out}" for kind in ("ValueError", "KeyError")
    ]
