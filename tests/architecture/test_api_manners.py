"""What every address of the API does alike: lists of one shape, unknown parameters refused, choices named, an index."""

import re

import pytest
from django.urls import get_resolver, reverse
from drf_spectacular.generators import SchemaGenerator
from rest_framework import serializers

from core.rest.choices import NamedChoiceField
from core.rest.views import ApiView
from tests import builders
from tests.policies import policies

pytestmark = pytest.mark.django_db
ABOUT_ITSELF = {"schema", "docs"}
LISTS = {
    "opening-keys",
    "outages",
    "share-code-lookups",
    "notices",
    "tokens",
    "tenders",
    "tender-evaluations",
    "watch-lists",
    "method-studies",
    "reports",
    "standards",
    "policies",
} | {
    "cpv",
    "people",
    "people-invitations",
    "draft-sections",
    "draft-section-saves",
    "draft-documents",
    "open-questions",
    "open-questions-waiting",
    "open-questions-mine",
    "versions",
    "suppliers",
    "suppliers-all",
    "supplier-declarations",
    "supplier-fact",
    "supplier-members",
    "supplier-invitations",
}
OF_A_SUPPLIER = {
    "supplier-consortia",
    "espd-declarations",
    "bids",
    "bid-versions",
    "bid-files",
}  # tests/suppliers, tests/opendata, tests/bids
LISTS |= OF_A_SUPPLIER
FROM_ROWS = (
    LISTS - OF_A_SUPPLIER - {"standards", "cpv", "people", "people-invitations"}
)  # the last two: of administrators
FROM_ROWS -= {
    "draft-sections",
    "draft-section-saves",
    "draft-documents",
    "versions",
}  # of one tender: tests/tenders/test_*_api.py
FROM_ROWS -= {name for name in LISTS if name.startswith("supplier")}  # tests/suppliers/test_api.py
FROM_ROWS -= {"outages"}  # of the site: tests/core/uptime/test_beating.py
FROM_ROWS -= {"opening-keys"}  # of those who have one: tests/bids/keys/test_api.py
FROM_ROWS -= {"share-code-lookups"}  # of those who looked: tests/suppliers/test_sharing_pages.py
FROM_ROWS -= {name for name in LISTS if name.startswith("open-")}  # of one tender: tests/tenders/test_open_api.py
EMPTY = {"notices", "tokens", "watch-lists"}  # of a person whom nothing was made for


def api_routes():
    """{name: (view class, its path, a key called `id`)} of every route of the API but its document's."""
    [api] = [route for route in get_resolver().url_patterns if getattr(route, "namespace", None) == "api"]
    return {
        route.name: (
            route.callback.view_class,
            "/api/v1/" + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", str(route.pattern)).replace("{pk}", "{id}"),
        )
        for route in api.url_patterns
        if route.name not in ABOUT_ITSELF
    }


@pytest.fixture(scope="module")
def document():
    return SchemaGenerator().get_schema(request=None, public=True)


@pytest.fixture
def city(settings):
    settings.MFA_REQUIRED_ROLES = []
    return builders.authority("City of Manners")


@pytest.fixture
def officer(client, city):
    client.force_login(builders.person("officer", authority=city))
    return client


