"""References of JSON documents and XML schemas to each other: each must lead into one of the files. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import unquote, urldefrag, urljoin

XSD = "{http://www.w3.org/2001/XMLSchema}"
XML_NAMESPACE = "http://www.w3.org/XML/1998/namespace"
_REFERENCES = ("$ref", "$dynamicRef", "$recursiveRef")
_ANCHORS = ("$anchor", "$dynamicAnchor")
_DATA = {"const", "enum", "default", "example"}  # what stands under them is no schema
_NAMES = {"properties", "patternProperties", "$defs", "definitions", "dependentSchemas"}  # keys below are names
LONGEST_QUOTE = 200


class JsonDocuments:
    """JSON documents by their URIs; every `$id` in them is a URI, too."""

    def __init__(self, documents: Mapping[str, Any]) -> None:
        self._by_uri: dict[str, Any] = dict(documents)
        self._anchors: dict[str, set[str]] = {}
        for uri, document in documents.items():
            for node, base in _schemas(document, uri):
                self._register(node, base)
            self._share_anchors(uri, document)
        self._documents = documents

    def _share_anchors(self, uri: str, document: Any) -> None:
        """A document that has an `$id` is still known by its file's URI, and so are its anchors."""
        identity = document.get("$id") if isinstance(document, dict) else None
        if isinstance(identity, str):
            names = self._anchors.get(urldefrag(_joined(uri, identity))[0], set())
            self._anchors.setdefault(uri, set()).update(names)

    def _register(self, node: Mapping[str, Any], base: str) -> None:
        identity = node.get("$id")
        if isinstance(identity, str):
            uri, fragment = urldefrag(base)
            self._by_uri.setdefault(uri, node)
            if fragment:  # an anchor as draft-07 writes it
                self._anchors.setdefault(uri, set()).add(fragment)
        names = {node[key] for key in _ANCHORS if isinstance(node.get(key), str)}
        if names:
            self._anchors.setdefault(urldefrag(base)[0], set()).update(names)

    def unresolved(self) -> Iterator[tuple[str, str]]:
        """(URI of the file, the reference) of every reference that leads to nothing here."""
        for uri, document in self._documents.items():
            for node, base in _schemas(document, uri):
                for key in _REFERENCES:
                    reference = node.get(key)
                    if isinstance(reference, str) and not self._leads_somewhere(reference, base):
                        yield uri, reference[:LONGEST_QUOTE]

    def _leads_somewhere(self, reference: str, base: str) -> bool:
        try:
            uri, fragment = urldefrag(urljoin(urldefrag(base)[0], reference))
        except ValueError:
            return False
        if uri not in self._by_uri:
            return False
        if not fragment or fragment in self._anchors.get(uri, ()):
            return True
        return _points_somewhere(self._by_uri[uri], unquote(fragment))


def _points_somewhere(document: Any, pointer: str) -> bool:
    """Whether a JSON pointer (RFC 6901) names a value."""
    if not pointer.startswith("/"):
        return False
    value = document
    for part in pointer[1:].split("/"):
        key = part.replace("~1", "/").replace("~0", "~")
        if isinstance(value, dict) and key in value:
            value = value[key]
        elif isinstance(value, list) and key.isascii() and key.isdigit() and int(key) < len(value):
            value = value[int(key)]
        else:
            return False
    return True


def _schemas(document: Any, uri: str) -> Iterator[tuple[Mapping[str, Any], str]]:
    """Every object that may refer to another, with its base URI; data such as a default is left out."""
    waiting: list[tuple[Any, str, bool]] = [(document, uri, False)]
    while waiting:
        node, base, is_names = waiting.pop()
        if isinstance(node, list):
            waiting.extend((child, base, False) for child in node)
        elif isinstance(node, dict):
            if not is_names:
                identity = node.get("$id")
                base = _joined(base, identity) if isinstance(identity, str) else base
                yield node, base
            waiting.extend((child, base, below) for child, below in _below(node, is_names=is_names))


def _below(node: Mapping[str, Any], *, is_names: bool) -> Iterator[tuple[Any, bool]]:
    for key, child in node.items():
        if is_names:
            yield child, False
        elif key == "examples":
            # A list is data; in an OpenAPI document it is a map of objects, of which only a reference counts.
            named = child.values() if isinstance(child, dict) else ()
            references = [example for example in named if isinstance(example, dict) and "$ref" in example]
            yield [{"$ref": example["$ref"]} for example in references], False
        elif key not in _DATA:
            yield child, key in _NAMES


def _joined(base: str, identity: str) -> str:
    try:
        return urljoin(base, identity)
    except ValueError:
        return base


def unresolved_contexts(documents: Mapping[str, Any], known: Iterable[str]) -> Iterator[tuple[str, str]]:
    """(URI of the file, the address) of every `@context` and import of JSON-LD that leads to none of the files."""
    files = set(known)
    for uri, document in documents.items():
        for node, _ in _schemas(document, uri):
            for key in ("@context", "@import", "owl:imports"):
                for address in _texts(node.get(key)):
                    if _joined(uri, address) not in files:
                        yield uri, address[:LONGEST_QUOTE]


def _texts(value: Any) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [text for text in values if isinstance(text, str)]


def unresolved_imports(schemas: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """(URI of the file, the location or namespace) of every import of an XML schema that leads to none of the files."""
    namespaces = {root.get("targetNamespace", "") for root in schemas.values()} | {XML_NAMESPACE}
    for uri, root in schemas.items():
        for name in ("import", "include", "redefine", "override"):
            for element in root.iter(f"{XSD}{name}"):
                location = element.get("schemaLocation")
                if location is not None and _joined(uri, location) not in schemas:
                    yield uri, location[:LONGEST_QUOTE]
                elif location is None and element.get("namespace", "") not in namespaces:
                    yield uri, element.get("namespace", "")[:LONGEST_QUOTE]
