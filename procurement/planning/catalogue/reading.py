"""From the files of the catalogue to its types. A fault in a file stops whoever reads it: the files are tested."""

import hashlib
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from procurement.planning.catalogue.types import (
    FACTS,
    Assessment,
    Catalogue,
    Citation,
    Clause,
    PublisherKind,
    Standard,
)
from scoring.standards import AdviceRule, Duty, Match
from scoring.standards.openness import UNKNOWN

FOLDER = Path(__file__).resolve().parent / "data"
ENTRY = "entry"  # a rule that rests on what is recorded of its standard
NO_FILE = "none"
Row = Mapping[str, Any]
Sources = Mapping[str, Row]


@cache
def catalogue() -> Catalogue:
    """The catalogue of this version of the product, read once per process."""
    sources = _table("sources.toml")
    rule_rows = _rows("rules", "rule")
    clause_file = _table("clauses.toml")
    rules = tuple(_rule(row) for row in rule_rows)
    standards = sorted((_standard(row, rules, sources) for row in _rows("standards", "standard")), key=_title)
    return Catalogue(
        version=_version(),
        standards={standard.id: standard for standard in standards},
        rules=rules,
        rule_sources={row["id"]: _citations(row["sources"], sources) for row in rule_rows},
        clauses=_by_standard(Clause(**_tuples(row)) for row in clause_file["clause"]),
        rider=clause_file["rider"],
    )


def _version() -> str:
    digest = hashlib.sha256()
    for path in sorted(FOLDER.rglob("*.toml")):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(FOLDER).as_posix()}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def _table(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))


def _rows(folder: str, name: str) -> list[Row]:
    return [row for path in sorted((FOLDER / folder).glob("*.toml")) for row in _table(f"{folder}/{path.name}")[name]]


def _title(standard: Standard) -> tuple[str, str]:
    return standard.title.casefold(), standard.id


def _standard(row: Row, rules: Iterable[AdviceRule], sources: Sources) -> Standard:
    mine = [rule for rule in rules if rule.standard == row["id"]]
    kinds = {rule.evidence for rule in mine} - {NO_FILE}
    values = _tuples(row) | {
        "publisher_kind": PublisherKind(row["publisher_kind"]),
        "answers": {fact: row["facts"].get(fact, UNKNOWN) for fact in FACTS},
        "sources": _citations(row["sources"], sources),
        "domains": tuple(sorted({domain for rule in mine for domain in rule.domains})),
        "evidence": tuple(sorted(kinds)),
        "assessment": Assessment(**row["assessment"]) if "assessment" in row else None,
    }
    del values["facts"]
    return Standard(**values)


def _rule(row: Row) -> AdviceRule:
    values = _tuples(row) | {
        "domains": frozenset(row["domains"]),
        "places": frozenset(row["places"]),
        "match": Match(row["match"]),
        "duty": Duty(row["duty"]),
    }
    del values["sources"]
    return AdviceRule(**values)


def _tuples(row: Row) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in row.items()}


def _citations(cited: Iterable[str], sources: Sources) -> tuple[Citation, ...]:
    """What `key#place` names; an entry's own sources stand on its page. Raises KeyError for a key that is none."""
    return tuple(_citation(text, sources) for text in cited if text != ENTRY)


def _citation(text: str, sources: Sources) -> Citation:
    key, _, place = text.partition("#")
    source = sources[key]
    return Citation(source["title"], place, source.get("url", ""), source.get("version", ""))


def _by_standard(clauses: Iterable[Clause]) -> dict[str, tuple[Clause, ...]]:
    lists: dict[str, tuple[Clause, ...]] = {}
    for clause in clauses:
        for standard in clause.standards:
            lists[standard] = (*lists.get(standard, ()), clause)
    return lists
