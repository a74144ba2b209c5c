"""Code lists that every stage reads: read once per process from files beside this one, without a database."""

from core.codes.cpv import (
    CodeResults,
    CpvCode,
    begins_code,
    children_of,
    code_with_title,
    cpv_code,
    divisions,
    parents_of,
    search_codes,
    title_of,
)

__all__ = [
    "CodeResults",
    "CpvCode",
    "begins_code",
    "children_of",
    "code_with_title",
    "cpv_code",
    "divisions",
    "parents_of",
    "search_codes",
    "title_of",
]
