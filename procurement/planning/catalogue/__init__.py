"""The standards that come with the product: facts, purposes, rules of applicability and clauses.

They are files of this folder, read once per process and never copied into the database: a new version of the product
brings new facts with it, and what an authority recorded stands in rows of its own beside them. `version` is the sha256
of the files; whatever is recorded says beside which version.
"""

from procurement.planning.catalogue.reading import catalogue
from procurement.planning.catalogue.types import (
    FACTS,
    Assessment,
    Catalogue,
    Citation,
    Clause,
    PublisherKind,
    Standard,
)

__all__ = ["FACTS", "Assessment", "Catalogue", "Citation", "Clause", "PublisherKind", "Standard", "catalogue"]
