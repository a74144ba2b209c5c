"""Errors of the API are problem details (RFC 9457), whatever went wrong; values are exact."""

import json
from decimal import Decimal

import pytest
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.test import RequestFactory
from django.urls import reverse
from jsonschema import validate
from rest_framework import exceptions, serializers, throttling
from rest_framework.response import Response
from rest_framework.test import APIRequestFactory, force_authenticate
from rest_framework.views import APIView

from core.access import Refused
from core.models import User
from core.rest.framework import problem
from core.states import GateRefused, MovedMeanwhile
from tests import builders

pytestmark = pytest.mark.django_db
# RFC 9457 §3, with the members that this product always gives.
PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "detail", "instance"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference"},
        "title": {"type": "string", "minLength": 1},
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "detail": {"type": "string", "minLength": 1},
        "instance": {"type": "string", "pattern": "^/"},
        "errors": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["pointer", "detail"],
                "properties": {"pointer": {"type": "string", "pattern": "^/"}, "detail": {"type": "string"}},
                "additionalProperties": False,
            },
        },
    },
    "additionalProperties": False,
}


class Line(serializers.Serializer):
    amount = serializers.DecimalField(max_digits=8, decimal_places=2)


class Order(serializers.Serializer):
    name = serializers.CharField()
    lines = Line(many=True)


class Once(throttling.UserRateThrottle):
    rate = "1/min"


class Probe(APIView):
    """Does what the test gives it."""

    act = None

    def get(self, request):
        return self.act()

    def post(self, request):
        Order(data=request.data).is_valid(raise_exception=True)
        return Response({"amount": Decimal("0.10")})


def raises(error):
    def act(self):
        raise error

    return act


def asked(view=Probe, method="get", data=None, **attributes):
    request = getattr(APIRequestFactory(), method)("/api/v1/probe/", data, format="json")
    force_authenticate(request, User(email="person@test.example"))
    response = view.as_view(**attributes)(request)
    response.render()
    return response


def body(response):
    """The problem in a response, its form checked."""
    assert response["Content-Type"] == "application/problem+json"
    details = json.loads(response.content)
    validate(details, PROBLEM)
    assert details["status"] == response.status_code
    return details


@pytest.mark.parametrize(
    ("error", "status", "title", "detail"),
    [
        (exceptions.ParseError(), 400, "Bad Request", "Malformed request."),
        (Refused("Bids are sealed until the opening."), 403, "Forbidden", "Bids are sealed until the opening."),
        (PermissionDenied(), 403, "Forbidden", "You do not have permission to perform this action."),
        (Http404("the tender of another city"), 404, "Not Found", "Not found."),
        (GateRefused(["Bid B2: no price.", "Bid B3: no mark."]), 409, "Conflict", "Bid B2: no price. Bid B3: no mark."),
        (MovedMeanwhile("X-1"), 409, "Conflict", "X-1 has been changed by somebody else meanwhile. Read it again."),
        (exceptions.UnsupportedMediaType("text/xml"), 415, "Unsupported Media Type", None),
    ],
)
def test_an_error_is_answered_as_a_problem(error, status, title, detail):
    class View(Probe):
        act = raises(error)

    details = body(asked(View))

    assert (details["status"], details["title"], details["instance"]) == (status, title, "/api/v1/probe/")
    assert details["detail"] == (detail or str(error.detail))


def test_a_field_that_is_wrong_is_pointed_at():
    details = body(asked(method="post", data={"lines": [{"amount": "1.00"}, {"amount": "a lot"}]}))

    assert (details["status"], details["detail"]) == (400, "Some fields need to be corrected.")
    assert details["errors"] == [
        {"pointer": "/name", "detail": "This field is required."},
        {"pointer": "/lines/1/amount", "detail": "A valid number is required."},
    ]


def test_an_error_of_the_whole_body_points_at_the_root():
    assert body(asked(method="post", data=[1]))["errors"] == [
        {"pointer": "/non_field_errors", "detail": "Invalid data. Expected a dictionary, but got list."}
    ]


