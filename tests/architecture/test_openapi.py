"""The document of the API: valid OpenAPI 3.1, whole, and true about what the addresses answer."""

import json
import re

import pytest
from django.urls import get_resolver, reverse
from drf_spectacular.drainage import GENERATOR_STATS, reset_generator_stats
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema
from jsonschema import Draft202012Validator

from core.people.serializers import InvitationIn, PersonActIn
from procurement.evaluations.serializers import RerunIn
from procurement.opendata.serializers import AdoptionIn
from procurement.planning.serializers import AdviceIn, StandardFactIn
from procurement.reports.serializers import PeriodIn, ReportIn
from procurement.studies.serializers import ChoiceIn, StudyIn
from procurement.tenders.serializers import (
    AmendmentActIn,
    AmendmentIn,
    AnswerIn,
    CancelDraftIn,
    CancellationIn,
    CancellationProposalIn,
    CheckedIn,
    DraftIn,
    ExplanationIn,
    ExtensionIn,
    NoteIn,
    OutageExtensionIn,
    QuestionIn,
    ReferenceIn,
    RefusalIn,
    ReopeningIn,
    RestoreIn,
    SectionIn,
    SendBackIn,
    SuspensionIn,
    WatchListIn,
    WatchNameIn,
)
from suppliers.consortium_serializers import AskedIn, ChangedPartIn, ConsortiumIn, SeenIn, WhyIn
from suppliers.serializers import (
    DeclarationsIn,
    FactIn,
    FactSeenIn,
    HearingAnswerIn,
    SupplierActIn,
    SupplierDetailsIn,
    SupplierIdentifierIn,
    SupplierIn,
    SupplierInvitationIn,
    SupplierRoleIn,
)
from tests import builders
from tests.policies import policies

pytestmark = pytest.mark.django_db
ABOUT_ITSELF = {"schema", "docs"}


@pytest.fixture(scope="module")
def document():
    """The document as it is served: through JSON."""
    return json.loads(json.dumps(SchemaGenerator().get_schema(request=None, public=True), default=str))


def api_routes():
    """{name: path as the document writes it, which calls a key `id`} of every route under /api/v1/."""
    [api] = [route for route in get_resolver().url_patterns if getattr(route, "namespace", None) == "api"]
    return {
        route.name: "/api/v1/" + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", str(route.pattern)).replace("{pk}", "{id}")
        for route in api.url_patterns
        if route.name not in ABOUT_ITSELF
    }


def operations(document):
    verbs = {"get", "post", "put", "patch", "delete"}
    return [
        (path, verb, operation)
        for path, item in document["paths"].items()
        for verb, operation in item.items()
        if verb in verbs
    ]


def test_the_document_is_valid_openapi_3_1(document):
    validate_schema(document)

    assert document["openapi"] == "3.1.0"


def test_the_generator_warns_of_nothing_and_chose_no_name_by_hash(document):
    reset_generator_stats()
    SchemaGenerator().get_schema(request=None, public=True)

    assert (dict(GENERATOR_STATS._warn_cache), dict(GENERATOR_STATS._error_cache)) == ({}, {})
    assert [name for name in document["components"]["schemas"] if re.fullmatch(r"\w+[0-9A-F]{3}Enum", name)] == []


def test_the_document_names_every_route_of_the_api(document):
    assert set(document["paths"]) == set(api_routes().values())


def test_every_operation_has_a_name_and_says_what_it_does(document):
    documented = operations(document)

    ids = [operation["operationId"] for _, _, operation in documented]
    assert sorted(ids) == sorted(set(ids))
    assert [(path, verb) for path, verb, operation in documented if not operation.get("description")] == []


def test_every_operation_has_a_short_summary_of_its_own(document):
    summaries = [operation.get("summary", "") for _, _, operation in operations(document)]

    assert sorted(summaries) == sorted(set(summaries))
    assert [text for text in summaries if not 0 < len(text) <= 40 or text.endswith(".")] == []


