"""Rows of suppliers into pure values: for rules, for a digest, for everything about oneself."""

from suppliers.gather.export import everything_about
from suppliers.gather.facts import CONTENT, FactDocument, content_of, fact, fact_digest, fact_document, facts
from suppliers.gather.parties import parties_facts
from suppliers.gather.snapshots import share_document

__all__ = [
    "CONTENT",
    "FactDocument",
    "content_of",
    "everything_about",
    "fact",
    "fact_digest",
    "fact_document",
    "facts",
    "parties_facts",
    "share_document",
]
