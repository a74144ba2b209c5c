"""Canonical JSON: one text for one meaning, so that a digest speaks of content (SEALING §3).

The one writer is `scoring.canonical`: sorted keys, no spaces, UTF-8 in NFC, exact numbers as text. What is stored is
verified over its stored bytes and never written anew.
"""

import hashlib
from typing import Any

from scoring import canonical


def canon(value: Any) -> bytes:
    """Canonical UTF-8 JSON. A float, or anything else without an exact text, raises TypeError."""
    return canonical.dumps(value)


def digest(value: Any) -> str:
    """Hex SHA-256 of the canonical text."""
    return hashlib.sha256(canon(value)).hexdigest()
