"""What the child says of profiles of each kind: dialect, references, whether anything can fail. Read in this process."""

import base64
import json

import pytest

from core.gate import formats
from core.gate.profile_reader import read_profile

SCHEMA_2020 = "https://json-schema.org/draft/2020-12/schema"
OPENAPI = {"openapi": "3.0.3", "paths": {"/lamps": {"get": {"responses": {"200": {"description": "Lamps."}}}}}}
XSD = '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:a">{}<xs:element name="a"/></xs:schema>'


def row(name, content):
    ending = name.rpartition(".")[2]
    file_format = {"yaml": "yaml", "yml": "yaml", "xsd": "xml", "xml": "xml", "ttl": "text"}.get(ending, "json")
    raw = content if isinstance(content, bytes) else json.dumps(content).encode()
    return {"name": name, "format": file_format, "data": base64.b64encode(raw).decode()}


def read(kind, files, samples=()):
    """(dialect, [(code, file, detail)]) of a profile."""
    order = {"kind": kind, "files": [row(*pair) for pair in files], "samples": [row(*pair) for pair in samples]}
    answer = json.loads(read_profile(json.dumps(order).encode()))
    return answer["dialect"], [tuple(fault.values()) for fault in answer["faults"]]


def schema(**keywords):
    return {"$schema": SCHEMA_2020, **keywords}


@pytest.mark.parametrize(
    ("kind", "files", "dialect"),
    [
        ("json-schema", [("a.json", schema(type="object"))], "JSON Schema 2020-12"),
        ("json-schema", [("a.json", {"$schema": "http://json-schema.org/draft-07/schema#", "type": "object"})], "JSON Schema draft-07"),
        ("openapi", [("a.json", OPENAPI)], "OpenAPI 3.0.3"),
        ("openapi", [("a.yaml", b"swagger: '2.0'\npaths:\n  /a:\n    get:\n      responses:\n        200: {description: A}\n")], "OpenAPI 2.0"),
        ("asyncapi", [("a.yaml", b"asyncapi: 3.0.0\nchannels:\n  a: {}\n")], "AsyncAPI 3.0.0"),
        ("xsd", [("a.xsd", XSD.format("").encode())], "XML Schema"),
        ("shacl", [("a.ttl", b"@prefix sh: <http://www.w3.org/ns/shacl#> .\n")], "SHACL"),
        ("csvw", [("a.json", {"@context": "http://www.w3.org/ns/csvw", "url": "a.csv", "tableSchema": {"columns": []}})], "CSV on the Web"),
    ],
)  # fmt: skip
def test_each_kind_says_its_dialect(kind, files, dialect):
    samples = [("a.csv", b'"a"')] if kind == "csvw" else []

    assert read(kind, files, samples) == (dialect, [])


@pytest.mark.parametrize(
    ("kind", "content", "code"),
    [
        ("json-schema", {"type": "object"}, "no_dialect"),
        ("json-schema", {"$schema": "https://example.org/mine", "type": "object"}, "no_dialect"),
        ("json-schema", schema(title="Anything"), "vacuous"),
        ("json-schema", [1], "no_object"),
        ("openapi", {"openapi": "4.0", "paths": {}}, "no_dialect"),
        ("openapi", {"openapi": "3.1.0", "paths": {}}, "vacuous"),
        ("openapi", {"openapi": "3.1.0", "paths": {"/a": {"summary": "No operation."}}}, "vacuous"),
        ("asyncapi", {"asyncapi": "3.0.0", "channels": {}}, "vacuous"),
        ("asyncapi", {"openapi": "3.0.0"}, "no_dialect"),
        ("csvw", {"tableSchema": {}}, "no_dialect"),
    ],
)
def test_a_main_file_that_says_no_dialect_or_asks_for_nothing_is_refused(kind, content, code):
    dialect, faults = read(kind, [("a.json", content)])

    assert (dialect, [fault[:2] for fault in faults]) == ("", [(code, "a.json")])


@pytest.mark.parametrize(
    "keywords",
    [
        {"$ref": "#/$defs/a", "$defs": {"a": {"type": "string"}}},
        {"$ref": "b.json"},
        {"$ref": "b.json#/$defs/x~1y"},
        {"$ref": "b.json#here"},
        {"$id": "https://city.example/a.json", "$ref": "https://city.example/b.json"},
        {"$ref": "https://city.example/b.json#here"},
        {"properties": {"$ref": {"type": "string"}, "default": {"$ref": "b.json"}}},
        {"default": {"$ref": "nowhere.json"}, "type": "object"},
        {"enum": [{"$ref": "nowhere.json"}]},
        {"examples": [{"$ref": "nowhere.json"}], "type": "object"},
    ],
)
def test_references_inside_the_list_resolve(keywords):
    other = {"$id": "https://city.example/b.json", "$defs": {"x/y": {"$anchor": "here", "type": "string"}}}

    assert read("json-schema", [("a.json", schema(**keywords)), ("b.json", other)])[1] == []