def bodies(operation):
    """(where, media type, content) of what an operation takes, and of what it answers when it does not refuse."""
    answers = [(code, answer) for code, answer in operation["responses"].items() if code.startswith("2")]
    for where, body in [("request", operation.get("requestBody", {})), *answers]:
        for media, content in body.get("content", {}).items():
            yield where, media, content


def test_every_operation_has_an_example_that_its_schema_allows(document):
    faults = []
    for path, verb, operation in operations(document):
        for where, media, content in bodies(operation):
            if "example" not in content:
                faults.append((path, verb, where, "no example"))
            elif media == "application/json":
                shape = Draft202012Validator(content["schema"] | {"components": document["components"]})
                faults += [(path, verb, where, error.message) for error in shape.iter_errors(content["example"])]
        named = [parameter for parameter in operation.get("parameters", ()) if parameter["in"] == "path"]
        faults += [(path, verb, about["name"], "no example") for about in named if "example" not in about]

    assert faults == []


def test_an_operation_without_a_body_is_one_whose_address_is_the_example(document):
    silent = [(path, verb) for path, verb, operation in operations(document) if not list(bodies(operation))]

    assert silent == [
        ("/api/v1/authorities/{authority}/invitations/{id}/", "delete"),
        ("/api/v1/bids/{id}/", "delete"),
        ("/api/v1/bids/{id}/signature/", "delete"),
        ("/api/v1/opening-keys/{id}/", "delete"),
        ("/api/v1/suppliers/{id}/consortia/{consortium}/departure/", "post"),
        ("/api/v1/suppliers/{id}/members/{member}/", "delete"),
        ("/api/v1/suppliers/{id}/share-code/", "delete"),
        ("/api/v1/tenders/{id}/following/", "delete"),
        ("/api/v1/tokens/{key}/", "delete"),
        ("/api/v1/watch-lists/{id}/", "delete"),
    ]


