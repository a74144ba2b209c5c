"""The tables under docs/generated: read from the code that rules, never written by hand (STYLE habit 19)."""

from django.utils import translation

from procurement.web.docs import addresses, audit_kinds, constraints, criteria, methods, permissions, rules, states

_PAGES = {
    "states.md": states.page,
    "permissions.md": permissions.page,
    "api.md": addresses.page,
    "audit-kinds.md": audit_kinds.page,
    "criteria.md": criteria.page,
    "methods.md": methods.page,
    "constraints.md": constraints.page,
    "rules.md": rules.page,
}


def files() -> dict[str, str]:
    """{file name: text} of every generated page, in English. Reads code only, no database."""
    with translation.override("en"):
        return {name: page() for name, page in _PAGES.items()}
