"""A reference profile, read in the child: every file by its format, the dialect, references, whether anything can fail.

The order is JSON: {"kind", "files": [{"name", "format", "data"}], "samples": the same}, the first file the main one,
data in base64. The answer is JSON: {"dialect", "faults": [{"code", "file", "detail"}]}.
"""

import base64
import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from core.gate import formats, references
from core.gate.formats import GateFault

Documents = Mapping[str, Any]
MOST_FAULTS = 50
DRAFTS = {
    "http://json-schema.org/draft-04/schema": "JSON Schema draft-04",
    "http://json-schema.org/draft-06/schema": "JSON Schema draft-06",
    "http://json-schema.org/draft-07/schema": "JSON Schema draft-07",
    "https://json-schema.org/draft/2019-09/schema": "JSON Schema 2019-09",
    "https://json-schema.org/draft/2020-12/schema": "JSON Schema 2020-12",
}
CSVW = "http://www.w3.org/ns/csvw"
_METHODS = {"get", "put", "post", "delete", "options", "head", "patch", "trace"}
_ANNOTATIONS = {
    *("$schema", "$id", "id", "$comment", "$defs", "definitions", "$vocabulary", "title", "description"),
    *("default", "examples", "deprecated", "readOnly", "writeOnly"),
}
_READERS: Mapping[str, Callable[[bytes], Any]] = {
    "json": formats.read_json,
    "yaml": formats.read_yaml,
    "xml": formats.read_xml,
    "text": formats.read_text,
}


def warm_up() -> None:
    """As `formats.warm_up`."""
    formats.warm_up()


def read_profile(order: bytes) -> bytes:
    """What is wrong with a profile. Raises nothing that is about its content."""
    asked = json.loads(order)
    faults: list[dict[str, str]] = []
    files = _documents(asked["files"], faults)
    samples = _documents(asked["samples"], faults)
    dialect = ""
    if not faults:
        main = asked["files"][0]["name"]
        try:
            dialect = _KINDS[asked["kind"]](main, files, samples)
        except GateFault as fault:
            faults.append({"code": fault.code, "file": main, "detail": fault.detail})
        faults += [
            {"code": "outside", "file": file, "detail": reference}
            for file, reference in _unresolved(asked["kind"], files, samples)
        ]
    return json.dumps({"dialect": dialect, "faults": faults[:MOST_FAULTS]}).encode()


def _documents(rows: list[dict[str, str]], faults: list[dict[str, str]]) -> dict[str, Any]:
    documents: dict[str, Any] = {}
    for row in rows:
        try:
            documents[row["name"]] = _READERS[row["format"]](base64.b64decode(row["data"]))
        except GateFault as fault:
            faults.append({"code": fault.code, "file": row["name"], "detail": fault.detail})
    return documents


def _unresolved(kind: str, files: Documents, samples: Documents) -> Iterator[tuple[str, str]]:
    if kind == "xsd":
        yield from references.unresolved_imports(files)
    elif kind == "shacl":
        parsed = {uri: document for uri, document in files.items() if not isinstance(document, str)}
        yield from references.unresolved_contexts(parsed, files)
    elif kind == "csvw":
        yield from _unresolved_tables(files, samples)
    else:
        yield from references.JsonDocuments(files).unresolved()


def _unresolved_tables(files: Documents, samples: Documents) -> Iterator[tuple[str, str]]:
    """Schemas that stand in another file, and tables of which there is no sample."""
    for uri, document in files.items():
        if isinstance(document, dict):
            for table in _tables(document):
                schema, url = table.get("tableSchema"), table.get("url")
                if isinstance(schema, str) and schema not in files:
                    yield uri, schema[: references.LONGEST_QUOTE]
                if isinstance(url, str) and url not in samples and url not in files:
                    yield uri, url[: references.LONGEST_QUOTE]


def _tables(document: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    tables = document.get("tables", [document])
    return [table for table in tables if isinstance(table, dict)] if isinstance(tables, list) else []


# --- dialects: each is said by the main file, and says something that a file can fail ---


def _json_schema(main: str, files: Documents, _samples: Documents) -> str:
    schema = _an_object(files[main])
    dialect = DRAFTS.get(str(schema.get("$schema", "")).removesuffix("#"))
    if dialect is None:
        raise GateFault("no_dialect", ", ".join(DRAFTS))
    if not set(schema) - _ANNOTATIONS:
        raise GateFault("vacuous")
    return dialect


def _openapi(main: str, files: Documents, _samples: Documents) -> str:
    document = _an_object(files[main])
    version = str(document.get("openapi") or document.get("swagger") or "")
    if not version.startswith(("2.0", "3.0.", "3.1.", "3.2.")):
        raise GateFault("no_dialect", "openapi: 3.x, swagger: 2.0")
    paths = document.get("paths")
    items = paths.values() if isinstance(paths, dict) else ()
    if not any(_METHODS & set(item) for item in items if isinstance(item, dict)):
        raise GateFault("vacuous")
    return f"OpenAPI {version[:20]}"


def _asyncapi(main: str, files: Documents, _samples: Documents) -> str:
    document = _an_object(files[main])
    version = str(document.get("asyncapi") or "")
    if not version.startswith(("2.", "3.")):
        raise GateFault("no_dialect", "asyncapi: 2.x, asyncapi: 3.x")
    if not document.get("channels"):
        raise GateFault("vacuous")
    return f"AsyncAPI {version[:20]}"


def _xsd(main: str, files: Documents, _samples: Documents) -> str:
    for root in files.values():
        if root.tag != f"{references.XSD}schema":
            raise GateFault("no_dialect", "http://www.w3.org/2001/XMLSchema")
    if not any(child.tag in {f"{references.XSD}element", f"{references.XSD}include"} for child in files[main]):
        raise GateFault("vacuous")
    return "XML Schema"


def _shacl(main: str, files: Documents, _samples: Documents) -> str:
    """Shapes in Turtle are stored as they are: nobody here reads their statements."""
    text = files[main]
    as_text = text if isinstance(text, str) else json.dumps(text)
    if "http://www.w3.org/ns/shacl#" not in as_text:
        raise GateFault("no_dialect", "http://www.w3.org/ns/shacl#")
    return "SHACL" if isinstance(text, str) else "SHACL (JSON-LD)"


def _csvw(main: str, files: Documents, _samples: Documents) -> str:
    document = _an_object(files[main])
    if CSVW not in json.dumps(document.get("@context", "")):
        raise GateFault("no_dialect", f"@context: {CSVW}")
    if not any(table.get("tableSchema") or document.get("tableSchema") for table in _tables(document)):
        raise GateFault("vacuous")
    return "CSV on the Web"


def _an_object(document: Any) -> Mapping[str, Any]:
    if not isinstance(document, dict):
        raise GateFault("no_object")
    return document


_KINDS: Mapping[str, Callable[[str, Documents, Documents], str]] = {
    "json-schema": _json_schema,
    "openapi": _openapi,
    "asyncapi": _asyncapi,
    "xsd": _xsd,
    "shacl": _shacl,
    "csvw": _csvw,
}