def resolved(document, schema):
    return document["components"]["schemas"][schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema


def answers_of(document):
    """(path, verb, schema) of every answer in JSON that is no refusal."""
    return [
        (path, verb, resolved(document, content["schema"]))
        for path, item in document["paths"].items()
        for verb, operation in item.items()
        if verb != "parameters"
        for code, answer in operation["responses"].items()
        for media, content in answer.get("content", {}).items()
        if code.startswith("2") and media == "application/json"
    ]


def test_every_list_answers_in_one_shape(document):
    lists = {path: schema for path, _, schema in answers_of(document) if "results" in schema.get("properties", {})}

    assert [(path, verb) for path, verb, schema in answers_of(document) if schema.get("type") == "array"] == []
    assert set(lists) == {path for name, (_, path) in api_routes().items() if name in LISTS}
    assert {tuple(schema["properties"]) for schema in lists.values()} == {("next", "total", "capped", "results")}
    assert {tuple(sorted(schema["required"])) for schema in lists.values()} == {("capped", "next", "results", "total")}


def test_each_list_is_as_long_as_it_says(officer, city):
    report = builders.finished_report(authority=city)
    builders.method_study(authority=city)
    policies.in_force()
    tender = report.run.lot.tender_id
    urls = {name: reverse(f"api:{name}", args=[tender] if name == "tender-evaluations" else []) for name in FROM_ROWS}

    answers = {name: officer.get(url).json() for name, url in urls.items()}

    assert {name: answer | {"results": len(answer["results"])} for name, answer in answers.items()} == {
        name: {"next": None, "total": int(name not in EMPTY), "capped": False, "results": int(name not in EMPTY)}
        for name in FROM_ROWS
    }


def test_every_address_refuses_what_it_would_not_read():
    assert [name for name, (view, _) in api_routes().items() if not issubclass(view, ApiView)] == []


def test_the_parameters_that_are_read_are_those_of_the_document(document):
    documented = {
        path: {
            parameter["name"] for parameter in item.get("get", {}).get("parameters", []) if parameter["in"] == "query"
        }
        for path, item in document["paths"].items()
    }

    assert {path: set(view().known_parameters()) for view, path in api_routes().values()} == documented


@pytest.mark.parametrize("name", sorted(name for name, (view, _) in api_routes().items() if hasattr(view, "get")))
def test_an_unknown_parameter_is_named_with_the_nearest(officer, city, name):
    view, path = api_routes()[name]
    url = re.sub(r"\{\w+\}", "00000000-0000-0000-0000-000000000000", path.replace("{no}", "1"))

    answer = officer.get(url, {"befor": "3", "colour/~": "red"})

    details = {error["pointer"]: error["detail"] for error in answer.json()["errors"]}
    assert (answer.status_code, set(details)) == (400, {"/befor", "/colour~1~0"})
    nearest = "Nearest: before." if "before" in view().known_parameters() else ""
    assert nearest in details["/befor"]
    assert details["/befor"].startswith("There is no parameter 'befor'")
    assert all(known in details["/colour~1~0"] for known in view().known_parameters())


def test_one_who_is_not_signed_in_learns_no_parameter(client):
    answer = client.get("/api/v1/reports/", {"stat": "ready"})

    assert (answer.status_code, "state" in answer.content.decode()) == (401, False)


def test_a_request_that_changes_something_takes_no_parameter(officer, city):
    study = builders.method_study(authority=city)

    answer = officer.post(f"{reverse('api:method-studies')}?before=1", {}, content_type="application/json")
    choice = officer.post(
        f"{reverse('api:method-study-choice', args=[study.pk])}?after=0",
        {"after": 0, "candidate": "A", "reason": "Known bounds."},
        content_type="application/json",
    )

    assert [(reply.status_code, reply.json()["errors"]) for reply in (answer, choice)] == [
        (400, [{"pointer": f"/{name}", "detail": f"There is no parameter '{name}': this address takes none."}])
        for name in ("before", "after")
    ]
    assert study.choices.count() == 0


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"state": "opend"}, "Nearest: opened"),
        ({"origin": "dreamt"}, "'dreamt' is none of: own, imported."),
        ({"method": "lowest"}, "'lowest' is none of: fixed_linear."),
        ({"authority": "x"}, "(City of Manners)"),
    ],
)
def test_a_value_that_is_no_choice_is_answered_with_the_choices(officer, city, query, sentence):
    builders.tender_at("open", authority=city)

    answer = officer.get(reverse("api:tenders"), query)

    [error] = answer.json()["errors"]
    assert (answer.status_code, sentence in error["detail"]) == (400, True), error


def test_only_an_officer_is_told_of_the_states_and_authorities_of_drafts(client, city):
    builders.tender_at("draft", authority=city)
    url = reverse("api:tenders")

    texts = []
    for reader in (builders.person(), builders.person("officer", authority=city)):
        client.force_login(reader)
        texts.append(client.get(url, {"state": "x", "authority": "x"}).content.decode())

    assert [[word in text for word in ("draft", "City of Manners", str(city.pk))] for text in texts] == [
        [False, False, False],
        [True, True, True],
    ]


def serializers_below(base):
    for kind in base.__subclasses__():
        yield kind
        yield from serializers_below(kind)


def test_every_closed_list_that_is_taken_is_named_when_missed():
    taken = [kind for kind in serializers_below(serializers.Serializer) if kind.__module__.endswith(".serializers")]
    fields = [
        (kind.__name__, name, type(field))
        for kind in taken
        if kind.__module__.startswith("procurement.")
        for name, field in kind._declared_fields.items()
        if isinstance(field, serializers.ChoiceField)
    ]

    assert {kind for _, _, kind in fields} == {NamedChoiceField}
    assert len(fields) >= 4


def test_the_index_names_every_operation_of_the_document(officer, document):
    index = officer.get("/api/v1/").json()

    listed = {
        (row["address"].removeprefix("http://testserver"), operation["method"].lower())
        for row in index["addresses"]
        for operation in row["operations"]
    }
    assert listed == {(path, verb) for path, item in document["paths"].items() for verb in item if verb != "parameters"}
    assert (index["docs"], index["schema"]) == ("http://testserver/api/v1/docs/", "http://testserver/api/v1/schema/")
    assert all(operation["does"].endswith(".") for row in index["addresses"] for operation in row["operations"])
