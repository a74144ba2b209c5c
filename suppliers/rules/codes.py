"""Share codes as people read, say and type them: three groups of four, without letters that look like digits."""

import re

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base32: no I, L, O, U
SIZE, GROUP = 12, 4
_BETWEEN = re.compile(r"[\s\-\u2010-\u2015\u2212]+")
_LOOK_ALIKE = str.maketrans("OIL", "011")


def in_groups(letters: str) -> str:
    """K7QM2TXD94RA as K7QM-2TXD-94RA."""
    return "-".join(letters[start : start + GROUP] for start in range(0, SIZE, GROUP))


def read_code(text: str) -> str | None:
    """The code that somebody typed, in its one form; None for what can be none. O is read as 0, I and L as 1."""
    letters = _BETWEEN.sub("", text).upper().translate(_LOOK_ALIKE)
    if len(letters) != SIZE or set(letters) - set(ALPHABET):
        return None
    return in_groups(letters)
