"""Countries to choose from, by the names of the reader's language."""

import re

from core.pages import formats


def country_choices() -> list[tuple[str, str]]:
    """(two letters, name), by name."""
    names = formats.locale().territories
    listed = [(code, name) for code, name in names.items() if _is_country(code)]
    return sorted(listed, key=lambda pair: pair[1])


def country_name(code: str) -> str:
    """The name of a country; the code itself where it has none."""
    return str(formats.locale().territories.get(code, code))


def _is_country(code: str) -> bool:
    return bool(re.fullmatch(r"[A-Z]{2}", code)) and code not in {"EU", "EZ", "UN", "ZZ", "XA", "XB", "QO"}