def test_a_bare_sentence_about_the_input_points_at_the_root():
    class View(Probe):
        act = raises(exceptions.ValidationError("Nothing was sent."))

    assert body(asked(View))["errors"] == [{"pointer": "/", "detail": "Nothing was sent."}]


def test_a_method_that_an_address_does_not_have():
    response = asked(method="put", data={})

    assert (body(response)["status"], response["Allow"]) == (405, "GET, POST, HEAD, OPTIONS")


def test_too_many_requests_say_when_to_come_back():
    cache.clear()
    user = builders.person()
    view = type("View", (Probe,), {"throttle_classes": [Once], "act": lambda self: Response({})}).as_view()

    def ask():
        request = APIRequestFactory().get("/api/v1/probe/")
        force_authenticate(request, user)
        return view(request).render()

    assert ask().status_code == 200
    refused = ask()
    assert body(refused)["title"] == "Too Many Requests"
    assert 0 < int(refused["Retry-After"]) <= 60


def test_one_who_is_not_signed_in_is_told_how(client):
    response = client.get(reverse("api:reports"))

    assert body(response)["status"] == 401
    assert response["WWW-Authenticate"] == "Token"


def test_a_token_that_is_not_known_is_a_401(client):
    response = client.get(reverse("api:tenders"), headers={"Authorization": "Token " + "0" * 64})

    assert body(response)["detail"] == "Invalid token."


def test_a_form_is_not_taken_for_json(client, settings):
    settings.MFA_REQUIRED_ROLES = []
    evaluation = builders.evaluation_at("frozen")
    client.force_login(builders.person("officer", authority=evaluation.lot.tender.authority))

    response = client.post(
        reverse("api:evaluation-rerun", args=[evaluation.pk]),
        {"supersedes": 1, "cause": "correction", "reason": "Typing."},
    )

    assert body(response)["status"] == 415
    assert evaluation.lot.runs.count() == 1


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        ('{"name": "x", "name": "y", "lines": []}', "a key stands twice in one object."),
        ('{"name": "x", "lines": [{"amount": 1, "amount": 2}]}', "a key stands twice in one object."),
        ('{"name": NaN, "lines": []}', "NaN is no number."),
        ('{"name": ', "Expecting value: line 1 column 10 (char 9)"),
        ("[" * 100_000, "maximum recursion depth exceeded while decoding a JSON array from a unicode string"),
    ],
    ids=["a key twice", "deep inside", "not a number", "cut off", "nested beyond reason"],
)
def test_a_body_that_could_mean_two_things_or_nothing_is_refused(sent, why):
    details = body(posted(sent))

    assert (details["status"], details["detail"]) == (400, f"This is not JSON that can be used: {why}")


def test_a_body_is_no_larger_than_a_form_may_be(client, settings):
    settings.MFA_REQUIRED_ROLES = []
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    evaluation = builders.frozen_evaluation()
    client.force_login(builders.person("officer"))
    address = reverse("api:evaluation-rerun", args=[evaluation.pk])

    response = client.post(
        address, {"supersedes": 1, "cause": "correction", "reason": "x" * 100}, content_type="application/json"
    )

    assert body(response)["detail"] == "The request could not be read."
    assert evaluation.lot.runs.count() == 1


def posted(text):
    request = APIRequestFactory().post("/api/v1/probe/", text, content_type="application/json")
    force_authenticate(request, User(email="person@test.example"))
    return Probe.as_view()(request).render()


def test_a_fault_of_ours_is_not_dressed_up():
    assert problem(ZeroDivisionError(), {"request": RequestFactory().get("/")}) is None


def test_decimals_leave_as_text():
    response = asked(method="post", data={"name": "x", "lines": []})

    assert (response["Content-Type"], response.content) == ("application/json", b'{"amount":"0.10"}')
