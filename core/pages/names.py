"""Names of organisations: an original in another script stands in brackets behind the name that is read here."""

import unicodedata


def split(name: str) -> tuple[str, str]:
    """(the name in a sentence, its original): "LLC Mira (ТОВ «МІРА»)" is "LLC Mira" and "ТОВ «МІРА»".

    A name whose bracket is of the same script stays whole: "ACME (Ireland)" is no translation.
    """
    front, bracket, rest = name.partition(" (")
    original = rest.removesuffix(")")
    if not bracket or not rest.endswith(")") or _scripts(front) & _scripts(original) or not _scripts(original):
        return name, ""
    return front, original


def _scripts(text: str) -> set[str]:
    """LATIN, CYRILLIC, ARABIC …: of the letters of a text."""
    return {unicodedata.name(letter, "UNKNOWN").split()[0] for letter in text if letter.isalpha()}
