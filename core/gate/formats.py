"""JSON, YAML and XML read strictly: UTF-8, bounded in depth and nodes, nothing that names two things or another file.

Source: EVIDENCE §2. Each reader raises GateFault; the libraries are imported inside, for the child alone.
"""

import json
from collections.abc import Iterator
from functools import cache
from typing import Any, NoReturn

MOST_DEPTH = 100
MOST_NODES = 200_000


class GateFault(Exception):
    """Why a file is refused: a key of what the parent says in a sentence, and a short text of ours beside it."""

    def __init__(self, code: str, detail: str = "") -> None:
        self.code, self.detail = code, detail
        super().__init__(code)


def warm_up() -> None:
    """Import what reading needs, while files may still be opened."""
    import defusedxml.ElementTree  # noqa: F401 -- slow import
    import yaml  # noqa: F401 -- slow import

    _strict_loader()


def read_text(content: bytes) -> str:
    """The text of a file in UTF-8, with or without its mark. Raises GateFault for another encoding, NUL and nothing."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise GateFault("not_utf8") from None
    if "\0" in text:
        raise GateFault("nul")
    if not text.strip():
        raise GateFault("empty")
    return text


def read_json(content: bytes) -> Any:
    """The value of a JSON file. A key that comes twice in one object, NaN and infinity are refused."""
    try:
        value = json.loads(read_text(content), object_pairs_hook=_pairs, parse_constant=_not_a_number)
    except RecursionError:
        raise GateFault("too_deep") from None
    except ValueError as error:
        line = f"line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        raise GateFault("not_json", line) from None
    _measure(value)
    return value


def read_yaml(content: bytes) -> Any:
    """The value of a YAML file as JSON holds it: keys are texts. Aliases, tags and several documents are refused."""
    import yaml

    text = read_text(content)
    try:
        _look_through_events(yaml.parse(text, Loader=yaml.CSafeLoader))
        value = yaml.load(text, Loader=_strict_loader())  # noqa: S506 -- a subclass of the safe loader
        return json.loads(json.dumps(value, default=str, allow_nan=False))
    except yaml.MarkedYAMLError as error:
        raise GateFault("not_yaml", _line(error.problem_mark)) from None
    except (yaml.YAMLError, TypeError, RecursionError, OverflowError):
        raise GateFault("not_yaml") from None
    except ValueError:
        raise GateFault("not_a_number") from None


def read_xml(content: bytes) -> Any:
    """The root element of an XML file. A document type, and so every entity, is refused."""
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import ParseError, fromstring

    read_text(content)
    try:
        root = fromstring(content, forbid_dtd=True)
    except DefusedXmlException:
        raise GateFault("doctype") from None
    except (ParseError, ValueError, LookupError) as error:
        line = getattr(error, "position", (0,))[0]
        raise GateFault("not_xml", f"line {line}" if line else "") from None
    _measure(root)
    return root


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values = dict(pairs)
    if len(values) != len(pairs):
        names = [name for name, _ in pairs]
        raise GateFault("duplicate_key", next(name for name in names if names.count(name) > 1)[:60])
    return values


def _not_a_number(_text: str) -> NoReturn:
    raise GateFault("not_a_number")


def _measure(root: Any) -> None:
    """Raises GateFault for a value deeper or larger than the limits. Children first in, last out: no recursion."""
    waiting = [(root, 1)]
    nodes = 0
    while waiting:
        node, depth = waiting.pop()
        nodes += 1
        if depth > MOST_DEPTH:
            raise GateFault("too_deep")
        if nodes > MOST_NODES:
            raise GateFault("too_many_nodes")
        waiting.extend((child, depth + 1) for child in _children(node))


def _children(node: Any) -> Iterator[Any]:
    if isinstance(node, dict):
        yield from node.values()
    elif not isinstance(node, str | bytes | int | float | bool | None):
        yield from node  # a list, or an element of XML


def _look_through_events(events: Iterator[Any]) -> None:
    import yaml

    depth = nodes = documents = 0
    for event in events:
        if isinstance(event, yaml.AliasEvent):
            raise GateFault("alias", _line(event.start_mark))
        documents += isinstance(event, yaml.DocumentStartEvent)
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        nodes += isinstance(event, yaml.NodeEvent)
        if depth > MOST_DEPTH:
            raise GateFault("too_deep")
        if nodes > MOST_NODES:
            raise GateFault("too_many_nodes")
        if documents > 1:
            raise GateFault("several_documents")


def _line(mark: Any) -> str:
    """Where a mark of YAML stands, counted from one."""
    return f"line {mark.line + 1}" if mark else ""


@cache
def _strict_loader() -> Any:
    import yaml

    class StrictLoader(yaml.CSafeLoader):
        """The safe loader, for which a key that comes twice is a fault."""

        def construct_mapping(self, node: Any, deep: bool = False) -> Any:
            keys = [key.value for key, _ in node.value if isinstance(key, yaml.ScalarNode)]
            if len(set(keys)) != len(keys):
                raise GateFault("duplicate_key", next(key for key in keys if keys.count(key) > 1)[:60])
            return super().construct_mapping(node, deep)

    return StrictLoader