@pytest.mark.parametrize(
    "reference",
    [
        "#/$defs/b",
        "b.json",
        "../b.json",
        "http://169.254.169.254/latest",
        "file:///etc/passwd",
        "//host/share",
        "http://[",
        "#nowhere",
        "a.json#/type/x",
        "data:application/json,{}",
    ],
)
def test_references_that_lead_out_are_named(reference):
    faults = read("json-schema", [("a.json", schema(allOf=[{"$ref": reference}], type="object"))])[1]

    assert faults == [("outside", "a.json", reference)]


def test_a_reference_in_an_example_of_an_interface_counts():
    examples = {"lamp": {"$ref": "lamp.json"}, "data": {"value": {"$ref": "only data"}}}
    content = {"application/json": {"examples": examples}}
    document = {
        **OPENAPI,
        "paths": {"/lamps": {"get": {"responses": {"200": {"description": "A", "content": content}}}}},
    }

    assert read("openapi", [("a.json", document)])[1] == [("outside", "a.json", "lamp.json")]


@pytest.mark.parametrize(
    ("element", "faults"),
    [
        ('<xs:import schemaLocation="b.xsd" namespace="urn:b"/>', []),
        ('<xs:include schemaLocation="c.xsd"/>', [("outside", "a.xsd", "c.xsd")]),
        ('<xs:import namespace="urn:b"/>', []),
        ('<xs:import namespace="http://www.w3.org/XML/1998/namespace"/>', []),
        ('<xs:import namespace="urn:c"/>', [("outside", "a.xsd", "urn:c")]),
        ('<xs:import namespace="urn:b" schemaLocation="http://example.org/b.xsd"/>', [("outside", "a.xsd", "http://example.org/b.xsd")]),
    ],
)  # fmt: skip
def test_imports_of_xml_schemas_lead_to_files_of_the_list(element, faults):
    other = XSD.format("").replace("urn:a", "urn:b").encode()

    assert read("xsd", [("a.xsd", XSD.format(element).encode()), ("b.xsd", other)])[1] == faults


def test_contexts_of_json_ld_shapes_lead_to_files_of_the_list():
    shapes = {"@context": ["c.jsonld", "https://example.org/d.jsonld"], "sh": "http://www.w3.org/ns/shacl#"}

    faults = read("shacl", [("a.jsonld", shapes), ("c.jsonld", {"sh": "http://www.w3.org/ns/shacl#"})])[1]

    assert faults == [("outside", "a.jsonld", "https://example.org/d.jsonld")]


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.yaml", b"a: &x [1]\nb: *x\n", "alias"),
        ("a.yaml", b"a: !!python/object/apply:os.system [true]\n", "not_yaml"),
        ("a.yaml", b"a: 1\n---\nb: 2\n", "several_documents"),
        ("a.yaml", b"a: 1\na: 2\n", "duplicate_key"),
        ("a.yaml", b"a: .nan\n", "not_a_number"),
        ("a.yaml", b"a: [\n", "not_yaml"),
        ("a.yaml", b"[" * 500, "too_deep"),
        ("a.json", b"[" * 5_000 + b"]" * 5_000, "too_deep"),
        ("a.json", b"[" + b"0," * 200_001 + b"0]", "too_many_nodes"),
        ("a.json", b"1" * 5_000, "not_json"),
        ("a.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "doctype"),
        ("a.xml", b"<a><b></a>", "not_xml"),
        ("a.xml", b"<a>" * 101 + b"</a>" * 101, "too_deep"),
        ("a.xml", '<?xml version="1.0" encoding="utf-16"?><a/>'.encode("utf-16"), "not_utf8"),
    ],
)
def test_a_file_that_is_not_safe_to_read_is_refused(name, content, code):
    [fault] = read("json-schema", [("s.json", schema(type="object"))], [(name, content)])[1]

    assert fault[:2] == (code, name)


def test_dates_and_numbers_as_keys_are_read_as_json_would_hold_them():
    assert formats.read_yaml(b"200: 2026-03-01\ntrue: 1\n") == {"200": "2026-03-01", "true": 1}


@pytest.mark.parametrize("folder", ["openapi/valid", "asyncapi/valid"])
def test_published_files_that_are_valid_are_taken(shared, folder):
    kind = folder.partition("/")[0]
    for path in sorted((shared / "evidence" / folder).iterdir()):
        if not path.name.startswith("_"):
            dialect, faults = read(kind, [(path.name, path.read_bytes())])
            if faults != [("vacuous", path.name, "")]:  # a valid one may offer nothing
                assert (path.name, bool(dialect), faults) == (path.name, True, [])


def test_hostile_files_are_refused(shared):
    refused = {}
    for path in sorted((shared / "evidence/hostile/invalid").iterdir()):
        if path.suffix in {".json", ".jsonld", ".yaml", ".xml"} and "redos" not in path.name:
            kind = "openapi" if "openapi" in path.name else "shacl" if path.suffix == ".jsonld" else "json-schema"
            faults = read(kind, [(path.name, path.read_bytes())])[1]
            refused[path.name] = [fault[0] for fault in faults]

    assert refused == {
        "json-deep.json": ["too_deep"],
        "jsonld-remote-context.jsonld": ["no_dialect", "outside"],
        "openapi-remote-ref.json": ["outside"],
        "xml-billion-laughs.xml": ["doctype"],
        "xml-xxe-file.xml": ["doctype"],
        "yaml-alias-bomb.yaml": ["alias"],
    }