@pytest.mark.parametrize(
    ("path", "taken"),
    [
        ("/api/v1/method-studies/", StudyIn),
        ("/api/v1/method-studies/{id}/choice/", ChoiceIn),
        ("/api/v1/evaluations/{id}/rerun/", RerunIn),
        ("/api/v1/evaluations/{id}/reports/", ReportIn),
        ("/api/v1/policies/{id}/reports/", PeriodIn),
        ("/api/v1/tenders/{id}/method-study/", ReferenceIn),
        ("/api/v1/standards/advice/", AdviceIn),
        ("/api/v1/standards/{key}/facts/", StandardFactIn),
        ("/api/v1/authorities/{authority}/invitations/", InvitationIn),
        ("/api/v1/authorities/{authority}/people/{id}/acts/", PersonActIn),
        ("/api/v1/watch-lists/", WatchListIn),
        ("/api/v1/watch-lists/{id}/", WatchNameIn),
        ("/api/v1/drafts/{id}/", DraftIn),
        ("/api/v1/drafts/{id}/gate/reasons/{rule}/", ExplanationIn),
        ("/api/v1/drafts/{id}/gate/refused/{explanation}/", NoteIn),
        ("/api/v1/drafts/{id}/review/", CheckedIn),
        ("/api/v1/drafts/{id}/back/", SendBackIn),
        ("/api/v1/drafts/{id}/cancellation/", CancelDraftIn),
        ("/api/v1/drafts/{id}/publication/", CheckedIn),
        ("/api/v1/amendments/{id}/", AmendmentIn),
        ("/api/v1/amendments/{id}/acts/", AmendmentActIn),
        ("/api/v1/drafts/{id}/sections/{section}/", SectionIn),
        ("/api/v1/drafts/{id}/sections/{section}/saves/{no}/restore/", RestoreIn),
        ("/api/v1/tenders/{id}/questions/{question}/", QuestionIn),
        ("/api/v1/tenders/{id}/questions/{question}/answer/", AnswerIn),
        ("/api/v1/tenders/{id}/questions/{question}/refusal/", RefusalIn),
        ("/api/v1/suppliers/{id}/espd/declarations/", AdoptionIn),
        ("/api/v1/suppliers/{id}/consortia/", ConsortiumIn),
        ("/api/v1/suppliers/{id}/consortia/{consortium}/part/", SeenIn),
        ("/api/v1/consortia/{id}/dissolution/", WhyIn),
        ("/api/v1/consortia/{id}/invitations/", AskedIn),
        ("/api/v1/consortia/{id}/parties/{no}/", ChangedPartIn),
        ("/api/v1/consortia/{id}/parties/{no}/removal/", WhyIn),
        ("/api/v1/tenders/{id}/extension/", ExtensionIn),
        ("/api/v1/tenders/{id}/outage-extension/", OutageExtensionIn),
        ("/api/v1/tenders/{id}/proposed-reopening/", OutageExtensionIn),
        ("/api/v1/tenders/{id}/reopening/", ReopeningIn),
        ("/api/v1/tenders/{id}/suspension/", SuspensionIn),
        ("/api/v1/tenders/{id}/proposed-cancellation/", CancellationProposalIn),
        ("/api/v1/tenders/{id}/cancellation/", CancellationIn),
        ("/api/v1/suppliers/", SupplierIn),
        ("/api/v1/suppliers/{id}/details/", SupplierDetailsIn),
        ("/api/v1/suppliers/{id}/identifier/", SupplierIdentifierIn),
        ("/api/v1/suppliers/{id}/acts/", SupplierActIn),
        ("/api/v1/suppliers/{id}/hearing/", HearingAnswerIn),
        ("/api/v1/suppliers/{id}/declarations/", DeclarationsIn),
        ("/api/v1/suppliers/{id}/facts/{kind}/{no}/", FactIn),
        ("/api/v1/suppliers/{id}/facts/{kind}/{no}/withdrawal/", FactSeenIn),
        ("/api/v1/suppliers/{id}/invitations/new/", SupplierInvitationIn),
        ("/api/v1/suppliers/{id}/members/{member}/", SupplierRoleIn),
    ],
)
def test_an_example_of_a_request_would_be_taken(document, path, taken):
    [operation] = [operation for operation in document["paths"][path].values() if "requestBody" in operation]
    example = operation["requestBody"]["content"]["application/json"]["example"]

    assert taken(data=example).is_valid(raise_exception=True)


def test_every_request_is_among_those_that_were_tried(document):
    requests = [path for path, _, operation in operations(document) if "requestBody" in operation]

    assert len(requests) == 67  # files come in six of them and a bundle in one, which no JSON holds


def test_every_operation_needs_a_token_or_a_session(document):
    open_to_all = [(path, verb) for path, verb, operation in operations(document) if {} in operation["security"]]

    assert open_to_all == [
        ("/api/v1/about/", "get"),
        ("/api/v1/cpv/", "get"),
        ("/api/v1/outages/", "get"),
        ("/api/v1/policies/", "get"),
        ("/api/v1/policies/{id}/", "get"),
        ("/api/v1/profiles/{sha256}/", "get"),
        ("/api/v1/standards/", "get"),
        ("/api/v1/standards/{key}/", "get"),
    ]


def test_a_schema_that_is_referred_to_is_there(document):
    named = set(re.findall(r'"#/components/schemas/(\w+)"', json.dumps(document)))

    assert named == set(document["components"]["schemas"])


def schema_of(document, path, verb, status):
    content = document["paths"][path][verb]["responses"][str(status)]["content"]["application/json"]
    return Draft202012Validator(content["schema"] | {"components": document["components"]})


