"""Passphrases of opening keys: made by a machine, written down by a person, typed again in any spelling.

Sixteen characters of Crockford's base32 are 80 bits: nobody who has the wrapped key can try them all, the site
included.
"""

import os
import unicodedata
from collections.abc import Callable

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 16
GROUP = 4
_DROPPED = dict.fromkeys(map(ord, "\t -‐‑‒–—―−"))
_ALIKE = str.maketrans("OIL", "011")


def make_passphrase(*, random: Callable[[int], bytes] = os.urandom) -> str:
    """Four groups of four characters, with hyphens between."""
    characters = "".join(ALPHABET[byte & 31] for byte in random(LENGTH))
    return "-".join(characters[start : start + GROUP] for start in range(0, LENGTH, GROUP))


def normal_form(typed: str) -> str:
    """What goes into the derivation: NFKC, without spaces and hyphens, ASCII capitals, O as 0, I and L as 1."""
    folded = unicodedata.normalize("NFKC", typed).translate(_DROPPED)
    capitals = "".join(chr(ord(character) - 32) if "a" <= character <= "z" else character for character in folded)
    return capitals.translate(_ALIKE)