@pytest.mark.parametrize(
    ("name", "about"),
    [
        ("index", None),
        ("tokens", None),
        ("tenders", None),
        ("tender", "tender"),
        ("tender-evaluations", "tender"),
        ("policies", None),
        ("policy", "policy"),
        ("cpv", None),
        ("standards", None),
        ("standard", "standard"),
        ("method-studies", None),
        ("method-study", "study"),
        ("method-study-simulation", "study"),
        ("evaluation", "evaluation"),
        ("reports", None),
        ("report", "report"),
        ("job", "job"),
    ],
)
def test_an_answer_is_as_the_document_describes_it(document, client, settings, name, about):
    settings.MFA_REQUIRED_ROLES = []
    report = builders.finished_report()
    lot = report.run.lot
    objects = {
        "tender": lot.tender_id,
        "study": builders.simulated_study(authority=report.authority).pk,
        "evaluation": lot.evaluation.pk,
        "report": report.pk,
        "job": report.job_id,
        "standard": "en-301-549",
        "policy": policies.answer(policies.comment(policies.in_consultation())).comment.consultation.version_id,
    }
    client.force_login(builders.person("officer", authority=report.authority))

    answer = client.get(reverse(f"api:{name}", args=[objects[about]] if about else []))

    assert answer.status_code == 200
    errors = list(schema_of(document, api_routes()[name], "get", 200).iter_errors(answer.json()))
    assert [(list(error.path), error.message) for error in errors] == []


@pytest.mark.parametrize("media", ["application/json", "application/vnd.oai.openapi+json"])
def test_the_document_is_served(client, document, media):
    client.force_login(builders.person())

    answer = client.get(reverse("api:schema"), headers={"Accept": media})

    assert answer.status_code == 200
    assert set(answer.json()["paths"]) == set(document["paths"])


def test_the_page_of_the_document_loads_nothing_from_elsewhere(client):
    client.force_login(builders.person())

    page = client.get(reverse("api:docs")).content.decode()
    script = client.get(reverse("api:docs") + "?script=").content.decode()

    assert re.findall(r"""(?:src|href)=["'](?:https?:)?//[^"']+""", page) == []
    assert f'"{reverse("api:schema")}"' in script


def test_every_operation_names_its_refusals_as_problem_details(document):
    submissions = {
        "/api/v1/bids/{id}/versions/": {"422", "503"},
        "/api/v1/bids/{id}/versions/sealed/": {"413", "422", "503"},
    }
    expected = {
        (path, verb): {"400", "401", "403", "429"}
        | ({"404"} if "{" in path else set())
        | (set() if verb == "get" else {"409"} | submissions.get(path, set()))
        for path, verb, _ in operations(document)
    }
    refused = {
        (path, verb): {
            code
            for code, answer in operation["responses"].items()
            if "application/problem+json" in answer.get("content", {})
        }
        for path, verb, operation in operations(document)
    }

    assert refused == expected


def test_a_refusal_has_the_shape_that_the_document_says(client, document):
    shape = Draft202012Validator(document["components"]["schemas"]["Problem"])
    anonymous = client.get(reverse("api:notices"))
    client.force_login(builders.person())

    wrong = client.get(reverse("api:tenders"), {"size": "many"})

    assert (anonymous.status_code, wrong.status_code) == (401, 400)
    assert [list(shape.iter_errors(answer.json())) for answer in (anonymous, wrong)] == [[], []]


def test_closed_lists_have_names_of_their_own(document):
    names = set(document["components"]["schemas"])

    assert {"TenderState", "EvaluationState", "JobState"} <= names
    assert [name for name in names if re.search(r"[A-Z][0-9a-f]{3}Enum$", name)] == []


def test_a_required_text_that_may_not_be_empty_says_so(document):
    choice = document["components"]["schemas"]["ChoiceIn"]["properties"]

    texts = {name: schema.get("minLength") for name, schema in choice.items() if schema["type"] == "string"}
    assert texts == {"candidate": 1, "reason": 1}
